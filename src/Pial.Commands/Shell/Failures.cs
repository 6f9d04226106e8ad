using Pial.Formats;
using Pial.Pipelines;

namespace Pial.Cli.Shell;

/// <summary>Turns what a command threw into one line on stderr and an exit code.</summary>
internal static class Failures
{
    public static int Report(Exception failure, TextWriter error, bool verbose)
    {
        var (code, line) = Describe(failure);
        error.WriteLine($"pial: {line}");
        if (verbose) error.WriteLine(failure);
        return code;
    }

    /// <summary>Exit code and line of an exception.</summary>
    public static (int Code, string Line) Describe(Exception failure) => failure switch
    {
        OperationCanceledException => (ExitCodes.Failed, "cancelled; nothing half-written was left behind."),
        InputException or ImageFormatException or ArgumentException or FormatException => (ExitCodes.Usage, OneLine(failure.Message)),
        FileNotFoundException e => (ExitCodes.Usage, OneLine(e.FileName is { } name ? $"{name} does not exist." : e.Message)),
        DirectoryNotFoundException => (ExitCodes.Usage, OneLine(failure.Message)),
        UnauthorizedAccessException or IOException => (ExitCodes.Failed, OneLine(failure.Message)),
        OutOfMemoryException or InsufficientExecutionStackException =>
            (ExitCodes.Failed, "out of memory; free some, or work on a smaller image."),
        AggregateException { InnerException: { } inner } => Describe(inner),
        _ => (ExitCodes.Failed, $"unexpected failure: {OneLine(failure.Message)} Run again with --verbose for the details."),
    };

    // .NET appends " (Parameter 'x')" to argument messages; a person at a prompt has no use for it.
    private static string OneLine(string message)
    {
        var at = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return PlainText.OneLine((at < 0 ? message : message[..at]).ReplaceLineEndings(" ").Trim().AsFlags());
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Pial.Cli.Commands;
using Pial.Cli.Shell;
using Pial.Formats.Streams;

namespace Pial.Cli;

/// <summary>The program behind <c>pial</c>: every command is a row of <see cref="Commands"/>.</summary>
public static class PialApp
{
    /// <summary>
    /// The commands, in the order <c>pial --help</c> lists them. A new command is its file in <c>Commands/</c> and a row here.
    /// </summary>
    private static readonly Func<Command>[] Commands =
    [
        DemoCommand.Create,
        RunCommand.Create,
        InfoCommand.Create,
        ConvertCommand.Create,
        ResampleCommand.Create,
        SmoothCommand.Create,
        DenoiseCommand.Create,
        NormalizeCommand.Create,
        StripCommand.Create,
        DefaceCommand.Create,
        PlotCommand.Create,
        ExplainCommand.Create,
        TemplateCommand.Create,
        AtlasCommand.Create,
        N4Command.Create,
        Mp2rageCommand.Create,
        RegisterCommand.Create,
        ApplyCommand.Create,
        ApplyPointsCommand.Create,
        TransformCommand.Create,
        SegmentCommand.Create,
        SurfaceCommand.Create,
        QualityCommand.Create,
        FeaturesCommand.Create,
        TivCommand.Create,
        HarmonizeCommand.Create,
        LmCommand.Create,
        VbmCommand.Create,
        ExportCommand.Create,
        AugmentCommand.Create,
        StreamCommand.Create,
        PhantomCommand.Create,
        DatasetCommand.Create,
        BenchmarkCommand.Create,
        ServeCommand.Create,
        CompletionCommand.Create,
    ];

    /// <summary>Parses and runs one command line.</summary>
    /// <param name="args">Arguments after the program's name.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Progress, logs and errors.</param>
    /// <param name="cancellation">Stops the work; the exit code is then 1.</param>
    /// <param name="own">Commands of a host program, beside Pial's.</param>
    /// <returns>0 done; 1 some work failed or was cancelled; 2 usage or bad input.</returns>
    public static async Task<int> Run(IReadOnlyList<string> args, TextWriter output, TextWriter error,
        CancellationToken cancellation = default, IEnumerable<Command>? own = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        (output, error) = (new SafeWriter(output, oneLine: false), new SafeWriter(error, oneLine: true));
        var root = Root();
        foreach (var command in own ?? [])
            root.Subcommands.Add(command);
        var parse = root.Parse(args);
        var completes = args is [['[', 's', 'u', 'g', ..], ..]; // the shell asks what could come next
        // help without the required arguments is no mistake
        if (!completes && parse.Action is not HelpWithExamples && UsageText.Of(parse, args) is { } what)
        {
            await error.WriteLineAsync($"pial: {what} See '{CommandPath(parse)} --help'.");
            return ExitCodes.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parse.InvokeAsync(configuration, cancellation);
        }
        catch (Exception e)
        {
            return Failures.Report(e, error, parse.GetValue(SharedOptions.Verbose));
        }
    }

    /// <summary>Removes every file that is still being written; for a process that a signal ends under the work.</summary>
    public static void RemoveUnfinished() => AtomicFile.RemoveUnfinished();

    private static RootCommand Root()
    {
        var root = new RootCommand(
            "Structural brain MRI, end to end: a raw T1w in, benchmark-ready images, tissue volumes and a report out.");
        foreach (var option in SharedOptions.All)
            root.Options.Add(option);
        foreach (var create in Commands)
            root.Subcommands.Add(create());
        foreach (var option in root.Options)
            if (option is HelpOption { Action: HelpAction standard } help)
                help.Action = new HelpWithExamples(standard);
        return root;
    }

    /// <summary>The command as it was called, <c>pial plot bars</c>.</summary>
    internal static string CommandPath(ParseResult parse)
    {
        var path = "";
        for (var result = parse.CommandResult; result.Command is not RootCommand && result.Parent is CommandResult parent; result = parent)
            path = $" {result.Command.Name}{path}";
        return $"pial{path}";
    }
}

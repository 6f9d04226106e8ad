using System.Text.RegularExpressions;

namespace Pial.Cli.Tests;

/// <summary>
/// Runs command lines in this process. <c>Error</c> holds warnings and failures: the lines that tell which stage is done and what was
/// written are left out, which <see cref="Everything"/> has.
/// </summary>
internal static partial class PialLine
{
    public static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        var (code, output, error) = await Everything(args);
        return (code, output, string.Concat(error.Split('\n').Where(l => l.Length > 0 && !Told().IsMatch(l)).Select(l => l + "\n")));
    }

    /// <summary>With all that stderr has.</summary>
    public static async Task<(int Code, string Out, string Error)> Everything(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await PialApp.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    [GeneratedRegex(@"^pial: wrote |: (kept|\d+\.\d s)\r?$", RegexOptions.None, 1000)]
    private static partial Regex Told();
}

using Pial.Cli.Shell;

namespace Pial.Cli.Tests;

/// <summary>Runs command lines in this process.</summary>
internal static class PialLine
{
    public static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await PialApp.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}

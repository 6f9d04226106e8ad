using System.CommandLine;
using Pial.Cli.Shell;

namespace Pial.Cli.Commands;

/// <summary><c>pial template list|get</c>.</summary>
internal static class TemplateCommand
{
    public static Command Create()
    {
        var list = new Verb("list", "Templates that are on this machine.", ["pial template list"], [], static run => run.Out.WriteLine("MNIColin27"));
        return new Command("template", "Templates: what is here, and fetching more.") { list };
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Pial.Cli.Shell;

/// <summary>The standard help followed by the command's examples.</summary>
internal sealed partial class HelpWithExamples(HelpAction standard) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        // A command's own arguments are not its subcommands', though the standard help lists them there.
        for (var parent = parseResult.CommandResult.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult)
            foreach (var argument in parent.Command.Arguments)
                argument.Hidden = true;
        var output = parseResult.InvocationConfiguration.Output;
        var text = new StringWriter();
        parseResult.InvocationConfiguration.Output = text;
        var code = standard.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;

        // Descriptions say the default in the word that is typed; the library would say it in the program's own.
        output.Write(Default().Replace(text.ToString(), ""));
        if (parseResult.CommandResult.Command is Verb { Examples.Count: > 0 } verb)
        {
            output.WriteLine("Examples:");
            foreach (var example in verb.Examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
        }

        return code;
    }

    [GeneratedRegex(@"\s*\[default:[^\]]*\]", RegexOptions.None, 1000)]
    private static partial Regex Default();
}

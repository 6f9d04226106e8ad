using System.CommandLine;
using Pial.Formats;

namespace Pial.Cli.Shell;

/// <summary>The option of commands that hand a head on: without what its header tells of a person.</summary>
internal sealed class Privacy(bool usual)
{
    public Option<bool> Option { get; } = new("--anonymise")
    {
        Description =
            "Leave out the header's free text, extensions and command lines. Default: " +
                $"{(usual ? "true; --anonymise false keeps them" : "false; what looks personal is named")}.",
        DefaultValueFactory = _ => usual,
        HelpName = "true|false",
    };

    /// <summary>The header as it is written; what looks personal and is kept is named on stderr.</summary>
    public ImageHeader Header(CommandRun run, ImageHeader header, string path)
    {
        if (run.Get(Option)) return HeaderPrivacy.Anonymised(header);
        if (HeaderPrivacy.Personal(header) is { Count: > 0 } found)
            run.Error.WriteLine(
                $"pial: warning: {Path.GetFileName(path)}: the header keeps {string.Join(", ", found.Take(4))}, which may tell of a " +
                    "person; --anonymise leaves it out.");
        return header;
    }
}

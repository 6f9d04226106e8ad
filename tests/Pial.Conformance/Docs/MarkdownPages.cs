using System.Text.RegularExpressions;

namespace Pial.Conformance.Docs;

/// <summary>The Markdown pages of the repository that people read: at the root, and under docs, samples and templates.</summary>
internal static partial class MarkdownPages
{
    public static string Root { get; } = FindRoot();

    /// <summary>Pages by their path from the repository's root, with forward slashes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Directory.GetFiles(Root, "*.md")
            .Concat(new[] { "docs", "samples", "templates" }.SelectMany(
                f => Directory.GetFiles(Path.Combine(Root, f), "*.md", SearchOption.AllDirectories)))
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public static string Read(string page) => File.ReadAllText(Path.Combine(Root, page)).ReplaceLineEndings("\n");

    /// <summary>Targets of links and pictures that lie in the repository, without their anchors.</summary>
    public static IEnumerable<string> LinkedFiles(string page) => Link().Matches(Prose(Read(page)))
        .Select(m => m.Groups[1].Value.Split('#')[0])
        .Where(target => target.Length > 0 && !target.Contains(':', StringComparison.Ordinal));

    /// <summary>Command lines that begin with <c>pial</c>, from shell blocks, indented blocks and code within the text.</summary>
    public static IEnumerable<string> CommandLines(string page)
    {
        var text = Read(page);
        var blocks = ShellBlock().Matches(text).SelectMany(m => m.Groups[1].Value.Split('\n')).Select(line => line.Split(" #")[0]);
        return blocks.Concat(InlineCode().Matches(Prose(text)).Concat(IndentedLine().Matches(text)).Select(m => m.Groups[1].Value))
            .Select(line => line.Trim().TrimStart('$', ' ').Replace("\\|", "|", StringComparison.Ordinal))
            .Where(line => line.StartsWith("pial ", StringComparison.Ordinal));
    }

    /// <summary>C# blocks that say which sample they come from.</summary>
    public static IEnumerable<(string Sample, string Code)> MarkedCode(string page) =>
        SampleBlock().Matches(Read(page)).Select(m => (m.Groups[1].Value, m.Groups[2].Value));

    private static string Prose(string text) => AnyBlock().Replace(text, "");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Pial.slnx")))
            folder = folder.Parent;
        return folder?.FullName
            ?? throw new InvalidOperationException("The tests must run within the repository: no Pial.slnx above them.");
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("`([^`\n]+)`", RegexOptions.None, 1000)]
    private static partial Regex InlineCode();

    [GeneratedRegex("^ {4}(pial [^\n]+)$", RegexOptions.Multiline, 1000)]
    private static partial Regex IndentedLine();

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex AnyBlock();

    [GeneratedRegex("^<!-- from (\\S+) -->\n```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex SampleBlock();
}

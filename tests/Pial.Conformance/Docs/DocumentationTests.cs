using System.Text.RegularExpressions;
using Pial.Cli;

namespace Pial.Conformance.Docs;

/// <summary>What the pages promise exists: linked files, commands with their options, and code that a sample compiles.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages => new(MarkdownPages.All);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_files(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(MarkdownPages.Root, page))!;
        var broken = MarkdownPages.LinkedFiles(page).Where(target => !Path.Exists(Path.Combine(folder, target))).ToList();
        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Commands_exist_and_know_their_options(string page)
    {
        var wrong = new List<string>();
        foreach (var line in MarkdownPages.CommandLines(page).Distinct(StringComparer.Ordinal))
        {
            var help = await HelpOf(line);
            wrong.AddRange(help is null ? [line] : Option().Matches(Quoted().Replace(line, "")).Select(m => m.Groups[1].Value)
                .Where(o => !Knows(help, o)).Select(o => $"{o} in: {line}"));
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Marked_code_is_that_of_the_sample(string page)
    {
        foreach (var (sample, code) in MarkdownPages.MarkedCode(page))
            Assert.Contains(Flat(code), Flat(File.ReadAllText(Path.Combine(MarkdownPages.Root, sample))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_command_has_its_row_in_the_reference()
    {
        var output = new StringWriter();
        Assert.Equal(0, await PialApp.Run(["--help"], output, TextWriter.Null));
        var listed = output.ToString().ReplaceLineEndings("\n").Split("Commands:\n")[1].Split('\n')
            .Where(l => l.StartsWith("  ", StringComparison.Ordinal) && l.Length > 2 && l[2] != ' ')
            .Select(l => l.Trim().Split(' ')[0]).ToArray();
        Assert.True(listed.Length > 8);
        var reference = MarkdownPages.Read("docs/reference/commands.md");
        foreach (var command in listed)
            Assert.Contains($"`pial {command}`", reference, StringComparison.Ordinal);
    }

    // Help of the command that a line calls, or null when there is no such command. Further words count when they are sub-commands.
    private static async Task<string?> HelpOf(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).TakeWhile(w => Word().IsMatch(w)).Take(3).ToArray();
        if (words.Length == 0) return line.Contains(" --", StringComparison.Ordinal) ? await Help([]) : null;
        for (var n = words.Length; n > 1; n--)
            if (await Help(words[..n]) is { } help) return help;
        return await Help([words[0]]);
    }

    private static async Task<string?> Help(string[] words)
    {
        var output = new StringWriter();
        var code = await PialApp.Run([.. words, "--help"], output, TextWriter.Null);
        var text = output.ToString().ReplaceLineEndings("\n");
        var usage = text.Split("Usage:\n")[^1].Split('\n')[0] + " ";
        return code == 0 && usage.Contains($" {string.Join(' ', [.. words, ""])}", StringComparison.Ordinal) ? text : null;
    }

    private static bool Knows(string help, string option) =>
        Regex.IsMatch(help, $@"(^|[\s,]){Regex.Escape(option)}([\s,]|$)", RegexOptions.Multiline, TimeSpan.FromSeconds(1));

    private static string Flat(string code) => string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // What another program is given, as in --slurm-args "--partition=long".
    [GeneratedRegex("\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<=\s)(--?[a-z][a-z0-9-]*)", RegexOptions.None, 1000)]
    private static partial Regex Option();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.None, 1000)]
    private static partial Regex Word();
}

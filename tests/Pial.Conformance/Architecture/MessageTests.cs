using System.Text.RegularExpressions;

namespace Pial.Conformance.Architecture;

/// <summary>
/// What lies below the commands does not know of flags: its messages name the setting (<c>option 'new-site'</c>), and <c>pial</c> shows
/// the flag.
/// </summary>
public sealed partial class MessageTests
{
    private static readonly string[] Flagless =
    [
        "Pial.Volumes", "Pial.Kernels", "Pial.Formats", "Pial.Operations", "Pial.Analysis", "Pial.Plots", "Pial.Pipelines", "Pial.Hub",
        "Pial.Web",
    ];

    // Flags of other programs: SLURM's, the command line that a job of SLURM runs, and bubblewrap's.
    private static readonly string[] OtherPrograms = ["Sandbox.cs", "SlurmArguments.cs", "SlurmEngine.cs", "SlurmTools.cs",
        "TransformFile.cs"];

    [Fact]
    public void Messages_below_the_commands_name_settings_and_no_flags()
    {
        var lines = Flagless.Select(l => Path.Combine(Docs.MarkdownPages.Root, "src", l))
            .SelectMany(l => Directory.EnumerateFiles(l, "*.cs", SearchOption.AllDirectories))
            .Where(f => !OtherPrograms.Contains(Path.GetFileName(f)))
            .SelectMany(f => File.ReadLines(f).Select((text, n) => (Place: $"{Path.GetFileName(f)}:{n + 1}", Text: text))).ToList();

        Assert.True(lines.Count > 50_000, $"Only {lines.Count} lines were read: the test looks at the wrong place.");
        Assert.Empty(lines.Where(l => !l.Text.TrimStart().StartsWith("//", StringComparison.Ordinal) && Flag().IsMatch(l.Text))
            .Select(l => $"{l.Place} {l.Text.Trim()}"));
    }

    [Theory]
    [InlineData("throw new InputException(\"add --force to replace it\");", true)]
    [InlineData("\"Curves (--smooth) are\"", true)]
    [InlineData("<i style=\"background:var(--csf)\">", false)]
    [InlineData("var v = stack[--depth];", false)]
    [InlineData("\"add option 'force' to replace it\"", false)]
    public void A_flag_is_told_from_what_looks_like_one(string line, bool flag) => Assert.Equal(flag, Flag().IsMatch(line));

    [GeneratedRegex("""(?<=[\s"'>]|[^r]\()--[a-z]""", RegexOptions.None, 1000)]
    private static partial Regex Flag();
}

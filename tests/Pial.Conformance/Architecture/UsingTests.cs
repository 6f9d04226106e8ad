using System.Text.RegularExpressions;

namespace Pial.Conformance.Architecture;

/// <summary>
/// Directives are in the order in which <c>dotnet format</c> puts them: names, then static ones, then aliases, each with <c>System</c>
/// first. CI formats a folder of files without its projects, which leaves their order alone.
/// </summary>
public sealed partial class UsingTests
{
    public static TheoryData<string> Folders { get; } = new("src", "samples", "bench", "tests", "templates");

    [Theory]
    [MemberData(nameof(Folders))]
    public void Directives_are_sorted(string folder)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Docs.MarkdownPages.Root, folder), "*.cs", SearchOption.AllDirectories).ToArray();
        Assert.NotEmpty(files);
        var unsorted = files.Where(f => !IsSorted(File.ReadLines(f))).Select(f => Path.GetRelativePath(Docs.MarkdownPages.Root, f));
        Assert.True(!unsorted.Any(), $"run dotnet format; using directives are not sorted in\n{string.Join('\n', unsorted)}");
    }

    [Theory]
    [InlineData(true, "using System.Text;", "using Pial.Formats;", "using static System.Math;", "using A = B.C;")]
    [InlineData(true, "using Pial.Formats;", "using Pial.Formats.Nifti;", "using Pial.FormatsToo;")]
    [InlineData(false, "using Pial.Formats;", "using System.Text;")]
    [InlineData(false, "using System.Text;", "using System.IO;")]
    [InlineData(false, "using static System.Math;", "using System.IO;")]
    [InlineData(false, "using A = B.C;", "", "using System.IO;", "", "namespace X;")]
    [InlineData(true, "namespace X;", "using var b = new B();", "using var a = new A();")]
    public void The_order_is_that_of_dotnet_format(bool sorted, params string[] lines) => Assert.Equal(sorted, IsSorted(lines));

    private static bool IsSorted(IEnumerable<string> lines)
    {
        string[] keys = [.. lines.TakeWhile(l => l.Length == 0 || l.StartsWith("//", StringComparison.Ordinal)
            || l.StartsWith('#') || l.StartsWith("using ", StringComparison.Ordinal))
            .Select(l => Directive().Match(l)).Where(m => m.Success).Select(Key)];
        return keys.SequenceEqual(keys.Order(StringComparer.Ordinal));
    }

    // A kind, whether it is not of System, and its names in lower case: the dot between them comes before every letter.
    private static string Key(Match match)
    {
        var kind = match.Groups["alias"].Success ? 2 : match.Groups["static"].Success ? 1 : 0;
        var name = match.Groups[kind == 2 ? "alias" : "name"].Value;
        var other = kind < 2 && name.Split('.')[0] != "System";
        return $"{kind}{(other ? 1 : 0)}{name.ToLowerInvariant().Replace('.', '\u0001')}";
    }

    [GeneratedRegex("^using (?<static>static )?((?<alias>\\w+) = )?(?<name>[^=]+);", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Directive();
}

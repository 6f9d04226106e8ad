namespace Pial.Conformance.Architecture;

/// <summary>
/// Code is read side by side, so no line of it is wider than <c>.editorconfig</c> says. Raw strings of several lines,
/// markup of pages and scripts, keep the lines of what they become.
/// </summary>
public sealed class ColumnTests
{
    private const int Most = 140;
    private const string Fence = "\"\"\"";

    public static TheoryData<string> Folders { get; } = new("src", "samples", "bench", "tests", "templates");

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_line_of_code_is_too_wide(string folder)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Docs.MarkdownPages.Root, folder), "*.cs", SearchOption.AllDirectories).ToArray();
        Assert.NotEmpty(files);
        var wide = files.SelectMany(f => Wide(File.ReadAllLines(f)).Select(n => $"{Path.GetRelativePath(Docs.MarkdownPages.Root, f)}:{n}"));
        Assert.True(!wide.Any(), $"wider than {Most} columns:\n{string.Join('\n', wide)}");
    }

    [Fact]
    public void A_wide_line_is_found_where_it_is_code()
    {
        var wide = new string('x', Most + 1);
        string[] lines =
        [
            wide, $"var text = {Fence}", wide, $"    {Fence};", new string('y', Most), wide, $"f({Fence}in one line{Fence});", wide,
        ];
        Assert.Equal([1, 6, 8], Wide(lines));
    }

    private static IEnumerable<int> Wide(string[] lines)
    {
        var within = false;
        for (var n = 0; n < lines.Length; n++)
        {
            var fences = lines[n].Split(Fence).Length - 1;
            if (lines[n].Length > Most && !within) yield return n + 1;
            if (fences % 2 == 1) within = !within;
        }
    }
}

using System.Text.RegularExpressions;

namespace Pial.Conformance.Architecture;

/// <summary>
/// The folders of a project are rooms: code of one may use another's, but not in a circle. The folder of a file is its namespace's first
/// part below the
/// project; what lies in the project's own namespace, types that all share and doors such as <c>ImageFile</c>, is no room.
/// </summary>
public sealed partial class RoomTests
{
    // Circles that are still there. Take a line out when its circle is gone; never add one.
    private static readonly string[] Known = [];

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(Path.Combine(Docs.MarkdownPages.Root, "src")).Select(d => Path.GetFileName(d)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_do_not_use_each_other_in_a_circle(string project)
    {
        var circles = Circles(Uses(project)).Select(c => $"{project}: {string.Join(" ", c.Order(StringComparer.Ordinal))}").ToArray();

        Assert.Equal(Known.Where(k => k.StartsWith(project + ":", StringComparison.Ordinal)), circles);
    }

    [Fact]
    public void A_circle_is_found()
    {
        var uses = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal)
        {
            ["A"] = ["B"],
            ["B"] = ["C"],
            ["C"] = ["A", "D"],
            ["D"] = [],
        };

        Assert.Equal(["A", "B", "C"], Assert.Single(Circles(uses)).Order(StringComparer.Ordinal));
    }

    // Which rooms each room names: by a using, or by a name that begins with the room's.
    private static Dictionary<string, HashSet<string>> Uses(string project)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Docs.MarkdownPages.Root, "src", project), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText).Select(text => (Text: text, Space: Namespace().Match(text).Groups[1].Value))
                .Where(f => f.Space.Length > 0).ToList();
        var root = files.Select(f => f.Space).MinBy(s => s.Length)!;
        string? RoomOf(string space) =>
            space.StartsWith(root + ".", StringComparison.Ordinal) ? space[(root.Length + 1)..].Split('.')[0] : null;
        var uses = files.Select(f => RoomOf(f.Space)).OfType<string>().Distinct(StringComparer.Ordinal)
            .ToDictionary(r => r, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (text, space) in files)
        {
            if (RoomOf(space) is not { } own) continue;
            var named = Using().Matches(text).Select(m => RoomOf(m.Groups[1].Value))
                .Concat(uses.Keys.Where(r => Regex.IsMatch(text, $@"(?<![\w.""/]){r}\.[A-Z]\w+[.(]", RegexOptions.None,
                    TimeSpan.FromSeconds(10))));
            uses[own].UnionWith(named.OfType<string>().Where(r => r != own && uses.ContainsKey(r)));
        }

        return uses;
    }

    // Rooms that reach each other.
    private static IEnumerable<string[]> Circles(Dictionary<string, HashSet<string>> uses)
    {
        HashSet<string> From(string room)
        {
            var (reached, next) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>(uses[room]));
            while (next.TryPop(out var r))
                if (reached.Add(r)) foreach (var further in uses[r]) next.Push(further);
            return reached;
        }

        var reach = uses.Keys.ToDictionary(r => r, From, StringComparer.Ordinal);
        return reach.Where(r => r.Value.Contains(r.Key))
            .Select(r => r.Value.Where(o => reach[o].Contains(r.Key)).Order(StringComparer.Ordinal).ToArray())
            .DistinctBy(c => string.Join(' ', c));
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline, 10_000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static |\w+ = )?([\w.]+);", RegexOptions.Multiline, 10_000)]
    private static partial Regex Using();
}

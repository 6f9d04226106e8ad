namespace Pial.Analysis.Splits;

/// <summary>One side of a split, as an audit sees it.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Ids">The id of every row or scan; ids of one person may come more than once.</param>
public sealed record AuditSide(string Name, IReadOnlyList<string> Ids)
{
    /// <summary>Family of every row, missing where not known; null when nothing says.</summary>
    public IReadOnlyList<string>? Families { get; init; }

    /// <summary>Other ids of the same persons, each a column of its own.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Aliases { get; init; } = [];

    /// <summary>What was fitted on people before the side became what it is, by a name for messages: the TIV model that its table was
    /// corrected with.</summary>
    public IReadOnlyList<(string What, FittedOn Seen)> Fits { get; init; } = [];

    /// <summary>Measured columns and the numbers of every row, to find people under other ids; null when there are none.</summary>
    public IReadOnlyList<(string Name, double[] Values)>? Measures { get; init; }

    /// <summary>How many persons there are, by <see cref="SubjectKey"/>.</summary>
    public int Persons => Ids.Select(SubjectKey.Of).Distinct(StringComparer.Ordinal).Count();
}

/// <summary>How something came to be on both sides.</summary>
public enum LeakKind
{
    /// <summary>The same id.</summary>
    Id,

    /// <summary>Another session, run or scan of the same person.</summary>
    Session,

    /// <summary>The same id but for leading zeros or case, where no other person of either side is meant by it.</summary>
    Spelling,

    /// <summary>An id of the one side is another id of a person of the other.</summary>
    Alias,

    /// <summary>Another person of the same family.</summary>
    Family,

    /// <summary>Seen by something that was fitted before, such as the correction behind a side's table.</summary>
    Fit,

    /// <summary>The same numbers under another id.</summary>
    Values,

    /// <summary>Another file of the same scan.</summary>
    Content,
}

/// <summary>Something on both sides.</summary>
/// <param name="Kind">How it came there.</param>
/// <param name="Train">Id (or file) on the training side.</param>
/// <param name="Test">Id (or file) on the test side.</param>
/// <param name="Why">In words.</param>
public sealed record Leak(LeakKind Kind, string Train, string Test, string Why);

/// <summary>Everybody who is on both sides of a split, and why.</summary>
/// <param name="Train">The training side.</param>
/// <param name="Test">The test side.</param>
/// <param name="Leaks">What was found, in order of the test side; for one id of it one leak by id, one by family, one by values and one a
/// fit at most.</param>
public sealed record LeakAudit(AuditSide Train, AuditSide Test, IReadOnlyList<Leak> Leaks)
{
    /// <summary>How many persons (or files) of the test side leaked in any way.</summary>
    public int Leaked => Leaks.Select(l => SubjectKey.Of(l.Test)).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Compares ids, other ids and families. Cost: one look-up an id.</summary>
    /// <param name="train">The training side: a table's rows, or whom a model was fitted on (<see cref="FittedOn.Ids"/>).</param>
    /// <param name="test">The test side.</param>
    /// <param name="content">Leaks found by comparing images, to be told with the others.</param>
    public static LeakAudit Of(AuditSide train, AuditSide test, IEnumerable<Leak>? content = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        var persons = First(train.Ids.Select(SubjectKey.Of));
        var spelled = new SpelledAlike(train.Ids, test.Ids);
        var aliases = First(train.Aliases.SelectMany(a => a.Select(id => Known(id) ? SubjectKey.Of(id) : null)), train.Ids.Count);
        var families = First((train.Families ?? []).Select(f => Known(f) ? f.Trim() : null));
        var exact = train.Ids.ToHashSet(StringComparer.Ordinal);
        var twins = Twins(train, test);
        string[] tested = [.. test.Ids.Select(SubjectKey.Of)];
        var fits = train.Fits.Concat(test.Fits).Select(f =>
            (f.What, Seen: f.Seen.SeenAmong(test.Ids).ToHashSet(StringComparer.Ordinal))).ToList();
        var leaks = new List<Leak>();
        for (var r = 0; r < test.Ids.Count; r++)
        {
            var id = test.Ids[r];
            var person = tested[r];
            var by = ByPerson(train, test, (r, person), persons, spelled, aliases, exact);
            if (by is not null) leaks.Add(by);
            if (by is null && twins.TryGetValue(r, out var twin)) leaks.Add(new(LeakKind.Values, train.Ids[twin], id,
                $"{id} has the same numbers as {train.Ids[twin]}"));
            foreach (var (what, seen) in fits)
                if (seen.Contains(id)) leaks.Add(new(LeakKind.Fit, what, id, $"{id} was seen by {what}"));
            if (test.Families?[r].Trim() is { } family && Known(family) && families.TryGetValue(family, out var member)
                && SubjectKey.Of(train.Ids[member]) != person)
                leaks.Add(new(LeakKind.Family, train.Ids[member], id, $"{id} and {train.Ids[member]} are of family '{family}'"));
        }

        return new(train, test, [.. leaks, .. content ?? []]);
    }

    private static Leak? ByPerson(
        AuditSide train, AuditSide test, (int Row, string Person) who, Dictionary<string, int> persons, SpelledAlike spelled,
            Dictionary<string, int> aliases, HashSet<string> exact)
    {
        var (row, person) = who;
        var id = test.Ids[row];
        if (persons.TryGetValue(person, out var same))
        {
            if (exact.Contains(id)) return new(LeakKind.Id, id, id, $"{id} is on both sides");
            var other = train.Ids[same];
            var scans = other.AsSpan().IndexOfAny('_', '/') >= 0 || id.AsSpan().IndexOfAny('_', '/') >= 0;
            return new(scans ? LeakKind.Session : LeakKind.Id, other, id,
                scans ? $"{id} and {other} are scans of one person ({person})" : $"{id} is the person {other} of the training side");
        }

        if (aliases.TryGetValue(person, out var known))
            return new(LeakKind.Alias, train.Ids[known], id, $"{id} is another id of {train.Ids[known]}");
        foreach (var column in test.Aliases)
        {
            if (!Known(column[row])) continue;
            var key = SubjectKey.Of(column[row]);
            if (persons.TryGetValue(key, out var at) || aliases.TryGetValue(key, out at))
                return new(LeakKind.Alias, train.Ids[at], id,
                    $"{id} is also called {column[row]}, which is {train.Ids[at]} of the training side");
        }

        return spelled.FindPerson(person) is { } alike
            ? new(LeakKind.Spelling, train.Ids[persons[alike]], id,
            $"{id} and {train.Ids[persons[alike]]} differ in leading zeros, case or separators alone") : null;
    }

    // The training row with the same numbers, of every test row that has one.
    private static Dictionary<int, int> Twins(AuditSide train, AuditSide test)
    {
        var found = new Dictionary<int, int>();
        if (train.Measures is not { } first || test.Measures is not { } second) return found;
        var columns = (from a in first from b in second where a.Name == b.Name select (double[])[.. a.Values, .. b.Values]).ToList();
        foreach (var (a, b) in RowTwins.Find(columns))
            if (Math.Min(a, b) is var from && Math.Max(a, b) is var to && from < train.Ids.Count
                && to >= train.Ids.Count) found.TryAdd(to - train.Ids.Count, from);
        return found;
    }

    private static bool Known(string value) => !Tables.SubjectTable.IsMissing(value);

    // The first row of every name; rows are counted modulo their number where several columns follow each other.
    private static Dictionary<string, int> First(IEnumerable<string?> names, int rows = int.MaxValue)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var row = 0;
        foreach (var name in names)
        {
            if (name is not null) first.TryAdd(name, row % rows);
            row++;
        }

        return first;
    }
}

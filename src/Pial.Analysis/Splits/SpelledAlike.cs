namespace Pial.Analysis.Splits;

/// <summary>Persons of two lists whose ids differ in zeros, case or separators alone (<see cref="SubjectKey.Spelling"/>), unless one of
/// the lists tells people apart by them.</summary>
public sealed class SpelledAlike
{
    private readonly Dictionary<string, string> first = new(StringComparer.Ordinal);

    /// <summary>Looks at two lists of ids.</summary>
    /// <param name="ids">The first, to which <see cref="Find"/> answers.</param>
    /// <param name="others">The second, which is asked about.</param>
    public SpelledAlike(IEnumerable<string> ids, IEnumerable<string> others)
    {
        var (own, asked) = (SubjectKey.Set(ids), SubjectKey.Set(others));
        var unclear = Repeated(own);
        unclear.UnionWith(Repeated(asked));
        foreach (var person in own)
            if (SubjectKey.Spelling(person) is var plain && !unclear.Contains(plain)) first.TryAdd(plain, person);
    }

    /// <summary>The person of the first list that is spelled like an id of the second; null for nobody.</summary>
    public string? Find(string id) => FindPerson(SubjectKey.Of(id));

    internal string? FindPerson(string person) => first.GetValueOrDefault(SubjectKey.Spelling(person));

    private static HashSet<string> Repeated(HashSet<string> persons) =>
        persons.GroupBy(SubjectKey.Spelling, StringComparer.Ordinal).Where(g => g.Skip(1).Any()).Select(g =>
            g.Key).ToHashSet(StringComparer.Ordinal);
}

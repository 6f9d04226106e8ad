namespace Pial.Pipelines.FreeSurfer;

/// <summary>
/// Versions of FreeSurfer name a few things differently. Where a cohort holds several spellings of one name, all subjects get the one that
/// most of them have, so that one thing is one column.
/// </summary>
internal sealed class RegionSpelling
{
    private readonly Dictionary<string, string> to;

    private RegionSpelling(Dictionary<string, string> to) => this.to = to;

    /// <summary>Spellings that were changed, and to what.</summary>
    public IReadOnlyDictionary<string, string> Renamed => to;

    /// <summary>Finds what has to be renamed.</summary>
    public static RegionSpelling Of(IReadOnlyList<SubjectMorphometry> subjects)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var subject in subjects)
            foreach (var name in Names(subject))
                counts[name] = counts.GetValueOrDefault(name) + 1;
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in counts.Keys.GroupBy(Canonical, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            var kept = group.OrderByDescending(n => counts[n]).ThenBy(n => n, StringComparer.Ordinal).First();
            foreach (var other in group.Where(n => n != kept))
                renamed[other] = kept;
        }

        return new(renamed);
    }

    /// <summary>A subject under the common names.</summary>
    public SubjectMorphometry Apply(SubjectMorphometry subject) => to.Count == 0 ? subject : subject with
    {
        Regions = [.. subject.Regions.Select(r => r with { Name = to.GetValueOrDefault(r.Name, r.Name) })],
        Globals = [.. subject.Globals.Select(g => g with { Name = to.GetValueOrDefault(g.Name, g.Name) })],
    };

    // Both hemispheres name their regions alike; a name counts once a subject.
    private static HashSet<string> Names(SubjectMorphometry subject) =>
        [.. subject.Regions.Select(r => r.Name), .. subject.Globals.Select(g => g.Name)];

    // The thalamus lost its "Proper" in version 7, the cortical white matter became cerebral in 6, Destrieux's names are written with & or
    // _and_.
    private static string Canonical(string name) => name switch
    {
        "Left-Thalamus-Proper" => "Left-Thalamus",
        "Right-Thalamus-Proper" => "Right-Thalamus",
        "CorticalWhiteMatterVol" => "CerebralWhiteMatterVol",
        "lhCorticalWhiteMatterVol" => "lhCerebralWhiteMatterVol",
        "rhCorticalWhiteMatterVol" => "rhCerebralWhiteMatterVol",
        _ when name.Contains('&', StringComparison.Ordinal) => name.Replace("&", "_and_", StringComparison.Ordinal),
        _ => name,
    };
}

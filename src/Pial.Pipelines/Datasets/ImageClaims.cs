using System.Globalization;
using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Datasets;

/// <summary>Claims about the images: contrasts, voxel size, scanners, atlases.</summary>
internal static class ImageClaims
{
    private const double VoxelTolerance = 0.02; // mm: 0.87 may stand for 0.868
    private const double TeslaTolerance = 0.15; // 2.89 T is sold as 3 T
    private static readonly (string Suffix, string[] Words)[] Contrasts =
    [
        ("T1w", ["T1weighted", "T1w", "T1", "MPRAGE", "SPGR", "BRAVO"]), ("T2w", ["T2weighted", "T2w", "T2"]),
        ("PDw", ["PDweighted", "protondensity", "protondensityweighted", "PDw", "PD"]),
        ("FLAIR", ["FLAIR", "T2FLAIR"]),
    ];

    public static IEnumerable<Claim> Of(DatasetRecord record, DatasetContent content)
    {
        yield return Sequence(record, content);
        yield return Resolution(record, content);
        var said = content.Scans.Select(s => (s.Path, Facts: content.SidecarOf(s))).ToList();
        yield return FieldStrength(record,
            [.. said.Where(s => s.Facts.FieldStrength is not null).Select(s => (s.Path, s.Facts.FieldStrength!.Value))], said.Count);
        yield return Manufacturer(record,
            [.. said.Where(s => s.Facts.Manufacturer is not null).Select(s => (s.Path, s.Facts.Manufacturer!))], said.Count);
        if (record.Atlases.Count > 0) yield return Atlas(record, content);
    }

    /// <summary>The BIDS suffix of a sequence's name; null for one that has none, as <c>multi-contrast</c>.</summary>
    public static string? SuffixOf(string sequence) =>
        Contrasts.FirstOrDefault(c => c.Words.Contains(Plain(sequence), StringComparer.OrdinalIgnoreCase)).Suffix;

    /// <summary>The name of a BIDS suffix, as the specification has it.</summary>
    public static string SequenceOf(string suffix) => suffix switch
    {
        "T1w" or "inplaneT1" => "T1-weighted",
        "T2w" or "inplaneT2" => "T2-weighted",
        "PDw" => "PD-weighted",
        _ => suffix,
    };

    /// <summary>The scans that a claim about voxels is about: those in the stated space where there are any.</summary>
    public static IReadOnlyList<ImageFacts> Main(DatasetRecord record, DatasetContent content)
    {
        var scans = content.Scans.Where(s => s.Problem is null).ToList();
        var stated = record.Sequences.Select(SuffixOf).OfType<string>().ToList();
        if (stated.Count > 0 && scans.Exists(s => stated.Contains(ContrastName.Of(s.Path)!, StringComparer.Ordinal)))
            scans = [.. scans.Where(s => stated.Contains(ContrastName.Of(s.Path)!, StringComparer.Ordinal))];
        var inSpace = scans.Where(s => s.Name["space"] is { } space && space == record.StandardSpace).ToList();
        return inSpace.Count > 0 ? inSpace : scans;
    }

    private static Claim Sequence(DatasetRecord record, DatasetContent content)
    {
        var bySubject = content.Scans.GroupBy(s => s.Name.Subject, StringComparer.Ordinal).ToDictionary(g => g.Key,
            g => g.Select(s => ContrastName.Of(s.Path)!).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var found = string.Join(", ", bySubject.Values.SelectMany(c => c).GroupBy(c => c, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).Select(g => $"{g.Key} of {g.Count()} subjects"));
        if (record.Sequences.Count == 0) return new("sequence", "", found, Verdict.NotStated);
        var against = new List<string>();
        var told = true;
        foreach (var sequence in record.Sequences)
        {
            if (SuffixOf(sequence) is { } suffix)
                against.AddRange(content.Subjects.Where(s => bySubject.TryGetValue(s, out var has) && !has.Contains(suffix))
                    .Select(s => $"sub-{s} has no {suffix}"));
            else if (Plain(sequence) is "multicontrast")
                against.AddRange(content.Subjects.Where(s => bySubject.TryGetValue(s, out var has) && has.Count < 2)
                    .Select(s => $"sub-{s} has one contrast"));
            else told = false;
        }

        // inplaneT1 is a T1w, as its sidecar says.
        var said = content.Scans
            .Select(s => (s.Path, Named: SuffixOf(SequenceOf(ContrastName.Of(s.Path)!)), Said: content.SidecarOf(s).Contrast))
            .Where(s => s.Said is not null).ToList();
        against.AddRange(said.Where(s => s.Named is not null && s.Named != s.Said)
            .Select(s => $"{s.Path}: its sidecar speaks of {SequenceOf(s.Said!)}"));
        var verdict = against.Count > 0 || bySubject.Count == 0 ? Verdict.False : told ? Verdict.Holds : Verdict.CannotTell;
        return new("sequence", string.Join(", ", record.Sequences), found.Length > 0 ? found : "no head scan", verdict)
        {
            Against = against,
            Note = said.Count == 0 ? "told by file names; no sidecar names the sequence"
                : string.Create(CultureInfo.InvariantCulture,
                    $"told by file names, and by the sidecars of {said.Count} of {content.Scans.Count()} scans"),
        };
    }

    private static Claim Resolution(DatasetRecord record, DatasetContent content)
    {
        var main = Main(record, content);
        var found = DatasetCheck.Tally(
            main.Select(s => string.Join(" × ", s.VoxelMm!.Select(v => v.ToString("0.###", CultureInfo.InvariantCulture)))));
        if (record.Resolution.Count == 0) return new("resolution", "", found, Verdict.NotStated);
        var stated = $"[{string.Join(", ", record.Resolution)}]";
        if (main.Count == 0) return new("resolution", stated, "no readable head scan", Verdict.CannotTell);
        string[] against = [.. main.Where(s => Enumerable.Range(0, 3).Any(a => !record.Resolution[a].Holds(s.VoxelMm![a], VoxelTolerance)))
            .Select(s => $"{s.Path}: {string.Join(" × ", s.VoxelMm!.Select(v => v.ToString("0.###", CultureInfo.InvariantCulture)))} mm")];
        return new("resolution", stated, $"{found} mm", against.Length == 0 ? Verdict.Holds : Verdict.False) { Against = against };
    }

    private static Claim FieldStrength(DatasetRecord record, IReadOnlyList<(string Path, double Tesla)> said, int scans)
    {
        var stated = string.Join(", ", record.FieldStrengths);
        if (said.Count == 0) return new("field_strength", stated, "no sidecar gives MagneticFieldStrength",
            stated.Length == 0 ? Verdict.NotStated : Verdict.CannotTell);
        var found = DatasetCheck.Tally(said.Select(s => $"{s.Tesla.ToString("0.##", CultureInfo.InvariantCulture)} T"))
            + Coverage(said.Count, scans);
        if (stated.Length == 0) return new("field_strength", "", found, Verdict.NotStated);
        double[] tesla = [.. record.FieldStrengths.Select(DatasetFields.Tesla)];
        string[] against =
        [
            .. said.Where(s => !tesla.Any(t => Math.Abs(t - s.Tesla) <= TeslaTolerance))
                .Select(s => $"{s.Path}: {s.Tesla.ToString(CultureInfo.InvariantCulture)} T"),
            .. tesla.Where(t => !said.Any(s => Math.Abs(t - s.Tesla) <= TeslaTolerance))
                .Select(t => $"no scan is of {t.ToString(CultureInfo.InvariantCulture)} T"),
        ];
        return new("field_strength", stated, found, against.Length == 0 ? Verdict.Holds : Verdict.False) { Against = against };
    }

    private static Claim Manufacturer(DatasetRecord record, IReadOnlyList<(string Path, string Name)> said, int scans)
    {
        var stated = string.Join(", ", record.Manufacturers);
        if (said.Count == 0) return new("manufacturer", stated, "no sidecar gives Manufacturer",
            stated.Length == 0 ? Verdict.NotStated : Verdict.CannotTell);
        var found = DatasetCheck.Tally(said.Select(s => s.Name)) + Coverage(said.Count, scans);
        if (stated.Length == 0) return new("manufacturer", "", found, Verdict.NotStated);
        string[] against =
        [
            .. said.Where(s => !record.Manufacturers.Any(m => SameMaker(m, s.Name))).Select(s => $"{s.Path}: {s.Name}"),
            .. record.Manufacturers.Where(m => !said.Any(s => SameMaker(m, s.Name))).Select(m => $"no scan is of {m}"),
        ];
        return new("manufacturer", stated, found, against.Length == 0 ? Verdict.Holds : Verdict.False) { Against = against };
    }

    private static Claim Atlas(DatasetRecord record, DatasetContent content)
    {
        string[] found = [.. content.Images.Select(i => i.Name["atlas"] ?? i.Name["seg"]).OfType<string>().Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        var there = record.Atlases.All(
            a => found.Any(f => Plain(f).Contains(Plain(a), StringComparison.OrdinalIgnoreCase)
                || Plain(a).Contains(Plain(f), StringComparison.OrdinalIgnoreCase)));
        // Regional tables may lie anywhere, so that none in the names contradicts nothing.
        return new("atlas", string.Join(", ", record.Atlases),
            found.Length > 0 ? $"in file names: {string.Join(", ", found)}" : "no file name has atlas- or seg-",
            there && found.Length > 0 ? Verdict.Holds : Verdict.CannotTell);
    }

    private static string Coverage(int said, int scans) => said == scans ? "" : $"; {scans - said} of {scans} scans do not say";

    // SIEMENS and Siemens Healthineers; GE and GE MEDICAL SYSTEMS.
    internal static bool SameMaker(string a, string b)
    {
        string First(string name) => new([.. name.TrimStart().TakeWhile(char.IsLetterOrDigit)]);
        return First(a).Length > 0
            && (string.Equals(First(a), First(b), StringComparison.OrdinalIgnoreCase) || (Maker(a) is { } one && one == Maker(b)));
    }

    private static string? Maker(string name) =>
        name.StartsWith("General Electric", StringComparison.OrdinalIgnoreCase) || name.StartsWith("GE", StringComparison.OrdinalIgnoreCase)
            ? "GE" : null;

    private static string Plain(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}

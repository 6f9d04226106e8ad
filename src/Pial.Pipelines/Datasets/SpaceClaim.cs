namespace Pial.Pipelines.Datasets;

/// <summary>
/// The claim about the space of the images, by what their names, sidecars and headers say and by the transforms beside them.
/// </summary>
internal static class SpaceClaim
{
    private const double BoxTolerance = 3; // mm: field of view of another resolution
    public static readonly string[] Known =
        ["MNI152NLin2009cAsym", "MNI152NLin2009aAsym", "MNI152NLin2009cSym", "MNI152NLin2009aSym", "MNI152NLin6Asym", "MNI152NLin6Sym",
            "MNI152Lin", "MNI305", "MNIColin27", "MNIPediatricAsym", "IXI549Space", "OASIS30ANTs", "NKI", "fsaverage", "PialMNI", "native"];
    private static readonly string[] Native = ["native", "T1w", "scanner", "individual", "subject", "orig", "none"];

    // Centres of the outermost voxels of the templates at 1 mm: low x, y, z, high x, y, z.
    private static readonly (string Space, double[] Box)[] Boxes =
    [
        ("MNI152NLin2009cAsym", [-96, -132, -78, 96, 96, 114]),
        ("MNI152NLin6Asym", [-91, -126, -72, 90, 91, 109]),
    ];

    public static bool Ambiguous(string space) => space.ToUpperInvariant() is "MNI" or "MNI152" or "MNI-152" or "MNI SPACE";

    public static Claim Of(DatasetRecord record, DatasetContent content)
    {
        var main = ImageClaims.Main(record, content);
        var seen = main.Select(s => (s.Path, Space: SpaceOf(s, content))).ToList();
        var found = DatasetCheck.Tally(seen.Select(s => s.Space ?? "not said"));
        if (record.StandardSpace is not { } stated) return new("standard_space", "", found, Verdict.NotStated);
        if (main.Count == 0) return new("standard_space", stated, "no readable head scan", Verdict.CannotTell);
        var native = Native.Contains(stated, StringComparer.OrdinalIgnoreCase);
        string[] against = [.. seen.Where(s => s.Space is not null && !(native ? s.Space == "native" : Agrees(stated, s.Space)))
            .Select(s => $"{s.Path}: {s.Space}")];
        if (against.Length == 0)
            return new("standard_space", stated, found, seen.TrueForAll(s => s.Space is not null) ? Verdict.Holds : Verdict.CannotTell);
        var transforms = content.Transforms.Count(t => t.Contains($"_to-{stated}_", StringComparison.Ordinal));
        return new("standard_space", stated,
            found + (transforms > 0 ? $"; {transforms} transforms lead to {stated}, and these images are not resampled by them" : ""),
            Verdict.False)
        { Against = against };
    }

    private static bool Agrees(string stated, string found) =>
        string.Equals(stated, found, StringComparison.OrdinalIgnoreCase)
            || (found == "MNI" && stated.Contains("MNI", StringComparison.OrdinalIgnoreCase))
            || (found == "Talairach" && stated.Contains("Tal", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The space of an image: its name's, its sidecar's, that of a template whose field of view it has, what its header's code says; null
    /// when nothing tells.
    /// </summary>
    public static string? SpaceOf(ImageFacts image, DatasetContent content)
    {
        if (image.Name["space"] is { } named) return Native.Contains(named, StringComparer.OrdinalIgnoreCase) ? "native" : named;
        if (content.SidecarOf(image).Space is { } said)
            return Known.FirstOrDefault(k => said.Contains(k, StringComparison.Ordinal))
                ?? (Native.Contains(said, StringComparer.OrdinalIgnoreCase) ? "native" : said);
        if (image.Box is { } box && image.SpaceCode != 1 && Boxes.FirstOrDefault(b => Same(b.Box, box)).Space is { } template)
            return template;
        return image.SpaceCode switch
        {
            1 => "native",
            2 => "native",
            3 => "Talairach",
            4 => "MNI",
            _ => null,
        };
    }

    private static bool Same(double[] template, IReadOnlyList<double> box) =>
        Enumerable.Range(0, 3)
            .All(a => Math.Abs(template[a] - Math.Min(box[a], box[a + 3])) <= BoxTolerance
                && Math.Abs(template[a + 3] - Math.Max(box[a], box[a + 3])) <= BoxTolerance);
}

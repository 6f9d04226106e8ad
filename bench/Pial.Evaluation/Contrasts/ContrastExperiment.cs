using System.Diagnostics;
using System.Globalization;
using Pial.Evaluation.Affine;
using Pial.Formats;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Registration;
using Pial.Operations.Resampling;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Evaluation.Contrasts;

/// <summary>
/// Lays scans of other contrasts on the T1w of the same head from their own header and from random rigid starts (30°, 40 mm), and strips
/// them without it; the reference masks of the T1w, carried over by the co-registration, say how well.
/// </summary>
internal static class ContrastExperiment
{
    private sealed record Pair(string Name, string Scan, string Head, string? Mask, bool Aligned = false);

    public static int Run(IReadOnlyList<string> arguments)
    {
        var at = arguments.ToList().IndexOf("--starts");
        var starts = at < 0 ? 10 : int.Parse(arguments[at + 1], CultureInfo.InvariantCulture);
        var (placed, stripped) = (new List<string>(), new List<string>());
        var template = EmbeddedTemplate.Head();
        foreach (var pair in Pairs())
        {
            var (scan, head) = (ImageFile.Load(pair.Scan).Image, ImageFile.Load(pair.Head).Image);
            var brain = pair.Mask is { } path ? ImageFile.LoadMask(path) : head.Map(v => v != 0);
            var found = Coregistration.Run(scan, head, brain);
            placed.Add(Placed(pair, scan, head, brain, found, starts));
            Console.WriteLine(placed[^1]);
            if (pair.Aligned) continue;
            stripped.Add(Stripped(pair, scan, brain, found, template));
            Console.WriteLine(stripped[^1]);
        }

        ResultSection.Replace("contrasts.md", "Laid on the T1w", string.Join('\n', [.. Preamble(starts), .. placed]));
        ResultSection.Replace("contrasts.md", "Stripped alone", string.Join('\n', [.. Between(), .. stripped]));
        return 0;
    }

    private static IEnumerable<Pair> Pairs()
    {
        string In(params string[] parts) => Path.Combine([Workspace.Data, .. parts]);
        for (var n = 1; n <= 3; n++)
        {
            string Of(string suffix) => In("heads", "ds000011", $"sub-{n:00}", "anat", $"sub-{n:00}_{suffix}.nii.gz");
            yield return new($"ds000011_sub-{n:00} inplaneT2", Of("inplaneT2"), Of("T1w"),
                In("heads", "refmasks", $"ds000011_sub-{n:00}_mask.nii.gz"));
        }

        yield return new("chris PD", In("heads", "contrasts", "chris_PD.nii.gz"), In("heads", "chris", "chris_T1w.nii.gz"),
            In("heads", "refmasks", "chris_mask.nii.gz"));
        foreach (var patient in new[] { "patient19", "patient26" })
        {
            string Of(string name) => In("ms", patient, $"{name}_N4_noneck_reduced_winsor_regtoFLAIR_brain_N4_regtoMNI.nii.gz");
            yield return new($"{patient} FLAIR", Of("FLAIR"), Of("T1"), null, Aligned: true);
        }
    }

    private static string Placed(Pair pair, Volume<float> scan, Volume<float> head, Volume<bool> brain, CoregistrationResult plain,
        int starts)
    {
        var corners = AffineExperiment.Corners(brain);
        var maps = new List<Volumes.Affine>();
        var seconds = new List<double>();
        for (var s = 0; s < starts; s++)
        {
            var start = AffineExperiment.RandomStart((ulong)s, scan.Grid.Centre, rigid: true);
            var moved = scan.WithGrid(new(scan.Shape, start * scan.Grid.Affine));
            var watch = Stopwatch.StartNew();
            maps.Add(start.Inverse() * Coregistration.Run(moved, head, brain).HeadToScan);
            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        var middle = Array.ConvertAll(corners, c => new Point(
            AffineExperiment.Median(maps.Select(m => m.Apply(c).X)), AffineExperiment.Median(maps.Select(m => m.Apply(c).Y)),
            AffineExperiment.Median(maps.Select(m => m.Apply(c).Z))));
        double Apart(Volumes.Affine map) => corners.Select((c, n) => map.Apply(c).DistanceTo(middle[n])).Max();
        var apart = maps.ConvertAll(Apart);
        var known = pair.Aligned ? corners.Max(c => plain.HeadToScan.Apply(c).DistanceTo(c)).ToString("f2", CultureInfo.InvariantCulture)
            : "unknown";
        var header = corners.Select((c, n) => c.DistanceTo(middle[n])).Max();
        return string.Create(CultureInfo.InvariantCulture,
            $"| {pair.Name} | {apart.Max():f2} | {AffineExperiment.Median(apart):f2} | {apart.Count(d => d <= 2)} of {starts} | " +
                $"{header:f1} | {known} "
            + $"| {plain.Similarity:f3} | {plain.Coverage:f2} | {AffineExperiment.Median(seconds):f1} |");
    }

    private static string Stripped(Pair pair, Volume<float> scan, Volume<bool> brain, CoregistrationResult place, HeadTemplate template)
    {
        var found = BrainExtraction.Run(scan, template);
        var truth = Resample.Mask(brain, scan.Grid, place.HeadToScan.Inverse());
        var (both, mine, theirs) = (0, found.Mask.Span.Count(true), truth.Span.Count(true));
        for (var n = 0; n < truth.Shape.Count; n++)
            both += truth.Span[n] && found.Mask.Span[n] ? 1 : 0;
        return string.Create(CultureInfo.InvariantCulture,
            $"| {pair.Name} | {2.0 * both / (mine + theirs):f3} | {(double)both / theirs:f3} | {(double)both / mine:f3} | " +
                $"{found.Similarity:f2} |");
    }

    private static string[] Preamble(int starts) =>
    [
        "",
        "Scans laid on the T1w of the same head (`Coregistration`, brain masks of the test data; FLAIR: the stripped T1w's own), and " +
            $"from {starts} random starts: the scan's header turned by up to 30°",
        "about a random axis and shifted by up to 40 mm. Distances are between each start's result and the median of all, at the eight " +
            "corners of the brain's box, the largest of the eight, mm.",
        "Header: how far that median lies from what the headers say. Truth: for FLAIR, which its publishers had aligned already, how far " +
            "the result lies from the identity.",
        $"Seconds: median of wall time on {Environment.ProcessorCount} cores while the machine was doing other work too. `dotnet run -c " +
            "Release --project bench/Pial.Evaluation -- contrasts` makes this page's tables.",
        "",
        "| scan | largest mm | median mm | within 2 mm | header mm | truth mm | likeness | brain shown | seconds |",
        "|---|---|---|---|---|---|---|---|---|",
    ];

    private static string[] Between() =>
    [
        "",
        "Brain extraction of the scan without its T1w, against the T1w's reference mask carried to the scan by the co-registration.",
        "",
        "| scan | Dice | sensitivity | precision | likeness |",
        "|---|---|---|---|---|",
    ];
}

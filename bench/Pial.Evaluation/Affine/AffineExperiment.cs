using System.Diagnostics;
using System.Globalization;
using Pial.Formats;
using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Operations.Registration;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Evaluation.Affine;

/// <summary>
/// Registers every head to the embedded template as it is and from random starts (its header turned by up to 30° about a random axis,
/// shifted by up to 40 mm and scaled by 0.85 to
/// 1.15), and says how far the results lie apart at the corners of the template brain's box, in mm of the head.
/// </summary>
internal static class AffineExperiment
{
    private const double WithinMm = 2;

    public static int Run(IReadOnlyList<string> arguments)
    {
        var at = arguments.ToList().IndexOf("--starts");
        var starts = at < 0 ? 20 : int.Parse(arguments[at + 1], CultureInfo.InvariantCulture);
        var named = arguments.Where((_, n) => at < 0 || (n != at && n != at + 1)).ToHashSet(StringComparer.Ordinal);
        var template = ImageFile.Load(Workspace.Template("T1w")).Image;
        var brain = ImageFile.LoadMask(Workspace.Template("desc-brain_mask"));
        var options = new AffineOptions { ReferenceMask = Morphology.Dilate(brain, 12) };
        var corners = Corners(brain);
        var rows = new List<string>();
        foreach (var head in Head.All.Where(h => named.Count == 0 || named.Contains(h.Name)))
        {
            rows.Add(Row(head, template, brain, corners, options, starts));
            Console.WriteLine(rows[^1]);
        }

        if (named.Count > 0) return 0;
        File.WriteAllLines(Workspace.Result("affine.md"), [.. Preamble(starts), .. rows]);
        return 0;
    }

    private static string[] Preamble(int starts) =>
    [
        "# Affine registration from random starts",
        "",
        "Every T1w head of the test data to the embedded template PialMNI (2 mm; compared within the brain mask dilated by 12 mm), " +
            $"default options, {starts} random starts:",
        "the head's header turned by up to 30° about a random axis, shifted by up to 40 mm in a random direction and scaled by 0.85 to " +
            "1.15.",
        "Distances are between each start's result and the median of all, at the eight corners of the template brain's box, the largest " +
            "of the eight, in mm of the head.",
        "Dice: the template's brain mask carried into the head against the reference mask, an affine's ceiling; no refinement.",
        $"Seconds: median of wall time on {Environment.ProcessorCount} cores, from images in memory, while the machine was doing other " +
            "work too: an upper bound. `dotnet run -c Release --project bench/Pial.Evaluation -- affine` makes this page.",
        "",
        "| head | largest mm | median mm | within 2 mm | unmoved header mm | mutual information | overlap | Dice | seconds |",
        "|---|---|---|---|---|---|---|---|---|",
    ];

    private static string Row(Head head, Volume<float> template, Volume<bool> brain, Point[] corners, AffineOptions options, int starts)
    {
        var image = ImageFile.Load(head.Path).Image;
        var plain = AffineRegistration.Run(image, template, options);
        var maps = new List<Volumes.Affine>();
        var seconds = new List<double>();
        for (var s = 0; s < starts; s++)
        {
            var start = RandomStart((ulong)s, image.Grid.Centre);
            var moved = image.WithGrid(new(image.Shape, start * image.Grid.Affine));
            var watch = Stopwatch.StartNew();
            var result = AffineRegistration.Run(moved, template, options);
            seconds.Add(watch.Elapsed.TotalSeconds);
            maps.Add(start.Inverse() * result.ReferenceToMoving);
        }

        var consensus = Array.ConvertAll(corners, c => new Point(
            Median(maps.Select(m => m.Apply(c).X)), Median(maps.Select(m => m.Apply(c).Y)), Median(maps.Select(m => m.Apply(c).Z))));
        double Distance(Volumes.Affine map) => corners.Select((c, n) => map.Apply(c).DistanceTo(consensus[n])).Max();
        var distances = maps.ConvertAll(Distance);
        return string.Create(CultureInfo.InvariantCulture,
            $"| {head.Name} | {distances.Max():f2} | {Median(distances):f2} | {distances.Count(d => d <= WithinMm)} of {starts} "
            + $"| {Distance(plain.ReferenceToMoving):f2} | {plain.Similarity:f3} | {plain.Overlap:f3} | " +
            $"{Dice(head, brain, plain.ReferenceToMoving)} | {Median(seconds):f2} |");
    }

    // Rotation by Rodrigues' formula about the centre of the field of view.
    internal static Volumes.Affine RandomStart(ulong seed, Point centre, bool rigid = false)
    {
        var random = new CounterRandom(seed, 11);
        var (x, y, z, _) = random.Normals(0);
        var (u, v, w, _) = random.Normals(1);
        var (a, b, c, _) = random.Bits(2);
        const double Unit = 1.0 / (1UL << 32);
        var axis = new Point(x, y, z) * (1 / new Point(x, y, z).Length);
        var shift = new Point(u, v, w) * (40 * b * Unit / new Point(u, v, w).Length);
        var scale = rigid ? 1 : 0.85 + (0.3 * c * Unit);
        var (sine, cosine) = Math.SinCos(30 * a * Unit * Math.PI / 180);
        Span<double> rows = stackalloc double[12];
        for (var column = 0; column < 3; column++)
        {
            var e = new Point(column == 0 ? 1 : 0, column == 1 ? 1 : 0, column == 2 ? 1 : 0);
            var cross = new Point((axis.Y * e.Z) - (axis.Z * e.Y), (axis.Z * e.X) - (axis.X * e.Z), (axis.X * e.Y) - (axis.Y * e.X));
            var along = (axis.X * e.X) + (axis.Y * e.Y) + (axis.Z * e.Z);
            var turned = ((e * cosine) + (cross * sine) + (axis * (along * (1 - cosine)))) * scale;
            (rows[column], rows[4 + column], rows[8 + column]) = (turned.X, turned.Y, turned.Z);
        }

        return Volumes.Affine.Translation(shift) * Volumes.Affine.FromRows(rows).About(centre);
    }

    internal static Point[] Corners(Volume<bool> brain)
    {
        var (low, high) = (new[] { int.MaxValue, int.MaxValue, int.MaxValue }, new[] { -1, -1, -1 });
        for (var n = 0; n < brain.Shape.Count; n++)
        {
            if (!brain.Span[n]) continue;
            int[] at = [n % brain.Shape.I, n / brain.Shape.I % brain.Shape.J, n / brain.Shape.SliceCount];
            for (var a = 0; a < 3; a++)
                (low[a], high[a]) = (Math.Min(low[a], at[a]), Math.Max(high[a], at[a]));
        }

        return [.. Enumerable.Range(0, 8).Select(c => brain.Grid.Affine.Apply(
            new((c & 1) == 0 ? low[0] : high[0], (c & 2) == 0 ? low[1] : high[1], (c & 4) == 0 ? low[2] : high[2])))];
    }

    private static string Dice(Head head, Volume<bool> brain, Volumes.Affine referenceToMoving)
    {
        if (head.ReferenceMask is not { } path) return "no mask";
        var truth = ImageFile.LoadMask(path);
        var carried = Resample.Mask(brain, truth.Grid, referenceToMoving.Inverse());
        var (both, sum) = (0, 0);
        for (var n = 0; n < truth.Shape.Count; n++)
        {
            both += truth.Span[n] && carried.Span[n] ? 1 : 0;
            sum += (truth.Span[n] ? 1 : 0) + (carried.Span[n] ? 1 : 0);
        }

        return (2.0 * both / sum).ToString("f3", CultureInfo.InvariantCulture);
    }

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

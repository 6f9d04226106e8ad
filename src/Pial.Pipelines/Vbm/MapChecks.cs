using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Pial.Volumes;

namespace Pial.Pipelines.Vbm;

/// <summary>What one map holds, taken while it is read.</summary>
/// <param name="Hash">Of all its values.</param>
/// <param name="Least">Least finite value; infinite where there is none.</param>
/// <param name="Most">Largest finite value.</param>
/// <param name="NotFinite">Voxels that are no number.</param>
/// <param name="Centre">Centre of its mass, RAS+ mm; NaN where it has none.</param>
internal sealed record MapFacts(UInt128 Hash, float Least, float Most, int NotFinite, Point Centre)
{
    public static MapFacts Of(Volume<float> image)
    {
        var (least, most, holes) = (float.PositiveInfinity, float.NegativeInfinity, 0);
        var (mass, x, y, z) = (0.0, 0.0, 0.0, 0.0);
        var shape = image.Shape;
        var values = image.Span;
        for (var n = 0; n < values.Length; n++)
        {
            var v = values[n];
            if (!float.IsFinite(v))
            {
                holes++;
                continue;
            }

            (least, most) = (Math.Min(least, v), Math.Max(most, v));
            if (!(v > 0)) continue;
            mass += v;
            x += (double)v * (n % shape.I);
            y += (double)v * (n / shape.I % shape.J);
            z += (double)v * (n / shape.SliceCount);
        }

        var centre = mass > 0 ? image.Grid.Affine.Apply(new(x / mass, y / mass, z / mass)) : new Point(double.NaN, double.NaN, double.NaN);
        return new(XxHash128.HashToUInt128(MemoryMarshal.AsBytes(values)), least, most, holes, centre);
    }
}

/// <summary>Maps of a group that do not look like its others: empty, the same twice, constant, without numbers, displaced, far out. They
/// are named, not left out: that is for people to decide.</summary>
internal static class MapChecks
{
    private const double Far = 6; // robust standard deviations
    private const int Samples = 512;
    private const double DisplacedMm = 4;
    private const int MostNamed = 8;

    /// <summary>Refuses maps that hold no number at all, since they would leave no voxel to anybody.</summary>
    /// <exception cref="InputException">Names them.</exception>
    public static void MustHoldNumbers(VbmPlan plan, IReadOnlyList<MapFacts> facts)
    {
        var without = Where(facts, f => f.Most < f.Least);
        if (without.Count > 0)
            throw new InputException(
                $"{Named(plan, without)} {(without.Count == 1 ? "has a map that holds" : "have maps that hold")} no number (every voxel " +
                    $"is NaN or infinite), so no voxel is left to test; make {(without.Count == 1 ? "it" : "them")} again, or add option " +
                    $"'exclude' {string.Join(' ', without.Take(MostNamed).Select(s => plan.Participants[s].Id))}.");
    }

    /// <summary>Everything odd, one sentence each.</summary>
    /// <param name="plan">The subjects.</param>
    /// <param name="facts">What each map holds.</param>
    /// <param name="maps">The tested voxels.</param>
    /// <param name="lost">Voxels with tissue that are left out because a map has no number there.</param>
    public static IReadOnlyList<string> Of(VbmPlan plan, IReadOnlyList<MapFacts> facts, MapSet maps, int lost)
    {
        var found = new List<string>();
        var empty = Where(facts, f => f is { Least: 0, Most: 0 });
        var constant = Where(facts, f => f.Least == f.Most && f.Least != 0);
        if (empty.Count > 0) found.Add($"empty {Maps(empty)} (0 everywhere): {Named(plan, empty)}");
        if (constant.Count > 0)
            found.Add(
                $"constant {Maps(constant)}: " +
                    $"{string.Join(", ",
                        constant.Take(MostNamed)
                            .Select(s => string.Create(CultureInfo.InvariantCulture,
                                $"{plan.Participants[s].Id} ({facts[s].Least:g5} everywhere)")))}");
        if (lost > 0)
        {
            var holes = Where(facts, f => f.NotFinite > 0);
            found.Add(
                $"{lost} voxels with tissue are left out for everybody, because these maps hold no number there: " +
                    $"{string.Join(", ", holes.OrderByDescending(s => facts[s].NotFinite).Take(MostNamed)
                        .Select(s =>
                            $"{plan.Participants[s].Id} ({facts[s].NotFinite} voxels)"))}{(holes.Count > MostNamed ? ", …" : "")}");
        }

        int[] usual = [.. Enumerable.Range(0, facts.Count).Where(s => facts[s].Most > facts[s].Least)];
        found.AddRange(Twice(plan, facts, maps, usual));
        found.AddRange(Displaced(plan, facts, usual));
        found.AddRange(FarOut(plan, maps, usual));
        return found;
    }

    private static IEnumerable<string> Twice(VbmPlan plan, IReadOnlyList<MapFacts> facts, MapSet maps, int[] usual)
    {
        var group = new Dictionary<int, int>(); // subject to the first with the same map
        foreach (var same in usual.GroupBy(s => facts[s].Hash).Where(g => g.Skip(1).Any()))
            foreach (var s in same.Skip(1)) group[s] = same.First();
        // The same map with other digits, scaled, or smoothed a little more: what is left of two people's maps without the mean is not
        // alike.
        var left = Deviations(maps, usual);
        for (var a = 0; a < usual.Length; a++)
            for (var b = a + 1; b < usual.Length && usual.Length <= 2000; b++)
                if (!group.ContainsKey(usual[b]) && Dot(left[a], left[b]) > 0.999) group[usual[b]] = usual[a];
        foreach (var pair in group.GroupBy(p => p.Value, p => p.Key).OrderBy(g => g.Key))
            yield return $"the same map {pair.Count() + 1} times: {Named(plan, [pair.Key, .. pair.Order()])}";
    }

    private static IEnumerable<string> Displaced(VbmPlan plan, IReadOnlyList<MapFacts> facts, int[] usual)
    {
        if (usual.Length < 3) yield break;
        var centres = usual.Select(s => facts[s].Centre).ToList();
        if (centres.Exists(c => double.IsNaN(c.X))) yield break;
        var middle = new Point(Robust.Of([.. centres.Select(c => c.X)]).Median, Robust.Of([.. centres.Select(c => c.Y)]).Median,
            Robust.Of([.. centres.Select(c => c.Z)]).Median);
        double[] away = [.. centres.Select(c => c.DistanceTo(middle))];
        var typical = Robust.Of(away).Median;
        for (var n = 0; n < usual.Length; n++)
            if (away[n] > DisplacedMm && away[n] > Far * typical)
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{plan.Participants[usual[n]].Id} lies {away[n]:0} mm beside the others (centre of mass " +
                        $"{centres[n].X - middle.X:+0;-0;0}, {centres[n].Y - middle.Y:+0;-0;0}, {centres[n].Z - middle.Z:+0;-0;0} mm " +
                        $"right, front, up)");
    }

    private static IEnumerable<string> FarOut(VbmPlan plan, MapSet maps, int[] usual)
    {
        if (usual.Length < 4) yield break;
        var (means, likeness) = (new double[usual.Length], new double[usual.Length]);
        var row = new float[maps.Places.Length];
        for (var n = 0; n < usual.Length; n++)
        {
            maps.Table.Read(usual[n], 0, row);
            means[n] = Mean(row);
            likeness[n] = Likeness(row, maps, plan.Participants.Count);
        }

        var (level, alike) = (Robust.Of(means), Robust.Of(likeness));
        for (var n = 0; n < usual.Length; n++)
        {
            if (Math.Abs(means[n] - level.Median) > Math.Max(Far * level.Scale, 0.25 * Math.Abs(level.Median)))
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{plan.Participants[usual[n]].Id} is far from the others: mean {means[n]:g4} where {level.Median:g4} is usual");
            else if (alike.Median > 0.3 && likeness[n] < alike.Median - Math.Max(Far * alike.Scale, 0.15))
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{plan.Participants[usual[n]].Id} is unlike the others: correlation with their mean {likeness[n]:0.00} where " +
                        $"{alike.Median:0.00} is usual");
        }
    }

    private static double Mean(float[] row)
    {
        var sum = 0.0;
        foreach (var v in row) sum += v;
        return sum / row.Length;
    }

    // Correlation with the mean of the others.
    private static double Likeness(float[] row, MapSet maps, int subjects)
    {
        var (sx, sy, xx, yy, xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var v = 0; v < row.Length; v++)
        {
            var (x, y) = ((double)row[v], ((maps.Mean.Span[maps.Places[v]] * (double)subjects) - row[v]) / Math.Max(1, subjects - 1));
            (sx, sy, xx, yy, xy) = (sx + x, sy + y, xx + (x * x), yy + (y * y), xy + (x * y));
        }

        var (cx, cy) = (xx - (sx * sx / row.Length), yy - (sy * sy / row.Length));
        return cx > 0 && cy > 0 ? (xy - (sx * sy / row.Length)) / Math.Sqrt(cx * cy) : 0;
    }

    // Unit vectors of what is left without the median of all, at some hundred voxels; what is smaller than rounding becomes 0, like nobody.
    private static double[][] Deviations(MapSet maps, int[] usual)
    {
        if (usual.Length < 3 || maps.Places.Length < 100) return [.. usual.Select(_ => new double[1])];
        var (row, step) = (new float[maps.Places.Length], Math.Max(1, maps.Places.Length / Samples));
        var all = new double[usual.Length][];
        for (var n = 0; n < usual.Length; n++)
        {
            maps.Table.Read(usual[n], 0, row);
            all[n] = [.. Enumerable.Range(0, (row.Length + step - 1) / step).Select(k => (double)row[k * step])];
        }

        for (var k = 0; k < all[0].Length; k++)
        {
            var usualValue = Robust.Of([.. all.Select(v => v[k])]).Median;
            foreach (var values in all) values[k] -= usualValue;
        }

        foreach (var values in all)
        {
            var mean = values.Average();
            var norm = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)));
            for (var k = 0; k < values.Length; k++) values[k] = norm > 1e-6 * values.Length ? (values[k] - mean) / norm : 0;
        }

        return all;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var n = 0; n < a.Length; n++) sum += a[n] * b[n];
        return sum;
    }

    private static List<int> Where(IReadOnlyList<MapFacts> facts, Func<MapFacts, bool> which) =>
        [.. Enumerable.Range(0, facts.Count).Where(s => which(facts[s]))];

    private static string Maps(List<int> some) => some.Count == 1 ? "map" : "maps";

    private static string Named(VbmPlan plan, IReadOnlyList<int> some) =>
        string.Join(", ", some.Take(MostNamed).Select(s => plan.Participants[s].Id)) + (some.Count > MostNamed
        ? $" and {some.Count - MostNamed} more" : "");

    // Median and the scale of a normal distribution by the median absolute deviation.
    private readonly record struct Robust(double Median, double Scale)
    {
        public static Robust Of(double[] values)
        {
            var median = Middle(values);
            return new(median, 1.4826 * Middle([.. values.Select(v => Math.Abs(v - median))]));
        }

        private static double Middle(double[] values)
        {
            double[] sorted = [.. values.Order()];
            return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
        }
    }
}

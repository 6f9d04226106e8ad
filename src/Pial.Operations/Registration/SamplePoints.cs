using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>
/// Points of the reference that a level compares: one in each chosen voxel at a pseudo-random place inside it, which keeps the likeness
/// free of the ripples that two aligned grids make (Likar and Pernuš 2001, doi 10.1016/S0262-8856(00)00052-7), and the reference's value
/// there as a bin.
/// </summary>
internal sealed class SamplePoints
{
    private SamplePoints(float[] x, float[] y, float[] z, byte[] bin, double[] binValue)
        => (X, Y, Z, Bin, BinValue) = (x, y, z, bin, binValue);

    /// <summary>Coordinates relative to the centre, RAS+ mm.</summary>
    public float[] X { get; }

    public float[] Y { get; }

    public float[] Z { get; }

    /// <summary>Bin of the reference's value.</summary>
    public byte[] Bin { get; }

    /// <summary>Centre of each bin, 0 to 1 over the range of values.</summary>
    public double[] BinValue { get; }

    public int Count => X.Length;

    /// <summary>Chooses points.</summary>
    /// <param name="level">The reference at this level.</param>
    /// <param name="inside">Which places (RAS+ mm) are compared.</param>
    /// <param name="centre">Origin of the coordinates.</param>
    /// <param name="limit">Most points.</param>
    /// <param name="bins">Bins of the reference's values, at most 256.</param>
    public static SamplePoints Choose(Volume<float> level, Func<Point, bool> inside, Point centre, int limit, int bins)
    {
        var places = new List<Point>();
        var affine = level.Grid.Affine;
        var n = 0;
        for (var k = 0; k < level.Shape.K; k++)
        {
            for (var j = 0; j < level.Shape.J; j++)
            {
                for (var i = 0; i < level.Shape.I; i++, n++)
                {
                    var v = new Point(i, j, k) + Jitter(n);
                    if (inside(affine.Apply(v))) places.Add(v);
                }
            }
        }

        if (places.Count > limit) places = Thin(places, limit);
        var values = new float[places.Count];
        for (var p = 0; p < values.Length; p++)
            values[p] = LevelImage.At(level, places[p]);
        var (bin, binValue) = Binned(values, bins);
        var (x, y, z) = (new float[values.Length], new float[values.Length], new float[values.Length]);
        for (var p = 0; p < values.Length; p++)
        {
            var u = affine.Apply(places[p]) - centre;
            (x[p], y[p], z[p]) = ((float)u.X, (float)u.Y, (float)u.Z);
        }

        return new(x, y, z, bin, binValue);
    }

    /// <summary>The same points ordered by bin, and where each bin starts.</summary>
    public (SamplePoints Sorted, int[] Start) ByBin()
    {
        var start = new int[BinValue.Length + 1];
        foreach (var b in Bin)
            start[b + 1]++;
        for (var b = 0; b < BinValue.Length; b++)
            start[b + 1] += start[b];
        var next = (int[])start.Clone();
        var order = new int[Count];
        for (var p = 0; p < Count; p++)
            order[next[Bin[p]]++] = p;
        T[] Pick<T>(T[] from) => Array.ConvertAll(order, p => from[p]);
        return (new(Pick(X), Pick(Y), Pick(Z), Pick(Bin), BinValue), start);
    }

    // The golden-ratio sequence keeps an even share everywhere, unlike a random choice.
    private static List<Point> Thin(List<Point> places, int limit)
    {
        var share = limit / (double)places.Count;
        var kept = new List<Point>(limit + 16);
        for (var n = 0; n < places.Count; n++)
        {
            var turn = (n + 1) * 0.6180339887498949;
            if (turn - Math.Floor(turn) < share) kept.Add(places[n]);
        }

        return kept;
    }

    private static (byte[] Bin, double[] Value) Binned(float[] values, int bins)
    {
        var sorted = (float[])values.Clone();
        Array.Sort(sorted);
        var (low, high) = values.Length == 0 ? (0f, 1f) : (sorted[values.Length / 200], sorted[values.Length - 1 - (values.Length / 200)]);
        var scale = high > low ? bins / (double)(high - low) : 0;
        var bin = Array.ConvertAll(values, v => (byte)Math.Clamp((int)((v - low) * scale), 0, bins - 1));
        return (bin, [.. Enumerable.Range(0, bins).Select(b => (b + 0.5) / bins)]);
    }

    // The same place for the same voxel on every machine. In −½ to ½ along each axis.
    private static Point Jitter(int voxel)
    {
        const double Unit = 1.0 / (1UL << 32);
        var (a, b, c, _) = new CounterRandom(seed: 0, stream: 0).Bits((ulong)voxel);
        return new((a * Unit) - 0.5, (b * Unit) - 0.5, (c * Unit) - 0.5);
    }
}

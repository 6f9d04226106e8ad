using Pial.Volumes;

namespace Pial.Operations.Tests;

/// <summary>Small images that tests of several operations use; all from explicit seeds.</summary>
internal static class TestImages
{
    public static readonly ParallelOptions One = new() { MaxDegreeOfParallelism = 1 };

    public static readonly ParallelOptions Two = new() { MaxDegreeOfParallelism = 2 };

    public static readonly ParallelOptions Seven = new() { MaxDegreeOfParallelism = 7 };

    /// <summary>Anisotropic, oblique and left-handed.</summary>
    public static Grid Awkward { get; } = new(
        new(13, 11, 9), Affine.Translation(new(5, -7, 3)) * Affine.Rotation(0.2, -0.3, 0.4) * Affine.Scaling(-1, 1.5, 2.2));

    public static Volume<float> Noise(Grid grid, int seed = 1)
    {
        var random = new Random(seed);
        return Volume.Create(grid, random, static (Span<float> v, Random r) =>
        {
            foreach (ref var x in v)
                x = (float)((r.NextDouble() * 200) - 50);
        });
    }

    public static Volume<bool> RandomMask(Grid grid, double share, int seed = 2)
    {
        var random = new Random(seed);
        return Volume.Create(grid, (random, share), static (Span<bool> v, (Random R, double Share) s) =>
        {
            foreach (ref var x in v)
                x = s.R.NextDouble() < s.Share;
        });
    }

    /// <summary>A value for every voxel, from its RAS+ mm position.</summary>
    public static Volume<T> OfWorld<T>(Grid grid, Func<Point, T> value)
        where T : unmanaged
        => Volume.Create(grid, (grid, value), static (Span<T> v, (Grid Grid, Func<Point, T> Value) s) =>
        {
            var n = 0;
            for (var k = 0; k < s.Grid.Shape.K; k++)
                for (var j = 0; j < s.Grid.Shape.J; j++)
                    for (var i = 0; i < s.Grid.Shape.I; i++)
                        v[n++] = s.Value(s.Grid.Affine.Apply(new(i, j, k)));
        });

    public static Grid Cube(int n, double mm = 1) => Grid.Centred(new(n, n, n), new(mm, mm, mm), default);

    /// <summary>Bit for bit, NaN included.</summary>
    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var n = 0; n < expected.Length; n++)
        {
            if (BitConverter.SingleToInt32Bits(expected[n]) != BitConverter.SingleToInt32Bits(actual[n]))
                Assert.Fail($"value {n} is {actual[n]:r}, expected {expected[n]:r}");
        }
    }

    public static double MaxDifference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Assert.Equal(a.Length, b.Length);
        var max = 0.0;
        for (var n = 0; n < a.Length; n++)
        {
            if (!a[n].Equals(b[n]))
                max = Math.Max(max, Math.Abs((double)a[n] - b[n]) is var d && double.IsNaN(d) ? double.PositiveInfinity : d);
        }

        return max;
    }
}

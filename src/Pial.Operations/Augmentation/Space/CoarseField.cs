using System.Collections.Immutable;
using System.Numerics.Tensors;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>How a coarse field becomes one for every voxel.</summary>
public enum FieldMode
{
    /// <summary>Each voxel takes the mean of the coarse values it overlaps: blocks. MONAI's default.</summary>
    Area,

    /// <summary>Linear between the coarse values' centres.</summary>
    Linear,

    /// <summary>A cubic B-spline whose coefficients are the coarse values: smooth to the second derivative.</summary>
    Cubic,
}

/// <summary>A field known at few points, evaluated row by row for every voxel of an image.</summary>
internal sealed class CoarseField
{
    private readonly float[] values;
    private readonly int ni, nj;
    private readonly Taps x, y, z;

    /// <summary>A field of random values, with a border of a constant.</summary>
    /// <param name="shape">Voxels of the image.</param>
    /// <param name="size">Random values along the axes.</param>
    /// <param name="range">What they are drawn from.</param>
    /// <param name="pad">Values of 1 around them.</param>
    /// <param name="mode">How it becomes fine.</param>
    /// <param name="draws">Where they come from.</param>
    public CoarseField(Shape shape, ImmutableArray<int> size, Interval range, int pad, FieldMode mode, RandomDraws draws)
    {
        int Of(int axis) => size[size.Length == 1 ? 0 : axis] + (2 * pad);
        (ni, nj) = (Of(0), Of(1));
        var nk = Of(2);
        values = new float[ni * nj * nk];
        for (var n = 0; n < values.Length; n++)
        {
            var (i, j, k) = (n % ni, n / ni % nj, n / (ni * nj));
            var inside = i >= pad && i < ni - pad && j >= pad && j < nj - pad && k >= pad && k < nk - pad;
            values[n] = inside ? (float)draws.Within(range) : 1;
        }

        (x, y, z) = (new(shape.I, ni, mode), new(shape.J, nj, mode), new(shape.K, nk, mode));
    }

    /// <summary>
    /// A field given at points that reach from the first voxel to the last along each axis, two at least; Catmull and Rom's cubics pass
    /// through them.
    /// </summary>
    public CoarseField(float[] values, Shape points, Shape shape)
    {
        (this.values, ni, nj) = (values, points.I, points.J);
        (x, y, z) = (new(shape.I, points.I), new(shape.J, points.J), new(shape.K, points.K));
    }

    /// <summary>Values of scratch a slice needs.</summary>
    public int Scratch => (ni * nj) + (nj * x.Count);

    /// <summary>What a slice's rows are made from; to be called before <see cref="Row"/>.</summary>
    public void Slice(int k, Span<float> scratch)
    {
        var plane = scratch[..(ni * nj)];
        plane.Clear();
        for (var t = 0; t < Taps.Most; t++)
        {
            if (z.Weight(k, t) is var w && w == 0) continue;
            var from = values.AsSpan(z.At(k, t) * plane.Length, plane.Length);
            for (var n = 0; n < plane.Length; n++) plane[n] += w * from[n];
        }

        // Along the first axis at once for the few coarse rows, so that a fine row is a sum of whole rows.
        for (var j = 0; j < nj; j++)
        {
            var row = plane.Slice(j * ni, ni);
            var wide = scratch.Slice((ni * nj) + (j * x.Count), x.Count);
            for (var i = 0; i < wide.Length; i++)
            {
                var sum = 0f;
                for (var t = 0; t < Taps.Most; t++) sum += x.Weight(i, t) * row[x.At(i, t)];
                wide[i] = sum;
            }
        }
    }

    /// <summary>The field along a row of the slice.</summary>
    public void Row(int j, ReadOnlySpan<float> scratch, Span<float> destination)
    {
        var first = true;
        for (var t = 0; t < Taps.Most; t++)
        {
            if (y.Weight(j, t) is var w && w == 0) continue;
            var wide = scratch.Slice((ni * nj) + (y.At(j, t) * x.Count), x.Count);
            if (first) TensorPrimitives.Multiply(wide, w, destination);
            else TensorPrimitives.MultiplyAdd(wide, w, destination, destination);
            first = false;
        }
    }

    // The coarse values, four at most, that make up each fine one.
    private sealed class Taps
    {
        public const int Most = 4;
        private readonly int[] at;
        private readonly float[] weight;

        public Taps(int fine, int coarse, FieldMode mode)
        {
            (at, weight) = (new int[fine * Most], new float[fine * Most]);
            Span<double> w = stackalloc double[Most];
            for (var n = 0; n < fine; n++)
            {
                var first = mode == FieldMode.Area ? Overlapped(n, fine, coarse, w) : Between(((n + 0.5) * coarse / fine) - 0.5, mode, w);
                for (var t = 0; t < Most; t++)
                    (at[(n * Most) + t], weight[(n * Most) + t]) = (Math.Clamp(first + t, 0, coarse - 1), (float)w[t]);
            }
        }

        // Between points at both ends.
        public Taps(int fine, int points)
        {
            (at, weight) = (new int[fine * Most], new float[fine * Most]);
            for (var n = 0; n < fine; n++)
            {
                var position = fine == 1 ? 0 : (double)n * (points - 1) / (fine - 1);
                var low = Math.Clamp((int)position, 0, points - 2);
                var f = position - low;
                ReadOnlySpan<double> w = [f * (-0.5 + (f * (1 - (0.5 * f)))), 1 + (f * f * ((1.5 * f) - 2.5)),
                    f * (0.5 + (f * (2 - (1.5 * f)))), f * f * ((0.5 * f) - 0.5)];
                for (var t = 0; t < Most; t++)
                    (at[(n * Most) + t], weight[(n * Most) + t]) = (Math.Clamp(low - 1 + t, 0, points - 1), (float)w[t]);
            }
        }

        public int Count => at.Length / Most;

        public int At(int n, int tap) => at[(n * Most) + tap];

        public float Weight(int n, int tap) => weight[(n * Most) + tap];

        // A voxel of a fine grid overlaps few coarse values; where the field is finer than the image the middle ones are left out.
        private static int Overlapped(int n, int fine, int coarse, Span<double> w)
        {
            var first = (int)((long)n * coarse / fine);
            var count = Math.Min((int)((((n + 1L) * coarse) + fine - 1) / fine) - first, Most);
            for (var t = 0; t < Most; t++) w[t] = t < count ? 1.0 / count : 0;
            return first;
        }

        private static int Between(double position, FieldMode mode, Span<double> w)
        {
            var low = (int)Math.Floor(position);
            var f = position - low;
            if (mode == FieldMode.Linear)
            {
                (w[0], w[1], w[2], w[3]) = (0, 1 - f, f, 0);
                return low - 1;
            }

            var g = 1 - f;
            (w[0], w[1], w[2], w[3]) = (g * g * g / 6, (4 + (f * f * ((3 * f) - 6))) / 6, (4 + (g * g * ((3 * g) - 6))) / 6, f * f * f / 6);
            return low - 1;
        }
    }
}

using Pial.Kernels;
using Pial.Kernels.Fourier;
using Pial.Operations.Augmentation;
using Pial.Volumes;

namespace Pial.Operations.Reconstruction;

/// <summary>Settings of <see cref="KSpaceData.Acquire"/>.</summary>
public sealed record KSpaceOptions
{
    /// <summary>Standard deviation of the noise of the real and the imaginary part, in the image's units. Default 0.</summary>
    public double NoiseStd { get; init; }

    /// <summary>
    /// Largest phase of the signal, degrees: a smooth polynomial over the image, drawn from the seed. Default 60. With 0 the image is real,
    /// both halves of its k-space hold the same, and an under-sampled one holds more than a scanner would give (Shimron et al. 2022,
    /// doi:10.1073/pnas.2117203119).
    /// </summary>
    public double PhaseDegrees { get; init; } = 60;

    /// <summary>Decides noise and phase. Default 1.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>
/// Some lines of an image's k-space along one phase-encoding axis; the other axes are sampled whole, and their transforms, which lose
/// nothing, are undone.
/// </summary>
public sealed class KSpaceData
{
    private KSpaceData(Grid grid, int axis, bool[] lines, float[] real, float[] imaginary) =>
        (Grid, Axis, Lines, Real, Imaginary) = (grid, axis, lines, real, imaginary);

    /// <summary>Grid of the image.</summary>
    public Grid Grid { get; }

    /// <summary>Voxel axis of phase encoding.</summary>
    public int Axis { get; }

    /// <summary>Of each line whether it was measured, the centre of k-space in the middle (length/2).</summary>
    public IReadOnlyList<bool> Lines { get; }

    /// <summary>
    /// Real parts: positions along the other axes, frequencies k (or k − N beyond N/2) along the phase-encoding one, orthonormal; 0 where
    /// not measured.
    /// </summary>
    internal float[] Real { get; }

    /// <summary>Imaginary parts.</summary>
    internal float[] Imaginary { get; }

    /// <summary>Of each frequency, in the order of <see cref="Real"/>, whether it was measured.</summary>
    internal bool[] Measured => [.. Enumerable.Range(0, Lines.Count).Select(f => Lines[(f + (Lines.Count / 2)) % Lines.Count])];

    /// <summary>Measures an image.</summary>
    /// <param name="image">Magnitudes; not finite counts as 0.</param>
    /// <param name="axis">Voxel axis of phase encoding, 0 to 2.</param>
    /// <param name="lines">Which lines are measured, the centre in the middle: see <see cref="CartesianSampling.Lines"/>.</param>
    /// <param name="options">Noise and phase; null for the defaults.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    /// <exception cref="ArgumentException">The lines are not as many as the axis has, none is measured, or an option is outside its
    /// range.</exception>
    public static KSpaceData Acquire(Volume<float> image, int axis, IReadOnlyList<bool> lines, KSpaceOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(lines);
        VoxelAxes.Check(axis, nameof(axis));
        options ??= new();
        var s = image.Shape;
        if (lines.Count != s[axis] || !lines.Contains(true))
            throw new ArgumentException($"{lines.Count} lines do not fit an axis of {s[axis]}, or none is measured.", nameof(lines));
        if (!(options.NoiseStd >= 0) || !double.IsFinite(options.NoiseStd) || !double.IsFinite(options.PhaseDegrees))
            throw new ArgumentException("Noise and phase must be finite, the noise 0 or more.", nameof(options));
        var (real, imaginary) = (Finite.OrZero(image, parallel).ToArray(), new float[s.Count]);
        Turn(real, imaginary, s, options, parallel);
        FourierAxis.Transform(real, imaginary, s.I, s.J, s.K, axis, inverse: false, parallel);
        var data = new KSpaceData(image.Grid, axis, [.. lines], real, imaginary);
        data.Keep(options, parallel);
        return data;
    }

    /// <summary>The image with zeros in the place of what was not measured: its magnitude.</summary>
    /// <param name="parallel">Threads and cancellation.</param>
    public Volume<float> ZeroFilled(ParallelOptions? parallel = null)
    {
        var (real, imaginary) = Image(parallel);
        return Magnitude(real, imaginary, parallel);
    }

    /// <summary>The measurement as fastMRI keeps it: centred, orthonormal k-space along all three axes.</summary>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>Real and imaginary parts, first axis fastest; zero frequency at extent/2 of each axis, phases of an image whose middle
    /// voxel is extent/2.</returns>
    public (float[] Real, float[] Imaginary) Centred(ParallelOptions? parallel = null)
    {
        var (s, real, imaginary) = (Grid.Shape, (float[])Real.Clone(), (float[])Imaginary.Clone());
        for (var axis = 0; axis < 3; axis++)
            if (axis != Axis) FourierAxis.Transform(real, imaginary, s.I, s.J, s.K, axis, inverse: false, parallel);
        var scale = (float)(1 / Math.Sqrt((double)s.Count / s[Axis]));
        (float[] Real, float[] Imaginary) centred = (new float[s.Count], new float[s.Count]);
        var turns = Enumerable.Range(0, 3)
            .Select(a => Enumerable.Range(0, s[a]).Select(n => 2 * Math.PI * ((long)(s[a] / 2) * (n - (s[a] / 2)) % s[a]) / s[a]).ToArray())
            .ToArray();
        Slices.For(s.K, parallel, k =>
        {
            for (var j = 0; j < s.J; j++)
            {
                for (var i = 0; i < s.I; i++)
                {
                    var from = s.Index((i + s.I - (s.I / 2)) % s.I, (j + s.J - (s.J / 2)) % s.J, (k + s.K - (s.K / 2)) % s.K);
                    var (sin, cos) = Math.SinCos(turns[0][i] + turns[1][j] + turns[2][k]);
                    var to = s.Index(i, j, k);
                    centred.Real[to] = scale * (float)((real[from] * cos) - (imaginary[from] * sin));
                    centred.Imaginary[to] = scale * (float)((real[from] * sin) + (imaginary[from] * cos));
                }
            }
        });
        return centred;
    }

    // The complex zero-filled image.
    internal (float[] Real, float[] Imaginary) Image(ParallelOptions? parallel)
    {
        var (s, real, imaginary) = (Grid.Shape, (float[])Real.Clone(), (float[])Imaginary.Clone());
        FourierAxis.Transform(real, imaginary, s.I, s.J, s.K, Axis, inverse: true, parallel);
        var scale = MathF.Sqrt(s[Axis]);
        Slices.For(s.K, parallel, k =>
        {
            for (var n = k * s.SliceCount; n < (k + 1) * s.SliceCount; n++)
                (real[n], imaginary[n]) = (real[n] * scale, imaginary[n] * scale);
        });
        return (real, imaginary);
    }

    internal Volume<float> Magnitude(float[] real, float[] imaginary, ParallelOptions? parallel) =>
        Volume.CreateParallel<float>(Grid, voxels => Slices.For(Grid.Shape.K, parallel, k =>
    {
        for (var n = k * Grid.Shape.SliceCount; n < (k + 1) * Grid.Shape.SliceCount; n++)
            voxels.Span[n] = MathF.Sqrt((real[n] * real[n]) + (imaginary[n] * imaginary[n]));
    }));

    // A phase of second order in the three axes, as an uneven field leaves it; its largest value within the box is at most the one asked
    // for.
    private static void Turn(float[] real, float[] imaginary, Shape s, KSpaceOptions options, ParallelOptions? parallel)
    {
        if (options.PhaseDegrees == 0) return;
        var random = new CounterRandom(options.Seed, 0x9A5E);
        var c = Enumerable.Range(0, 9).Select(n => random.Normals((ulong)n).A).ToArray();
        var size = options.PhaseDegrees * Math.PI / 180 / c.Sum(Math.Abs);
        static double At(int n, int extent) => extent == 1 ? 0 : (2.0 * n / (extent - 1)) - 1;
        Slices.For(s.K, parallel, k =>
        {
            var z = At(k, s.K);
            for (var j = 0; j < s.J; j++)
            {
                var (y, row) = (At(j, s.J), s.Index(0, j, k));
                for (var i = 0; i < s.I; i++)
                {
                    var x = At(i, s.I);
                    var phase = size * ((c[0] * x) + (c[1] * y) + (c[2] * z) + (c[3] * x * x) + (c[4] * y * y) + (c[5] * z * z)
                        + (c[6] * x * y) + (c[7] * x * z) + (c[8] * y * z));
                    var (sin, cos) = MathF.SinCos((float)phase);
                    (real[row + i], imaginary[row + i]) = (real[row + i] * cos, real[row + i] * sin);
                }
            }
        });
    }

    // Scales to an orthonormal transform, adds noise and clears what is not measured.
    private void Keep(KSpaceOptions options, ParallelOptions? parallel)
    {
        var (s, measured, scale) = (Grid.Shape, Measured, (float)(1 / Math.Sqrt(Grid.Shape[Axis])));
        var random = new CounterRandom(options.Seed, 0x4015E);
        Slices.For(s.K, parallel, () => new float[s.SliceCount], (k, normals) =>
        {
            foreach (var (part, values) in (ReadOnlySpan<(uint, float[])>)[(0u, Real), (1u, Imaginary)])
            {
                if (options.NoiseStd > 0) random.Stream((uint)(2 * k) + part).FillNormals(normals);
                for (var n = 0; n < s.SliceCount; n++)
                {
                    ref var v = ref values[(k * s.SliceCount) + n];
                    v = measured[Axis == 0 ? n % s.I : Axis == 1 ? n / s.I : k] ? (v * scale) + ((float)options.NoiseStd * normals[n]) : 0;
                }
            }
        });
    }
}

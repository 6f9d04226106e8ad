using System.Collections.Immutable;
using Pial.Kernels;
using Pial.Kernels.Fourier;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>One point of k-space set to a height, whatever it was, its phase kept: MONAI's <c>KSpaceSpikeNoise</c>.</summary>
/// <param name="Position">The point, each coordinate 0 to 1 along a voxel axis, 0.5 the centre.</param>
/// <param name="Intensity">Natural logarithm of the height; with <see cref="Relative"/> a multiple of the spectrum's mean
/// logarithm.</param>
/// <remarks>
/// A changed point of k-space adds a plane wave, so the spectrum is needed at that point alone. The real part is kept, as MONAI does.
/// </remarks>
public sealed record KSpaceSpike(Point Position, double Intensity) : IntensityTransform
{
    /// <summary>
    /// Whether <see cref="Intensity"/> multiplies the mean of the spectrum's logarithms; takes a transform of the whole image. Default
    /// false.
    /// </summary>
    public bool Relative { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!(Position.X is >= 0 and <= 1 && Position.Y is >= 0 and <= 1 && Position.Z is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(Position), Position, "Positions must lie between 0 and 1.");
        if (!(Math.Abs(Intensity) <= 80)) throw new ArgumentOutOfRangeException(nameof(Intensity), Intensity,
            "The logarithm of the height must lie between −80 and 80.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var s = image.Shape;
        var finite = Finite.OrZero(image, parallel);
        var (x, y, z) = (new KSpaceWave(Position.X, s.I), new KSpaceWave(Position.Y, s.J), new KSpaceWave(Position.Z, s.K));
        var (re, im) = At(finite, s, x, y, z, parallel);
        var log = Relative ? Intensity * FourierVolume.MeanLogMagnitude(finite, s.I, s.J, s.K, parallel) : Intensity;
        var magnitude = Math.Sqrt((re * re) + (im * im));
        var (unitRe, unitIm) = magnitude > 0 ? (re / magnitude, im / magnitude) : (1, 0);
        var height = (Math.Exp(Math.Min(log, 80)) - magnitude) / s.Count;
        var (a, b) = (height * unitRe, height * unitIm);
        return Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(s.K, parallel, k =>
        {
            for (var j = 0; j < s.J; j++)
            {
                // The real part of (a + bi) exp(i(αx + βy + γz)).
                var (yzr, yzi) = ((y.Cosine[j] * z.Cosine[k]) - (y.Sine[j] * z.Sine[k]),
                    (y.Cosine[j] * z.Sine[k]) + (y.Sine[j] * z.Cosine[k]));
                var (c, d) = ((float)((a * yzr) - (b * yzi)), (float)((a * yzi) + (b * yzr)));
                var from = finite.Span.Slice(s.Index(0, j, k), s.I);
                var to = voxels.Span.Slice(s.Index(0, j, k), s.I);
                for (var i = 0; i < s.I; i++) to[i] = from[i] + (c * x.Cosine[i]) - (d * x.Sine[i]);
            }
        }));
    }

    private static (double Re, double Im) At(ReadOnlyMemory<float> image, Shape s, KSpaceWave x, KSpaceWave y, KSpaceWave z,
        ParallelOptions? parallel)
    {
        var sums = new double[2];
        Slices.Sum(s.K, parallel, (k, total) =>
        {
            for (var j = 0; j < s.J; j++)
            {
                var (re, im) = (0.0, 0.0);
                var row = image.Span.Slice(s.Index(0, j, k), s.I);
                for (var i = 0; i < s.I; i++) (re, im) = (re + (row[i] * x.Cosine[i]), im - (row[i] * x.Sine[i]));
                var (c, d) = ((y.Cosine[j] * z.Cosine[k]) - (y.Sine[j] * z.Sine[k]),
                    -((y.Cosine[j] * z.Sine[k]) + (y.Sine[j] * z.Cosine[k])));
                total[0] += (re * c) - (im * d);
                total[1] += (re * d) + (im * c);
            }
        }, sums);
        return (sums[0], sums[1]);
    }
}

/// <summary>A random point of k-space set to a height: MONAI's <c>RandKSpaceSpikeNoise</c>.</summary>
public sealed record RandomKSpaceSpikeNoise : RandomIntensityTransform
{
    /// <summary>
    /// Natural logarithm of the height; one number means exactly that; null for 0.95 to 1.1 times 2.5 times the spectrum's mean logarithm.
    /// Default null.
    /// </summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval? IntensityRange { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        IntensityRange?.Check(nameof(IntensityRange), -80, 80);
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        var position = new Point(draws.Uniform(), draws.Uniform(), draws.Uniform());
        return new KSpaceSpike(position, draws.Within(IntensityRange ?? new(2.5 * 0.95, 2.5 * 1.1))) { Relative = IntensityRange is null };
    }
}

using System.Collections.Immutable;
using Pial.Kernels;
using Pial.Operations.Intensity;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Spikes in k-space (herringbone): a wrong value at a point becomes a wave across the whole image.</summary>
/// <param name="Positions">Points of k-space, each coordinate 0 to 1 along a voxel axis, 0.5 the centre.</param>
/// <param name="Intensity">Height relative to the largest value of the spectrum, which for an image without negative values is that of its
/// mean; for a signed one the sum of the absolute values stands for it.</param>
/// <remarks>
/// A point of k-space is a plane wave, so no transform is needed. The magnitude is kept, as scanners do, and of signed images the real
/// part; TorchIO keeps the real part of all.
/// </remarks>
public sealed record Spike(ImmutableArray<Point> Positions, double Intensity) : IntensityTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!double.IsFinite(Intensity))
            throw new ArgumentOutOfRangeException(nameof(Intensity), Intensity, "The intensity must be finite.");
        foreach (var p in Positions)
        {
            if (!(p.X is >= 0 and <= 1 && p.Y is >= 0 and <= 1 && p.Z is >= 0 and <= 1))
                throw new ArgumentOutOfRangeException(nameof(Positions), p, "Positions must lie between 0 and 1.");
        }
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var s = image.Shape;
        var finite = Finite.OrZero(image, parallel);
        var signed = PositiveUnits.IsSigned(image, parallel);
        var sum = Slices.Sum(s.K, parallel, k =>
        {
            var total = 0.0;
            foreach (var v in finite.Span.Slice(k * s.SliceCount, s.SliceCount)) total += signed ? Math.Abs(v) : v;
            return total;
        });
        var height = Intensity * Math.Abs(sum) / s.Count;
        var waves = Positions.Select(p => (X: new KSpaceWave(p.X, s.I), Y: new KSpaceWave(p.Y, s.J), Z: new KSpaceWave(p.Z, s.K)))
            .ToArray();
        return Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(s.K, parallel, () => new float[2 * s.I], (k, scratch) =>
        {
            var re = scratch.AsSpan(0, s.I);
            var im = scratch.AsSpan(s.I, s.I);
            for (var j = 0; j < s.J; j++)
            {
                finite.Span.Slice(s.Index(0, j, k), s.I).CopyTo(re);
                im.Clear();
                foreach (var (x, y, z) in waves)
                {
                    var (yr, yi, zr, zi) = (y.Cosine[j], y.Sine[j], z.Cosine[k], z.Sine[k]);
                    var (c, d) = ((float)(height * ((yr * zr) - (yi * zi))), (float)(height * ((yr * zi) + (yi * zr))));
                    for (var i = 0; i < s.I; i++)
                    {
                        re[i] += (c * x.Cosine[i]) - (d * x.Sine[i]);
                        im[i] += (c * x.Sine[i]) + (d * x.Cosine[i]);
                    }
                }

                var row = voxels.Span.Slice(s.Index(0, j, k), s.I);
                for (var i = 0; i < s.I; i++)
                    row[i] = signed ? re[i] : MathF.Sqrt((re[i] * re[i]) + (im[i] * im[i]));
            }
        }));
    }
}

/// <summary>Random spikes: TorchIO's <c>RandomSpike</c>.</summary>
public sealed record RandomSpike : RandomIntensityTransform
{
    /// <summary>Spikes in k-space; one number d means 0 to d. Default 1.</summary>
    [SingleNumber(SingleNumber.FromZero)]
    public Interval NumSpikes { get; init; } = Interval.Exactly(1);

    /// <summary>Height relative to the spectrum's largest value; one number d means −d to d. Default 1 to 3.</summary>
    public Interval Intensity { get; init; } = new(1, 3);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        NumSpikes.Check(nameof(NumSpikes), 0, 1000);
        Intensity.Check(nameof(Intensity));
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        var number = draws.Whole(NumSpikes);
        return new Spike([.. Enumerable.Range(0, number).Select(_ => new Point(draws.Uniform(), draws.Uniform(), draws.Uniform()))],
            draws.Within(Intensity));
    }
}

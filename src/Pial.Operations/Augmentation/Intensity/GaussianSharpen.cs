using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Edges made stronger: <c>b + α (b − G₂ b)</c> with b = G₁ image.</summary>
/// <param name="Sigma1">Standard deviation of the first Gaussian, voxels.</param>
/// <param name="Sigma2">Standard deviation of the second Gaussian, voxels.</param>
/// <param name="Alpha">Strength.</param>
public sealed record GaussianSharpen(Point Sigma1, Point Sigma2, double Alpha) : IntensityTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!(Sigma1.X >= 0 && Sigma1.Y >= 0 && Sigma1.Z >= 0) || !double.IsFinite(Sigma1.Length))
            throw new ArgumentOutOfRangeException(nameof(Sigma1), Sigma1, "Standard deviations must be finite, 0 or more.");
        if (!(Sigma2.X >= 0 && Sigma2.Y >= 0 && Sigma2.Z >= 0) || !double.IsFinite(Sigma2.Length))
            throw new ArgumentOutOfRangeException(nameof(Sigma2), Sigma2, "Standard deviations must be finite, 0 or more.");
        if (!double.IsFinite(Alpha)) throw new ArgumentOutOfRangeException(nameof(Alpha), Alpha, "The strength must be finite.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var first = GaussianSmoothing.ApplyVoxels(image, Sigma1, keepNonFinite: false, parallel);
        var second = GaussianSmoothing.ApplyVoxels(first, Sigma2, keepNonFinite: false, parallel);
        var (alpha, slice) = ((float)Alpha, image.Shape.SliceCount);
        return Volume.CreateParallel<float>(image.Grid, voxels => Kernels.Slices.For(image.Shape.K, parallel, k =>
        {
            var a = first.Slice(k);
            var b = second.Slice(k);
            var to = voxels.Span.Slice(k * slice, slice);
            for (var n = 0; n < to.Length; n++) to[n] = a[n] + (alpha * (a[n] - b[n]));
        }));
    }
}

/// <summary>Random sharpening: MONAI's <c>RandGaussianSharpen</c>.</summary>
public sealed record RandomGaussianSharpen : RandomIntensityTransform
{
    /// <summary>Standard deviation of the first Gaussian, voxels; one number means exactly that. Default 0.5 to 1.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Intervals Sigma1 { get; init; } = new Interval(0.5, 1);

    /// <summary>Standard deviation of the second Gaussian, voxels; one number means exactly that. Default 0.5.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Intervals Sigma2 { get; init; } = Interval.Exactly(0.5);

    /// <summary>Strength; one number means exactly that. Default 10 to 30.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Alpha { get; init; } = new(10, 30);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Sigma1.Check(nameof(Sigma1), 0);
        Sigma2.Check(nameof(Sigma2), 0);
        Alpha.Check(nameof(Alpha));
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new GaussianSharpen(draws.Within(Sigma1), draws.Within(Sigma2), draws.Within(Alpha));
    }
}

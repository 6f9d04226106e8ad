using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>The image as if it had been scanned with larger voxels: sampled on a coarser grid and brought back.</summary>
/// <param name="Zoom">Voxels kept along each axis, above 0 to 1: 0.5 halves them.</param>
public sealed record LowResolution(double Zoom) : IntensityTransform
{
    /// <summary>Whether the coarse voxels average what lies in them. Default false: the nearest voxel's value, as MONAI.</summary>
    public bool Average { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!(Zoom is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(Zoom), Zoom, "The zoom must lie above 0 and not above 1.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        if (Zoom == 1) return image;
        var coarse = Resample.GridOf(image.Grid, image.Grid.VoxelSize * (1 / Zoom));
        var small = Resample.ToGrid(image, coarse, null, Average ? Interpolation.Linear : Interpolation.Nearest,
            new() { ExtendEdge = true, AntiAlias = Average }, parallel);
        return AxisResample.To(small, image.Grid, parallel);
    }
}

/// <summary>A random loss of resolution: MONAI's <c>RandSimulateLowResolution</c>.</summary>
public sealed record RandomSimulateLowResolution : RandomIntensityTransform
{
    /// <summary>Share of the voxels kept along each axis; one number means exactly that. Default 0.5 to 1.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval ZoomRange { get; init; } = new(0.5, 1);

    /// <inheritdoc cref="LowResolution.Average"/>
    public bool Average { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        ZoomRange.Check(nameof(ZoomRange), 0.01, 1);
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new LowResolution(draws.Within(ZoomRange)) { Average = Average };
    }
}

using System.Numerics.Tensors;
using Pial.Operations;
using Pial.Operations.Morphometry;
using Pial.Operations.Registration;
using Pial.Operations.Resampling;
using Pial.Operations.Smoothing;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>Keeps what lies inside a mask.</summary>
public sealed record MaskingStep : IStep<(Volume<float> Image, Volume<bool> Mask), Volume<float>>
{
    /// <inheritdoc />
    public string Id => "masking@1";

    /// <inheritdoc />
    public Volume<float> Run((Volume<float> Image, Volume<bool> Mask) input, ParallelOptions parallel) => input.Image.Within(input.Mask);
}

/// <summary>Finds the affine map from the template's brain to the scan's.</summary>
public sealed record AffineStep : IStep<(Volume<float> Brain, Volume<float> TemplateBrain, Affine? Initial), AffineResult>
{
    /// <inheritdoc />
    public string Id => "affine@2";

    /// <summary>Parameters of the registration.</summary>
    public AffineOptions Options { get; init; } = new();

    /// <inheritdoc />
    public AffineResult Run((Volume<float> Brain, Volume<float> TemplateBrain, Affine? Initial) input, ParallelOptions parallel) =>
        AffineRegistration.Run(input.Brain, input.TemplateBrain, Options with { Initial = input.Initial }, parallel);
}

/// <summary>Resamples an image into the template's space.</summary>
/// <param name="VoxelMm">Voxel size of the output over the template's field of view.</param>
/// <param name="Interpolation">How values between voxels are found.</param>
/// <remarks>
/// Cubic interpolation rings beside sharp edges; the result is kept within the range of the input, so that intensities and shares stay what
/// they are.
/// </remarks>
public sealed record NormalisationStep(double VoxelMm, Interpolation Interpolation)
    : IStep<(Volume<float> Image, Grid Template, PointMap TemplateToImage), Volume<float>>
{
    /// <inheritdoc />
    public string Id => "normalisation@2";

    /// <inheritdoc />
    public Volume<float> Run((Volume<float> Image, Grid Template, PointMap TemplateToImage) input, ParallelOptions parallel) =>
        Clamped(input.Image, OutputGrid.Of(input.Template, VoxelMm), input.TemplateToImage, Interpolation, parallel);

    internal static Volume<float> Clamped(Volume<float> image, Grid grid, PointMap toImage, Interpolation interpolation,
        ParallelOptions parallel)
    {
        var result = Resample.ToGrid(image, grid, toImage, interpolation, new() { AntiAlias = true }, parallel);
        var low = TensorPrimitives.Min(image.Span);
        var high = TensorPrimitives.Max(image.Span);
        return Voxelwise.Make(result.Grid, parallel, (k, to) => TensorPrimitives.Clamp(result.Slice(k), low, high, to));
    }
}

/// <summary>Brings a mask into the template's space.</summary>
/// <param name="VoxelMm">Voxel size of the output over the template's field of view.</param>
public sealed record MaskNormalisationStep(double VoxelMm)
    : IStep<(Volume<bool> Mask, Grid Template, PointMap TemplateToImage), Volume<bool>>
{
    /// <inheritdoc />
    public string Id => "mask-normalisation@2";

    /// <inheritdoc />
    public Volume<bool> Run((Volume<bool> Mask, Grid Template, PointMap TemplateToImage) input, ParallelOptions parallel)
    {
        var fraction = Resample.ToGrid(
            input.Mask.Map(inside => inside ? 1f : 0f), OutputGrid.Of(input.Template, VoxelMm), input.TemplateToImage, Interpolation.Linear,
            null, parallel);
        return fraction.Map(v => v >= 0.5f);
    }
}

/// <summary>
/// Brings a tissue map into the template's space so that totals in mL are those of the native scan: what lies in each voxel's native cell,
/// not its value times a determinant.
/// </summary>
/// <param name="VoxelMm">Voxel size of the output over the template's field of view.</param>
public sealed record ModulationStep(double VoxelMm) : IStep<(Volume<float> Map, Grid Template, PointMap TemplateToImage), Volume<float>>
{
    /// <inheritdoc />
    public string Id => "modulation@2";

    /// <inheritdoc />
    public Volume<float> Run((Volume<float> Map, Grid Template, PointMap TemplateToImage) input, ParallelOptions parallel) =>
        Modulation.Apply(input.Map, OutputGrid.Of(input.Template, VoxelMm), input.TemplateToImage, 0, parallel);
}

/// <summary>Smooths with a Gaussian.</summary>
/// <param name="FwhmMm">Its width.</param>
public sealed record SmoothingStep(double FwhmMm) : IStep<Volume<float>, Volume<float>>
{
    /// <inheritdoc />
    public string Id => "smoothing@1";

    /// <inheritdoc />
    public Volume<float> Run(Volume<float> input, ParallelOptions parallel) => GaussianSmoothing.Apply(input, FwhmMm, parallel);
}

/// <summary>The grid that normalised images are on.</summary>
internal static class OutputGrid
{
    /// <summary>The template's own grid when it has that voxel size, else its field of view in that size.</summary>
    public static Grid Of(Grid template, double voxelMm)
    {
        var size = template.VoxelSize;
        var same = Math.Max(Math.Abs(size.X - voxelMm), Math.Max(Math.Abs(size.Y - voxelMm), Math.Abs(size.Z - voxelMm))) < 1e-3;
        return same ? template : Resample.GridOf(template, new(voxelMm, voxelMm, voxelMm));
    }
}

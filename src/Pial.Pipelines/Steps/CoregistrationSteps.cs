using Pial.Operations;
using Pial.Operations.Registration;
using Pial.Operations.Resampling;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>Lays a scan of another contrast on the head it belongs to: rigid, by mutual information.</summary>
public sealed record CoregistrationStep : IStep<(Volume<float> Scan, Volume<float> Head, Volume<bool> Brain), CoregistrationResult>
{
    /// <inheritdoc />
    public string Id => "coregistration@2";

    /// <inheritdoc />
    public CoregistrationResult Run((Volume<float> Scan, Volume<float> Head, Volume<bool> Brain) input, ParallelOptions parallel) =>
        Coregistration.Run(input.Scan, input.Head, input.Brain, parallel);
}

/// <summary>Carries a mask on to another scan's grid.</summary>
public sealed record MaskTransferStep : IStep<(Volume<bool> Mask, Grid To, Affine ToMask), Volume<bool>>
{
    /// <inheritdoc />
    public string Id => "mask-transfer@1";

    /// <inheritdoc />
    public Volume<bool> Run((Volume<bool> Mask, Grid To, Affine ToMask) input, ParallelOptions parallel)
    {
        var share = Resample.ToGrid(input.Mask.Map(inside => inside ? 1f : 0f), input.To, input.ToMask, Interpolation.Linear,
            new() { AntiAlias = true }, parallel);
        return share.Map(v => v >= 0.5f);
    }
}

/// <summary>Puts a scan on another's grid, cubic, kept within the range of its values.</summary>
public sealed record ReslicingStep : IStep<(Volume<float> Image, Grid To, PointMap ToImage), Volume<float>>
{
    /// <inheritdoc />
    public string Id => "reslicing@1";

    /// <inheritdoc />
    public Volume<float> Run((Volume<float> Image, Grid To, PointMap ToImage) input, ParallelOptions parallel) =>
        NormalisationStep.Clamped(input.Image, input.To, input.ToImage, Interpolation.Cubic, parallel);
}

/// <summary>Divides an image by one field.</summary>
public sealed record FieldDivisionStep : IStep<(Volume<float> Image, Volume<float> Field), Volume<float>>
{
    /// <inheritdoc />
    public string Id => "field-division@1";

    /// <inheritdoc />
    public Volume<float> Run((Volume<float> Image, Volume<float> Field) input, ParallelOptions parallel) =>
        Voxelwise.Make(input.Image.Grid, parallel, (k, to) =>
    {
        var image = input.Image.Slice(k);
        var field = input.Field.Slice(k);
        for (var n = 0; n < to.Length; n++)
            to[n] = float.IsFinite(image[n]) && field[n] > 0 ? image[n] / field[n] : 0;
    });
}

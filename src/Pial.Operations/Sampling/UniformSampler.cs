using System.Collections.Immutable;
using Pial.Operations.Augmentation;
using Pial.Volumes;

namespace Pial.Operations.Sampling;

/// <summary>
/// Patches anywhere in the image, every place as likely as any other: TorchIO's <c>UniformSampler</c>, MONAI's
/// <c>RandSpatialCropSamples</c>.
/// </summary>
/// <param name="PatchSize">Voxels of a patch along each axis.</param>
public sealed record UniformSampler(Shape PatchSize) : PatchSampler(PatchSize)
{
    private protected override ImmutableArray<PatchLocation> Draw(Subject subject, Shape shape, int count, RandomDraws draws,
        ParallelOptions? parallel)
    {
        int Start(int axis) => draws.Whole(new(0, shape[axis] - PatchSize[axis]));
        return [.. Enumerable.Range(0, count).Select(_ => new PatchLocation(Start(0), Start(1), Start(2), PatchSize))];
    }
}

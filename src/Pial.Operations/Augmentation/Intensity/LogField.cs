using System.Numerics.Tensors;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>A positive field known by its logarithms at the corners of large cells; Catmull and Rom's cubics between them.</summary>
internal sealed class LogField(float[] logs, Shape coarse, Shape fine)
{
    public delegate ReadOnlySpan<float> SliceOf(int k);

    /// <summary>The field at every voxel, times an image's voxels if there is one.</summary>
    public Volume<float> Fill(Grid grid, ParallelOptions? parallel, SliceOf? image)
    {
        var field = new CoarseField(logs, coarse, fine);
        return Volume.CreateParallel<float>(grid, voxels => Slices.For(fine.K, parallel, () => new float[field.Scratch], (k, scratch) =>
        {
            field.Slice(k, scratch);
            var slice = voxels.Span.Slice(k * fine.SliceCount, fine.SliceCount);
            for (var j = 0; j < fine.J; j++) field.Row(j, scratch, slice.Slice(j * fine.I, fine.I));
            TensorPrimitives.Exp(slice, slice);
            if (image is not null) TensorPrimitives.Multiply(slice, image(k), slice);
        }));
    }
}

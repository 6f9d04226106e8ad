using System.Numerics.Tensors;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Changes of voxels that do not look at their neighbours.</summary>
internal static class Voxelwise
{
    public delegate void Body(ReadOnlySpan<float> from, Span<float> to);

    public static Volume<float> Of(Volume<float> image, ParallelOptions? parallel, Body body)
    {
        var slice = image.Shape.SliceCount;
        return Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(image.Shape.K, parallel, k => body(image.Slice(k), voxels.Span.Slice(k * slice, slice))), writesAll: true);
    }

    /// <summary><c>scale · v + shift</c>, held between two limits.</summary>
    public static Volume<float> Line(Volume<float> image, double scale, double shift, double low, double high, ParallelOptions? parallel)
    {
        var (a, b, least, most) = ((float)scale, (float)shift, (float)low, (float)high);
        return Of(image, parallel, (from, to) =>
        {
            if (a == 1 && b == 0)
            {
                TensorPrimitives.Max(from, least, to);
                TensorPrimitives.Min(to, most, to);
                return;
            }

            TensorPrimitives.Multiply(from, a, to);
            TensorPrimitives.Add(to, b, to);
            if (least > float.NegativeInfinity) TensorPrimitives.Max(to, least, to);
            if (most < float.PositiveInfinity) TensorPrimitives.Min(to, most, to);
        });
    }
}

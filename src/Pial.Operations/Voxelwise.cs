using System.Numerics.Tensors;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations;

/// <summary>Fills one slice of a new volume.</summary>
/// <param name="k">Slice of the third axis.</param>
/// <param name="destination">Its voxels, zeroed.</param>
public delegate void SliceFill(int k, Span<float> destination);

/// <summary>Makes one slice of a volume of the same slice of another.</summary>
/// <param name="source">Voxels of the slice.</param>
/// <param name="destination">What becomes of them; every one has to be written.</param>
public delegate void SliceMap(ReadOnlySpan<float> source, Span<float> destination);

/// <summary>
/// Volumes made slice by slice on several threads, from voxels that do not look at their neighbours. For whole images at once there is
/// <see cref="VolumeArithmetic"/>.
/// </summary>
public static class Voxelwise
{
    /// <summary>A volume whose slices are filled one by one.</summary>
    /// <param name="grid">Where its voxels are.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="fill">Fills a slice; slices must not depend on each other.</param>
    public static Volume<float> Make(Grid grid, ParallelOptions? parallel, SliceFill fill) => Volume.CreateParallel<float>(grid, voxels =>
        Slices.For(grid.Shape.K, parallel, k => fill(k, voxels.Span.Slice(k * grid.Shape.SliceCount, grid.Shape.SliceCount))));

    /// <summary>An image made of another slice by slice.</summary>
    /// <param name="image">The image it is made of.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="map">Makes a slice.</param>
    public static Volume<float> Of(Volume<float> image, ParallelOptions? parallel, SliceMap map)
    {
        ArgumentNullException.ThrowIfNull(image);
        var slice = image.Shape.SliceCount;
        return Volume.CreateParallel<float>(image.Grid,
            voxels => Slices.For(image.Shape.K, parallel, k => map(image.Slice(k), voxels.Span.Slice(k * slice, slice))), writesAll: true);
    }

    /// <summary><c>scale · v + shift</c>, held between two limits.</summary>
    internal static Volume<float> Line(Volume<float> image, double scale, double shift, double low, double high, ParallelOptions? parallel)
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

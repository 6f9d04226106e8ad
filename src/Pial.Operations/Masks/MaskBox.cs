using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Masks;

/// <summary>The box of a mask with a margin: a head of 256³ is three quarters air, which costs memory and time in every pass.</summary>
internal sealed class MaskBox
{
    private readonly Grid whole;

    /// <param name="mask">A mask that is not empty.</param>
    /// <param name="margin">Voxels around it, where the image has them.</param>
    public MaskBox(Volume<bool> mask, int margin)
    {
        whole = mask.Grid;
        var (low, high) = MaskFrame.Bounds(mask);
        Origin = (Math.Max(0, low.I - margin), Math.Max(0, low.J - margin), Math.Max(0, low.K - margin));
        static int Extent(int from, int last, int margin, int extent) => Math.Min(extent - 1, last + margin) - from + 1;
        var shape = whole.Shape;
        Shape = new(Extent(Origin.I, high.I, margin, shape.I), Extent(Origin.J, high.J, margin, shape.J),
            Extent(Origin.K, high.K, margin, shape.K));
    }

    /// <summary>Its first voxel.</summary>
    public (int I, int J, int K) Origin { get; }

    /// <summary>Voxels of the box.</summary>
    public Shape Shape { get; }

    /// <summary>Where they lie.</summary>
    public Grid Grid => whole.Crop(Origin.I, Origin.J, Origin.K, Shape);

    /// <summary>Cuts the box out.</summary>
    public Volume<T> Cut<T>(Volume<T> image)
        where T : unmanaged
        => image.Crop(Origin.I, Origin.J, Origin.K, Shape);

    /// <summary>Puts a box back into the whole grid, 0 around it.</summary>
    public Volume<T> Back<T>(Volume<T> box, ParallelOptions? parallel)
        where T : unmanaged
        => Volume.CreateParallel<T>(whole, voxels => Slices.For(Shape.K, parallel, k =>
        {
            for (var j = 0; j < Shape.J; j++)
                box.Span.Slice(Shape.Index(0, j, k), Shape.I)
                    .CopyTo(voxels.Span[whole.Shape.Index(Origin.I, Origin.J + j, Origin.K + k)..]);
        }));

    /// <summary>Puts a box back; its edge values continue around it.</summary>
    public Volume<float> Continued(Volume<float> box, ParallelOptions? parallel)
    {
        static int Inside(int at, int from, int count) => Math.Clamp(at - from, 0, count - 1);
        return Volume.CreateParallel<float>(whole, voxels => Slices.For(whole.Shape.K, parallel, k =>
        {
            for (var j = 0; j < whole.Shape.J; j++)
            {
                var from = box.Span.Slice(Shape.Index(0, Inside(j, Origin.J, Shape.J), Inside(k, Origin.K, Shape.K)), Shape.I);
                var to = voxels.Span.Slice(whole.Shape.Index(0, j, k), whole.Shape.I);
                to[..Origin.I].Fill(from[0]);
                from.CopyTo(to[Origin.I..]);
                to[(Origin.I + Shape.I)..].Fill(from[^1]);
            }
        }));
    }
}

using Pial.Volumes;

namespace Pial.Operations.Masks;

/// <summary>
/// The part of an image that segmentation and denoising work on: the box of the mask with a margin, replicated where the margin leaves the
/// image, as plain arrays.
/// </summary>
internal sealed class MaskFrame
{
    public const int Margin = 4;
    // a row may be worked on in runs of eight that overshoot the mask, plus a block's or a search window's reach
    private const int Tail = 12;

    public MaskFrame(Volume<float> image, Volume<bool> mask)
    {
        Source = image.Grid;
        var (low, high) = Bounds(mask);
        Origin = low;
        Inner = (high.I - low.I + 1, high.J - low.J + 1, high.K - low.K + 1);
        (Nx, Ny, Nz) = (Inner.I + Margin + Tail, Inner.J + (2 * Margin), Inner.K + (2 * Margin));
        Image = new float[Nx * Ny * Nz];
        Mask = new bool[Image.Length];
        FirstOfRow = new int[Ny * Nz];
        EndOfRow = new int[Ny * Nz];
        Copy(image, Image);
        MarkRows(mask);
    }

    /// <summary>Grid of the image the frame was cut from.</summary>
    public Grid Source { get; }

    public (int I, int J, int K) Origin { get; }

    public (int I, int J, int K) Inner { get; }

    public int Nx { get; }

    public int Ny { get; }

    public int Nz { get; }

    public int Slice => Nx * Ny;

    public float[] Image { get; }

    public bool[] Mask { get; }

    /// <summary>Voxels in the mask.</summary>
    public int Count { get; private set; }

    /// <summary>First mask voxel of each row, and one past the last; equal where the row has none.</summary>
    public int[] FirstOfRow { get; }

    public int[] EndOfRow { get; }

    public Point VoxelSize => Source.VoxelSize;

    /// <summary>Slices that hold mask voxels.</summary>
    public int FirstSlice => Margin;

    public int SliceCount => Inner.K;

    public int FirstRow => Margin;

    public int RowCount => Inner.J;

    /// <summary>Another image of the source grid, cut like the frame's.</summary>
    public float[] Cut(Volume<float> image)
    {
        var result = new float[Image.Length];
        Copy(image, result);
        return result;
    }

    /// <summary>Writes the frame's values inside the mask back to a volume of the source grid, another value elsewhere.</summary>
    public Volume<T> ToVolume<T>(T outside, Func<int, T> value)
        where T : unmanaged
        => Volume.Create<T, MaskFrame>(Source, this, (span, frame) =>
        {
            span.Fill(outside);
            for (var k = 0; k < frame.Inner.K; k++)
            {
                for (var j = 0; j < frame.Inner.J; j++)
                {
                    var row = (k + Margin) * frame.Ny + j + Margin;
                    var to = frame.Source.Shape.Index(frame.Origin.I - Margin, frame.Origin.J + j, frame.Origin.K + k);
                    for (var x = frame.FirstOfRow[row]; x < frame.EndOfRow[row]; x++)
                    {
                        if (frame.Mask[(row * frame.Nx) + x])
                            span[to + x] = value((row * frame.Nx) + x);
                    }
                }
            }
        });

    /// <summary>First and last voxels of a mask along the axes.</summary>
    public static ((int I, int J, int K) Low, (int I, int J, int K) High) Bounds(Volume<bool> mask)
    {
        var (low, high) = ((I: int.MaxValue, J: int.MaxValue, K: int.MaxValue), (I: -1, J: -1, K: -1));
        var shape = mask.Shape;
        for (var k = 0; k < shape.K; k++)
        {
            for (var j = 0; j < shape.J; j++)
            {
                var row = mask.Span.Slice(shape.Index(0, j, k), shape.I);
                var first = row.IndexOf(true);
                if (first < 0) continue;
                low = (Math.Min(low.I, first), Math.Min(low.J, j), Math.Min(low.K, k));
                high = (Math.Max(high.I, row.LastIndexOf(true)), Math.Max(high.J, j), Math.Max(high.K, k));
            }
        }

        return (low, high);
    }

    private void Copy(Volume<float> image, float[] destination)
    {
        var shape = image.Shape;
        var voxels = image.Span;
        for (var z = 0; z < Nz; z++)
        {
            for (var y = 0; y < Ny; y++)
            {
                var from = shape.Index(0, Math.Clamp(Origin.J + y - Margin, 0, shape.J - 1),
                    Math.Clamp(Origin.K + z - Margin, 0, shape.K - 1));
                var at = ((z * Ny) + y) * Nx;
                for (var x = 0; x < Nx; x++)
                {
                    var v = voxels[from + Math.Clamp(Origin.I + x - Margin, 0, shape.I - 1)];
                    destination[at + x] = float.IsFinite(v) ? v : 0;
                }
            }
        }
    }

    private void MarkRows(Volume<bool> mask)
    {
        for (var k = 0; k < Inner.K; k++)
        {
            for (var j = 0; j < Inner.J; j++)
            {
                var row = ((k + Margin) * Ny) + j + Margin;
                var inside = mask.Span.Slice(mask.Shape.Index(Origin.I, Origin.J + j, Origin.K + k), Inner.I);
                inside.CopyTo(Mask.AsSpan((row * Nx) + Margin));
                Count += inside.Count(true);
                var first = inside.IndexOf(true);
                if (first >= 0) (FirstOfRow[row], EndOfRow[row]) = (first + Margin, inside.LastIndexOf(true) + 1 + Margin);
            }
        }
    }
}

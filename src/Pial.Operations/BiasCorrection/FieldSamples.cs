using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.BiasCorrection;

/// <summary>
/// The voxels a field is estimated from, in order, row by row: every n-th along each axis, in the mask, positive and of positive weight.
/// </summary>
internal sealed class FieldSamples
{
    private readonly int[] rowStart;

    private FieldSamples(int[][] voxels, int[] rowStart, int[] column, float[] logarithm, float[]? weight)
    {
        this.rowStart = rowStart;
        (Voxels, Column, Logarithm, Weight) = (voxels, column, logarithm, weight);
    }

    /// <summary>For each axis, the voxel indices that are sampled.</summary>
    public int[][] Voxels { get; }

    public int Slices => Voxels[2].Length;

    public int Rows => Voxels[1].Length;

    /// <summary>For each sample its position in <c>Voxels[0]</c>.</summary>
    public int[] Column { get; }

    /// <summary>For each sample the logarithm of its intensity.</summary>
    public float[] Logarithm { get; }

    /// <summary>For each sample its weight; absent when all weigh the same.</summary>
    public float[]? Weight { get; }

    public int Count => Column.Length;

    /// <summary>Samples of a row of a slice.</summary>
    public (int Start, int End) Row(int slice, int row) => (rowStart[(slice * Rows) + row], rowStart[(slice * Rows) + row + 1]);

    /// <summary>Samples of a slice.</summary>
    public (int Start, int End) Slice(int slice) => (rowStart[slice * Rows], rowStart[(slice + 1) * Rows]);

    public static FieldSamples Take(Volume<float> image, Volume<bool>? mask, Volume<float>? weights, int shrink)
    {
        var shape = image.Shape;
        int[][] voxels = [Along(shape.I, shrink), Along(shape.J, shrink), Along(shape.K, shrink)];
        var starts = new int[(voxels[1].Length * voxels[2].Length) + 1];
        List<int> column = [];
        List<float> logarithm = [], weight = [];
        var row = 0;
        foreach (var k in voxels[2])
        {
            foreach (var j in voxels[1])
            {
                for (var i = 0; i < voxels[0].Length; i++)
                {
                    var n = shape.Index(voxels[0][i], j, k);
                    var value = image.Span[n];
                    if (!(value > 0) || float.IsPositiveInfinity(value) || (mask is not null && !mask.Span[n])) continue;
                    if (weights is not null && !(weights.Span[n] > 0 && float.IsFinite(weights.Span[n]))) continue;
                    column.Add(i);
                    logarithm.Add(MathF.Log(value));
                    if (weights is not null) weight.Add(weights.Span[n]);
                }

                starts[++row] = column.Count;
            }
        }

        return new(voxels, starts, [.. column], [.. logarithm], weights is null ? null : [.. weight]);
    }

    /// <summary>The axis's samples on a lattice over the image's full extent, so that the same lattice serves the full grid.</summary>
    public CubicSplineAxis Axis(Shape shape, int axis, int spans)
    {
        var last = Math.Max(1, shape[axis] - 1);
        return new([.. Voxels[axis].Select(v => (double)v / last)], spans);
    }

    // Every n-th voxel, placed as ITK's shrink filter does: in the middle of what the axis has.
    private static int[] Along(int extent, int shrink)
    {
        var step = Math.Clamp(shrink, 1, Math.Max(1, extent / 8));
        var count = extent / step;
        var start = (int)Math.Floor(((extent - 1) / 2.0) - ((count - 1) * step / 2.0) + 0.5);
        return [.. Enumerable.Range(0, count).Select(n => start + (n * step))];
    }
}

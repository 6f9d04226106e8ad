using Pial.Kernels;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Warps;

/// <summary>A chain of affines and warps applied to many positions at once, RAS+ mm to RAS+ mm.</summary>
internal sealed class MapRows
{
    /// <summary>Most positions of one call, so that scratch stays on the stack.</summary>
    public const int Most = 64;

    private readonly WarpLink[] links;
    private readonly double[] last;

    public MapRows(PointMap map)
    {
        links = [.. map.Links.Where(l => l.Warp is not null).Select(l => new WarpLink(l.Affine, l.Warp!))];
        last = WarpLink.Rows(map.Links.Length > 0 && map.Links[^1].Warp is null ? map.Links[^1].Affine : Affine.Identity);
    }

    /// <summary>Moves positions in place.</summary>
    public void Apply(Span<double> x, Span<double> y, Span<double> z)
    {
        foreach (var link in links)
            link.Apply(x, y, z);
        Positions.Apply(last, x, y, z);
    }

    /// <summary>
    /// Runs over a grid in rows of at most <see cref="Most"/> voxels, slice by slice; each row has the positions of its voxels, mm, and
    /// scratch that lasts for the row.
    /// </summary>
    public static void Over(Grid grid, int scratchRows, ParallelOptions? parallel, RowBody body)
    {
        var shape = grid.Shape;
        Slices.For(shape.K, parallel, () => new double[(3 + scratchRows) * Most], (k, scratch) =>
        {
            for (var j = 0; j < shape.J; j++)
            {
                for (var i = 0; i < shape.I; i += Most)
                {
                    var row = new Row(scratch, Math.Min(Most, shape.I - i), k, shape.Index(i, j, k));
                    Positions.Line(Pull.Row(grid.Affine, i, j, k), row[0], row[1], row[2]);
                    body(row);
                }
            }
        });
    }

    /// <summary>A row of voxels and what is kept for each of them.</summary>
    /// <param name="scratch">All columns.</param>
    /// <param name="length">Voxels in the row.</param>
    /// <param name="slice">Slice of the row.</param>
    /// <param name="first">Array index of the first voxel.</param>
    public readonly ref struct Row(double[] scratch, int length, int slice, int first)
    {
        public int Length => length;

        public int Slice => slice;

        public int First => first;

        /// <summary>Columns 0, 1 and 2 are the positions; the rest is scratch.</summary>
        public Span<double> this[int column] => scratch.AsSpan(column * Most, length);
    }

    public delegate void RowBody(Row row);
}

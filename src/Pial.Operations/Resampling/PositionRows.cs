using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Resampling;

/// <summary>Rows of a reference grid carried through a chain of affines and warps to voxel coordinates of an image.</summary>
internal sealed class PositionRows
{
    private readonly WarpLink[] links;
    private readonly double[] arrival; // after the last warp: mm → voxels of the image, affine
    private readonly Affine direct; // the whole chain without its one warp, snapped; used when there is only one
    private readonly Affine start; // reference voxel → mm before the first link

    /// <summary>Prepares a chain.</summary>
    /// <param name="image">Grid the positions are wanted in.</param>
    /// <param name="reference">Grid the rows are taken from.</param>
    /// <param name="map">Reference RAS+ mm → image RAS+ mm, with at least one warp.</param>
    /// <exception cref="ArgumentException">A grid or affine is singular or not finite.</exception>
    public PositionRows(Grid image, Grid reference, PointMap map)
    {
        start = reference.Affine;
        foreach (var link in map.Links)
        {
            if (!link.Affine.IsFinite)
                throw new ArgumentException("The transform holds NaN or infinity.", nameof(map));
        }

        var last = map.Links[^1].Warp is null ? map.Links[^1].Affine : Affine.Identity;
        direct = Pull.Map(image, reference, last * map.FirstAffine); // also checks both grids
        arrival = WarpLink.Rows(image.WorldToVoxel * last);
        links = [.. map.Links.Where(l => l.Warp is not null)
            .Select((l, n) => new WarpLink(l.Affine, l.Warp!, n == 0 ? Pull.Map(l.Warp!.Grid, reference, l.Affine) : null))];
    }

    /// <summary>Positions in the image of a row of the reference, from voxel (i, j, k) on.</summary>
    public void Fill(int i, int j, int k, Span<double> x, Span<double> y, Span<double> z)
    {
        Span<float> dx = stackalloc float[x.Length], dy = stackalloc float[x.Length], dz = stackalloc float[x.Length];
        links[0].Displacements(Pull.Row(links[0].FromReference!.Value, i, j, k), x, y, z, dx, dy, dz);
        if (links.Length == 1)
        {
            // One warp: base and displacement go to image voxels separately, so that a warp of zeros lands on voxel centres exactly.
            Positions.Line(Pull.Row(direct, i, j, k), x, y, z);
            Positions.Add(arrival, dx, dy, dz, x, y, z);
            return;
        }

        Positions.Line(Pull.Row(links[0].Affine * start, i, j, k), x, y, z);
        Positions.Add(WarpLink.Unit, dx, dy, dz, x, y, z);
        foreach (var link in links.AsSpan(1))
            link.Apply(x, y, z);

        Positions.Apply(arrival, x, y, z);
    }
}

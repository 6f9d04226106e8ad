using System.Numerics;
using Pial.Formats;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary>Axes permuted and flipped.</summary>
internal sealed class Reoriented(Orientation target) : IVoxelMove
{
    public Volume<T> Apply<T>(Volume<T> stored, T outside)
        where T : unmanaged, INumber<T> => stored.Reorient(target);
}

/// <summary>Another grid, each voxel the nearest of the image.</summary>
internal sealed class NearestVoxels(Grid grid, PointMap? map, bool halfVoxelEdge, ParallelOptions parallel) : IVoxelMove
{
    public Volume<T> Apply<T>(Volume<T> stored, T outside)
        where T : unmanaged, INumber<T> => Resample.Nearest(stored, grid, map, outside, new() { HalfVoxelEdge = halfVoxelEdge }, parallel);
}

/// <summary>Another grid, each voxel the label with most votes.</summary>
internal sealed class VotedLabels(Grid grid, PointMap? map, ParallelOptions parallel) : IVoxelMove
{
    public Volume<T> Apply<T>(Volume<T> stored, T outside)
        where T : unmanaged, INumber<T> => Resample.Labels(stored, grid, map, LabelInterpolation.Vote, outside, parallel);
}

/// <summary>Voxels kept within a mask, or outside of it.</summary>
internal sealed class Masked(Volume<bool> mask, bool keeps) : IVoxelMove
{
    public Volume<T> Apply<T>(Volume<T> stored, T outside)
        where T : unmanaged, INumber<T> => Volume.Create(stored.Grid, (stored, mask, keeps, outside),
            static (Span<T> to, (Volume<T> From, Volume<bool> Mask, bool Keeps, T Outside) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Mask.Span[n] == s.Keeps ? s.From.Span[n] : s.Outside;
        });
}

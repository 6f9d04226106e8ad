using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Masks;

/// <summary>Erosion, dilation, opening and closing of masks by a ball with a radius in mm.</summary>
/// <remarks>
/// Small balls row by row (<see cref="BallRows"/>), larger ones through the exact distance transform, whose cost does not depend on the
/// radius: the same voxels either way, and the ball is round on any voxel size. A voxel whose centre lies at the radius (within 1e-4 of it)
/// belongs to the ball. What lies beyond the image is unknown: a mask neither grows from the edge of the field of view nor shrinks there.
/// An empty mask stays empty, a full one full; radius 0 changes nothing.
/// </remarks>
public static class Morphology
{
    private const double Tolerance = 1e-4;

    /// <summary>All voxels within the radius of the mask.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative or not finite.</exception>
    public static Volume<bool> Dilate(Volume<bool> mask, double radiusMm, ParallelOptions? parallel = null)
    {
        Check(mask, radiusMm);
        return radiusMm == 0 ? mask : ByRows(mask, radiusMm, erode: false, parallel)
            ?? Compare(EuclideanDistance.Of(mask, parallel), radiusMm, within: true, parallel);
    }

    /// <summary>The voxels of the mask farther than the radius from everything outside it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative or not finite.</exception>
    public static Volume<bool> Erode(Volume<bool> mask, double radiusMm, ParallelOptions? parallel = null)
    {
        Check(mask, radiusMm);
        return radiusMm == 0 ? mask : ByRows(mask, radiusMm, erode: true, parallel)
            ?? Compare(EuclideanDistance.Inside(mask, parallel), radiusMm, within: false, parallel);
    }

    /// <summary>Erosion, then dilation: removes what is thinner than the ball.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative or not finite.</exception>
    public static Volume<bool> Open(Volume<bool> mask, double radiusMm, ParallelOptions? parallel = null) =>
        Dilate(Erode(mask, radiusMm, parallel), radiusMm, parallel);

    /// <summary>Dilation, then erosion: fills what is narrower than the ball.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative or not finite.</exception>
    public static Volume<bool> Close(Volume<bool> mask, double radiusMm, ParallelOptions? parallel = null) =>
        Erode(Dilate(mask, radiusMm, parallel), radiusMm, parallel);

    private static void Check(Volume<bool> mask, double radiusMm)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (!(radiusMm >= 0) || !double.IsFinite(radiusMm))
            throw new ArgumentOutOfRangeException(nameof(radiusMm), radiusMm, "The radius must be a finite number of mm, 0 or more.");
    }

    private static Volume<bool>? ByRows(Volume<bool> mask, double radiusMm, bool erode, ParallelOptions? parallel)
    {
        var (s, size) = (mask.Shape, mask.Grid.VoxelSize);
        if (BallRows.Offsets((float)(radiusMm * (1 + Tolerance)), size.X, size.Y, size.Z) is not { } ball) return null;
        return Volume.CreateParallel<bool>(mask.Grid, voxels => Slices.For(s.K, parallel, k =>
            BallRows.Slice(mask.Span, s.I, s.J, s.K, k, ball, erode, voxels.Span.Slice(k * s.SliceCount, s.SliceCount))));
    }

    private static Volume<bool> Compare(Volume<float> distance, double radiusMm, bool within, ParallelOptions? parallel)
    {
        var (s, limit) = (distance.Shape, (float)(radiusMm * (1 + Tolerance)));
        return Volume.CreateParallel<bool>(distance.Grid, voxels => Slices.For(s.K, parallel, k =>
        {
            var from = distance.Slice(k);
            var to = voxels.Span.Slice(k * s.SliceCount, s.SliceCount);
            for (var n = 0; n < to.Length; n++)
                to[n] = from[n] <= limit == within;
        }));
    }
}

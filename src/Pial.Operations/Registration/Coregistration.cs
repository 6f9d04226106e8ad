using Pial.Operations.Masks;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>Where a scan of another contrast lies in the head it belongs to.</summary>
/// <param name="HeadToScan">Rigid map, head RAS+ mm → scan RAS+ mm: the pull map that resamples the scan on to the head's grid.</param>
/// <param name="Similarity">Mutual information within the brain as a share of the scan's entropy there, 0 to 1.</param>
/// <param name="Overlap">Share of the scan's brain that falls inside the head's image, 0 to 1; 0 when the scan shows no part of the
/// brain.</param>
/// <param name="Coverage">Share of the head's brain that the scan shows, 0 to 1: below 1 for a slab.</param>
/// <param name="Converged">Whether the last level came to rest.</param>
public sealed record CoregistrationResult(Affine HeadToScan, double Similarity, double Overlap, double Coverage, bool Converged);

/// <summary>Rigid co-registration of scans of one head in different contrasts, whole heads or slabs of a few thick slices.</summary>
/// <remarks>
/// Points of the scan are compared with the head, not the other way round: a slab's points all have a partner in the whole head, while most
/// points of the head have none in the slab, and would pull its edges about. The first pass searches everywhere and compares all of the
/// scan; the second starts there and compares the brain alone (mask and 6 mm about it), because scalp, jaw and neck move against the brain.
/// Mutual information over Parzen windows (Mattes et al. 2003, doi 10.1109/TMI.2003.809072). Cost: one to three seconds. Same bits at any
/// thread count.
/// </remarks>
public static class Coregistration
{
    private const double AroundMm = 6;
    private const int FewestVoxels = 500; // of brain in the scan, below which six parameters are guesswork

    /// <summary>Finds the rigid map.</summary>
    /// <param name="scan">The scan of another contrast; any grid.</param>
    /// <param name="head">The head, usually T1w; any grid.</param>
    /// <param name="brain">The head's brain mask; any grid.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">An image has fewer than two voxels along an axis.</exception>
    public static CoregistrationResult Run(Volume<float> scan, Volume<float> head, Volume<bool> brain, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(brain);
        var options = new AffineOptions { Degrees = AffineDegrees.Rigid6 };
        var first = AffineRegistration.Run(head, scan, options, parallel);
        var near = Resample.Mask(Morphology.Dilate(brain, AroundMm, parallel), scan.Grid, first.ReferenceToMoving, parallel);
        if (near.Span.Count(true) < FewestVoxels) return new(first.ReferenceToMoving.Inverse(), first.Similarity, 0, 0, false);
        var second = AffineRegistration.Run(head, scan, options with { ReferenceMask = near, Initial = first.ReferenceToMoving }, parallel);
        var found = second.ReferenceToMoving.Inverse();
        return new(found, second.Similarity, second.Overlap, Covered(brain, scan.Grid, found), second.Converged);
    }

    private static double Covered(Volume<bool> brain, Grid scan, Affine headToScan)
    {
        var map = scan.WorldToVoxel * headToScan * brain.Grid.Affine;
        var (all, inside, n) = (0L, 0L, 0);
        for (var k = 0; k < brain.Shape.K; k++)
        {
            for (var j = 0; j < brain.Shape.J; j++)
            {
                for (var i = 0; i < brain.Shape.I; i++, n++)
                {
                    if (!brain.Span[n]) continue;
                    all++;
                    var v = map.Apply(new(i, j, k));
                    if (scan.Shape.Contains((int)Math.Round(v.X), (int)Math.Round(v.Y), (int)Math.Round(v.Z))) inside++;
                }
            }
        }

        return all > 0 ? inside / (double)all : 0;
    }
}

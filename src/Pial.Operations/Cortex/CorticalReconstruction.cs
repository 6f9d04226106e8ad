using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>Reconstructs the white and pial surfaces of a hemisphere from tissues and structures.</summary>
/// <remarks>
/// White matter is filled, cut off and made simple on a fine grid (<see cref="WhiteBody"/>), its border drawn through tetrahedra and
/// brought to even triangles, placed where the tissue fractions are half white and half
/// grey, and moved outward to where they are half grey and half CSF (<see cref="PialSurface"/>). Every step keeps the topology of a sphere.
/// The approach follows Dale, Fischl &amp; Sereno 1999, doi 10.1006/nimg.1998.0395, and
/// Han et al. 2004, doi 10.1016/j.neuroimage.2004.06.043. The same bits come out at any thread count.
/// </remarks>
public static class CorticalReconstruction
{
    /// <summary>Voxels that can lie between or inside of the surfaces of a hemisphere.</summary>
    /// <param name="labels">Structures in FreeSurfer's numbers.</param>
    /// <param name="side">Which hemisphere.</param>
    public static Volume<bool> Voxels(Volume<int> labels, Hemisphere side)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return labels.Map(label => HemisphereLabels.IsOwn(label, side));
    }

    /// <summary>Reconstructs a hemisphere.</summary>
    /// <param name="tissues">Fractions of grey matter, white matter and CSF.</param>
    /// <param name="labels">Structures on the same grid, in FreeSurfer's numbers (2, 3, 4, 10 … left; 41, 42, 43, 49 … right).</param>
    /// <param name="side">Which hemisphere.</param>
    /// <param name="t1w">
    /// The scan, without its field, that says what share of grey matter the fractions at the pial border stand for; null takes them as
    /// they are.
    /// </param>
    /// <param name="options">Defaults when null.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The surfaces; null when there is no white matter of that hemisphere.</returns>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public static CorticalHemisphere? Run(TissueMaps tissues, Volume<int> labels, Hemisphere side, Volume<float>? t1w = null,
        CortexOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(tissues);
        ArgumentNullException.ThrowIfNull(labels);
        if (!tissues.Grid.Matches(labels.Grid)) throw new ArgumentException("Tissues and structures must share one grid.", nameof(labels));
        if (t1w is not null && !t1w.Grid.Matches(labels.Grid))
            throw new ArgumentException("The scan and the structures must share one grid.", nameof(t1w));
        if (side == Hemisphere.None) throw new ArgumentOutOfRangeException(nameof(side), side, "Say which hemisphere: left or right.");
        options ??= CortexOptions.Default;
        if (TissueLevels.Build(tissues, labels, t1w, side, options, parallel) is not { } field) return null;
        if (WhiteBody.Correct(field, parallel) is not { } corrected) return null;
        var (white, whiteCrossings, cuts) = WhiteSurface.Draw(field, options, parallel);
        var banks = GreyBanks.Of(field, parallel?.CancellationToken ?? default);
        var (pial, pialCrossings) = PialSurface.Grow(white, field, banks, options, parallel);
        var cortex = CortexVertices.Find(white, labels, side);
        var measures = CorticalMeasures.Of(field, banks, white.Mesh, pial.Mesh, white.Neighbours, cortex, parallel);
        var log = cuts.Count == 0
            ? corrected.Log : corrected.Log with { Changes = [.. corrected.Log.Changes.Concat(cuts).OrderByDescending(c => c.VolumeMm3)] };
        return new(side, white.Mesh, pial.Mesh, cortex, measures, log, whiteCrossings, pialCrossings);
    }
}

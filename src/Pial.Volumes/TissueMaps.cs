namespace Pial.Volumes;

/// <summary>
/// Probabilities, or partial-volume fractions, of grey matter, white matter and cerebrospinal fluid on one grid; 0 to 1, summing to 1
/// inside the brain mask.
/// </summary>
public sealed record TissueMaps
{
    /// <summary>Keeps three maps of one grid together.</summary>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public TissueMaps(Volume<float> gm, Volume<float> wm, Volume<float> csf)
    {
        ArgumentNullException.ThrowIfNull(gm);
        ArgumentNullException.ThrowIfNull(wm);
        ArgumentNullException.ThrowIfNull(csf);
        if (!gm.Grid.Matches(wm.Grid) || !gm.Grid.Matches(csf.Grid))
            throw new ArgumentException("The three tissue maps must share one grid.");
        (Gm, Wm, Csf) = (gm, wm, csf);
    }

    /// <summary>Grey matter.</summary>
    public Volume<float> Gm { get; }

    /// <summary>White matter.</summary>
    public Volume<float> Wm { get; }

    /// <summary>Cerebrospinal fluid.</summary>
    public Volume<float> Csf { get; }

    /// <summary>Where the voxels are.</summary>
    public Grid Grid => Gm.Grid;
}

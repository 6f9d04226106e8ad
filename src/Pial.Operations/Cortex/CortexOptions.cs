namespace Pial.Operations.Cortex;

/// <summary>How surfaces are reconstructed.</summary>
public sealed record CortexOptions
{
    /// <summary>Edge of the voxels on which topology is corrected, mm. Default 0.5.</summary>
    public double GridMm { get; init; } = 0.5;

    /// <summary>Most vertices of a hemisphere. Default 140,000, about as many as FreeSurfer's.</summary>
    public int Vertices { get; init; } = 140_000;

    /// <summary>
    /// How much of the second derivative is taken off the tissue levels, voxels²: opens sulci and thickens blades that partial volume has
    /// thinned, and leaves straight borders where they are. 1/24 undoes the averaging over a voxel. Default 0.04.
    /// </summary>
    public double Sharpening { get; init; } = 0.04;

    /// <summary>Farthest that the pial surface may lie from the white one, mm. Default 6.</summary>
    public double MostThicknessMm { get; init; } = 6;

    /// <summary>The defaults.</summary>
    public static CortexOptions Default { get; } = new();
}

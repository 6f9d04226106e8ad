namespace Pial.Operations.Cortex;

/// <summary>How surfaces are reconstructed.</summary>
public sealed record CortexOptions
{
    /// <summary>Edge of the voxels on which topology is corrected, mm. Default 0.5.</summary>
    public double GridMm { get; init; } = 0.5;

    /// <summary>Most vertices of a hemisphere. Default 140,000, about as many as FreeSurfer's.</summary>
    public int Vertices { get; init; } = 140_000;

    /// <summary>
    /// Farthest that the pial surface may lie from the white one, mm. Default 9: thickness is measured up to 5 mm, but at poles whose
    /// white matter ends early the way is longer.
    /// </summary>
    public double MostThicknessMm { get; init; } = 9;

    /// <summary>The defaults.</summary>
    public static CortexOptions Default { get; } = new();
}

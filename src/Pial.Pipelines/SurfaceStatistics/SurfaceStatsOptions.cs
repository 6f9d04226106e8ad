using Pial.Pipelines.Vbm;

namespace Pial.Pipelines.SurfaceStatistics;

/// <summary>How a group's surfaces are analysed.</summary>
public sealed record SurfaceStatsOptions
{
    /// <summary>Model, contrasts, permutations and level, as for voxels; mask, threshold and atlas are not used.</summary>
    public required VbmOptions Model { get; init; }

    /// <summary>What is analysed: <c>thickness</c>, <c>lgi</c>, <c>curv</c>, <c>sulc</c>, <c>pbt</c>.</summary>
    public string Measure { get; init; } = "thickness";

    /// <summary>Full width at half maximum of the smoothing along the surface, mm; 0 for none.</summary>
    public double FwhmMm { get; init; } = 10;
}

/// <summary>What came out of one contrast.</summary>
/// <param name="Name">As in the file names.</param>
/// <param name="Expression">As it was asked for.</param>
/// <param name="Statistic">t or F.</param>
/// <param name="Dof">Residual degrees of freedom.</param>
/// <param name="Permutations">Rearrangements taken; 0 without permutations.</param>
/// <param name="Inference">What decided.</param>
/// <param name="LeastP">The smallest p of that inference.</param>
/// <param name="SignificantVertices">Vertices at or below the level.</param>
/// <param name="AreaMm2">Their area, mm².</param>
/// <param name="Clusters">Clusters they form.</param>
/// <param name="LargestStatistic">Largest |t| or F.</param>
public sealed record SurfaceFinding(string Name, string Expression, string Statistic, int Dof, int Permutations, string Inference,
    double LeastP, int SignificantVertices, double AreaMm2, int Clusters, double LargestStatistic);

/// <summary>What a group analysis of surfaces wrote.</summary>
/// <param name="Folder">Where.</param>
/// <param name="Report">The page to open first.</param>
/// <param name="Subjects">Subjects analysed.</param>
/// <param name="Vertices">Vertices tested, of both hemispheres.</param>
/// <param name="Findings">One a contrast.</param>
public sealed record SurfaceStatsResult(string Folder, string Report, int Subjects, int Vertices, IReadOnlyList<SurfaceFinding> Findings);

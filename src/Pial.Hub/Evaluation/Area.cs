namespace Pial.Hub.Evaluation;

/// <summary>
/// rAUC: the area under a score curve over the strengths of an artefact, by trapezoids, divided by their range; higher is better.
/// </summary>
public static class Area
{
    /// <summary>The area; between the smallest and the largest score.</summary>
    /// <param name="grid">Growing strengths.</param>
    /// <param name="scores">The score at each.</param>
    public static double Under(IReadOnlyList<double> grid, IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(scores);
        var area = 0.0;
        for (var n = 1; n < grid.Count; n++)
            area += (grid[n] - grid[n - 1]) * (scores[n] + scores[n - 1]) / 2;
        return area / (grid[^1] - grid[0]);
    }
}

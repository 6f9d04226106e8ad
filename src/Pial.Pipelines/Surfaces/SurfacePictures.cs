using Pial.Operations.Cortex;
using Pial.Plots;
using Pial.Plots.Canvas;
using Pial.Plots.Surfaces;
using Pial.Volumes;

namespace Pial.Pipelines.Surfaces;

/// <summary>The pictures by which surfaces are judged: outlines on slices, renderings by thickness.</summary>
public static class SurfacePictures
{
    private const double LeastMm = 1, MostMm = 4.5;

    /// <summary>Slices with the white surface in yellow and the pial one in red.</summary>
    public static Drawing Outlines(Volume<float> t1w, IReadOnlyList<CorticalHemisphere> sides, Plane plane, ParallelOptions? parallel)
    {
        ArgumentNullException.ThrowIfNull(sides);
        return SurfaceOutlines.Draw(t1w, [.. sides.Select(s => s.White)], [.. sides.Select(s => s.Pial)], plane, parallel: parallel);
    }

    /// <summary>
    /// The pial surface of each hemisphere from lateral, medial, above and below, coloured by thickness; grey where there is no cortex.
    /// </summary>
    public static Drawing Thickness(IReadOnlyList<CorticalHemisphere> sides)
    {
        ArgumentNullException.ThrowIfNull(sides);
        return SurfacePlot.Draw(
            [.. sides.Select(s => new SurfacePart(s.Side, s.Pial, s.Measures.ThicknessMm, s.Measures.SulcalDepthMm))],
            new()
            {
                Views = [SurfaceView.Lateral, SurfaceView.Medial, SurfaceView.Dorsal, SurfaceView.Ventral],
                Low = LeastMm,
                High = MostMm,
                Name = "mm",
                Title = "Cortical thickness"
            });
    }
}

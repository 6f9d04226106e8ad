using Pial.Volumes;

namespace Pial.Plots;

/// <summary>Images of one slice: only the slice's own plane is worth showing.</summary>
internal static class ThinImage
{
    private const double Thin = 0.06; // of the other extents

    /// <summary>The options with the slice's plane instead of three cuts, when nobody asked for others.</summary>
    public static T Fit<T>(T options, Grid grid)
        where T : BrainPlotOptions
    {
        if (options.Mode.Name != "ortho" || options.CutCoords is { Count: > 0 }) return options;
        var box = Background.Whole(grid);
        var extent = box.High - box.Low;
        foreach (var (name, own, a, b) in new[] { ("x", extent.X, extent.Y, extent.Z), ("y", extent.Y, extent.X, extent.Z),
            ("z", extent.Z, extent.X, extent.Y) })
            if (own < Thin * Math.Min(a, b)) return options with
            {
                Mode = DisplayMode.Parse(name),
                CutCoords = [CutCoordinates.Along(grid.Centre, DisplayMode.PlaneOf(name[0]))],
            };
        return options;
    }
}

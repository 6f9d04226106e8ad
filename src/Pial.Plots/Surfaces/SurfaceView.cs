using Pial.Volumes;

namespace Pial.Plots.Surfaces;

/// <summary>From where a hemisphere is looked at; nilearn's names.</summary>
public enum SurfaceView
{
    /// <summary>From its outer side.</summary>
    Lateral,

    /// <summary>From the midline.</summary>
    Medial,

    /// <summary>From above.</summary>
    Dorsal,

    /// <summary>From below.</summary>
    Ventral,

    /// <summary>From the front.</summary>
    Anterior,

    /// <summary>From behind.</summary>
    Posterior,
}

/// <summary>Directions of the picture in space, RAS+.</summary>
/// <param name="Right">Rightward in the picture.</param>
/// <param name="Up">Upward in the picture.</param>
/// <param name="Toward">Toward the eye.</param>
internal readonly record struct ViewAxes(Point Right, Point Up, Point Toward)
{
    /// <summary>The directions of a view.</summary>
    public static ViewAxes Of(SurfaceView view, Hemisphere side)
    {
        var out1 = side == Hemisphere.Right ? 1 : -1;
        return view switch
        {
            SurfaceView.Lateral => new(new(0, out1, 0), new(0, 0, 1), new(out1, 0, 0)),
            SurfaceView.Medial => new(new(0, -out1, 0), new(0, 0, 1), new(-out1, 0, 0)),
            SurfaceView.Dorsal => new(new(1, 0, 0), new(0, 1, 0), new(0, 0, 1)),
            SurfaceView.Ventral => new(new(-1, 0, 0), new(0, 1, 0), new(0, 0, -1)),
            SurfaceView.Anterior => new(new(-1, 0, 0), new(0, 0, 1), new(0, 1, 0)),
            _ => new(new(1, 0, 0), new(0, 0, 1), new(0, -1, 0)),
        };
    }
}

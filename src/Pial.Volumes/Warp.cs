namespace Pial.Volumes;

/// <summary>
/// A dense displacement field: the point p of the reference (RAS+ mm) corresponds to p + d(p) of the moving image, so that images are pulled.
/// </summary>
public sealed record Warp
{
    /// <summary>Keeps the three components together.</summary>
    /// <param name="x">Displacement to the right, mm.</param>
    /// <param name="y">Displacement to anterior, mm.</param>
    /// <param name="z">Displacement to superior, mm.</param>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public Warp(Volume<float> x, Volume<float> y, Volume<float> z)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(z);
        if (!x.Grid.Matches(y.Grid) || !x.Grid.Matches(z.Grid))
            throw new ArgumentException("The three components of a warp must share one grid.");
        (X, Y, Z) = (x, y, z);
    }

    /// <summary>Displacement to the right, mm.</summary>
    public Volume<float> X { get; }

    /// <summary>Displacement to anterior, mm.</summary>
    public Volume<float> Y { get; }

    /// <summary>Displacement to superior, mm.</summary>
    public Volume<float> Z { get; }

    /// <summary>The reference grid the field is sampled on.</summary>
    public Grid Grid => X.Grid;
}

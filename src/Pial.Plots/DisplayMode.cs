namespace Pial.Plots;

/// <summary>Which cuts a picture has and how they stand; nilearn's names.</summary>
/// <param name="Name">As typed.</param>
/// <param name="Views">One letter a panel, in order: x sagittal, y coronal, z axial; l and r are the hemispheres from their side (glass
/// brains only).</param>
public sealed record DisplayMode(string Name, string Views)
{
    /// <summary>Coronal, sagittal and axial cut through one point, in a row.</summary>
    public static DisplayMode Ortho { get; } = new("ortho", "yxz");

    /// <summary>As <see cref="Ortho"/>, two by two.</summary>
    public static DisplayMode Tiled { get; } = new("tiled", "yxz");

    /// <summary>A row of sagittal, one of coronal and one of axial cuts.</summary>
    public static DisplayMode Mosaic { get; } = new("mosaic", "xyz");

    /// <summary>Axial cuts.</summary>
    public static DisplayMode Axial { get; } = new("z", "z");

    /// <summary>Names for the help.</summary>
    public static string Names => "ortho, x, y, z, xz, yz, yx, tiled, mosaic";

    /// <summary>Further names for glass brains.</summary>
    public static string GlassNames => "ortho, x, y, z, xz, yz, yx, tiled, l, r, lr, lzr, lyr, lzry, lyrz";

    /// <summary>Whether it shows several cuts along each of its directions.</summary>
    public bool IsSeries => Name is "x" or "y" or "z" or "mosaic";

    /// <summary>Reads a name.</summary>
    /// <param name="name">One of <see cref="Names"/>, or of <see cref="GlassNames"/>.</param>
    /// <param name="glass">Whether it is for a glass brain.</param>
    /// <exception cref="ArgumentException">There is no such mode.</exception>
    public static DisplayMode Parse(string name, bool glass = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        var names = glass ? GlassNames : Names;
        if (!names.Split(", ").Contains(name))
            throw new ArgumentException($"'{name}' is no display mode; choose from {names}.", nameof(name));
        return name switch { "ortho" => Ortho, "tiled" => Tiled, "mosaic" => Mosaic, _ => new(name, name) };
    }

    /// <summary>The plane of a view.</summary>
    internal static Plane PlaneOf(char view) => view switch { 'y' => Plane.Coronal, 'z' => Plane.Axial, _ => Plane.Sagittal };
}

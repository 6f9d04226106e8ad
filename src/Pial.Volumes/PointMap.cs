using System.Collections.Immutable;

namespace Pial.Volumes;

/// <summary>One link of a <see cref="PointMap"/>: an affine, then a displacement field if there is one.</summary>
/// <param name="Affine">Applied first.</param>
/// <param name="Warp">Applied to the affine's image; null for none.</param>
public sealed record MapLink(Affine Affine, Warp? Warp);

/// <summary>
/// A chain of affines and warps that takes points of a reference (RAS+ mm) to points of a moving image (RAS+ mm), so that images are pulled
/// through it and interpolated once. Immutable.
/// </summary>
/// <remarks>Neighbouring affines are multiplied together, so that a chain of affines is one affine.</remarks>
public sealed class PointMap
{
    private PointMap(ImmutableArray<MapLink> links) => Links = links;

    /// <summary>The map that changes nothing.</summary>
    public static PointMap Identity { get; } = new([]);

    /// <summary>The links, the first applied first; empty for the identity, and only the last may lack a warp.</summary>
    public ImmutableArray<MapLink> Links { get; }

    /// <summary>Whether the map is an affine.</summary>
    public bool IsAffine => Links.All(static link => link.Warp is null);

    /// <summary>The first affine of the chain; all of the map when <see cref="IsAffine"/>.</summary>
    public Affine FirstAffine => Links.IsEmpty ? Affine.Identity : Links[0].Affine;

    /// <summary>An affine as a map.</summary>
    public static PointMap FromAffine(Affine affine) => affine == Affine.Identity ? Identity : new([new(affine, null)]);

    /// <summary>A warp as a map.</summary>
    public static PointMap FromWarp(Warp warp)
    {
        ArgumentNullException.ThrowIfNull(warp);
        return new([new(Affine.Identity, warp)]);
    }

    /// <summary>An affine as a map.</summary>
    public static implicit operator PointMap(Affine affine) => FromAffine(affine);

    /// <summary>A warp as a map.</summary>
    public static implicit operator PointMap(Warp warp) => FromWarp(warp);

    /// <summary>This map followed by another: <c>a.Then(b).Apply(p) == b.Apply(a.Apply(p))</c>.</summary>
    /// <param name="next">Takes this map's moving space on to its own.</param>
    public PointMap Then(PointMap next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (Links.IsEmpty) return next;
        if (next.Links.IsEmpty) return this;
        if (Links[^1].Warp is not null) return new([.. Links, .. next.Links]);
        var joined = new MapLink(next.Links[0].Affine * Links[^1].Affine, next.Links[0].Warp);
        return new([.. Links[..^1], joined, .. next.Links[1..]]);
    }

    /// <summary>The point of the moving image that a point of the reference corresponds to, RAS+ mm.</summary>
    public Point Apply(Point reference)
    {
        foreach (var link in Links)
        {
            reference = link.Affine.Apply(reference);
            if (link.Warp is { } warp) reference = warp.Apply(reference);
        }

        return reference;
    }
}

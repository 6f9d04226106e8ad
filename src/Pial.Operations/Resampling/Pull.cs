using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Resampling;

/// <summary>The map from a reference grid's voxels to an image's voxels.</summary>
internal sealed class Pull
{
    public Pull(Grid image, Grid reference, PointMap map)
    {
        Reference = reference;
        var affine = map.Links.Aggregate(Affine.Identity, static (all, link) => link.Affine * all);
        Linear = Map(image, reference, affine);
        Warped = map.IsAffine ? null : new(image, reference, map);
        HitsCentres = Warped is null && WholeNumbers(Linear);
        IsIdentity = Warped is null && Linear == Affine.Identity && image.Shape == reference.Shape;
    }

    /// <summary>The grid of the result.</summary>
    public Grid Reference { get; }

    /// <summary>Reference voxel → image voxel by the affines of the chain alone.</summary>
    public Affine Linear { get; }

    /// <summary>The whole chain where it holds a warp, else null.</summary>
    public PositionRows? Warped { get; }

    /// <summary>Whether every reference voxel falls on a voxel centre of the image, so that no value needs interpolation.</summary>
    public bool HitsCentres { get; }

    /// <summary>Whether the image is on the reference grid as it is.</summary>
    public bool IsIdentity { get; }

    /// <summary>Reference voxel → image voxel through RAS+ mm, with entries a rounding error away from a whole number put on it.</summary>
    /// <remarks>With that, a crop, a flip or a permutation lands exactly on voxel centres.</remarks>
    /// <exception cref="ArgumentException">A transform or grid is singular or not finite.</exception>
    public static Affine Map(Grid image, Grid reference, Affine referenceToMoving)
    {
        if (!referenceToMoving.IsFinite)
            throw new ArgumentException("The transform holds NaN or infinity.", nameof(referenceToMoving));
        if (!image.Affine.IsFinite || !reference.Affine.IsFinite || image.Affine.Determinant == 0)
            throw new ArgumentException("A grid's affine is singular or not finite.", nameof(image));
        var map = image.WorldToVoxel * referenceToMoving * reference.Affine;
        Span<double> m = stackalloc double[12];
        for (var n = 0; n < 12; n++)
        {
            var value = map[n / 4, n % 4];
            var whole = Math.Round(value);
            m[n] = Math.Abs(value - whole) < (n % 4 == 3 ? 1e-7 : 1e-9) ? whole : value;
        }

        return Affine.FromRows(m);
    }

    private static bool WholeNumbers(in Affine map)
    {
        for (var n = 0; n < 12; n++)
        {
            if (!double.IsInteger(map[n / 4, n % 4])) return false;
        }

        return true;
    }

    /// <summary>Positions in the image of a row of the reference, from voxel (i, j, k) on.</summary>
    public static SampleLine Row(in Affine map, int i, int j, int k)
    {
        var start = map.Apply(new(i, j, k));
        return new(start.X, start.Y, start.Z, map.M00, map.M10, map.M20);
    }
}

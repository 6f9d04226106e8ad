namespace Pial.Volumes.Tests;

/// <summary>Maps of points: order of a chain, trilinear displacements, and what happens at the edge of a field.</summary>
public sealed class PointMapTests
{
    private static readonly Affine Turn = Affine.Rotation(0.1, -0.2, 0.3).WithOffset(new(4, -5, 6));
    private static readonly Grid Oblique = new(new(7, 6, 5),
        Affine.Rotation(0.2, 0.1, -0.3) * Affine.Scaling(-2, 1.5, 3).WithOffset(new(6, -4, -7)));

    private static Warp Linear { get; } = Warp.Create(Oblique, p => new(0.1 * p.X, (0.05 * p.Y) - 1, (0.02 * p.X) + (0.03 * p.Z)));

    [Fact]
    public void A_chain_applies_the_first_map_first()
    {
        var p = new Point(1, 2, 3);
        PointMap a = Turn, w = Linear, b = Affine.Scaling(1.1, 0.9, 1);
        var chain = a.Then(w).Then(b).Then(a);
        Assert.Equal(Turn.Apply(Affine.Scaling(1.1, 0.9, 1).Apply(Linear.Apply(Turn.Apply(p)))), chain.Apply(p));
        Assert.Equal(2, chain.Links.Length); // the last two affines are one
        Assert.False(chain.IsAffine);
    }

    [Fact]
    public void Affines_in_a_row_are_one_affine()
    {
        var map = PointMap.FromAffine(Turn).Then(Turn.Inverse()).Then(Turn);
        Assert.True(map.IsAffine);
        Assert.Equal(0, map.FirstAffine.Apply(new(9, 8, 7)).DistanceTo(Turn.Apply(new(9, 8, 7))), 12);
        Assert.Same(PointMap.Identity, PointMap.Identity.Then(PointMap.Identity));
        Assert.Equal(new Point(1, 2, 3), PointMap.Identity.Apply(new(1, 2, 3)));
    }

    [Fact]
    public void A_linear_field_is_reproduced_between_voxels()
    {
        var p = Oblique.Affine.Apply(new(2.3, 3.7, 1.9));
        var expected = new Point(0.1 * p.X, (0.05 * p.Y) - 1, (0.02 * p.X) + (0.03 * p.Z));
        Assert.Equal(0, Linear.DisplacementAt(p).DistanceTo(expected), 5);
    }

    [Fact]
    public void Beyond_the_field_the_edge_displacement_holds()
    {
        var outside = Oblique.Affine.Apply(new(-9, 2, 50));
        var edge = Oblique.Affine.Apply(new(0, 2, 4));
        Assert.Equal(0, Linear.DisplacementAt(outside).DistanceTo(Linear.DisplacementAt(edge)), 9);
        Assert.True(double.IsFinite(Linear.DisplacementAt(new(double.NaN, 0, 0)).X));
    }

    [Fact]
    public void A_field_one_voxel_thick_works() =>
        Assert.Equal(new Point(1, 2, 3), Warp.Create(new(new(1, 1, 1), Affine.Identity), _ => new(1, 2, 3)).DisplacementAt(new(7, 7, 7)));

    [Fact]
    public void A_singular_grid_is_refused() =>
        Assert.Throws<ArgumentException>(() => Warp.Create(new(new(2, 2, 2), Affine.Scaling(1, 0, 1)), _ => default));
}

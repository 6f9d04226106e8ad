namespace Pial.Volumes.Tests;

public sealed class AffineTests
{
    private static readonly Affine Oblique = Affine.Rotation(0.3, -0.2, 0.9) * Affine.Scaling(-1, 1.3, 0.7)
        * Affine.Translation(new(10, -20, 5));

    [Fact]
    public void The_inverse_undoes_the_map()
    {
        var p = new Point(3.5, -7, 11);
        Assert.True(Oblique.Inverse().Apply(Oblique.Apply(p)).DistanceTo(p) < 1e-12);
    }

    [Fact]
    public void Composition_applies_the_right_operand_first()
    {
        var shift = Affine.Translation(new(1, 0, 0));
        var stretch = Affine.Scaling(2, 2, 2);
        Assert.Equal(new Point(2, 0, 0), (stretch * shift).Apply(default));
        Assert.Equal(new Point(1, 0, 0), (shift * stretch).Apply(default));
    }

    [Fact]
    public void A_flip_has_a_negative_determinant_of_the_voxel_volume() => Assert.Equal(-1.3 * 0.7, Oblique.Determinant, 12);

    [Fact]
    public void About_keeps_the_centre_fixed()
    {
        var c = new Point(4, 5, 6);
        Assert.True(Affine.Rotation(0.5, 0, 0).About(c).Apply(c).DistanceTo(c) < 1e-12);
    }

    [Fact]
    public void A_singular_map_is_refused() => Assert.Throws<InvalidOperationException>(() => Affine.Scaling(1, 0, 1).Inverse());
}

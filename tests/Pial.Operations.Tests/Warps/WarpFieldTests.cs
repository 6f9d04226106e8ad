using Pial.Operations.Warps;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Warps;

public sealed class WarpFieldTests
{
    private static PointMap Chain { get; } =
        PointMap.FromAffine(Affine.Rotation(0.1, 0, -0.1)).Then(TestWarps.Of(TestWarps.Oblique(), TestWarps.Bump)).Then(TestWarps.Tilt);

    [Fact]
    public void A_field_does_what_its_chain_does()
    {
        var grid = TestWarps.Oblique(70, 9, 8);
        var field = WarpField.Of(Chain, grid, One);
        for (var n = 0; n < grid.Shape.Count; n += 7)
        {
            var p = grid.Affine.Apply(new(n % 70, n / 70 % 9, n / 630));
            Assert.Equal(0, field.Apply(p).DistanceTo(Chain.Apply(p)), 4);
        }

        Assert.Equal(field.X.Span.ToArray(), WarpField.Of(Chain, grid, Two).X.Span.ToArray());
        Assert.All(WarpField.Of(PointMap.Identity, grid).Z.Span.ToArray(), d => Assert.Equal(0, d));
    }

    [Fact]
    public void Composition_takes_the_first_map_first()
    {
        var both = WarpField.Compose(Chain, Affine.Translation(new(100, 0, 0)), Cube(5));
        Assert.Equal(0, both.Apply(new(1, 1, 1)).DistanceTo(Chain.Apply(new(1, 1, 1)) + new Point(100, 0, 0)), 4);
    }

    [Fact]
    public void The_affine_inside_a_field_is_found()
    {
        var field = TestWarps.Of(TestWarps.Oblique(), p => TestWarps.Tilt.Apply(p) - p);
        var found = WarpField.FitAffine(field, field.Grid);
        for (var n = 0; n < 12; n++)
            Assert.Equal(TestWarps.Tilt[n / 4, n % 4], found[n / 4, n % 4], 5);
        Assert.Equal(TestWarps.Tilt, WarpField.FitAffine(TestWarps.Tilt, field.Grid));

        // Too little to fit: the mean shift.
        var flat = WarpField.FitAffine(TestWarps.Of(Cube(1), _ => new(1, 2, 3)), Cube(1));
        Assert.Equal(0, flat.Apply(default).DistanceTo(new(1, 2, 3)), 6);
        Assert.Throws<ArgumentException>(() => WarpField.FitAffine(field, Cube(4), RandomMask(Cube(3), 1)));
    }
}

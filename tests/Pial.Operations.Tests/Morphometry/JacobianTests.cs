using Pial.Operations.Morphometry;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Morphometry;

public sealed class JacobianTests
{
    [Fact]
    public void A_linear_field_has_the_determinant_of_its_matrix_on_any_grid()
    {
        foreach (var grid in new[] { TestWarps.Oblique(9, 8, 7), Cube(6), Awkward, new Grid(new(5, 4, 3), Affine.Scaling(-1, -1, 2)) })
        {
            var whole = Jacobian.Run(TestWarps.Of(grid, p => TestWarps.Tilt.Apply(p) - p), grid);
            Assert.All(whole.Determinant.Span.ToArray(), v => Assert.Equal(TestWarps.Tilt.Determinant, v, 1e-4));
            Assert.Equal(TestWarps.Tilt.Determinant, whole.AffineDeterminant, 4);
            Assert.All(whole.Nonlinear().Span.ToArray(), v => Assert.Equal(1, v, 1e-4));
            Assert.All(whole.Log().Span.ToArray(), v => Assert.Equal(Math.Log(TestWarps.Tilt.Determinant), v, 1e-4));
            Assert.All(whole.Log(nonlinear: true).Span.ToArray(), v => Assert.Equal(0, v, 1e-4));
        }
    }

    [Fact]
    public void A_radial_stretch_has_the_determinant_worked_out_by_hand()
    {
        // r → r + a r³ along each axis on its own: 1 + 3 a x² and so on; the central difference of x³ is 3 x² + h².
        const double a = 1e-4;
        var grid = Cube(21);
        var found = Jacobian.Determinant(TestWarps.Of(grid, p => new(a * p.X * p.X * p.X, a * p.Y * p.Y * p.Y, a * p.Z * p.Z * p.Z)));
        double Axis(double x) => 1 + (a * ((3 * x * x) + 1));
        for (var n = 1; n < 20; n++)
        {
            var p = grid.Affine.Apply(new(n, 10, 3));
            Assert.Equal(Axis(p.X) * Axis(p.Y) * Axis(p.Z), found[n, 10, 3], 1e-4);
        }
    }

    [Fact]
    public void The_chain_s_affine_is_taken_out_of_the_nonlinear_part()
    {
        var bump = TestWarps.Of(TestWarps.Oblique(), TestWarps.Bump);
        var grid = Cube(30);
        var whole = Jacobian.Run(PointMap.FromWarp(bump).Then(TestWarps.Tilt), grid, null, One);
        var alone = Jacobian.Run(bump, grid, Affine.Identity);
        Assert.Equal(TestWarps.Tilt.Determinant, whole.AffineDeterminant, 12);
        Assert.InRange(MaxDifference(alone.Determinant.Span, whole.Nonlinear().Span), 0, 1e-4);
        Assert.InRange(alone.Minimum, 0.3, 0.99);
        Assert.Equal(0, alone.Folded);
        Assert.InRange(alone.LogStandardDeviation, 0.01, 0.3);
        AssertSameBits(whole.Determinant.Span,
            Jacobian.Run(PointMap.FromWarp(bump).Then(TestWarps.Tilt), grid, null, Two).Determinant.Span);
        Assert.Equal(whole.LogStandardDeviation,
            Jacobian.Run(PointMap.FromWarp(bump).Then(TestWarps.Tilt), grid, null, Seven).LogStandardDeviation);
    }

    [Fact]
    public void Folding_is_counted()
    {
        var fold = Jacobian.Run(TestWarps.Of(Cube(20), p => new(p.X > 0 ? -3 * p.X : 0, 0, 0)), Cube(20));
        Assert.InRange(fold.Folded, 20 * 20 * 9, 20 * 20 * 11);
        Assert.InRange(fold.Minimum, -2.1, -1.9);
        Assert.All(fold.Log().Span.ToArray(), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void One_voxel_thick_fields_work() =>
        Assert.Equal(1, Jacobian.Determinant(TestWarps.Of(new(new(3, 1, 1), Affine.Identity), _ => new(1, 2, 3)))[1, 0, 0]);
}

using Pial.Kernels.Surfaces;
using Pial.Operations.Cortex;
using Pial.Volumes;

namespace Pial.Operations.Tests.Cortex;

public sealed class CorticalReconstructionTests
{
    private static readonly CortexOptions Small = new() { Vertices = 12_000 };

    // Averaged from ten and sixteen million points: made once, and seen with other noise each time.
    private static readonly Lazy<CortexPhantom> Shell = new(() => CortexPhantom.Shell(20, 23));
    private static readonly Lazy<CortexPhantom> Folds = new(() => CortexPhantom.Folds(22, 3, 2.5));

    [Fact]
    public void A_shell_has_its_thickness_area_volume_and_curvature()
    {
        var found = Reconstruct(Shell.Value)!;
        AssertWhole(found);
        var m = found.Measures;
        Assert.Equal(3, m.ThicknessMm.Average(), 0.05);
        Assert.InRange(m.ThicknessMm.Average(t => Math.Abs(t - 3)), 0, 0.1);
        Assert.Equal(4 * Math.PI * 20 * 20, m.WhiteAreaMm2.Sum(), 4 * Math.PI * 20 * 20 * 0.015);
        Assert.Equal(4 * Math.PI * 23 * 23, m.PialAreaMm2.Sum(), 4 * Math.PI * 23 * 23 * 0.015);
        var volume = 4.0 / 3 * Math.PI * ((23 * 23 * 23) - (20 * 20 * 20));
        Assert.Equal(volume, m.VolumeMm3.Sum(), volume * 0.015);
        Assert.Equal(-1.0 / 20, m.MeanCurvature.Average(), 0.003);
        Assert.Equal(1.0 / 400, m.GaussianCurvature.Average(), 0.0004);
        Assert.InRange(m.SulcalDepthMm.Average(), 2, 4);
        Assert.Equal(3, m.ProjectedThicknessMm.Average(), 0.05);
        Assert.InRange(m.ProjectedThicknessMm.Average(t => Math.Abs(t - 3)), 0, 0.1);
        Assert.Equal(4 * Math.PI * 23 * 23, m.HullAreaMm2, 4 * Math.PI * 23 * 23 * 0.02);
        Assert.All(m.GyrificationIndex, i => Assert.Equal(1, i, 0.05)); // nothing is folded
    }

    [Fact]
    public void A_sphere_with_folds_has_the_thickness_of_its_mantle()
    {
        var phantom = Folds.Value;
        var found = Reconstruct(phantom)!;
        AssertWhole(found);
        Assert.Equal(2.5, found.Measures.ThicknessMm.Average(), 0.05);
        Assert.InRange(found.Measures.ThicknessMm.Average(t => Math.Abs(t - 2.5)), 0, 0.1);
        Assert.Equal(2.5, found.Measures.ProjectedThicknessMm.Average(), 0.05);
        Assert.InRange(found.Measures.ProjectedThicknessMm.Average(t => Math.Abs(t - 2.5)), 0, 0.1);
        var (white, all) = (phantom.WhiteMm3, phantom.WhiteMm3 + phantom.GreyMm3);
        Assert.Equal(white, MeshGeometry.Volume(found.White.Positions, found.White.Triangles), white * 0.015);
        Assert.Equal(all, MeshGeometry.Volume(found.Pial.Positions, found.Pial.Triangles), all * 0.015);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Noise_of_3_percent_keeps_thickness_area_and_volume(int seed)
    {
        var shell = Reconstruct(Shell.Value.Noisy(3, seed))!;
        AssertWhole(shell);
        AssertThickness(shell, 3);
        double Ball(double r) => 4.0 / 3 * Math.PI * r * r * r;
        Assert.Equal(4 * Math.PI * 20 * 20, shell.Measures.WhiteAreaMm2.Sum(), 4 * Math.PI * 20 * 20 * 0.016); // rough by 1.4 to 1.53 %
        Assert.Equal(4 * Math.PI * 23 * 23, shell.Measures.PialAreaMm2.Sum(), 4 * Math.PI * 23 * 23 * 0.015);
        Assert.Equal(Ball(23) - Ball(20), shell.Measures.VolumeMm3.Sum(), (Ball(23) - Ball(20)) * 0.015);
        var phantom = Folds.Value.Noisy(3, seed);
        var folds = Reconstruct(phantom)!;
        AssertWhole(folds);
        AssertThickness(folds, 2.5);
        Assert.Equal(phantom.GreyMm3, folds.Measures.VolumeMm3.Sum(), phantom.GreyMm3 * 0.015);
    }

    private static void AssertThickness(CorticalHemisphere found, double mm)
    {
        var thickness = found.Measures.ThicknessMm;
        Assert.Equal(mm, thickness.Average(), 0.05);
        Assert.InRange(thickness.Average(t => Math.Abs(t - mm)), 0, 0.1);
    }

    [Fact]
    public void Two_banks_without_fluid_between_them_meet_halfway()
    {
        // Two slabs of white matter on a common base, 5 mm of grey matter between: each bank is 2.5 mm thick.
        var found = Reconstruct(CortexPhantom.Groove(5))!;
        AssertWhole(found);
        var p = found.White.Positions;
        var inGroove = Enumerable.Range(0, found.White.VertexCount)
            .Where(v => Math.Abs(Math.Abs(p[3 * v]) - 2.5) < 0.4 && p[(3 * v) + 2] is > 0 and < 6 && Math.Abs(p[(3 * v) + 1]) < 8)
            .ToArray();
        Assert.True(inGroove.Length > 50, $"{inGroove.Length} vertices");
        Assert.Equal(2.5, inGroove.Average(v => found.Measures.ThicknessMm[v]), 0.25);
        Assert.Equal(2.5, inGroove.Average(v => found.Measures.ProjectedThicknessMm[v]), 0.15);
        Assert.All(inGroove, v => Assert.True(found.Pial.Positions[3 * v] * Math.Sign(p[3 * v]) > -0.3, "A bank went past the middle."));
    }

    [Fact]
    public void Gyrification_counts_the_walls_of_a_slit_that_the_hull_bridges()
    {
        // Two slits of 4 mm to a depth of 12 mm in a block: their walls lie beneath a hull that passes over them.
        var (deep, plain) = (Reconstruct(CortexPhantom.Slits(12))!, Reconstruct(CortexPhantom.Slits(0))!);
        AssertWhole(deep);
        double Global(CorticalHemisphere h) => h.Measures.PialAreaMm2.Sum() / h.Measures.HullAreaMm2;
        Assert.Equal(1, Global(plain), 0.04);
        var walls = deep.Measures.PialAreaMm2.Sum() - plain.Measures.PialAreaMm2.Sum();
        Assert.Equal(walls / plain.Measures.HullAreaMm2, Global(deep) - Global(plain), 0.05);
        Assert.InRange(walls, 2 * 2 * 12 * 30 * 0.6, 2 * 2 * 12 * 40);

        // Most where the slits are, little on the far side; a vertex at the bottom and one at the rim above it see the same hull.
        double Mean(Func<float, bool> z) => Enumerable.Range(0, deep.Pial.VertexCount).Where(v => z(deep.Pial.Positions[(3 * v) + 2]))
            .Average(v => deep.Measures.GyrificationIndex[v]);
        Assert.True(Mean(z => z > 10) > Mean(z => z < -12) + 0.3, $"{Mean(z => z > 10)} above, {Mean(z => z < -12)} below");
    }

    [Fact]
    public void A_bridge_is_cut_and_a_tunnel_filled_and_both_are_logged()
    {
        var found = Reconstruct(CortexPhantom.Handled())!;
        AssertWhole(found);
        Assert.Equal(2, found.Topology.Handles);
        Assert.Contains(found.Topology.Changes, c => c.Filled && c.Centre.X < 0);
        Assert.Contains(found.Topology.Changes, c => !c.Filled && c.Centre.X > 0);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var phantom = CortexPhantom.Folds(14, 2, 2.5);
        var one = Reconstruct(phantom, TestImages.One)!;
        var seven = Reconstruct(phantom, TestImages.Seven)!;
        Assert.Equal(one.White.Triangles, seven.White.Triangles);
        Assert.Equal(one.White.Positions, seven.White.Positions);
        Assert.Equal(one.Pial.Positions, seven.Pial.Positions);
        Assert.Equal(one.Measures.ThicknessMm, seven.Measures.ThicknessMm);
        Assert.Equal(one.Measures.ProjectedThicknessMm, seven.Measures.ProjectedThicknessMm);
        Assert.Equal(one.Measures.GyrificationIndex, seven.Measures.GyrificationIndex);
    }

    [Fact]
    public void A_hemisphere_that_is_not_there_has_no_surfaces()
    {
        var phantom = CortexPhantom.Shell(8, 11);
        Assert.Null(CorticalReconstruction.Run(phantom.Tissues, phantom.Labels, Hemisphere.Right, options: Small));
        Assert.Throws<ArgumentOutOfRangeException>(() => CorticalReconstruction.Run(phantom.Tissues, phantom.Labels, Hemisphere.None));
    }

    [Fact]
    public void The_voxels_inside_of_a_surface_make_up_its_volume()
    {
        var found = Reconstruct(CortexPhantom.Shell(10, 13))!;
        var grid = Grid.Centred(new(60, 60, 60), new(0.5, 0.5, 0.5), new(0.2, 0.1, 0.3));
        var volume = MeshGeometry.Volume(found.Pial.Positions, found.Pial.Triangles);
        Assert.Equal(volume, SurfaceVoxels.Inside(found.Pial, grid).Span.Count(true) * 0.125, volume * 0.01);
    }

    private static CorticalHemisphere? Reconstruct(CortexPhantom phantom, ParallelOptions? parallel = null) =>
        CorticalReconstruction.Run(phantom.Tissues, phantom.Labels, Hemisphere.Left, null, Small, parallel);

    private static void AssertWhole(CorticalHemisphere found)
    {
        Assert.Equal(2, found.White.VertexCount - (found.White.TriangleCount / 2));
        Assert.Equal(0, found.WhiteCrossings.After);
        Assert.Equal(0, found.PialCrossings.After);
        Assert.Equal(MeshGeometry.Volume(found.Pial.Positions, found.Pial.Triangles) - MeshGeometry.Volume(found.White.Positions,
            found.White.Triangles), found.Measures.VolumeMm3.Sum(), 2.0);
    }
}

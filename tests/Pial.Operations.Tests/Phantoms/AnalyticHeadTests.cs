using Pial.Operations.Phantoms;
using Pial.Volumes;

namespace Pial.Operations.Tests.Phantoms;

public sealed class AnalyticHeadTests
{
    private static readonly Volume<int> Head = AnalyticHead.Create(3);

    [Theory]
    [InlineData(0, 0, 5, 511, 0)]        // no skin inside the brain
    [InlineData(13, -19, 6, 49, 1)]      // right thalamus
    [InlineData(-13, -19, 6, 10, 1)]     // left thalamus
    [InlineData(8, -8, 18, 43, 1)]       // right lateral ventricle
    [InlineData(-8, -8, 18, 4, 1)]
    [InlineData(0, -27, -40, 16, 1)]     // brain stem
    [InlineData(32, 62, -32, 506, 1)]    // eye
    [InlineData(-90, 100, 95, 0, 1)]     // air
    public void Structures_lie_where_the_MNI_brain_has_them(double x, double y, double z, int label, int expected)
    {
        var voxel = Head.Grid.WorldToVoxel.Apply(new(x, y, z));
        Assert.Equal(expected == 1, Head[(int)Math.Round(voxel.X), (int)Math.Round(voxel.Y), (int)Math.Round(voxel.Z)] == label);
    }

    [Theory]
    [InlineData(450, 650, 3, 42)]
    [InlineData(650, 850, 2, 41)]
    [InlineData(70, 130, 8, 47)]
    [InlineData(250, 500, 24, 24)]
    public void Volumes_are_those_of_a_person(double least, double most, int left, int right)
    {
        var count = 0;
        foreach (var label in Head.Span)
            count += label == left || label == right ? 1 : 0;
        Assert.InRange(count * Head.Grid.VoxelVolume / 1000, least, most);
    }

    [Fact]
    public void Any_grid_shows_the_same_head()
    {
        var oblique = Affine.Translation(new(70, -110, -60)) * Affine.Rotation(0.1, 0.2, 0.05) * Affine.Scaling(-4, 5, 6);
        var other = AnalyticHead.Create(new Grid(new(30, 40, 25), oblique), parallel: new() { MaxDegreeOfParallelism = 1 });
        var p = other.Grid.Affine.Apply(new(12, 20, 14));
        var fine = AnalyticHead.Create(new Grid(new(1, 1, 1), Affine.Translation(p)));
        Assert.Equal(fine[0, 0, 0], other[12, 20, 14]);
        Assert.Equal(other.Span.ToArray(), AnalyticHead.Create(other.Grid).Span.ToArray());
    }

    [Fact]
    public void Options_change_the_person()
    {
        Assert.Equal(Head.Span.ToArray(), AnalyticHead.Create(3).Span.ToArray());
        Assert.True(Count(AnalyticHead.Create(3, new() { VentricleScale = 1.5 }), 43) > 1.5 * Count(Head, 43));
        Assert.True(Count(AnalyticHead.Create(3, new() { CortexMm = 4 }), 3) > 1.1 * Count(Head, 3));
        Assert.NotEqual(Head.Span.ToArray(), AnalyticHead.Create(3, new() { FoldShiftMm = 8 }).Span.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => AnalyticHead.Create(0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AnalyticHead.Create(3, new() { CortexMm = 0 }));
    }

    private static int Count(Volume<int> labels, int label)
    {
        var count = 0;
        foreach (var other in labels.Span)
            count += other == label ? 1 : 0;
        return count;
    }
}

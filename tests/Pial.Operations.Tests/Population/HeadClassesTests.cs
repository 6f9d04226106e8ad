using Pial.Operations.Population;
using Pial.Volumes;

namespace Pial.Operations.Tests.Population;

public sealed class HeadClassesTests
{
    private static readonly Grid Cube = Grid.Centred(new(50, 50, 50), new(3, 3, 3), default);

    // Shells: brain to 40 mm, dark bone to 50, bright scalp to 62, faint air beyond, with partial volumes between them; a box below the
    // front is erased.
    private static Volume<float> Head(bool defaced) => TestImages.OfWorld(Cube, p => defaced && p is { Y: > 20, Z: < -20 } ? 0f : (float)(
        Step(p.Length - 40, 100, 12) + Step(p.Length - 50, 0, 128) + Step(p.Length - 62, 0, -136) + (Math.Abs((int)(p.X * 7)) % 2)));

    private static double Step(double d, double before, double after) => before + ((after - before) * Math.Clamp((d + 3) / 6, 0, 1));

    private static readonly Volume<bool> Brain = TestImages.OfWorld(Cube, p => p.Length).Map(r => r < 40);

    private static HeadClass At(Volume<byte> classes, Point p)
    {
        var v = Cube.WorldToVoxel.Apply(p);
        return (HeadClass)classes[(int)Math.Round(v.X), (int)Math.Round(v.Y), (int)Math.Round(v.Z)];
    }

    [Fact]
    public void Shells_are_told_apart()
    {
        var classes = HeadClasses.Of(Head(defaced: false), Brain);
        Assert.Equal(HeadClass.Brain, At(classes, default));
        Assert.Equal(HeadClass.Bone, At(classes, new(45, 0, 0)));
        Assert.Equal(HeadClass.SoftTissue, At(classes, new(0, 0, 56)));
        Assert.Equal(HeadClass.Air, At(classes, new(0, 70, 0)));
        Assert.False(classes.Span.Contains((byte)HeadClass.Unknown));
    }

    [Fact]
    public void What_was_erased_is_unknown_not_air()
    {
        var classes = HeadClasses.Of(Head(defaced: true), Brain);
        Assert.Equal(HeadClass.Unknown, At(classes, new(0, 40, -40)));
        Assert.Equal(HeadClass.Air, At(classes, new(0, 70, 20)));
        Assert.Equal(HeadClass.SoftTissue, At(classes, new(0, 0, 56)));
    }

    [Fact]
    public void A_scanner_that_writes_zeros_into_air_erased_nothing()
    {
        var head = Head(defaced: false).Map(v => v < 6 ? 0 : v);
        Assert.False(HeadClasses.Of(head, Brain).Span.Contains((byte)HeadClass.Unknown));
    }

    [Fact]
    public void Threads_do_not_matter() => Assert.True(
        HeadClasses.Of(Head(defaced: true), Brain, new() { MaxDegreeOfParallelism = 1 }).Span.SequenceEqual(
            HeadClasses.Of(Head(defaced: true), Brain, new() { MaxDegreeOfParallelism = 2 }).Span));
}

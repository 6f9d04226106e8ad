using Pial.Operations.Population;
using Pial.Volumes;

namespace Pial.Operations.Tests.Population;

public sealed class MeanShapeTests
{
    private static readonly Grid Cube = Grid.Centred(new(12, 11, 10), new(4, 4, 4), new(3, -2, 5));

    private static readonly Affine Left = Affine.Translation(new(40, -7, 3)) * Affine.Rotation(0.3, -0.2, 0.5);
    private static readonly Affine Right = Affine.Translation(new(-9, 2, 60)) * Affine.Rotation(-0.7, 0.1, 0.2);

    [Fact]
    public void Stretches_that_cancel_leave_the_template_as_it_is_wherever_the_heads_lay()
    {
        var toMean = MeanShape.Unstretched([Left * Affine.Scaling(1.25, 1, 0.8), Right * Affine.Scaling(0.8, 1, 1.25)], Cube.Centre);
        foreach (var corner in Cube.Corners())
            Assert.Equal(0, toMean.Apply(corner).DistanceTo(corner), 1e-9);
    }

    [Fact]
    public void A_template_smaller_than_all_grows_to_their_geometric_mean()
    {
        Affine[] affines = [Left * Affine.Scaling(1.2, 1.2, 1.2), Right * Affine.Scaling(1.5, 1.5, 1.5)];
        var toMean = MeanShape.Unstretched(affines, Cube.Centre);
        Assert.Equal(0, toMean.Apply(Cube.Centre).DistanceTo(Cube.Centre), 1e-9);
        var volume = affines.Select(a => (a * toMean).Determinant).Aggregate(1.0, static (product, d) => product * d);
        Assert.Equal(1, volume, 1e-9);
    }

    [Fact]
    public void Displacements_that_cancel_move_nothing_and_a_shared_one_is_followed()
    {
        Warp Bend(double mm) => Warp.Create(Cube, p => Left.Apply(p + new Point(0, mm * Math.Sin(p.X / 9), 0)) - p);
        Warp Mean(double a, double b)
        {
            var sum = MeanShape.Add(Bend(a), Left, null, Cube);
            return MeanShape.Towards(MeanShape.Add(Bend(b), Left, sum, Cube), 2, 0.25);
        }

        var still = Mean(2, -2);
        var moved = Mean(1, 3);
        for (var n = 0; n < Cube.Shape.Count; n++)
        {
            Assert.Equal(0, still.Y.Span[n], 1e-4f);
            Assert.Equal(0, moved.X.Span[n], 1e-4f);
        }

        Assert.Equal(-0.25 * 2 * Math.Sin(Cube.Affine.Apply(new(4, 5, 5)).X / 9), moved.Y[4, 5, 5], 1e-4);
    }

    [Fact]
    public void Threads_do_not_matter()
    {
        var map = Warp.Create(Cube, p => new(Math.Sin(p.Y / 7), Math.Cos(p.Z / 5), p.X / 20));
        var one = MeanShape.Add(map, Left, null, Cube, new() { MaxDegreeOfParallelism = 1 });
        var two = MeanShape.Add(map, Left, null, Cube, new() { MaxDegreeOfParallelism = 2 });
        Assert.True(one.X.Span.SequenceEqual(two.X.Span) && one.Y.Span.SequenceEqual(two.Y.Span) && one.Z.Span.SequenceEqual(two.Z.Span));
    }

    [Fact]
    public void Nothing_to_average_is_refused()
    {
        Assert.Throws<ArgumentException>(() => MeanShape.Unstretched([], default));
        Assert.Throws<ArgumentException>(() => MeanShape.Unstretched([Affine.Scaling(0, 1, 1)], default));
    }
}

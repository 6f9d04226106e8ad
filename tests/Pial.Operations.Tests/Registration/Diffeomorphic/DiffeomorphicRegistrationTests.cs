using Pial.Operations.Registration.Diffeomorphic;
using Pial.Volumes;

namespace Pial.Operations.Tests.Registration.Diffeomorphic;

public sealed class DiffeomorphicRegistrationTests
{
    private static readonly Grid Cube = Grid.Centred(new(48, 44, 40), new(2, 2, 2), default);
    private static readonly DiffeomorphicOptions Short = new() { Levels = [new(8, 40), new(4, 30), new(2, 20)] };

    // Smooth texture everywhere, so that a displacement can be seen everywhere.
    private static double Texture(Point p) =>
        3 + Math.Sin(p.X / 5.1) + Math.Cos((p.Y + (0.3 * p.X)) / 4.3) + Math.Sin((p.Z - (0.4 * p.Y)) / 4.7) + Math.Cos((p.X + p.Z) / 7.3);

    // Up to 5 mm, fading to the border.
    private static Point Shift(Point p)
    {
        var fade = Math.Exp(-((p.X * p.X) + (p.Y * p.Y) + (p.Z * p.Z)) / 800);
        return new(4 * fade, -3 * fade, 2 * fade);
    }

    private static Volume<float> Moving(Grid grid, Func<double, double>? contrast = null) =>
        TestImages.OfWorld(grid, p => (float)(contrast ?? (v => v))(Texture(p)));

    private static Volume<float> Reference(Grid grid) => TestImages.OfWorld(grid, p => (float)Texture(p + Shift(p)));

    private static Point At(Warp warp, Point p)
    {
        var v = warp.Grid.WorldToVoxel.Apply(p);
        var (i, j, k) = ((int)Math.Round(v.X), (int)Math.Round(v.Y), (int)Math.Round(v.Z));
        return new(warp.X[i, j, k], warp.Y[i, j, k], warp.Z[i, j, k]);
    }

    private static double Worst(Warp warp, Func<Point, Point> truth)
    {
        var worst = 0.0;
        foreach (var p in new[] { default, new Point(10, 0, 0), new(0, -14, 6), new(-8, 12, -10), new(20, 10, -8) })
        {
            var v = warp.Grid.WorldToVoxel.Apply(p);
            var centre = warp.Grid.Affine.Apply(new(Math.Round(v.X), Math.Round(v.Y), Math.Round(v.Z)));
            worst = Math.Max(worst, At(warp, centre).DistanceTo(truth(centre)));
        }

        return worst;
    }

    [Theory]
    [InlineData(DiffeomorphicMetric.LocalCorrelation, 0.6)]
    [InlineData(DiffeomorphicMetric.SquaredDifference, 0.6)]
    [InlineData(DiffeomorphicMetric.MutualInformation, 1)]
    public void A_known_warp_is_recovered(DiffeomorphicMetric metric, double within)
    {
        var result = DiffeomorphicRegistration.Run([new(Moving(Cube), Reference(Cube)) { Metric = metric }], Affine.Identity, Short);
        Assert.InRange(Worst(result.ReferenceToMoving, Shift), 0, within);
        Assert.True(result.SmallestJacobian > 0);
        Assert.Equal(0, result.Repairs);
        Assert.All(result.Levels, l => Assert.True(l.After >= l.Before));
    }

    [Fact]
    public void Mutual_information_registers_an_inverted_contrast()
    {
        var result = DiffeomorphicRegistration.Run(
            [new(Moving(Cube, v => 50 - (v * v)), Reference(Cube)) { Metric = DiffeomorphicMetric.MutualInformation }],
            Affine.Identity, Short);
        Assert.InRange(Worst(result.ReferenceToMoving, Shift), 0, 1.2);
    }

    [Fact]
    public void Both_maps_undo_each_other()
    {
        var result = DiffeomorphicRegistration.Run(Moving(Cube), Reference(Cube), Affine.Identity, Short);
        var there = PointMap.FromWarp(result.ReferenceToMoving);
        var back = PointMap.FromWarp(result.MovingToReference);
        foreach (var p in new[] { default, new Point(10, 3, 2), new(-12, -14, 6), new(-8, 12, -10), new(20, 10, -8) })
            Assert.InRange(back.Apply(there.Apply(p)).DistanceTo(p), 0, 0.1);
    }

    [Fact]
    public void Grids_may_be_oblique_anisotropic_and_left_handed_and_the_affine_is_in_the_map()
    {
        var affine = Affine.Translation(new(6, -3, 2)) * Affine.Rotation(0.1, -0.05, 0.08);
        var fixedGrid = new Grid(new(48, 60, 40),
            Affine.Rotation(0.05, 0.1, 0).WithOffset(new(44, -45, -38)) * Affine.Scaling(-1.9, 1.5, 2));
        var movingGrid = new Grid(new(50, 52, 50), Affine.Rotation(0, 0.1, -0.1).WithOffset(new(-48, -50, -48)) * Affine.Scaling(2, 2, 2));
        var moving = TestImages.OfWorld(movingGrid, p => (float)Texture(affine.Inverse().Apply(p)));
        var result = DiffeomorphicRegistration.Run(moving, Reference(fixedGrid), affine, Short);
        Assert.InRange(Worst(result.ReferenceToMoving, p => affine.Apply(p + Shift(p)) - p), 0, 0.6);
        Assert.True(result.ReferenceToMoving.Grid.Matches(fixedGrid));
        Assert.True(result.MovingToReference.Grid.Matches(movingGrid));
    }

    [Fact]
    public void A_lesion_that_is_masked_out_pulls_nothing()
    {
        static bool Lesion(Point p) => p.DistanceTo(new(8, 0, 0)) < 9;
        var moving = TestImages.OfWorld(Cube, p => Lesion(p) ? 12 : (float)Texture(p));
        var reference = Moving(Cube);
        double Displaced(Volume<bool>? mask) => Pial.Kernels.Slices.Sum(1, null, _ =>
        {
            var result = DiffeomorphicRegistration.Run(moving, reference, Affine.Identity, Short with { MovingMask = mask });
            return At(result.ReferenceToMoving, new(8, 8, 0)).Length + At(result.ReferenceToMoving, new(0, 0, 0)).Length;
        });
        var healthy = TestImages.OfWorld(Cube, p => p.DistanceTo(new(8, 0, 0)) < 13 ? 0f : 1f).Map(v => v > 0);
        Assert.True(Displaced(null) > 0.5);
        Assert.InRange(Displaced(healthy), 0, 0.2);
    }

    [Fact]
    public void Channels_share_one_warp()
    {
        // The first channel shows nothing below the middle, the second nothing above.
        Volume<float> Half(Volume<float> image, bool upper) =>
            Volume.Create<float, (Volume<float> Image, bool Upper)>(image.Grid, (image, upper), static (v, s) =>
        {
            for (var n = 0; n < v.Length; n++)
                v[n] = n / s.Image.Shape.SliceCount >= 20 == s.Upper ? s.Image.Span[n] : 0;
        });
        var (moving, reference) = (Moving(Cube), Reference(Cube));
        double Below(params RegistrationChannel[] channels) =>
            At(DiffeomorphicRegistration.Run(channels, Affine.Identity, Short).ReferenceToMoving, new(0, 0, -18))
                .DistanceTo(Shift(new(0, 0, -18)));
        var (upper, lower) = (new RegistrationChannel(Half(moving, true), Half(reference, true)),
            new RegistrationChannel(Half(moving, false), Half(reference, false)));
        var (one, both) = (Below(upper), Below(upper, lower with { Metric = DiffeomorphicMetric.SquaredDifference }));
        Assert.True(both < one / 2, $"{one} mm by one channel, {both} mm by both");
    }

    [Fact]
    public void Noise_without_a_counterpart_does_not_fold()
    {
        var result = DiffeomorphicRegistration.Run(
            TestImages.Noise(Cube), TestImages.Noise(Cube, 2), Affine.Identity,
            Short with { FieldSigma = 0.3, PoolingSigma = 0.5, StepSigma = 0.3 });
        Assert.True(result.SmallestJacobian > 0, $"{result.SmallestJacobian} after {result.Repairs} repairs");
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        Warp Run(int threads) => DiffeomorphicRegistration.Run(
            [new(Moving(Cube), Reference(Cube)), new(Moving(Cube), Reference(Cube)) { Metric = DiffeomorphicMetric.MutualInformation }],
            Affine.Identity,
            new() { Levels = [new(8, 10), new(4, 5)] }, new() { MaxDegreeOfParallelism = threads }).ReferenceToMoving;
        var (one, three) = (Run(1), Run(3));
        Assert.True(one.X.Span.SequenceEqual(three.X.Span));
        Assert.True(one.Z.Span.SequenceEqual(three.Z.Span));
    }

    [Fact]
    public void What_cannot_be_registered_is_refused()
    {
        var image = Moving(Cube);
        void Refused(string what, Action run) => Assert.Contains(what, Assert.Throws<ArgumentException>(run).Message,
            StringComparison.Ordinal);
        Refused("moving image has one value", () => DiffeomorphicRegistration.Run(Volume.Filled(Cube, 3f), image, Affine.Identity));
        Refused("reference has one value", () => DiffeomorphicRegistration.Run(image, Volume.Filled(Cube, 0f), Affine.Identity));
        Refused("do not overlap", () => DiffeomorphicRegistration.Run(image, image, Affine.Translation(new(500, 0, 0)), Short));
        Refused("mask is empty",
            () => DiffeomorphicRegistration.Run(image, image, Affine.Identity, new() { MovingMask = Volume.Filled(Cube, false) }));
        Refused("opposite contrasts", () => DiffeomorphicRegistration.Run(Moving(Cube, v => 20 - v), image, Affine.Identity, Short));
        Refused("mirror", () => DiffeomorphicRegistration.Run(image, image, Affine.Scaling(-1, 1, 1)));
        Refused("One to three", () => DiffeomorphicRegistration.Run([], Affine.Identity));
    }
}

using Pial.Operations.Masks;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Masks;

public sealed class MaskTests
{
    private static Volume<bool> Of(Shape shape, params int[] set)
    {
        var voxels = new bool[shape.Count];
        foreach (var n in set)
            voxels[n] = true;
        return Volume.Create<bool>(Grid.Centred(shape, new(1, 1, 1), default), voxels);
    }

    private static int Count(Volume<bool> mask) => mask.Span.Count(true);

    [Fact]
    public void Distances_are_those_of_brute_force()
    {
        var grid = Awkward;
        var mask = RandomMask(grid, 0.02);
        var (to, inside) = (EuclideanDistance.Of(mask, One), EuclideanDistance.Inside(mask, Two));
        var points = OfWorld(grid, p => p).Span.ToArray();
        var set = points.Where((_, n) => mask.Span[n]).ToArray();
        for (var n = 0; n < points.Length; n++)
        {
            Assert.Equal(set.Min(p => p.DistanceTo(points[n])), to.Span[n], 1e-4);
            var brute = mask.Span[n] ? points.Where((_, m) => !mask.Span[m]).Min(p => p.DistanceTo(points[n])) : 0;
            Assert.Equal(brute, inside.Span[n], 1e-4);
        }

        AssertSameBits(to.Span, EuclideanDistance.Of(mask, Seven).Span);
    }

    [Fact]
    public void The_distance_to_nothing_is_infinite()
    {
        Assert.All(EuclideanDistance.Of(Volume.Filled(Awkward, false)).Span.ToArray(), d => Assert.Equal(float.PositiveInfinity, d));
        Assert.All(EuclideanDistance.Inside(Volume.Filled(Awkward, true)).Span.ToArray(), d => Assert.Equal(float.PositiveInfinity, d));
        Assert.All(EuclideanDistance.Signed(Volume.Filled(Awkward, true)).Span.ToArray(), d => Assert.Equal(float.NegativeInfinity, d));
    }

    [Theory]
    [InlineData(1.0, 7)]
    [InlineData(1.5, 19)]
    [InlineData(1.8, 27)]
    [InlineData(2.0, 33)]
    public void A_dilated_point_is_a_ball(double radius, int voxels)
    {
        var dilated = Morphology.Dilate(Of(new(9, 9, 9), 364), radius);
        Assert.Equal(voxels, Count(dilated));
        Assert.Equal(1, Count(Morphology.Erode(dilated, radius)));
    }

    [Fact]
    public void Morphology_keeps_empty_and_full_masks_and_radius_zero()
    {
        var (empty, full, some) = (Volume.Filled(Awkward, false), Volume.Filled(Awkward, true), RandomMask(Awkward, 0.3));
        foreach (var f in new Func<Volume<bool>, double, Volume<bool>>[] { (m, r) => Morphology.Dilate(m, r),
            (m, r) => Morphology.Erode(m, r), (m, r) => Morphology.Open(m, r), (m, r) => Morphology.Close(m, r) })
        {
            Assert.Equal(0, Count(f(empty, 3)));
            Assert.Equal(full.Shape.Count, Count(f(full, 3)));
            Assert.Equal(some.Span.ToArray(), f(some, 0).Span.ToArray());
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Morphology.Erode(some, -1));
    }

    [Fact]
    public void Opening_shrinks_and_closing_grows_and_both_are_idempotent()
    {
        var mask = Morphology.Dilate(RandomMask(Cube(20), 0.01), 2.5);
        var (open, close) = (Morphology.Open(mask, 2), Morphology.Close(mask, 2));
        for (var n = 0; n < mask.Shape.Count; n++)
        {
            Assert.True(!open.Span[n] || mask.Span[n]);
            Assert.True(!mask.Span[n] || close.Span[n]);
        }

        Assert.Equal(open.Span.ToArray(), Morphology.Open(open, 2).Span.ToArray());
        Assert.Equal(close.Span.ToArray(), Morphology.Close(close, 2).Span.ToArray());
        Assert.Equal(close.Span.ToArray(), Morphology.Close(mask, 2, One).Span.ToArray());
    }

    [Theory]
    [InlineData(Connectivity.Faces, 3)]
    [InlineData(Connectivity.Edges, 2)]
    [InlineData(Connectivity.Corners, 1)]
    public void Connectivity_decides_what_belongs_together(Connectivity connectivity, int parts)
    {
        // (0,0,0), (1,1,0) share an edge; (1,1,0) and (2,2,1) a corner.
        var shape = new Shape(3, 3, 2);
        var result = ConnectedComponents.Run(Of(shape, shape.Index(0, 0, 0), shape.Index(1, 1, 0), shape.Index(2, 2, 1)), connectivity);
        Assert.Equal(parts, result.Sizes.Count);
    }

    [Theory]
    [InlineData(Connectivity.Faces)]
    [InlineData(Connectivity.Edges)]
    [InlineData(Connectivity.Corners)]
    public void Parts_are_those_of_a_flood_fill(Connectivity connectivity)
    {
        var mask = RandomMask(new(new(17, 13, 11), Affine.Identity), connectivity == Connectivity.Faces ? 0.3 : 0.12);
        var result = ConnectedComponents.Run(mask, connectivity);
        Assert.Equal(result.Sizes.OrderDescending(), result.Sizes);
        var map = new Dictionary<int, int>();
        var flood = Flood(mask, (int)connectivity);
        for (var n = 0; n < flood.Length; n++)
        {
            Assert.Equal(flood[n] == 0, result.Labels.Span[n] == 0);
            if (flood[n] > 0) Assert.Equal(map.TryGetValue(flood[n], out var l) ? l : map[flood[n]] = result.Labels.Span[n],
                result.Labels.Span[n]);
        }

        Assert.Equal(map.Count, result.Sizes.Count);
        Assert.Equal(result.Sizes[0], Count(ConnectedComponents.Largest(mask, connectivity)));
        Assert.Equal(result.Sizes.Where(s => s >= 3).Sum(), Count(ConnectedComponents.AtLeast(mask, 3, connectivity)));
    }

    private static int[] Flood(Volume<bool> mask, int connectivity)
    {
        var (s, labels, next) = (mask.Shape, new int[mask.Shape.Count], 0);
        for (var start = 0; start < labels.Length; start++)
        {
            if (!mask.Span[start] || labels[start] > 0) continue;
            var stack = new Stack<int>([start]);
            labels[start] = ++next;
            while (stack.TryPop(out var n))
            {
                for (var d = 0; d < 27; d++)
                {
                    var (di, dj, dk) = ((d % 3) - 1, (d / 3 % 3) - 1, (d / 9) - 1);
                    if (Math.Abs(di) + Math.Abs(dj) + Math.Abs(dk) > connectivity switch { 6 => 1, 18 => 2, _ => 3 }) continue;
                    var (i, j, k) = ((n % s.I) + di, (n / s.I % s.J) + dj, (n / s.SliceCount) + dk);
                    if (!s.Contains(i, j, k) || !mask[i, j, k] || labels[s.Index(i, j, k)] > 0) continue;
                    labels[s.Index(i, j, k)] = next;
                    stack.Push(s.Index(i, j, k));
                }
            }
        }

        return labels;
    }

    [Fact]
    public void An_empty_mask_has_no_parts()
    {
        var empty = Volume.Filled(Awkward, false);
        Assert.Empty(ConnectedComponents.Run(empty).Sizes);
        Assert.Equal(0, Count(ConnectedComponents.Largest(empty)));
        Assert.Equal(0, Count(FillHoles.Apply(empty)));
        Assert.Equal(Awkward.Shape.Count, Count(FillHoles.Apply(Volume.Filled(Awkward, true))));
    }

    [Fact]
    public void Cavities_are_filled_and_bays_are_not()
    {
        var shell = OfWorld(Cube(21), p => p.Length is > 5 and < 8);
        Assert.Equal(OfWorld(Cube(21), p => p.Length < 8).Span.ToArray(), FillHoles.Apply(shell).Span.ToArray());
        var drilled = OfWorld(Cube(21), p => p.Length is > 5 and < 8 && !(Math.Abs(p.X) < 1 && Math.Abs(p.Y) < 1 && p.Z > 0));
        Assert.Equal(drilled.Span.ToArray(), FillHoles.Apply(drilled).Span.ToArray());
    }

    [Fact]
    public void A_single_slice_is_filled_in_its_plane()
    {
        var ring = OfWorld(Grid.Centred(new(15, 15, 1), new(1, 1, 1), default), p => p.Length is > 3 and < 5);
        Assert.True(FillHoles.Apply(ring)[7, 7, 0]);
        Assert.False(FillHoles.Apply(ring)[0, 0, 0]);
    }

    [Fact]
    public void Otsu_splits_two_classes_between_them()
    {
        var random = new Random(3);
        var image = OfWorld(Cube(20), p => (float)((p.X > 0 ? 100 : 20) + (random.NextDouble() * 10)));
        Assert.InRange(Otsu.Threshold(image), 25, 100);
        Assert.Equal(4000, Count(Otsu.Mask(image)));
        Assert.Equal(7, Otsu.Threshold(Volume.Filled(Awkward, 7f)));
        Assert.Throws<ArgumentException>(() => Otsu.Threshold(Volume.Filled(Awkward, float.NaN)));
        Assert.Throws<ArgumentException>(() => Otsu.Threshold(image, Volume.Filled(image.Grid, false)));
    }

    [Theory]
    [InlineData(1, 1, 1, 2.5)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(0.8, 1, 1.3, 2.7)]
    [InlineData(1, 1, 5, 3)]
    public void A_small_ball_gives_the_voxels_of_the_distance_transform(double x, double y, double z, double radius)
    {
        var grid = new Grid(new(37, 18, 11), Affine.Scaling(x, y, z));
        var random = new float[grid.Shape.Count];
        new Pial.Kernels.CounterRandom(11, 2).FillNormals(random);
        var mask = Volume.Create<bool>(grid, [.. random.Select((v, n) => v > -1.6 || n % 37 < 9)]);
        var limit = (float)(radius * 1.0001);
        Assert.Equal(EuclideanDistance.Inside(mask).Map(d => d > limit).Span.ToArray(), Morphology.Erode(mask, radius).Span.ToArray());
        var few = mask.Map(static v => !v);
        Assert.Equal(EuclideanDistance.Of(few).Map(d => d <= limit).Span.ToArray(), Morphology.Dilate(few, radius).Span.ToArray());
        Assert.Equal(Morphology.Open(mask, radius, TestImages.One).Span.ToArray(),
            Morphology.Open(mask, radius, TestImages.Seven).Span.ToArray());
        Assert.DoesNotContain(true, Morphology.Dilate(Volume.Filled(grid, false), radius).Span.ToArray());
        Assert.DoesNotContain(false, Morphology.Erode(Volume.Filled(grid, true), radius).Span.ToArray());
    }
}

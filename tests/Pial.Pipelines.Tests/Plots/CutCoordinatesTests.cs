using Pial.Plots;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Plots;

/// <summary>Maps whose cuts are known by construction.</summary>
public sealed class CutCoordinatesTests
{
    private static readonly Grid Grid2 = Grid.Centred(new(91, 109, 91), new(2, 2, 2), default);

    [Fact]
    public void The_cuts_meet_in_the_middle_of_the_largest_part_above_the_threshold()
    {
        // A large ball of 3, a small one of 9: the threshold decides which of them is the largest.
        var map = Of(Grid2, p => p.DistanceTo(new(-30, 10, 20)) < 20 ? 3 : p.DistanceTo(new(40, -20, -10)) < 8 ? -9f : 0);
        Close(new(-30, 10, 20), CutCoordinates.OfActivation(map, 2));
        Close(new(40, -20, -10), CutCoordinates.OfActivation(map, 5));
        Assert.Null(CutCoordinates.OfActivation(map, 10));
        Close(new(40, -20, -10), CutCoordinates.OfActivation(map, 2, Of(Grid2, p => p.X > 0 ? 1f : 0).Map(v => v > 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => CutCoordinates.OfActivation(map, -1));
    }

    [Fact]
    public void Without_a_threshold_it_is_the_80th_percentile_of_the_magnitudes()
    {
        var map = Volume.Create(Grid.Centred(new(10, 10, 2), new(1, 1, 1), default), 0, static (Span<float> v, int _) =>
        {
            for (var n = 0; n < 101; n++)
                v[n] = n % 2 == 0 ? n : -n;
            v[150] = float.NaN;
        });
        Assert.Equal(80.2, CutCoordinates.AutoThreshold(map), 5); // 1..100 are not zero
        Assert.Equal(0, CutCoordinates.AutoThreshold(Volume.Filled(map.Grid, 0f)));
        Assert.Equal(80.2, MapThreshold.Parse("auto").For(map), 5);
        Assert.Equal(50.5, MapThreshold.Parse("50%").For(map), 5);
        Assert.Equal(3.1, MapThreshold.Parse("3.1").For(map));
        foreach (var wrong in (string[])["", "-1", "101%", "much", "nan"])
            Assert.Throws<FormatException>(() => MapThreshold.Parse(wrong));
    }

    [Fact]
    public void The_point_does_not_depend_on_how_the_image_is_stored()
    {
        var oblique = new Grid(new(91, 109, 91), Affine.Rotation(0.2, 0.3, -0.1) * Affine.Scaling(-2, 2, 2).WithOffset(new(90, -108, -90)));
        foreach (var grid in (Grid[])[Grid2, Grid2.Reorient(Orientation.Parse("LPS")), Grid2.Reorient(Orientation.Parse("SAL")), oblique])
            Close(new(-20, 30, 10), CutCoordinates.OfActivation(Of(grid, p => p.DistanceTo(new(-20, 30, 10)) < 15 ? 2 : 0), 1));
    }

    [Fact]
    public void Slices_are_where_the_map_is_and_keep_their_distance()
    {
        var map = Of(Grid2, p => Math.Abs(p.Z + 40) < 3 ? 5 : Math.Abs(p.Z - 20) < 3 ? 7 : Math.Abs(p.Z - 60) < 3 ? 6 : 0f);
        var cuts = CutCoordinates.Slices(map, Plane.Axial, 3, spacingMm: 10);
        Assert.Equal([-40, 20, 60], cuts.Select(z => Math.Round(z / 4) * 4)); // within the slabs
        Assert.All(cuts.Zip(cuts.Skip(1)), p => Assert.True(p.Second - p.First >= 10));
        Assert.Equal(7, CutCoordinates.Slices(map, Plane.Sagittal).Count);
        Assert.Equal(91, CutCoordinates.Slices(map, Plane.Axial, 200).Distinct().Count()); // never more than there are slices
        Assert.Equal([-45, 0, 45], CutCoordinates.Slices(Volume.Filled(Grid2, 0f), Plane.Axial, 3));
    }

    [Fact]
    public void A_parcellation_has_a_point_a_label_and_of_both_sides_the_left()
    {
        var labels = Of(Grid2,
            p => p.DistanceTo(new(-30, 0, 0)) < 9 || p.DistanceTo(new(30, 0, 0)) < 9 ? 1 : p.DistanceTo(new(50, 40, 0)) < 7 ? 7 : 0)
            .Map(v => (int)v);
        var left = CutCoordinates.OfParcellation(labels);
        Assert.Equal([1, 7], left.Select(l => l.Label));
        Close(new(-30, 0, 0), left[0].Centre);
        Close(new(50, 40, 0), left[1].Centre);
        Close(new(30, 0, 0), CutCoordinates.OfParcellation(labels, Hemisphere.Right)[0].Centre);
        Close(new(0, 0, 0), CutCoordinates.OfParcellation(labels, Hemisphere.None)[0].Centre);
    }

    [Fact]
    public void Maps_are_shown_from_the_level_at_which_a_voxel_has_one()
    {
        // Everywhere 0.7 of one and 0.3 of the other: as many values stay as there are voxels.
        var grid = Grid.Centred(new(4, 4, 4), new(1, 1, 1), default);
        var level = AtlasPlot.OneMapAVoxel([Volume.Filled(grid, 0.7f), Volume.Filled(grid, 0.3f)]);
        Assert.InRange(level, 0.3 + 1e-6, 0.7);
    }

    private static void Close(Point expected, Point? found)
    {
        Assert.NotNull(found);
        Assert.InRange(found.Value.DistanceTo(expected), 0, 0.5);
    }

    private static Volume<float> Of(Grid grid, Func<Point, float> value) =>
        Volume.Create(grid, (grid, value), static (Span<float> v, (Grid Grid, Func<Point, float> Value) s) =>
    {
        var shape = s.Grid.Shape;
        for (var n = 0; n < v.Length; n++)
            v[n] = s.Value(s.Grid.Affine.Apply(new(n % shape.I, n / shape.I % shape.J, n / shape.SliceCount)));
    });
}

namespace Pial.Volumes.Tests;

public sealed class VolumeArithmeticTests
{
    private static readonly Grid Grid = new(new Shape(2, 2, 1), Affine.Scaling(2, 2, 2));
    private static readonly Volume<float> Image = Volume.Create<float>(Grid, [1, 2, 3, 4]);
    private static readonly Volume<float> Other = Volume.Create<float>(Grid, [10, 0, -3, 0.5f]);

    [Fact]
    public void Images_are_added_subtracted_multiplied_and_divided_voxel_by_voxel()
    {
        Assert.Equal([11f, 2, 0, 4.5f], (Image + Other).Span);
        Assert.Equal([-9f, 2, 6, 3.5f], (Image - Other).Span);
        Assert.Equal([10f, 0, -9, 2], (Image * Other).Span);
        Assert.Equal([0.1f, float.PositiveInfinity, -1, 8], (Image / Other).Span);
        Assert.Equal(Grid, (Image + Other).Grid);
    }

    [Fact]
    public void A_number_is_the_same_as_an_image_filled_with_it()
    {
        var three = Volume.Filled(Grid, 3f);

        Assert.Equal((Image + three).Span, (Image + 3).Span);
        Assert.Equal((Image - three).Span, (Image - 3).Span);
        Assert.Equal((Image * three).Span, (Image * 3).Span);
        Assert.Equal((Image / three).Span, (Image / 3).Span);
    }

    [Fact]
    public void Labels_keep_the_arithmetic_of_their_type()
    {
        var labels = Volume.Create<int>(Grid, [7, 8, 9, 0]);

        Assert.Equal([3, 4, 4, 0], (labels / 2).Span);
        Assert.Equal(24, labels.Sum());
    }

    [Fact]
    public void Masks_are_intersected_united_and_inverted()
    {
        var (a, b) = (Image.Map(v => v > 2), Image.Map(v => v < 4));

        Assert.Equal([false, false, true, false], (a & b).Span);
        Assert.Equal([true, true, true, true], (a | b).Span);
        Assert.Equal([true, true, false, false], (~a).Span);
        Assert.Equal((~a | ~b).Span, (~(a & b)).Span);
    }

    [Fact]
    public void Outside_of_a_mask_is_zero_or_what_was_asked_for()
    {
        var mask = Image.Map(v => v > 2);

        Assert.Equal([0f, 0, 3, 4], Image.Within(mask).Span);
        Assert.Equal([-1f, -1, 3, 4], Image.Within(mask, -1).Span);
        Assert.Equal([1f, 2, 0, 0], Image.Within(~mask).Span);
    }

    [Fact]
    public void A_map_knows_the_place_of_a_voxel() => Assert.Equal([1f, 12, 23, 34], Image.Map((v, n) => v + (10 * n)).Span);

    [Fact]
    public void The_sum_is_in_double_precision()
    {
        var large = Volume.Create<float>(Grid, [16777216, 1, 1, 1]);

        Assert.Equal(16777219, large.Sum());
    }

    [Fact]
    public void Volumes_of_different_grids_are_refused()
    {
        var moved = Image.WithGrid(new Grid(Grid.Shape, Affine.Scaling(3, 2, 2)));

        Assert.Contains("different grids", Assert.Throws<ArgumentException>(() => Image + moved).Message);
        Assert.Throws<ArgumentException>(() => Image.Within(moved.Map(v => v > 2)));
    }
}

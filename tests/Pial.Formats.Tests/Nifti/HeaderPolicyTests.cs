using Pial.Formats.Tests.Support;
using Pial.Volumes;

namespace Pial.Formats.Tests.Nifti;

/// <summary>One test a row of docs/reference/header-policy.md that reads on.</summary>
public sealed class HeaderPolicyTests : IDisposable
{
    private static readonly double[] Half = [0.5, 0, 0, -9, 0, 0.5, 0, -8, 0, 0, 0.5, -7];
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_clean_file_has_no_findings() => Assert.Empty(Load(new()).Findings);

    [Fact]
    public void The_sform_wins_and_a_disagreeing_qform_is_reported()
    {
        var loaded = Load(new NiftiBytes().Sform(2, Half).Qform(1, 0, 0, 0, 50, 0, 0));
        Assert.Equal(AffineSource.Sform, loaded.Header.AffineSource);
        Assert.Equal(Affine.FromRows(Half), loaded.Image.Grid.Affine);
        Assert.Contains("mm apart", Text(loaded, "forms-disagree"), StringComparison.Ordinal);
    }

    [Fact]
    public void Axes_that_disagree_are_named()
    {
        var text = Text(Load(new NiftiBytes().Sform(2, [-1, 0, 0, 30, 0, 1, 0, 0, 0, 0, 1, 0]).Qform(1, 0, 0, 0, 0, 0, 0)),
            "forms-disagree");
        Assert.Contains("LAS", text, StringComparison.Ordinal);
        Assert.Contains("RAS", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_sform_the_qform_is_used()
    {
        // Half a turn about z (quaternion 0 0 0 1): x and y reversed; qfac -1 reverses z.
        var loaded = Load(new NiftiBytes().Sform(0, Half).Qform(1, 0, 0, 1, 10, 20, 30).PixDim(-1, 2, 3, 4, 1, 1, 1, 1));
        Assert.Equal(AffineSource.Qform, loaded.Header.AffineSource);
        Assert.Equal(new Point(10 - 2, 20 - 3, 30 - 4), loaded.Image.Grid.Affine.Apply(new(1, 1, 1)));
        Assert.Empty(loaded.Findings);
    }

    [Fact]
    public void With_neither_the_voxel_sizes_are_used_as_nibabel_does()
    {
        var loaded = Load(new NiftiBytes().Sform(0, Half).PixDim(1, 2, 3, 4, 1, 1, 1, 1));
        Assert.Equal(AffineSource.VoxelSizesOnly, loaded.Header.AffineSource);
        Assert.Equal(new Affine(-2, 0, 0, 1, 0, 3, 0, -3, 0, 0, 4, -6), loaded.Image.Grid.Affine);
        Assert.NotNull(Text(loaded, "no-orientation"));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_sform_that_is_not_finite_falls_back_to_the_qform(double bad)
    {
        var loaded = Load(new NiftiBytes().Sform(1, [1, 0, 0, bad, 0, 1, 0, 0, 0, 0, 1, 0]).Qform(1, 0, 0, 0, 1, 2, 3));
        Assert.Equal(AffineSource.Qform, loaded.Header.AffineSource);
        Assert.Contains("not finite", Text(loaded, "sform-unusable"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_degenerate_sform_is_ignored() =>
        Assert.Contains("degenerate", Text(Load(new NiftiBytes().Sform(1, new double[12])), "sform-unusable"), StringComparison.Ordinal);

    [Fact]
    public void A_quaternion_longer_than_one_is_no_rotation()
    {
        var loaded = Load(new NiftiBytes().Sform(0, Half).Qform(1, 0.9, 0.9, 0, 0, 0, 0));
        Assert.Equal(AffineSource.VoxelSizesOnly, loaded.Header.AffineSource);
        Assert.NotNull(Text(loaded, "qform-unusable"));
    }

    [Theory]
    [InlineData(1.0005)]
    [InlineData(1.001)]
    [InlineData(1.05)]
    public void A_quaternion_a_little_too_long_is_normalised_and_said(double length)
    {
        double[] turn = [0.02, 0.999, 0.0399];
        var size = Math.Sqrt(turn.Sum(v => v * v));
        var loaded = Load(new NiftiBytes().Sform(0, Half).Qform(1, turn[0] / size * length, turn[1] / size * length,
            turn[2] / size * length, 1, 2, 3));
        Assert.Equal(AffineSource.Qform, loaded.Header.AffineSource);
        Assert.Contains("normalised", Text(loaded, "quaternion-long"), StringComparison.Ordinal);
        var affine = loaded.Image.Grid.Affine;
        Assert.Equal(new(1, 1, 1), new Point(Math.Round(affine.VoxelSize.X, 5), Math.Round(affine.VoxelSize.Y, 5),
            Math.Round(affine.VoxelSize.Z, 5)));
        Assert.Equal(2 * turn[0] * turn[1] / (size * size), affine.M01, 5); // a half turn about the axis: 2 u uᵀ − 1
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-2, 2)]
    [InlineData(double.NaN, 1)]
    public void Zero_negative_and_missing_voxel_sizes_are_mended(double stored, double taken)
    {
        var loaded = Load(new NiftiBytes().Sform(0, Half).Qform(1, 0, 0, 0, 0, 0, 0).PixDim(1, stored, 1, 1, 1, 1, 1, 1));
        Assert.Equal(taken, loaded.Image.Grid.VoxelSize.X);
        Assert.NotNull(Text(loaded, "pixdim"));
    }

    [Fact]
    public void Zero_voxel_sizes_do_not_matter_beside_a_sform() =>
        Assert.Empty(Load(new NiftiBytes().PixDim(1, 0, 0, 0, 0, 0, 0, 0)).Findings);

    [Fact]
    public void A_missing_qfac_is_one()
    {
        var loaded = Load(new NiftiBytes().Sform(0, Half).Qform(1, 0, 0, 0, 0, 0, 0).PixDim(0, 1, 1, 1, 1, 1, 1, 1));
        Assert.Equal("RAS", loaded.Image.Grid.Orientation.ToString());
        Assert.NotNull(Text(loaded, "qfac"));
    }

    [Fact]
    public void A_shear_is_kept_and_reported()
    {
        var loaded = Load(new NiftiBytes().Sform(1, [1, 0.2, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]));
        Assert.Equal(0.2, loaded.Image.Grid.Affine.M01, 6);
        Assert.NotNull(Text(loaded, "shear"));
    }

    [Theory]
    [InlineData(3, 1000, 1)]
    [InlineData(1, 0.001, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(3, 25, 0.025)]
    [InlineData(3, 43, 0.043)]
    [InlineData(1, 0.00003, 0.00003 * 1000)]
    public void Units_are_believed_only_where_they_make_sense(int unit, double stored, double mm)
    {
        var loaded = Load(new NiftiBytes().Units(unit).Sform(1, [stored, 0, 0, 0, 0, stored, 0, 0, 0, 0, stored, 0]));
        Assert.Equal(mm, loaded.Image.Grid.VoxelSize.X, 4);
        Assert.NotNull(Text(loaded, stored == mm ? "units-ignored" : "units-converted"));
    }

    [Theory]
    [InlineData(2, 25, LengthUnit.Micrometre, 0.025)]
    [InlineData(0, 43, LengthUnit.Micrometre, 0.043)]
    [InlineData(3, 15, LengthUnit.Micrometre, 0.015)]
    [InlineData(2, 0.03, LengthUnit.Millimetre, 0.03)]
    [InlineData(3, 1000, LengthUnit.Millimetre, 1000)]
    public void A_unit_that_somebody_gives_is_believed(int code, double stored, LengthUnit unit, double mm)
    {
        var path = new NiftiBytes().Units(code).Sform(1, [stored, 0, 0, 0, 0, stored, 0, 0, 0, 0, stored, 0]).Save(folder["unit.nii"]);
        var loaded = ImageFile.Load(path, new LoadOptions { Unit = unit });
        Assert.Equal(mm, loaded.Image.Grid.VoxelSize.Y, 6);
        Assert.Empty(loaded.Findings);
    }

    [Fact]
    public void Missing_units_are_millimetres()
    {
        var (without, with) = (Load(new NiftiBytes().Units(0)), Load(new NiftiBytes().Units(2)));
        Assert.Equal(with.Image.Grid, without.Image.Grid);
        Assert.Contains("millimetres are assumed", Text(without, "units-missing"), StringComparison.Ordinal);
    }

    [Fact]
    public void Voxels_no_head_scan_has_are_reported()
    {
        var loaded = Load(new NiftiBytes().Sform(1, [900, 0, 0, 0, 0, 900, 0, 0, 0, 0, 900, 0]));
        Assert.Equal(900, loaded.Image.Grid.VoxelSize.X);
        Assert.Contains("900×900×900 mm", Text(loaded, "voxel-size"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_of_one_volume_is_a_volume()
    {
        var loaded = Load(new NiftiBytes().Dim(4, 2, 3, 4, 1, 1, 1, 1));
        Assert.Equal(new Shape(2, 3, 4), loaded.Image.Shape);
        Assert.NotNull(Text(loaded, "one-volume-series"));
    }

    [Fact]
    public void An_empty_fourth_dimension_counts_as_one()
    {
        var loaded = Load(new NiftiBytes().Dim(4, 2, 3, 4, 0, 1, 1, 1));
        Assert.Equal(new Shape(2, 3, 4), loaded.Image.Shape);
        Assert.Contains("dim[4] is 0", Text(loaded, "empty-dimension"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_voxel_thick_is_a_volume() =>
        Assert.NotNull(Text(Load(new NiftiBytes { Voxels = new byte[12] }.Dim(3, 2, 3, 1, 1, 1, 1, 1)), "single-slice"));

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-5)]
    [InlineData(double.NaN)]
    public void A_voxel_offset_inside_the_header_means_right_after_it(double offset)
    {
        var loaded = Load(new NiftiBytes().VoxOffset(offset));
        Assert.Equal(23, loaded.Image[1, 2, 3]);
        Assert.NotNull(Text(loaded, "vox-offset-low"));
    }

    [Fact]
    public void A_voxel_offset_past_the_data_is_corrected_when_the_file_fits_exactly()
    {
        var loaded = Load(new NiftiBytes().VoxOffset(368));
        Assert.Equal(23, loaded.Image[1, 2, 3]);
        Assert.NotNull(Text(loaded, "vox-offset-lies"));
    }

    [Fact]
    public void The_datatype_is_believed_over_bitpix() => Assert.NotNull(Text(Load(new NiftiBytes().Type(4, 32)), "bitpix"));

    [Fact]
    public void A_wrong_header_size_is_forgiven_when_the_magic_is_right() =>
    Assert.NotNull(Text(Load(new NiftiBytes().I32(0, 7)), "sizeof-hdr"));

    [Fact]
    public void Unknown_form_codes_are_reported() =>
        Assert.NotNull(Text(Load(new NiftiBytes().Sform(77, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])), "form-code"));

    [Fact]
    public void A_damaged_line_end_check_is_reported() => Assert.NotNull(Text(Load(new NiftiBytes(2).Text(8, "\n\n\x1a\n")), "eol-check"));

    [Fact]
    public void Big_endian_is_said() => Assert.NotNull(Text(Load(new NiftiBytes(1, bigEndian: true)), "big-endian"));

    [Fact]
    public void Bytes_behind_the_voxels_are_ignored_and_said()
    {
        var file = new NiftiBytes();
        file.Voxels = [.. file.Voxels, 1, 2, 3];
        Assert.Contains("3 bytes", Text(Load(file), "bytes-after-voxels"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 5, "slope-without-meaning")]
    [InlineData(double.NaN, 5, "slope-without-meaning")]
    [InlineData(double.PositiveInfinity, 0, null)]
    [InlineData(0, double.NaN, null)]
    public void Without_a_usable_slope_nothing_is_scaled(double slope, double intercept, string? finding)
    {
        var loaded = Load(new NiftiBytes().Slope(slope, intercept));
        Assert.Equal(23, loaded.Image[1, 2, 3]);
        Assert.Equal(finding is null ? [] : [finding], loaded.Findings.Select(f => f.Code));
    }

    [Fact]
    public void A_negative_slope_is_applied_and_said()
    {
        var loaded = Load(new NiftiBytes().Slope(-2, 1));
        Assert.Equal(-45, loaded.Image[1, 2, 3]);
        Assert.NotNull(Text(loaded, "negative-slope"));
    }

    [Fact]
    public void A_damaged_extension_is_dropped()
    {
        var file = new NiftiBytes { AfterHeader = [1, 0, 0, 0, 255, 255, 0, 0, 6, 0, 0, 0, .. new byte[24]] };
        var loaded = Load(file.VoxOffset(348 + 36));
        Assert.Empty(loaded.Header.Nifti!.Extensions);
        Assert.NotNull(Text(loaded, "extension"));
    }

    private static string Text(LoadedImage loaded, string code) => Assert.Single(loaded.Findings, f => f.Code == code).Text;

    private LoadedImage Load(NiftiBytes file) => ImageFile.Load(file.Save(folder["case.nii"]));
}

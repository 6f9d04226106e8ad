using Pial.Formats.Tests.Support;
using Pial.Formats.Transforms;
using Pial.Volumes;

namespace Pial.Formats.Tests.Transforms;

/// <summary>Forms are told by content; conventions by examples worked by hand.</summary>
public sealed class TransformFileTests : IDisposable
{
    private static readonly Grid Left = new(new(10, 20, 30), new(-2, 0, 0, 40, 0, 3, 0, -50, 0, 0, 4, -60));
    private static readonly Grid Right = new(new(11, 21, 31), new(1, 0, 0, -5, 0, 2, 0, -10, 0, 0, 3, -15));
    private static readonly Affine Some = Affine.Translation(new(1.25, -8, 30)) * Affine.Rotation(0.1, 0.2, -0.3)
        * Affine.Scaling(1.1, 0.9, 1.05);
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_FLIRT_matrix_worked_by_hand()
    {
        // Moving: determinant negative, so FSL mm are (2i, 3j, 4k). Reference: positive, so they are (1·(10 − i), 2j, 3k).
        // The matrix adds (1, 2, 3) to moving FSL mm. Reference voxel (4, 5, 6) has FSL mm (6, 10, 18), so moving FSL mm are (5, 8, 15):
        // moving voxel (2.5, 8/3, 3.75), RAS (−2·2.5 + 40, 3·8/3 − 50, 4·3.75 − 60) = (35, −42, −45). Reference RAS of the voxel: (4 − 5,
        // 10 − 10, 18 − 15) = (−1, 0, 3).
        File.WriteAllText(folder["f.mat"], "1 0 0 1\n0 1 0 2\n0 0 1 3\n0 0 0 1\n");
        var map = TransformFile.Read(folder["f.mat"], Left, Right);
        Assert.Equal(0, map.Apply(new(-1, 0, 3)).DistanceTo(new(35, -42, -45)), 12);
        FslTransform.Write(folder["back.mat"], map.FirstAffine, Left, Right);
        var words = File.ReadAllText(folder["back.mat"]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(w => double.Parse(w, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        double[] expected = [1, 0, 0, 1, 0, 1, 0, 2, 0, 0, 1, 3, 0, 0, 0, 1];
        for (var n = 0; n < 16; n++)
            Assert.Equal(expected[n], words[n], 12);
    }

    [Fact]
    public void An_LTA_worked_by_hand()
    {
        // RAS to RAS: destination = source + (1, 2, 3); the pull map takes it off again.
        LtaTransform.Write(folder["a.lta"], Affine.Translation(new(-1, -2, -3)), Left, Right);
        Assert.Contains("1.000000000000000e+000 0.000000000000000e+000 0.000000000000000e+000 1.000000000000000e+000",
            File.ReadAllText(folder["a.lta"]), StringComparison.Ordinal);
        var (map, moving, reference) = LtaTransform.ReadWithGrids(folder["a.lta"]);
        Assert.Equal(new Point(9, 18, 27), map.Apply(new(10, 20, 30)));
        Assert.True(moving!.Value.Matches(Left, 1e-9));
        Assert.True(reference!.Value.Matches(Right, 1e-9));

        // Voxel to voxel, the identity: reference voxel (4, 5, 6) is moving voxel (4, 5, 6).
        File.WriteAllText(folder["v.lta"],
            File.ReadAllText(folder["a.lta"]).Replace("type      = 1", "type      = 0", StringComparison.Ordinal)
                .Replace(" 1.000000000000000e+000\n0.0", " 0\n0.0", StringComparison.Ordinal)
            .Replace(" 2.000000000000000e+000\n0.0", " 0\n0.0", StringComparison.Ordinal).Replace(" 3.000000000000000e+000\n0.0", " 0\n0.0",
                StringComparison.Ordinal));
        Assert.Equal(0, LtaTransform.Read(folder["v.lta"]).Apply(Right.Affine.Apply(new(4, 5, 6)))
            .DistanceTo(Left.Affine.Apply(new(4, 5, 6))), 9);
    }

    [Theory]
    [InlineData("a.txt", null)]
    [InlineData("a.tfm", null)]
    [InlineData("a.mat", null)]
    [InlineData("a.lta", null)]
    [InlineData("a.xfm", null)]
    [InlineData("a.mat", TransformForm.Fsl)]
    [InlineData("odd.name", TransformForm.Lta)]
    public void What_was_written_is_read_whatever_its_name(string name, TransformForm? form)
    {
        TransformFile.Write(folder[name], Some, Left, Right, form);
        File.Move(folder[name], folder["renamed.mat"]);
        var back = TransformFile.Read(folder["renamed.mat"], Left, Right);
        Assert.True(back.IsAffine);
        for (var n = 0; n < 12; n++)
            Assert.Equal(Some[n / 4, n % 4], back.FirstAffine[n / 4, n % 4], 9);
    }

    [Fact]
    public void Fields_and_affines_go_to_their_own_files()
    {
        var warp = Warp.Create(Right, p => new(1, 2, 3));
        TransformFile.Write(folder["w.nii.gz"], warp);
        Assert.Equal(new Point(1, 2, 3), TransformFile.Read(folder["w.nii.gz"]).Apply(default));
        Assert.Throws<ArgumentException>(() => TransformFile.Write(folder["w.txt"], warp));
        Assert.Throws<ArgumentException>(() => TransformFile.Write(folder["a.nii"], Some));
        Assert.Throws<ArgumentException>(() => TransformFile.Write(folder["a.nii"], PointMap.FromWarp(warp).Then(Some)));
        Assert.Throws<ArgumentException>(() => TransformFile.Write(folder["a.zip"], Some));
        Assert.Throws<ArgumentException>(() => TransformFile.Write(folder["a.mat"], Some, form: TransformForm.Fsl));
        Assert.Throws<ArgumentException>(() => TransformFile.Write(folder["s.lta"], Affine.Scaling(0, 1, 1)));
    }

    [Fact]
    public void A_FLIRT_matrix_without_grids_is_the_caller_s_mistake()
    {
        File.WriteAllText(folder["f.mat"], "1 0 0 1\n0 1 0 2\n0 0 1 3\n0 0 0 1\n");
        Assert.Contains("grids", Assert.Throws<ArgumentException>(() => TransformFile.Read(folder["f.mat"], Left)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("hello world", "none of them")]
    [InlineData("1 2 3", "3 words")]
    [InlineData("1 0 0 1\n0 1 0 2\n0 0 1 3\n0 0 1 1\n", "0 0 1 1")]
    [InlineData("1 0 0 1\n0 x 0 2\n0 0 1 3\n0 0 0 1\n", "'x'")]
    [InlineData("1 0 0 1\n1 0 0 2\n0 0 1 3\n0 0 0 1\n", "determinant")]
    [InlineData("type = 14\nnxforms = 1\n1 4 4\n1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n", "14")]
    [InlineData("type = 1\nnxforms = 2\n", "2")]
    [InlineData("type = 1\nnxforms = 1\n1 4 4\n1 0 0 0\n", "cut off")]
    [InlineData("type = 0\nnxforms = 1\n1 4 4\n1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n", "not valid")]
    [InlineData("MNI Transform File\nTransform_Type = Grid_Transform;\n", "another kind")]
    [InlineData("MNI Transform File\nLinear_Transform =\n1 0 0;", "3 words")]
    [InlineData("#Insight Transform File V1.0\nTransform: BSplineTransform_double_3_3\nParameters: 1 2 3\n", "BSpline")]
    [InlineData("#Insight Transform File V1.0\nTransform: AffineTransform_double_3_3\nParameters: 1 0 0 0 1 0 0 0 1 0 0 " +
        "0\nFixedParameters: 0 0 0\nTransform: AffineTransform_double_3_3\n", "one transform")]
    [InlineData("\u0089HDF\r\n\u001a\n", "HDF5")]
    public void Bad_files_are_one_clear_line(string content, string says)
    {
        File.WriteAllBytes(folder["bad.mat"], System.Text.Encoding.Latin1.GetBytes(content));
        var e = Assert.Throws<ImageFormatException>(() => TransformFile.Read(folder["bad.mat"], Left, Right));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("bad.mat: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void A_directory_is_no_transform() => Assert.Throws<ImageFormatException>(() => TransformFile.Read(folder[""]));
}

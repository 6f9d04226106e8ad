using System.Text.Json;
using Pial.Formats;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

public sealed class ResampleSmoothNormalizeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-cli-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("nearest")]
    [InlineData("linear")]
    [InlineData("cubic")]
    [InlineData("vote")]
    public async Task Resample_to_a_voxel_size(string interpolation)
    {
        var (code, output, error) = await PialLine.Run("resample", Blocks(), In("out.nii.gz"), "--voxel", "2", "--interpolation",
            interpolation);
        Assert.Equal((0, "", ""), (code, output, error));
        var result = ImageFile.Load(In("out.nii.gz"));
        Assert.Equal(new Shape(8, 6, 5), result.Image.Shape);
        Assert.Equal(2, result.Image.Grid.VoxelSize.Z, 5);
        Assert.Equal(7, result.Image[2, 3, 3], 10.0); // a spline rings about a step
        if (interpolation is "nearest" or "vote")
        {
            Assert.NotEqual(StoredType.Float32, result.Header.StoredType);
            Assert.Empty(result.Image.Span.ToArray().Except([7f, 1000f]));
        }
    }

    [Theory]
    [InlineData("convert")]
    [InlineData("resample", "--voxel", "1.5", "--interpolation", "nearest")]
    [InlineData("resample", "--voxel", "3", "--interpolation", "vote")]
    public async Task Label_numbers_above_two_to_the_24_stay(string verb, params string[] options)
    {
        var labels = Volume.Create(new Grid(new(8, 8, 8), Affine.Scaling(2, 2, 2)), 0, static (Span<int> v, int _) =>
        {
            for (var n = 0; n < v.Length; n++)
                v[n] = n % 8 < 4 ? 614454277 : 16777217;
        });
        ImageFile.Save(In("labels.nii.gz"), labels);
        Assert.Equal(0, (await PialLine.Run([verb, In("labels.nii.gz"), In("out.nii.gz"), .. options])).Code);
        Assert.Equal([16777217, 614454277], ImageFile.LoadLabels(In("out.nii.gz")).Span.ToArray().Distinct().Order().Where(l => l != 0));
        if (verb == "resample")
            Assert.Contains("seven digits",
                (await PialLine.Run("resample", In("labels.nii.gz"), In("linear.nii.gz"), "--voxel", "3")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resample_to_the_grid_of_another_image_at_any_thread_count()
    {
        var reference = new Grid(new(9, 8, 7), Affine.Translation(new(-4, 1, 2)) * Affine.Rotation(0.1, 0.2, 0.3));
        ImageFile.Save(In("ref.nii"), Volume.Filled(reference, 1f));
        Assert.Equal(0,
            (await PialLine.Run("resample", Blocks(), In("a.nii"), "--like", In("ref.nii"), "--interpolation", "cubic", "--threads",
                "1")).Code);
        Assert.Equal(0,
            (await PialLine.Run("resample", Blocks(), In("b.nii"), "--like", In("ref.nii"), "--interpolation", "cubic", "--threads",
                "2")).Code);
        Assert.Equal(File.ReadAllBytes(In("a.nii")), File.ReadAllBytes(In("b.nii")));
        Assert.True(ImageFile.Load(In("a.nii")).Image.Grid.Matches(reference));
    }

    [Theory]
    [InlineData("Give either --voxel or --like.")]
    [InlineData("Give either --voxel or --like.", "--voxel", "2", "--like", "x.nii")]
    [InlineData("got '2x2'", "--voxel", "2x2")]
    [InlineData("got 'fine'", "--voxel", "fine")]
    [InlineData("A voxel size must be a positive number of mm", "--voxel", "-1")]
    [InlineData("do not fit one volume", "--voxel", "0.0001")]
    [InlineData("does not exist", "--like", "nowhere.nii")]
    public async Task Resample_says_what_is_wrong(string message, params string[] options)
    {
        var (code, _, error) = await PialLine.Run(["resample", Blocks(), In("out.nii"), .. options]);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(File.Exists(In("out.nii")));
    }

    [Fact]
    public async Task Smooth_keeps_the_sum()
    {
        var (code, _, error) = await PialLine.Run("smooth", Blocks(), In("s.nii.gz"), "--fwhm", "6");
        Assert.Equal((0, ""), (code, error));
        var (before, after) = (ImageFile.Load(Blocks()).Image, ImageFile.Load(In("s.nii.gz")).Image);
        Assert.Equal(1, after.Span.ToArray().Sum(v => (double)v) / before.Span.ToArray().Sum(v => (double)v), 1e-5);
        Assert.True(after.Span.ToArray().Distinct().Count() > 10);
        Assert.Equal(2, (await PialLine.Run("smooth", Blocks(), In("t.nii"), "--fwhm", "-1")).Code);
        Assert.Equal(2, (await PialLine.Run("smooth", Blocks(), In("s.nii.gz"), "--fwhm", "6")).Code);
    }

    [Fact]
    public async Task Zscore_in_a_mask()
    {
        var image = ImageFile.Load(Blocks()).Image;
        ImageFile.Save(In("mask.nii"), image.Map(static v => v > 500));
        ImageFile.Save(In("half.nii"),
            Volume.Create<bool>(image.Grid, [.. Enumerable.Range(0, image.Shape.Count).Select(n => n % 3 != 0)]));
        var (code, output, error) = await PialLine.Run("normalize", "zscore", Blocks(), In("z.nii"), "--mask", In("half.nii"), "--json");
        Assert.Equal((0, ""), (code, error));
        var mean = JsonDocument.Parse(output).RootElement.GetProperty("mean").GetDouble();
        Assert.InRange(mean, 7, 1000);
        Assert.Equal(0, ImageFile.Load(In("z.nii")).Image.Span[0]);
        (code, _, error) = await PialLine.Run("normalize", "zscore", Blocks(), In("y.nii"), "--mask", In("mask.nii"));
        Assert.Equal(2, code);
        Assert.Contains("constant in the mask", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("whitestripe", "standardDeviation")]
    [InlineData("kde", "mode")]
    [InlineData("fcm", "wm")]
    public async Task Tissues_are_normalised(string method, string number)
    {
        var head = Noisy();
        var (code, output, error) = await PialLine.Run("normalize", method, head, In("n.nii"), "--json");
        Assert.Equal((0, ""), (code, error));
        Assert.True(JsonDocument.Parse(output).RootElement.GetProperty(number).GetDouble() > 0);
        Assert.Equal(2, (await PialLine.Run("normalize", method, head, In("n.nii"))).Code);
    }

    [Theory]
    [InlineData("nyul")]
    [InlineData("leastsquares")]
    public async Task A_scale_is_fitted_and_applied(string method)
    {
        foreach (var name in new[] { "sub-01_T1w.nii.gz", "sub-02_T1w.nii.gz", "sub-03_T1w.nii.gz" })
            File.Copy(Noisy(), In(name), overwrite: true);
        File.WriteAllText(In("test.txt"), "02\n");
        var (code, said, error) = await PialLine.Run("normalize", "fit", method, In("sub-01_T1w.nii.gz"), In("sub-02_T1w.nii.gz"), "-o",
            In("m.json"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("2 images of 2 subjects", said, StringComparison.Ordinal);
        using var model = JsonDocument.Parse(await File.ReadAllTextAsync(In("m.json")));
        Assert.Equal("sub-01", model.RootElement.GetProperty("fittedOn").GetProperty("ids")[0].GetString());
        (code, _, error) = await PialLine.Run("normalize", method, In("sub-03_T1w.nii.gz"), In("n.nii"), "--model", In("m.json"));
        Assert.Equal((0, ""), (code, error));
        using var beside = JsonDocument.Parse(await File.ReadAllTextAsync(In("n.json")));
        Assert.Equal("sub-02", beside.RootElement.GetProperty("FittedOn").GetProperty("ids")[1].GetString());
        (code, _, error) = await PialLine.Run("normalize", method, In("sub-03_T1w.nii.gz"), In("alone.nii"));
        Assert.Equal(0, code);
        Assert.Contains("this image alone", error, StringComparison.Ordinal);
        // all training images are this one
        Assert.Equal(ImageFile.Load(In("alone.nii")).Image.Span.ToArray(), ImageFile.Load(In("n.nii")).Image.Span.ToArray());

        (code, _, error) = await PialLine.Run("normalize", method, In("sub-03_T1w.nii.gz"), In("o.nii"), "--model", In("m.json"),
            "--test-ids", In("test.txt"));
        Assert.Equal(2, code);
        Assert.Contains("Leak", error, StringComparison.Ordinal);
        Assert.Equal(2,
            (await PialLine.Run("normalize", "fit", method, In("sub-02_T1w.nii.gz"), "-o", In("x.json"), "--test-ids",
                In("test.txt"))).Code);
        Assert.Equal(2,
            (await PialLine.Run("normalize", "fit", method, In("sub-02_T1w.nii.gz"), "-o", In("x.json"), "--masks", In("a"),
                In("b"))).Code);
        var other = method == "nyul" ? "leastsquares" : "nyul";
        Assert.Contains($"expected '{other}'",
            (await PialLine.Run("normalize", other, In("sub-03_T1w.nii.gz"), In("o.nii"), "--model", In("m.json"))).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Modulated_maps_are_refused_by_name_and_by_sidecar()
    {
        foreach (var name in new[] { "sub-1_space-MNI_label-GM_desc-modulated_probseg.nii.gz", "sub-1_label-GM_desc-vbm_probseg.nii.gz",
            "smwp1sub-1.nii", "plain.nii.gz" })
        {
            File.Copy(Noisy(), In(name), overwrite: true);
            if (name.StartsWith("plain", StringComparison.Ordinal))
                File.WriteAllText(In("plain.json"), """{"Provenance":[{"Step":"modulation@2"}]}""");
            var (code, _, error) = await PialLine.Run("normalize", "zscore", In(name), In("out.nii"));
            Assert.Equal(2, code);
            Assert.Contains("removes the volume", error, StringComparison.Ordinal);
            Assert.False(File.Exists(In("out.nii")));
            Assert.Equal(0, (await PialLine.Run("normalize", "zscore", In(name), In("out.nii"), "--modulated-anyway")).Code);
            Assert.Equal(0, (await PialLine.Run("normalize", "zscore", In(name), In("out.nii"), "--force")).Code);
            File.Delete(In("out.nii"));
        }
    }

    private string In(string name) => Path.Combine(folder, name);

    /// <summary>Two flat halves along the first axis, 1 mm.</summary>
    private string Blocks()
    {
        var path = In("blocks.nii.gz");
        if (File.Exists(path)) return path;
        var shape = new Shape(16, 12, 10);
        var grid = Grid.Centred(shape, new(1, 1, 1), new(3, -2, 8));
        ImageFile.Save(path, Volume.Create<int>(grid, [.. Enumerable.Range(0, shape.Count).Select(n => n % 16 < 8 ? 7 : 1000)]));
        return path;
    }

    /// <summary>Three levels with noise.</summary>
    private string Noisy()
    {
        var path = In("noisy.nii.gz");
        if (File.Exists(path)) return path;
        var random = new Random(4);
        ImageFile.Save(path, Volume.Create<int>(ImageFile.Load(Blocks()).Image.Grid,
            [.. Enumerable.Range(0, 16 * 12 * 10).Select(n => (400 * (1 + (n % 3))) + random.Next(-80, 80))]));
        return path;
    }
}

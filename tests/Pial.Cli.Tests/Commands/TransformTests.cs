using System.Globalization;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

/// <summary><c>pial apply</c>, <c>apply-points</c> and <c>transform</c> with warps, inverses and every tool's form.</summary>
public sealed class TransformTests : IDisposable
{
    private static readonly Grid Template = Grid.Centred(new(30, 32, 28), new(2, 2, 2), default);
    private static readonly Grid Native = new(new(40, 44, 42),
        Affine.Translation(new(-30, -28, -32)) * Affine.Rotation(0.1, 0.05, -0.1) * Affine.Scaling(1.6, 1.6, 1.7));
    private static readonly Affine Tilt = Affine.Translation(new(3, -2, 1)) * Affine.Rotation(0.05, -0.04, 0.08)
        * Affine.Scaling(1.05, 0.97, 1.02);
    private readonly string folder = Directory.CreateTempSubdirectory("pial").FullName;

    public TransformTests()
    {
        ImageFile.Save(In("native.nii.gz"), Ball(Native));
        ImageFile.Save(In("labels.nii.gz"), Ball(Native).Map(v => v > 0.5f ? 7 : 0));
        ImageFile.Save(In("template.nii.gz"), Volume.Filled(Template, 0f));
        ItkDisplacement.Write(In("warp.nii.gz"), Warp.Create(Template, p => Whole(p) - p));
        ItkTransform.Write(In("tilt.txt"), Tilt);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Point Whole(Point p) => Tilt.Apply(p + (new Point(2, -1.5, 1) * Math.Exp(-p.Length * p.Length / 300)));

    private static Volume<float> Ball(Grid grid) => Volume.Create(grid, grid, static (Span<float> v, Grid g) =>
    {
        for (var n = 0; n < v.Length; n++)
        {
            var p = g.Affine.Apply(new(n % g.Shape.I, n / g.Shape.I % g.Shape.J, n / g.Shape.SliceCount));
            v[n] = (float)(1 / (1 + Math.Exp(p.Length - 14)));
        }
    });

    private static double Total(Volume<float> v) => v.Span.ToArray().Sum(x => (double)x) * v.Grid.VoxelVolume;

    private string In(string name) => Path.Combine(folder, name);

    private async Task<string> Done(params string[] line)
    {
        var (code, output, error) = await PialLine.Run(line);
        Assert.Equal("", error);
        Assert.Equal(0, code);
        return output;
    }

    [Fact]
    public async Task A_field_there_and_back_is_the_identity()
    {
        await Done("apply", In("native.nii.gz"), In("template.nii.gz"), In("there.nii.gz"), "-t", In("warp.nii.gz"));
        var there = ImageFile.Load(In("there.nii.gz")).Image;
        Assert.True(there.Grid.Matches(Template));
        Assert.Equal(1 / (1 + Math.Exp(Whole(Template.Affine.Apply(new(20, 15, 14))).Length - 14)), there[20, 15, 14], 0.02);

        await Done("transform", "convert", $"[{In("warp.nii.gz")},1]", In("back.nii.gz"), "--reference", In("native.nii.gz"));
        var (forth, back) = (ItkDisplacement.Read(In("warp.nii.gz")), ItkDisplacement.Read(In("back.nii.gz")));
        var p = Native.Affine.Apply(new(20, 20, 20));
        Assert.InRange(forth.Apply(back.Apply(p)).DistanceTo(p), 0, 1e-3);

        await Done("apply", In("there.nii.gz"), In("native.nii.gz"), In("inverse.nii.gz"), "-t", $"[{In("warp.nii.gz")},1]");
        await Done("apply", In("there.nii.gz"), In("native.nii.gz"), In("same.nii.gz"), "-t", $"{In("warp.nii.gz")},invert");
        var round = ImageFile.Load(In("inverse.nii.gz")).Image;
        Assert.Equal(ImageFile.Load(In("native.nii.gz")).Image[22, 20, 19], round[22, 20, 19], 0.05f);
        Assert.Equal(round.Span.ToArray(), ImageFile.Load(In("same.nii.gz")).Image.Span.ToArray());
    }

    [Fact]
    public async Task A_chain_is_its_composition()
    {
        ItkTransform.Write(In("shift.mat"), Affine.Translation(new(1, 2, -1)));
        await Done("apply", In("native.nii.gz"), In("template.nii.gz"), In("chain.nii.gz"), "-t", In("shift.mat"), "-t", In("warp.nii.gz"),
            "-t", $"[{In("tilt.txt")}, 1]");
        await Done("transform", "compose", In("all.nii.gz"), "-t", In("shift.mat"), "-t", In("warp.nii.gz"), "-t", $"[{In("tilt.txt")}, 1]",
            "--reference", In("template.nii.gz"));
        await Done("apply", In("native.nii.gz"), In("template.nii.gz"), In("one.nii.gz"), "-t", In("all.nii.gz"));
        var (chain, one) = (ImageFile.Load(In("chain.nii.gz")).Image, ImageFile.Load(In("one.nii.gz")).Image);
        for (var n = 0; n < chain.Shape.Count; n++)
            Assert.Equal(chain.Span[n], one.Span[n], 1e-4f);
        var composed = ItkDisplacement.Read(In("all.nii.gz"));
        var p = Template.Affine.Apply(new(10, 11, 12));
        Assert.InRange(composed.Apply(p)
            .DistanceTo(Tilt.Inverse().Apply(ItkDisplacement.Read(In("warp.nii.gz")).Apply(p + new Point(1, 2, -1)))), 0, 1e-4);
    }

    [Fact]
    public async Task Modulation_keeps_totals_and_the_jacobian_says_how()
    {
        var said = await Done(
            "apply", In("native.nii.gz"), In("template.nii.gz"), In("mod.nii.gz"), "-t", In("warp.nii.gz"), "--modulate", "--jacobian",
            In("j.nii.gz"), "--log-jacobian", In("lj.nii.gz"));
        Assert.Contains("folded voxels 0", said, StringComparison.Ordinal);
        Assert.Equal(1, Total(ImageFile.Load(In("mod.nii.gz")).Image) / Total(ImageFile.Load(In("native.nii.gz")).Image), 0.005);
        var (j, log) = (ImageFile.Load(In("j.nii.gz")).Image, ImageFile.Load(In("lj.nii.gz")).Image);
        Assert.Equal(Tilt.Determinant, j[1, 1, 1], 1e-3);
        Assert.Equal(Math.Log(j[15, 15, 15]), log[15, 15, 15], 1e-5);

        await Done("apply", In("native.nii.gz"), In("template.nii.gz"), In("b.nii.gz"), "-t", In("tilt.txt"), "--jacobian", In("n.nii.gz"),
            "--jacobian-part", "nonlinear");
        Assert.All(ImageFile.Load(In("n.nii.gz")).Image.Span.ToArray(), v => Assert.Equal(1, v, 1e-6));
    }

    [Fact]
    public async Task Labels_stay_labels_and_keep_their_type()
    {
        await Done("apply", In("labels.nii.gz"), In("template.nii.gz"), In("near.nii.gz"), "-t", In("warp.nii.gz"), "--interpolation",
            "nearest");
        await Done("apply", In("labels.nii.gz"), In("template.nii.gz"), In("vote.nii.gz"), "-t", In("warp.nii.gz"),
            "--interpolation", "vote");
        foreach (var name in new[] { "near.nii.gz", "vote.nii.gz" })
        {
            var loaded = ImageFile.Load(In(name));
            Assert.Equal([0f, 7f], loaded.Image.Span.ToArray().Distinct().Order());
            Assert.Equal(StoredType.UInt8, loaded.Header.StoredType);
        }
    }

    [Fact]
    public async Task Points_go_from_the_reference_to_the_moving_image_and_back()
    {
        File.WriteAllText(In("p.csv"), "name,x,y,z,t\n\"a, b\",5,-6,7,0\nc,-3,2,1,0\n");
        await Done("apply-points", In("p.csv"), In("q.csv"), "-t", In("warp.nii.gz"));
        var lines = File.ReadAllLines(In("q.csv"));
        Assert.Equal("name,x,y,z,t", lines[0]);
        Assert.StartsWith("\"a, b\",", lines[1], StringComparison.Ordinal);
        var words = lines[2].Split(',').Skip(1).Take(3).Select(w => double.Parse(w, CultureInfo.InvariantCulture)).ToArray();
        Assert.InRange(new Point(words[0], words[1], words[2]).DistanceTo(ItkDisplacement.Read(In("warp.nii.gz")).Apply(new(-3, 2, 1))), 0,
            1e-5);

        await Done("apply-points", In("q.csv"), In("back.tsv"), "-t", $"[{In("warp.nii.gz")},1]");
        var back = File.ReadAllLines(In("back.tsv"))[1].Split('\t');
        Assert.Equal(-6, double.Parse(back[2], CultureInfo.InvariantCulture), 1e-3);

        // LPS: the file's own numbers turned on the way in and out.
        File.WriteAllText(In("l.csv"), "x,y,z\n3,-2,1\n");
        await Done("apply-points", In("l.csv"), In("m.csv"), "-t", In("warp.nii.gz"), "--lps");
        var lps = File.ReadAllLines(In("m.csv"))[1].Split(',').Select(w => double.Parse(w, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal((-words[0], -words[1], words[2]), (lps[0], lps[1], lps[2]));
    }

    [Fact]
    public async Task Forms_are_converted()
    {
        string[] grids = ["--moving", In("native.nii.gz"), "--reference", In("template.nii.gz")];
        await Done(["transform", "convert", In("tilt.txt"), In("flirt.mat"), "--form", "fsl", .. grids]);
        await Done(["transform", "convert", In("flirt.mat"), In("tilt.lta"), .. grids]);
        await Done("transform", "convert", In("tilt.lta"), In("tilt.xfm"));
        await Done("transform", "convert", $"[{In("tilt.xfm")},1]", In("inverse.mat"));
        var back = ItkTransform.Read(In("inverse.mat"));
        Assert.InRange(back.Apply(Tilt.Apply(new(50, -60, 70))).DistanceTo(new(50, -60, 70)), 0, 1e-8);
        await Done(["apply", In("native.nii.gz"), In("template.nii.gz"), In("fsl.nii.gz"), "-t", In("flirt.mat")]);
        await Done(["apply", In("native.nii.gz"), In("template.nii.gz"), In("itk.nii.gz"), "-t", In("tilt.txt")]);
        var (fsl, itk) = (ImageFile.Load(In("fsl.nii.gz")).Image, ImageFile.Load(In("itk.nii.gz")).Image);
        for (var n = 0; n < fsl.Shape.Count; n++)
            Assert.Equal(itk.Span[n], fsl.Span[n], 1e-4f);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_one_line_with_exit_code_2()
    {
        ItkTransform.Write(In("far.txt"), Affine.Translation(new(1000, 0, 0)));
        FslTransform.Write(In("flirt.mat"), Tilt, Native, Template);
        File.WriteAllText(In("bad.csv"), "x,y\n1,2\n");
        File.WriteAllText(In("worse.csv"), "x,y,z\n1,2,three\n");
        File.WriteAllBytes(In("cut.nii.gz"), File.ReadAllBytes(In("warp.nii.gz"))[..2000]);
        string[] apply = ["apply", In("native.nii.gz"), In("template.nii.gz"), In("out.nii.gz")];
        (string[] Line, string Says)[] lines =
        [
            ([.. apply, "-t", In("far.txt")], "do not overlap"),
            ([.. apply, "-t", In("native.nii.gz")], "dim"),
            ([.. apply, "-t", In("cut.nii.gz")], "cut.nii.gz"),
            ([.. apply, "-t", In("bad.csv")], "none of them"),
            ([.. apply, "-t", $"[{In("warp.nii.gz")}]"], "[FILE,1]"),
            ([.. apply, "-t", $"[{In("missing.txt")},1]"], "does not exist"),
            ([.. apply, "-t", In("flirt.mat"), "-t", In("tilt.txt")], "transform convert"),
            ([.. apply, "-t", In("warp.nii.gz"), "--modulate", "--interpolation", "cubic"], "--modulate"),
            ([.. apply, "-t", In("warp.nii.gz"), "--jacobian", In("warp.nii.gz")], "input"),
            (["apply-points", In("bad.csv"), In("out.csv"), "-t", In("tilt.txt")], "x, y and z"),
            (["apply-points", In("worse.csv"), In("out.csv"), "-t", In("tilt.txt")], "three"),
            (["transform", "convert", In("tilt.txt"), In("out.nii.gz")], "--reference"),
            (["transform", "convert", In("warp.nii.gz"), In("out.txt")], ".nii"),
            (["transform", "convert", In("tilt.txt"), In("out.zip")], "names no form"),
            (["transform", "convert", In("flirt.mat"), In("out.txt")], "grids"),
        ];
        foreach (var (line, says) in lines)
        {
            var (code, _, error) = await PialLine.Run(line);
            Assert.Equal(2, code);
            Assert.Contains(says, error, StringComparison.Ordinal);
            Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.False(File.Exists(In("out.nii.gz")) || File.Exists(In("out.txt")) || File.Exists(In("out.csv")));
        }
    }
}

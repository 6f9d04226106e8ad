using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Operations.Phantoms;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

public sealed class RegisterAndApplyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    // A coarse head, and the same voxels with a header that turns and shifts them: the truth is the header's change.
    private (string Reference, string Moving, Affine Truth) Heads()
    {
        var head = AnalyticHead.Create(5)
            .Map(l => l switch { 0 => 0f, 2 or 41 => 1000f, 4 or 43 or 24 => 200f, < 200 => 650f, 515 => 100f, _ => 500f });
        var truth = Affine.Translation(new(12, -8, 15)) * Affine.Rotation(0.2, -0.1, 0.15);
        ImageFile.Save(In("reference.nii.gz"), head);
        ImageFile.Save(In("moving.nii.gz"), head.WithGrid(new(head.Shape, truth * head.Grid.Affine)));
        return (In("reference.nii.gz"), In("moving.nii.gz"), truth);
    }

    [Fact]
    public async Task Register_writes_the_image_the_map_and_its_inverse_and_apply_repeats_it()
    {
        var (reference, moving, truth) = Heads();
        var (code, output, error) = await PialLine.Run("register", moving, reference, In("out.nii.gz"), "--type", "rigid", "--transform",
            In("map.txt"));
        Assert.StartsWith("register: likeness 0.", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        Assert.Equal(0, code);
        Assert.Contains("likeness", output, StringComparison.Ordinal);
        var map = ItkTransform.Read(In("map.txt"));
        foreach (var p in new[] { new Point(60, 40, 50), new Point(-60, -90, -40) })
        {
            Assert.InRange(map.Apply(p).DistanceTo(truth.Apply(p)), 0, 0.5);
            Assert.InRange(ItkTransform.Read(In("map_inverse.txt")).Apply(map.Apply(p)).DistanceTo(p), 0, 1e-6);
        }

        Assert.Equal(0, (await PialLine.Run("apply", moving, reference, In("again.nii.gz"), "-t", In("map.txt"))).Code);
        Assert.True(ImageFile.Load(In("out.nii.gz")).Image.Span.SequenceEqual(ImageFile.Load(In("again.nii.gz")).Image.Span));
        Assert.True(ImageFile.Load(In("out.nii.gz")).Image.Grid.Matches(ImageFile.Load(reference).Image.Grid));
    }

    [Fact]
    public async Task A_nonlinear_map_is_written_with_its_inverse_and_apply_repeats_it()
    {
        var (reference, moving, _) = Heads();
        var bent = ImageFile.Load(reference).Image;
        var field = Volume.Filled(bent.Grid, 0f);
        var x = Volume.Create<float, Grid>(bent.Grid, bent.Grid, static (v, grid) =>
        {
            for (var n = 0; n < v.Length; n++)
            {
                var p = grid.Affine.Apply(new(n % grid.Shape.I, n / grid.Shape.I % grid.Shape.J, n / grid.Shape.SliceCount)) - grid.Centre;
                v[n] = (float)(8 * Math.Exp(-p.Length * p.Length / 2000));
            }
        });
        ImageFile.Save(In("bent.nii.gz"), Pial.Operations.Resampling.Resample.ToGrid(bent, bent.Grid, new Warp(x, field, field)));
        var (code, output, error) = await PialLine.Run(
            "register", In("bent.nii.gz"), reference, In("out.nii.gz"), "--type", "nonlinear", "--quality", "fast", "--transform",
            In("warp.nii.gz"));
        Assert.DoesNotContain("WARNING", error, StringComparison.Ordinal);
        Assert.Equal(0, code);
        Assert.Contains("smallest Jacobian", output, StringComparison.Ordinal);
        var (there, back) = (TransformFile.Read(In("warp.nii.gz")), TransformFile.Read(In("warp_inverse.nii.gz")));
        var centre = bent.Grid.Centre;
        Assert.InRange(back.Apply(there.Apply(centre)).DistanceTo(centre), 0, 0.3);
        double Off(string path) => TensorDistance(ImageFile.Load(path).Image, bent);
        Assert.True(Off(In("out.nii.gz")) < 0.75 * Off(In("bent.nii.gz")),
            $"{Off(In("out.nii.gz"))} after, {Off(In("bent.nii.gz"))} before");
        Assert.Equal(0, (await PialLine.Run("apply", In("bent.nii.gz"), reference, In("again.nii.gz"), "-t", In("warp.nii.gz"))).Code);
        Assert.InRange(TensorDistance(ImageFile.Load(In("out.nii.gz")).Image, ImageFile.Load(In("again.nii.gz")).Image), 0, 0.01);
        Assert.True(File.Exists(moving));
    }

    private static double TensorDistance(Volume<float> a, Volume<float> b) =>
        System.Numerics.Tensors.TensorPrimitives.Distance(a.Span, b.Span) / Math.Sqrt(a.Shape.Count);

    [Fact]
    public async Task The_last_transform_given_is_applied_to_the_moving_image_first()
    {
        var (reference, _, _) = Heads();
        var (turn, shift) = (Affine.Rotation(0, 0, Math.PI / 2), Affine.Translation(new(10, 0, 0)));
        ItkTransform.Write(In("turn.txt"), turn);
        ItkTransform.Write(In("shift.mat"), shift);
        ItkTransform.Write(In("both.txt"), shift * turn);
        Assert.Equal(0,
            (await PialLine.Run("apply", reference, reference, In("two.nii"), "-t", In("turn.txt"), "-t", In("shift.mat"))).Code);
        Assert.Equal(0, (await PialLine.Run("apply", reference, reference, In("one.nii"), "-t", In("both.txt"))).Code);
        Assert.True(ImageFile.Load(In("one.nii")).Image.Span.SequenceEqual(ImageFile.Load(In("two.nii")).Image.Span));
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_one_line_with_exit_code_2()
    {
        var (reference, moving, _) = Heads();
        ImageFile.Save(In("flat.nii"), Volume.Filled(ImageFile.Load(reference).Image.Grid, 3f));
        string[][] lines =
        [
            ["register", moving, reference, In("out.nii"), "--type", "nonlinear", "--transform", In("map.txt")],
            ["register", moving, reference, In("out.nii"), "--type", "nonlinear", "--metric", "cr"],
            ["register", In("flat.nii"), reference, In("out.nii"), "--type", "nonlinear"],
            ["register", moving, reference, In("out.nii"), "--metric", "cc"],
            ["register", moving, reference, In("out.nii"), "--type", "wobbly"],
            ["register", moving, reference, In("out.nii"), "--transform", In("map.nii.gz")],
            ["register", In("flat.nii"), reference, In("out.nii")],
            ["register", In("missing.nii"), reference, In("out.nii")],
            ["apply", moving, reference, In("out.nii")],
            ["apply", moving, reference, In("out.nii"), "-t", In("missing.txt")],
            ["apply", moving, reference, In("out.nii"), "-t", reference],
        ];
        foreach (var line in lines)
        {
            var (code, _, error) = await PialLine.Run(line);
            Assert.Equal(2, code);
            Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.False(File.Exists(In("out.nii")));
        }
    }
}

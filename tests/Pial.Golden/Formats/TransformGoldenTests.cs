using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Operations.Morphometry;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Golden.Formats;

/// <summary>The same transform in each tool's form, and fields that ITK reads, writes and applies.</summary>
public sealed class TransformGoldenTests
{
    private static readonly Grid FieldGrid = Oblique(new(25, 23, 21), Affine.Rotation(0.15, -0.1, 0.2) * Affine.Scaling(-2, 2.2, 2.4),
        new(0, 3, -2));
    private static readonly Grid MovingGrid = Oblique(new(40, 42, 38), Affine.Rotation(-0.1, 0.2, 0.1) * Affine.Scaling(1.5, 1.4, 1.7),
        new(1, 2, -3));
    private static readonly Grid ReferenceGrid = Oblique(new(13, 12, 11), Affine.Rotation(-0.2, 0.1, 0.3) * Affine.Scaling(2, 2, -2.3),
        new(1, 1, 0));
    private static readonly Grid StraightGrid = new(new(14, 12, 10), new(-2, 0, 0, 13, 0, -1.5, 0, 8, 0, 0, 2.5, -11));

    private static string In(string name) => Path.Combine(AppContext.BaseDirectory, "transforms", name);

    private static Grid Oblique(Shape shape, Affine turn, Point centre) =>
        new(shape, turn.WithOffset(centre - turn.ApplyVector(new((shape.I - 1) / 2.0, (shape.J - 1) / 2.0, (shape.K - 1) / 2.0))));

    private static Point Displacement(Point p) =>
        new(2 + Math.Sin(p.Y / 9) + (0.05 * p.X), (1.5 * Math.Cos(p.Z / 8)) - 1, Math.Sin((p.X + p.Z) / 10) - (0.03 * p.Y));

    private static Volume<float> Texture(Grid grid) => Volume.Create(grid, grid, static (Span<float> v, Grid g) =>
    {
        for (var n = 0; n < v.Length; n++)
        {
            var p = g.Affine.Apply(new(n % g.Shape.I, n / g.Shape.I % g.Shape.J, n / g.Shape.SliceCount));
            v[n] = (float)(100 + (40 * Math.Sin(p.X / 5)) + (30 * Math.Cos(p.Y / 4)) + (p.Z * 2));
        }
    });

    /// <summary>Writes what the generator reads, into the folder that PIAL_GOLDEN_OUT names; does nothing otherwise.</summary>
    [Fact]
    public void Inputs_for_the_generator()
    {
        if (Environment.GetEnvironmentVariable("PIAL_GOLDEN_OUT") is not { } folder) return;
        ItkDisplacement.Write(Path.Combine(folder, "field_by_pial.nii.gz"), Warp.Create(FieldGrid, Displacement));
        ItkDisplacement.Write(Path.Combine(folder, "straight_field_by_pial.nii.gz"), Warp.Create(StraightGrid, Displacement));
        ImageFile.Save(Path.Combine(folder, "moving.nii.gz"), Texture(MovingGrid));
        ImageFile.Save(Path.Combine(folder, "reference.nii.gz"), Volume.Filled(ReferenceGrid, 0f));
    }

    [Fact]
    public void What_ITK_read_is_what_is_written_now()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".nii");
        ItkDisplacement.Write(path, Warp.Create(FieldGrid, Displacement));
        try
        {
            using var gzip = new System.IO.Compression.GZipStream(File.OpenRead(In("field_by_pial.nii.gz")),
                System.IO.Compression.CompressionMode.Decompress);
            using var all = new MemoryStream();
            gzip.CopyTo(all);
            var (then, now) = (all.ToArray(), File.ReadAllBytes(path));
            Assert.Equal(then[..352], now[..352]);
            Assert.Equal(then.Length, now.Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ITK_resamples_by_a_written_field_to_the_same_numbers()
    {
        var warp = ItkDisplacement.Read(In("field_by_pial.nii.gz"));
        var itk = ImageFile.Load(In("warped_by_itk.nii.gz")).Image;
        var moving = ImageFile.Load(In("moving.nii.gz")).Image;
        var reference = ImageFile.Load(In("reference.nii.gz")).Image.Grid;
        Assert.True(itk.Grid.Matches(reference, 1e-3));
        var ours = Resample.ToGrid(moving, reference, warp);
        var (worst, inside) = (0.0, 0);
        for (var n = 0; n < itk.Shape.Count; n++)
        {
            if (itk.Span[n] == 0 || ours.Span[n] == 0) continue;
            inside++;
            worst = Math.Max(worst, Math.Abs(itk.Span[n] - ours.Span[n]));
        }

        Assert.Equal(itk.Shape.Count, inside);
        Assert.InRange(worst, 0, 2e-3); // of 100, with slopes up to 8 a mm: 0.3 µm, the rounding of both headers
    }

    [Theory]
    [InlineData("field_by_itk.nii.gz")]
    [InlineData("field_by_itk_double.nii.gz")]
    public void A_field_ITK_wrote_is_read(string name)
    {
        var warp = ItkDisplacement.Read(In(name));
        Assert.Equal(new Shape(9, 8, 7), warp.Grid.Shape);
        Assert.True(warp.Grid.Affine.Determinant < 0);
        foreach (var (i, j, k) in new[] { (0, 0, 0), (8, 7, 6), (3, 5, 1) })
        {
            var ras = warp.Grid.Affine.Apply(new(i, j, k));
            var (x, y, z) = (-ras.X, -ras.Y, ras.Z);
            var lps = new Point(1 + (0.1 * x) - (0.02 * y), -2 + (0.03 * y) + (0.01 * z), 0.5 - (0.04 * z) + (0.02 * x));
            Assert.Equal(0, warp.DisplacementAt(ras).DistanceTo(new(-lps.X, -lps.Y, lps.Z)), 5);
        }
    }

    [Fact]
    public void The_jacobian_determinant_is_ITKs()
    {
        var itk = ImageFile.Load(In("jacobian_by_itk.nii.gz")).Image;
        var ours = Jacobian.Determinant(ItkDisplacement.Read(In("straight_field_by_pial.nii.gz")));
        Assert.True(itk.Grid.Matches(ours.Grid, 1e-3));
        var s = itk.Shape;
        for (var k = 1; k < s.K - 1; k++)
            for (var j = 1; j < s.J - 1; j++)
                for (var i = 1; i < s.I - 1; i++)
                    Assert.Equal(itk[i, j, k], ours[i, j, k], 1e-5f); // the border differs: ITK repeats the last voxel there
    }

    // (1, 2, 3) LPS through each, as make.cxx printed it.
    [Theory]
    [InlineData("euler.txt", 15.657193824304887, -1.6873090286911951, 7.8443083610213051)]
    [InlineData("euler_zyx.mat", 16.009529733196032, -1.7089261008357042, 7.8711960782648198)]
    [InlineData("versor.mat", -5.4728807856573241, 2.4205254827853873, 13.118170179913443)]
    [InlineData("similarity.txt", -9.4674569427887914, 0.15463057934246649, 8.1918042158961359)]
    [InlineData("translation.txt", 5.5, -4.25, 10.75)]
    public void Rigid_transforms_of_ITK_map_as_ITK_says(string name, double x, double y, double z)
    {
        var mapped = TransformFile.Read(In(name)).Apply(new(-1, -2, 3));
        Assert.Equal(0, mapped.DistanceTo(new(-x, -y, z)), 9);
    }

    // bbregister's and FreeSurfer's lta_convert's own output: one transform in four forms, of a BOLD image (moving, first axis to the left)
    // to a T1w image (reference, to the right).
    [Theory]
    [InlineData("scanner_to_bold.v2v.lta")]
    [InlineData("scanner_to_bold.r2r.lta")]
    [InlineData("scanner_to_bold.fsl.mat")]
    public void One_transform_is_the_same_map_in_every_tool_s_form(string name)
    {
        var (_, moving, reference) = LtaTransform.ReadWithGrids(In("forms/scanner_to_bold.r2r.lta"));
        var itk = TransformFile.Read(In("forms/scanner_to_bold.itk.tfm"));
        var other = TransformFile.Read(In("forms/" + name), moving, reference);
        foreach (var p in reference!.Value.Corners())
            Assert.InRange(itk.Apply(p).DistanceTo(other.Apply(p)), 0, 5e-4); // single precision and eight decimals over 250 mm
        var written = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        foreach (var (extension, form) in new (string, TransformForm?)[] { (".lta", null), (".mat", TransformForm.Fsl), (".tfm", null),
            (".mat", null), (".xfm", null) })
        {
            TransformFile.Write(written + extension, itk, moving, reference, form);
            var back = TransformFile.Read(written + extension, moving, reference);
            File.Delete(written + extension);
            foreach (var p in reference.Value.Corners())
                Assert.InRange(itk.Apply(p).DistanceTo(back.Apply(p)), 0, 1e-9);
        }
    }

    // NiTransforms' own pair: an oblique right-handed grid on both sides. FSL's file has six digits.
    [Fact]
    public void An_oblique_grid_s_FLIRT_matrix_is_the_LTA()
    {
        var (_, moving, reference) = LtaTransform.ReadWithGrids(In("forms/oblique.r2r.lta"));

        // NiTransforms writes its pull map (reference to moving) into LTA files as it is; FLIRT's and FreeSurfer's own direction is the
        // other.
        var lta = TransformFile.Read(In("forms/oblique.r2r.lta")).FirstAffine;
        var fsl = TransformFile.Read(In("forms/oblique.fsl.mat"), moving, reference).FirstAffine;
        foreach (var p in reference!.Value.Corners())
            Assert.InRange(lta.Inverse().Apply(p).DistanceTo(fsl.Apply(p)), 0, 2e-3);
    }

    [Fact]
    public void FreeSurfer_s_Talairach_files_are_read()
    {
        // talairach.xfm: moving (subject) → Talairach, row by row in the file.
        var xfm = TransformFile.Read(In("forms/talairach.xfm")).FirstAffine.Inverse();
        Assert.Equal(1.111536 + (0.040948 * 2) + (0.012535 * 3) - 0.803558, xfm.Apply(new(1, 2, 3)).X, 9);

        // talairach.lta, voxel to voxel between two conformed volumes: voxel (127, 92, 104) by hand through the file's matrix and centres.
        var (map, moving, reference) = LtaTransform.ReadWithGrids(In("forms/talairach.lta"));
        var to = new Point(
            (1.054775714874268 * 127) + (0.007081696763634682 * 92) - (0.05151367560029030 * 104) - 2.029556274414062,
            (0.005556735675781965 * 127) + (1.116058945655823 * 92) + (0.3384904265403748 * 104) - 5.882305622100830,
            (0.06035949289798737 * 127) - (0.2747884392738342 * 92) + (0.8534815907478333 * 104) + 37.46462249755859);
        var from = new Point(-(127 - 128) - 0.4999542236328125, (104 - 128) + 29.37274169921875, -(92 - 128) - 48.90473175048828);
        Assert.Equal(0, moving!.Value.Affine.Apply(new(127, 92, 104)).DistanceTo(from), 9);
        Assert.Equal(0, map.Apply(reference!.Value.Affine.Apply(to)).DistanceTo(from), 9);
    }
}

using Pial.Formats;
using Pial.Formats.FreeSurfer;
using Pial.Formats.Surfaces;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

public sealed class ConvertSurfaceTests : IDisposable
{
    // Its centre is 5.4, 18, 0.
    private static readonly Grid Conformed = new(new(256, 256, 256), new(-1, 0, 0, 133.4, 0, 0, 1, -110, 0, -1, 0, 128));

    private readonly string folder = Directory.CreateTempSubdirectory("pial-convert-").FullName;

    // An octahedron of radius 20.
    private readonly SurfaceMesh mesh = new(
        [20, 0, 0, -20, 0, 0, 0, 20, 0, 0, -20, 0, 0, 0, 20, 0, 0, -20],
        [0, 2, 4, 2, 1, 4, 1, 3, 4, 3, 0, 4, 2, 0, 5, 1, 2, 5, 3, 1, 5, 0, 3, 5]);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task FreeSurfers_coordinates_become_the_scanners_and_come_back()
    {
        FreeSurferWriter.Surface(In("lh.pial"), mesh, new(Conformed));
        await Done("convert", In("lh.pial"), In("a.surf.gii"));
        var scanner = SurfaceFile.Read(In("a.surf.gii"));
        Assert.Equal([25.4f, 18, 0], scanner.Coordinates[..3].ToArray().Select(c => MathF.Round(c, 4)));
        await Done("convert", In("a.surf.gii"), In("a.ply"));
        var small = new Grid(new(8, 8, 8), new(-1, 0, 0, 9.4, 0, 0, 1, 14, 0, -1, 0, 4)); // the same centre
        ImageFile.Save(In("T1.mgz"), Volume.Filled(small, 1f));
        await Done("convert", In("a.ply"), In("lh.back"), "--reference", In("T1.mgz"));
        var back = SurfaceFile.Read(In("lh.back"));
        Assert.Equal(mesh.Triangles, back.Triangles);
        for (var n = 0; n < 18; n++) Assert.Equal(mesh.Coordinates[n], back.Coordinates[n], 1e-4f);
    }

    [Fact]
    public async Task Coordinates_can_be_kept_as_they_are()
    {
        FreeSurferWriter.Surface(In("lh.pial"), mesh);
        await Refused("does not name its volume", "convert", In("lh.pial"), In("a.surf.gii"));
        await Done("convert", In("lh.pial"), In("a.surf.gii"), "--keep-coordinates");
        Assert.Equal(mesh.Coordinates, SurfaceFile.Read(In("a.surf.gii")).Coordinates);
        Assert.Contains("NIFTI_XFORM_UNKNOWN", File.ReadAllText(In("a.surf.gii")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_of_vertices_change_form()
    {
        float[] values = [1, 2.5f, 1 / 3f, 4, 5, -6];
        FreeSurferWriter.Morphometry(In("lh.thickness"), values, 8);
        await Done("convert", In("lh.thickness"), In("t.shape.gii"));
        await Done("convert", In("t.shape.gii"), In("t.mgz"));
        await Done("convert", In("t.mgz"), In("rh.thickness"));
        Assert.Equal(values, MorphometryFile.Read(In("rh.thickness")));
    }

    [Fact]
    public async Task Mistakes_are_one_line_and_code_2()
    {
        FreeSurferWriter.Surface(In("lh.pial"), mesh, new(Conformed));
        FreeSurferWriter.Morphometry(In("lh.curv"), [1, 2], 0);
        ImageFile.Save(In("T1.mgz"), Volume.Filled(new Grid(new(4, 4, 4), Affine.Identity), 1f));
        SurfaceFile.Write(In("a.ply"), new(mesh, SurfaceSpace.Scanner));
        await Refused("start from the centre of a volume", "convert", In("a.ply"), In("lh.a"));
        await Refused("names no form that surfaces are written in", "convert", In("lh.pial"), In("a.nii.gz"));
        await Refused("names no form that numbers of vertices are written in", "convert", In("lh.curv"), In("b.ply"));
        await Refused("--orientation is for images", "convert", In("lh.pial"), In("b.ply"), "--orientation", "RAS");
        await Refused("--reference is for surfaces", "convert", In("T1.mgz"), In("b.nii.gz"), "--reference", In("T1.mgz"));
        await Refused("are for surfaces", "convert", In("lh.curv"), In("c.shape.gii"), "--keep-coordinates");
        await Refused("Give one of", "convert", In("lh.pial"), In("b.ply"), "--keep-coordinates", "--reference", In("T1.mgz"));
        await Refused("not one number a vertex", "convert", In("T1.mgz"), In("b.shape.gii"));
        File.WriteAllBytes(In("lh.cut"), File.ReadAllBytes(In("lh.pial"))[..80]);
        await Refused("cut off", "convert", In("lh.cut"), In("b.ply"));
        Assert.False(File.Exists(In("b.ply")));
    }

    [Fact]
    public async Task Surfaces_are_outlined_on_cuts_white_yellow_and_pial_red()
    {
        var grid = Grid.Centred(new(60, 60, 60), new(2, 2, 2), default);
        ImageFile.Save(In("T1w.nii.gz"), Volume.Create<float>(grid, [.. Enumerable.Range(0, grid.Shape.Count).Select(n => n % 7 + 1f)]));
        SurfaceFile.Write(In("hemi-L_white.surf.gii"), new(mesh, SurfaceSpace.Scanner));
        FreeSurferWriter.Surface(In("lh.pial"), mesh, new(Conformed));
        await Done("plot", "anat", In("T1w.nii.gz"), "--contour-surface", In("hemi-L_white.surf.gii"), "--contour-surface", In("lh.pial"),
            "--cut-coords", "5", "3", "2", "-o", In("a.svg"));
        var svg = File.ReadAllText(In("a.svg")).ToLowerInvariant();
        Assert.Contains("#ffe000", svg, StringComparison.Ordinal);
        Assert.Contains("#ff2020", svg, StringComparison.Ordinal);
        await Refused("Give one of", "plot", "anat", In("T1w.nii.gz"), "--overlay", In("T1w.nii.gz"), "--contour-surface", In("lh.pial"),
            "-o", In("b.png"));
        FreeSurferWriter.Surface(In("lh.lost"), mesh);
        await Refused("does not name its volume", "plot", "anat", In("T1w.nii.gz"), "--contour-surface", In("lh.lost"),
            "-o", In("b.png"));
        Assert.False(File.Exists(In("b.png")));
    }

    private static async Task Done(params string[] args)
    {
        var (code, _, error) = await PialLine.Run(args);
        Assert.True(code == 0, error);
    }

    private static async Task Refused(string because, params string[] args)
    {
        var (code, output, error) = await PialLine.Run(args);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(because, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private string In(string name) => Path.Combine(folder, name);
}

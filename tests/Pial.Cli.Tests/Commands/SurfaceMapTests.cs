using Pial.Formats.FreeSurfer;
using Pial.Formats.Surfaces;
using Pial.Kernels.Surfaces.Spheres;

namespace Pial.Cli.Tests.Commands;

public sealed class SurfaceMapTests : IDisposable
{
    private static readonly Icosphere Coarse = Icosphere.Of(2), Fine = Icosphere.Of(3);
    private readonly string folder = Directory.CreateTempSubdirectory("pial-maps-").FullName;

    public SurfaceMapTests()
    {
        foreach (var (name, sphere) in new[] { ("coarse.sphere", Coarse), ("fine.sphere", Fine) })
            FreeSurferWriter.Surface(At(name), new([.. sphere.Positions.Select(static x => (float)(100 * x))], sphere.Triangles));
        FreeSurferWriter.Morphometry(At("lh.map"), Heights(Coarse), Coarse.Triangles.Length / 3);
        FreeSurferWriter.Morphometry(At("rh.map"), new float[Coarse.VertexCount], Coarse.Triangles.Length / 3);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_map_is_smoothed_and_carried_to_another_sphere()
    {
        await Done("surface", "smooth", At("lh.map"), At("smooth.shape.gii"), "--surface", At("coarse.sphere"), "--fwhm", "60");
        var (before, after) = (Heights(Coarse), MorphometryFile.Read(At("smooth.shape.gii")));
        Assert.InRange(after.Max(), 20, before.Max() - 1);
        Assert.Equal(before.Average(), after.Average(), 0.5);

        await Done("surface", "resample", At("lh.map"), At("fine.map"), "--from", At("coarse.sphere"), "--to", At("fine.sphere"));
        var (there, wanted) = (MorphometryFile.Read(At("fine.map")), Heights(Fine));
        Assert.All(Enumerable.Range(0, wanted.Length), v => Assert.Equal(wanted[v], there[v], 4.0f)); // chords lie beneath the sphere
        Assert.Equal(before, there[..before.Length]);
    }

    [Fact]
    public async Task Hemispheres_go_into_one_file_and_come_out_of_it()
    {
        await Done("surface", "join", At("both.dscalar.nii"), "--left", At("lh.map"), "--right", At("rh.map"), "--skip-zero");
        await Done("surface", "split", At("both.dscalar.nii"), "--left", At("back.lh"), "--right", At("back.rh"));
        Assert.Equal(Heights(Coarse), MorphometryFile.Read(At("back.lh")));
        Assert.Equal(new float[Coarse.VertexCount], MorphometryFile.Read(At("back.rh")));
        await Refused("has 1 maps, from 1; --map 2", "surface", "split", At("both.dscalar.nii"), "--left", At("x"), "--map", "2");
        await Refused("end the name in .dscalar.nii", "surface", "join", At("both.nii"), "--left", At("lh.map"));
    }

    [Fact]
    public async Task Inputs_are_never_written_to_and_other_meshes_are_named()
    {
        var map = At("lh.map");
        await Refused("is the input itself", "surface", "smooth", map, map, "-s", At("coarse.sphere"), "--fwhm", "5", "--force");
        await Refused("is the input itself", "surface", "resample", map, At("fine.sphere"), "--from", At("coarse.sphere"), "--to",
            At("fine.sphere"), "--force");
        await Refused("the map is of another mesh", "surface", "smooth", map, At("x"), "--surface", At("fine.sphere"), "--fwhm", "5");
        float[] moved = [.. Coarse.Positions.Select(static x => (float)(100 * x) + 40)];
        FreeSurferWriter.Surface(At("no.sphere"), new SurfaceMesh(moved, Coarse.Triangles));
        await Refused("is no sphere around the origin", "surface", "resample", map, At("x"), "--from", At("no.sphere"), "--to",
            At("fine.sphere"));
        Assert.Equal(Heights(Coarse), MorphometryFile.Read(map));
    }

    private static float[] Heights(Icosphere sphere) =>
        [.. Enumerable.Range(0, sphere.VertexCount).Select(v => 50 + (float)(40 * sphere.Positions[(3 * v) + 2]))];

    private static async Task Done(params string[] arguments)
    {
        var (code, _, error) = await PialLine.Run(arguments);
        Assert.True(code == 0, error);
    }

    private static async Task Refused(string words, params string[] arguments)
    {
        var (code, _, error) = await PialLine.Run(arguments);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Equal(2, code);
    }

    private string At(string name) => Path.Combine(folder, name);
}

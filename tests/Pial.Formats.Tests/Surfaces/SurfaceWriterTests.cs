using Pial.Formats.FreeSurfer;
using Pial.Formats.Gifti;
using Pial.Formats.Surfaces;
using Pial.Volumes;

namespace Pial.Formats.Tests.Surfaces;

public sealed class SurfaceWriterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-surfaces").FullName;

    // Four corners and their four triangles.
    private readonly SurfaceMesh mesh = new([0.5f, 1, 2, 10.25f, 0, 0, 0, 11.125f, 0, 0, 0, 12.0625f],
        [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3]);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void FreeSurfer_surfaces_come_back_as_they_were_written()
    {
        var path = Path.Combine(folder, "lh.white");
        FreeSurferWriter.Surface(path, mesh, new(SurfaceGeometry.Conformed(Ras())));
        var back = SurfaceFile.Read(path);
        Assert.True(mesh.Coordinates.SequenceEqual(back.Coordinates));
        Assert.True(mesh.Triangles.SequenceEqual(back.Triangles));
        var text = System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(path));
        Assert.Contains("valid = 1  # volume info valid\nfilename = T1.mgz\nvolume = 256 256 256\n", text);
        Assert.Contains("\ncras   = ", text);
    }

    [Fact]
    public void Gifti_surfaces_and_shapes_come_back_as_they_were_written()
    {
        var (surface, shape) = (Path.Combine(folder, "hemi-L_white.surf.gii"), Path.Combine(folder, "hemi-L_thickness.shape.gii"));
        GiftiWriter.Surface(surface, mesh, new Dictionary<string, string> { ["AnatomicalStructurePrimary"] = "CortexLeft" });
        GiftiWriter.Shape(shape, [1.5f, 2, float.NaN, -3]);
        var back = SurfaceFile.Read(surface);
        Assert.True(mesh.Coordinates.SequenceEqual(back.Coordinates));
        Assert.True(mesh.Triangles.SequenceEqual(back.Triangles));
        Assert.Equal("CortexLeft", GiftiReader.Read(surface).Arrays[0].MetaData["AnatomicalStructurePrimary"]);
        Assert.Equal([1.5f, 2, float.NaN, -3], MorphometryFile.Read(shape));
    }

    [Fact]
    public void Numbers_of_vertices_come_back_as_they_were_written()
    {
        var path = Path.Combine(folder, "lh.thickness");
        FreeSurferWriter.Morphometry(path, [2.5f, 0, 3.25f], 4);
        Assert.Equal([2.5f, 0, 3.25f], MorphometryFile.Read(path));
    }

    [Fact]
    public void Surface_coordinates_of_a_conformed_volume_are_those_of_space_minus_its_centre()
    {
        // bert's T1.mgz, as its header has it: c_ras is 5.3997, 18, 0.
        var grid = new Grid(new(256, 256, 256), new(-1, 0, 0, 133.3997, 0, 0, 1, -110, 0, -1, 0, 128));
        Assert.Equal(grid, SurfaceGeometry.Conformed(grid));
        var geometry = new SurfaceGeometry(grid);
        Assert.Equal(0, geometry.Centre.DistanceTo(new(5.3997, 18, 0)), 1e-9);
        Assert.Equal(0, geometry.ToSurface.Apply(new(10, 20, 30)).DistanceTo(new(4.6003, 2, 30)), 1e-9);
    }

    [Fact]
    public void A_scan_on_another_grid_is_conformed_around_its_centre()
    {
        var geometry = new SurfaceGeometry(SurfaceGeometry.Conformed(Ras()));
        Assert.Equal("LIA", geometry.Grid.Orientation.ToString());
        Assert.Equal(0, geometry.ToSurface.Apply(geometry.Centre).Length, 1e-9);
        Assert.Equal(0, geometry.ToSurface.ApplyVector(new(1, 2, 3)).DistanceTo(new(1, 2, 3)), 1e-9);
    }

    private static Grid Ras() => new(new(100, 120, 80), new(1.2, 0, 0, -60, 0, 1, 0, -50, 0, 0, 1.5, -70));
}

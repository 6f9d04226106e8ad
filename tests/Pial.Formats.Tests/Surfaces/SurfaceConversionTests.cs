using Pial.Formats.FreeSurfer;
using Pial.Formats.Gifti;
using Pial.Formats.Surfaces;
using Pial.Volumes;

namespace Pial.Formats.Tests.Surfaces;

public sealed class SurfaceConversionTests : IDisposable
{
    private static readonly Grid Conformed = new(new(256, 256, 256), new(-1, 0, 0, 133.3997, 0, 0, 1, -110, 0, -1, 0, 128));

    private readonly string folder = Directory.CreateTempSubdirectory("pial-surfaces").FullName;

    // Four corners, at coordinates that no few digits hold, and their four triangles.
    private readonly SurfaceMesh mesh = new(
        [1 / 3f, 1e-6f, 2, 100.1f, -71.7f, 0.1f, 0, 11.125f, 1e5f / 7, -0f, 0, 12.0625f], [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3]);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("lh.pial")]
    [InlineData("sub.white")]
    [InlineData("x.surf.gii")]
    [InlineData("x.ply")]
    [InlineData("x.obj")]
    [InlineData("x.vtk")]
    [InlineData("x.off")]
    public void Vertices_and_triangles_come_back_to_the_bit(string name)
    {
        SurfaceFile.Write(In(name), new(mesh, SurfaceFile.SpaceOf(name)!.Value));
        var back = SurfaceFile.ReadPlaced(In(name));
        Assert.True(mesh.Coordinates.SequenceEqual(back.Mesh.Coordinates));
        Assert.True(mesh.Triangles.SequenceEqual(back.Mesh.Triangles));
        Assert.Equal(SurfaceFile.SpaceOf(name), back.Space);
    }

    [Fact]
    public void Stl_keeps_the_corners_of_each_triangle()
    {
        SurfaceFile.Write(In("x.stl"), new(mesh, SurfaceSpace.Scanner));
        var back = SurfaceFile.Read(In("x.stl"));
        Assert.Equal((4, 4), (back.VertexCount, back.TriangleCount));
        for (var corner = 0; corner < 12; corner++)
            Assert.Equal(At(mesh, mesh.Triangles[corner]), At(back, back.Triangles[corner]));
    }

    [Fact]
    public void The_volume_of_a_FreeSurfer_surface_is_read_back_and_leads_to_the_scanner()
    {
        // An oblique volume of uneven voxels.
        var grid = new Grid(new(200, 180, 160), Affine.Rotation(0.1, -0.2, 0.3).WithOffset(new(40, -30, 20)) * Affine.Scaling(0.8, 1, 1.2));
        var geometry = new SurfaceGeometry(grid, "oblique.mgz");
        FreeSurferWriter.Surface(In("lh.white"), mesh, geometry);
        var read = SurfaceFile.ReadPlaced(In("lh.white"));
        Assert.Equal((SurfaceSpace.TkRas, "oblique.mgz"), (read.Space, read.Geometry!.FileName));
        Assert.True(read.Geometry.Grid.Matches(grid, 1e-9));
        var scanner = read.To(SurfaceSpace.Scanner);
        var p = geometry.ToSurface.Inverse().Apply(new(100.1f, -71.7f, 0.1f));
        Assert.Equal(0, p.DistanceTo(At(scanner.Mesh, 1)), 1e-4);
        var back = scanner.To(SurfaceSpace.TkRas);
        Assert.Equal(0, new Point(100.1f, -71.7f, 0.1f).DistanceTo(At(back.Mesh, 1)), 1e-4);
    }

    [Fact]
    public void A_surface_moves_onto_another_volume_without_moving_in_space()
    {
        var other = new SurfaceGeometry(new(new(256, 256, 256), Conformed.Affine.WithOffset(new(120, -128, 140))));
        var placed = new PlacedMesh(mesh, SurfaceSpace.TkRas, new(Conformed)).To(SurfaceSpace.TkRas, other);
        Assert.Equal(0, At(placed.To(SurfaceSpace.Scanner).Mesh, 0).DistanceTo(
            At(new PlacedMesh(mesh, SurfaceSpace.TkRas, new(Conformed)).To(SurfaceSpace.Scanner).Mesh, 0)), 1e-4);
        Assert.True(At(placed.Mesh, 0).DistanceTo(At(mesh, 0)) > 10);
    }

    [Fact]
    public void A_volume_that_mirrors_turns_the_triangles_over_and_back()
    {
        var mirrored = new SurfaceGeometry(Grid.Centred(new(64, 64, 64), new(1, 1, 1), default)); // RAS, where FreeSurfer's own is LIA
        var placed = new PlacedMesh(mesh, SurfaceSpace.Scanner).To(SurfaceSpace.TkRas, mirrored);
        Assert.False(placed.Mesh.Triangles.SequenceEqual(mesh.Triangles));
        Assert.True(placed.To(SurfaceSpace.Scanner).Mesh.Triangles.SequenceEqual(mesh.Triangles));
    }

    [Fact]
    public void A_surface_without_its_volume_is_not_moved_by_guess()
    {
        Assert.Throws<InvalidOperationException>(() => new PlacedMesh(mesh, SurfaceSpace.TkRas).To(SurfaceSpace.Scanner));
        Assert.Throws<InvalidOperationException>(() => new PlacedMesh(mesh, SurfaceSpace.Scanner).To(SurfaceSpace.TkRas));
        Assert.Same(mesh, new PlacedMesh(mesh, SurfaceSpace.TkRas).To(SurfaceSpace.TkRas).Mesh);
    }

    [Fact]
    public void A_FreeSurfer_file_that_holds_scanner_coordinates_says_so()
    {
        SurfaceFile.Write(In("lh.white"), new(mesh, SurfaceSpace.Scanner, new(Conformed)));
        var read = SurfaceFile.ReadPlaced(In("lh.white"));
        Assert.Equal(SurfaceSpace.Scanner, read.Space);
        Assert.Equal(Conformed, read.Geometry!.Grid);
        SurfaceFile.Write(In("rh.white"), new(mesh, SurfaceSpace.Scanner));
        read = SurfaceFile.ReadPlaced(In("rh.white"));
        Assert.Equal((SurfaceSpace.Scanner, null), (read.Space, read.Geometry));
    }

    [Fact]
    public void Gifti_goes_where_its_matrix_leads_and_FreeSurfers_gifti_lies_on_its_volume()
    {
        // As FreeSurfer writes it: unknown space, and either a matrix to the scanner's or its volume among what is said of the points.
        GiftiWriter.Surface(In("matrix.surf.gii"), mesh, null, scanner: false);
        var text = File.ReadAllText(In("matrix.surf.gii"));
        text = text.Replace("<TransformedSpace>NIFTI_XFORM_UNKNOWN", "<TransformedSpace>NIFTI_XFORM_SCANNER_ANAT", StringComparison.Ordinal)
            .Replace("1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1", "1 0 0 5 0 1 0 6 0 0 1 7 0 0 0 1", StringComparison.Ordinal);
        File.WriteAllText(In("matrix.surf.gii"), text);
        var moved = SurfaceFile.ReadPlaced(In("matrix.surf.gii"));
        Assert.Equal(SurfaceSpace.Scanner, moved.Space);
        Assert.Equal(0, At(moved.Mesh, 0).DistanceTo(At(mesh, 0) + new Point(5, 6, 7)), 1e-5);

        var about = new Dictionary<string, string>
        {
            ["VolGeomWidth"] = "256",
            ["VolGeomHeight"] = "256",
            ["VolGeomDepth"] = "256",
            ["VolGeomXsize"] = "1",
            ["VolGeomYsize"] = "1",
            ["VolGeomZsize"] = "1",
            ["VolGeomX_R"] = "-1",
            ["VolGeomX_A"] = "0",
            ["VolGeomX_S"] = "0",
            ["VolGeomY_R"] = "0",
            ["VolGeomY_A"] = "0",
            ["VolGeomY_S"] = "-1",
            ["VolGeomZ_R"] = "0",
            ["VolGeomZ_A"] = "1",
            ["VolGeomZ_S"] = "0",
            ["VolGeomC_R"] = "5.3997",
            ["VolGeomC_A"] = "18",
            ["VolGeomC_S"] = "0",
        };
        GiftiWriter.Surface(In("free.surf.gii"), mesh, about, scanner: false);
        var free = SurfaceFile.ReadPlaced(In("free.surf.gii"));
        Assert.Equal(SurfaceSpace.TkRas, free.Space);
        Assert.True(free.Geometry!.Grid.Matches(Conformed, 1e-6));
        Assert.Equal(0, At(free.To(SurfaceSpace.Scanner).Mesh, 0).DistanceTo(At(mesh, 0) + new Point(5.3997, 18, 0)), 1e-4);
    }

    [Fact]
    public void Numbers_of_vertices_come_back_in_every_form_to_the_bit()
    {
        float[] values = [1 / 3f, 0, -2.5e-7f, 4.25f];
        foreach (var name in (string[])["lh.thickness", "x.shape.gii", "x.mgh", "x.mgz"])
        {
            SurfaceFile.WriteNumbers(In(name), values);
            Assert.Equal(values, MorphometryFile.Read(In(name)));
        }

        Assert.Equal(SurfaceContent.Numbers, SurfaceFile.ContentOf(In("lh.thickness")));
        Assert.Equal(SurfaceContent.Numbers, SurfaceFile.ContentOf(In("x.shape.gii")));
        Assert.Throws<ArgumentException>(() => SurfaceFile.WriteNumbers(In("x.ply"), values));
        Assert.Throws<ArgumentException>(() => SurfaceFile.Write(In("x.nii.gz"), new(mesh, SurfaceSpace.Scanner)));
    }

    private static Point At(SurfaceMesh mesh, int vertex) =>
        new(mesh.Coordinates[3 * vertex], mesh.Coordinates[(3 * vertex) + 1], mesh.Coordinates[(3 * vertex) + 2]);

    private string In(string name) => Path.Combine(folder, name);
}

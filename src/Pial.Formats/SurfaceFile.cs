using Pial.Formats.FreeSurfer;
using Pial.Formats.Gifti;
using Pial.Formats.Streams;
using Pial.Formats.Surfaces;

namespace Pial.Formats;

/// <summary>
/// Reads meshes: FreeSurfer's binary surfaces (triangles and quadrangles) and <c>.asc</c>, GIFTI, and the exchange forms OFF, PLY, STL,
/// VTK, OBJ, BYU (<c>.byu</c>, <c>.geo</c>), <c>.tri</c> and MZ3. Which of them a file is, is told by its content, and by its name where
/// the content has no mark.
/// </summary>
public static partial class SurfaceFile
{
    private const int MostBytes = 1 << 30;
    private const string What = "a surface (FreeSurfer, GIFTI, OFF, PLY, STL, VTK, OBJ, BYU, tri, MZ3)";

    /// <summary>Reads a mesh.</summary>
    /// <param name="path">The file; gzip is taken off.</param>
    /// <exception cref="ImageFormatException">No such mesh, or a damaged one.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static SurfaceMesh Read(string path) => Read(path, followed: false).Mesh;

    private static PlacedMesh Read(string path, bool followed)
    {
        var bytes = WholeFile.Read(path, MostBytes, What);
        try
        {
            if (!followed && LinkAsText.Target(path, bytes) is { } target) return Read(target, followed: true);
            if (FreeSurferSurface.Sniff(bytes)) return OfFreeSurfer(path, bytes);
            if (Mz3.Sniff(bytes)) return new(Mz3.Read(path, bytes), SurfaceSpace.Scanner);
            if (GiftiReader.Sniff(bytes)) return OfGifti(path, GiftiReader.Parse(path, bytes));
            var ascii = bytes.AsSpan().StartsWith("#!ascii"u8);
            return new(Text(path, bytes), ascii ? SurfaceSpace.TkRas : SurfaceSpace.Scanner);
        }
        catch (ArgumentException e)
        {
            throw new ImageFormatException(path, -1, "mesh", "triangles between its vertices",
                $"damaged: {e.Message.Split(" (Parameter")[0]}", e);
        }
    }

    private static SurfaceMesh Text(string path, byte[] bytes)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        var head = WholeFile.Text(bytes.AsSpan(0, Math.Min(bytes.Length, 512))).TrimStart();
        if (head.StartsWith("ply", StringComparison.Ordinal)) return MeshText.Ply(new(path, bytes));
        if (head.StartsWith("# vtk", StringComparison.Ordinal)) return MeshText.Vtk(new(path, bytes));
        if (head.StartsWith("#!ascii", StringComparison.Ordinal)) return MeshText.Asc(new(path, bytes));
        if (head.StartsWith("OFF", StringComparison.Ordinal) || head.StartsWith("# OFF", StringComparison.Ordinal))
            return MeshText.Off(new(path, bytes));
        if (head.StartsWith("solid", StringComparison.Ordinal) && head.Contains("facet", StringComparison.Ordinal))
            return StlFile.Text(new(path, bytes));
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".stl" => StlFile.Binary(path, bytes),
            ".obj" or ".wobj" => MeshText.Obj(new(path, bytes)),
            ".tri" => MeshText.Tri(new(path, bytes)),
            ".byu" or ".geo" => ByuFile.Read(path, bytes),
            ".asc" => MeshText.Asc(new(path, bytes)),
            _ => throw new ImageFormatException(path, 0, "file", What,
                ForeignFormats.Name(bytes.AsSpan(0, Math.Min(1024, bytes.Length)), path) ?? "none of them"),
        };
    }
}

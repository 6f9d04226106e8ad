using System.Globalization;
using Pial.Formats.FreeSurfer;
using Pial.Formats.Gifti;
using Pial.Formats.Streams;
using Pial.Formats.Surfaces;
using Pial.Volumes;

namespace Pial.Formats;

/// <summary>What a file of surfaces holds.</summary>
public enum SurfaceContent
{
    /// <summary>A mesh.</summary>
    Mesh,

    /// <summary>One number a vertex.</summary>
    Numbers,
}

/// <content>Where surfaces lie, and writing them.</content>
public static partial class SurfaceFile
{
    private const string Scanner = "NIFTI_XFORM_SCANNER_ANAT";
    private static readonly string[] FreeSurferWords =
        [".white", ".pial", ".mid", ".orig", ".smoothwm", ".inflated", ".sphere", ".sphere.reg", ".surf", ".graymid"];

    /// <summary>Endings of surfaces that <see cref="Write"/> knows, for messages.</summary>
    public static string Endings => "lh.NAME or rh.NAME (FreeSurfer), .surf.gii, .ply, .obj, .stl, .vtk or .off";

    /// <summary>Endings of numbers of vertices that <see cref="WriteNumbers"/> knows, for messages.</summary>
    public static string NumberEndings => "lh.NAME or rh.NAME (FreeSurfer), .shape.gii, .mgh or .mgz";

    /// <summary>Reads a mesh with what its file says about its coordinates.</summary>
    /// <remarks>
    /// FreeSurfer's forms hold tkRAS and name the volume at their end, unless they say that they hold scanner coordinates. GIFTI is
    /// brought to scanner coordinates where it has a matrix for that; where FreeSurfer wrote it without one (<c>VolGeom…</c> among what it
    /// says of its points) it holds tkRAS. All others are taken to hold scanner coordinates.
    /// </remarks>
    /// <param name="path">The file; gzip is taken off.</param>
    /// <exception cref="ImageFormatException">No such mesh, or a damaged one.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static PlacedMesh ReadPlaced(string path) => Read(path, followed: false);

    /// <summary>What a file holds, by its content, and by its name where the content has no mark; null for what is no surface's.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageFormatException">It is GIFTI, and damaged.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static SurfaceContent? ContentOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var head = WholeFile.Head(path, 1024);
        if (LinkAsText.Target(path, head) is { } target) return ContentOf(target);
        if (MorphometryFile.SniffNew(head)) return SurfaceContent.Numbers;
        if (FreeSurferSurface.Sniff(head)) return SurfaceContent.Mesh;
        if (GiftiReader.Sniff(head))
            return GiftiReader.Read(path).Find("NIFTI_INTENT_POINTSET") is null ? SurfaceContent.Numbers : SurfaceContent.Mesh;
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        if (FileDescription.MeshEndings.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase))) return SurfaceContent.Mesh;
        return FileDescription.VertexWords.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)) ? SurfaceContent.Numbers : null;
    }

    /// <summary>The coordinates that a file of this name is to hold: tkRAS for FreeSurfer's form, the scanner's for all others.</summary>
    /// <param name="path">Name of a file to be written.</param>
    /// <returns>Null when <see cref="Write"/> knows no surface of that name.</returns>
    public static SurfaceSpace? SpaceOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Ending(path) switch { null => null, "" => SurfaceSpace.TkRas, _ => SurfaceSpace.Scanner };
    }

    /// <summary>Writes a surface in the form that the file's name says, its coordinates as they are.</summary>
    /// <remarks>
    /// Vertices keep their order and every bit, in the text forms too; STL has corners of triangles instead of vertices, so that numbers
    /// of vertices no longer fit it.
    /// </remarks>
    /// <param name="path">The file; replaced when there is one.</param>
    /// <param name="surface">The surface.</param>
    /// <exception cref="ArgumentException">No form that is written has that name.</exception>
    public static void Write(string path, PlacedMesh surface)
    {
        ArgumentNullException.ThrowIfNull(surface);
        var ending = Ending(path)
            ?? throw new ArgumentException($"{path} names no form that surfaces are written in: {Endings}.", nameof(path));
        if (ending.Length == 0)
        {
            FreeSurferWriter.Surface(path, surface.Mesh, surface.Geometry, scanner: surface.Space == SurfaceSpace.Scanner);
            return;
        }

        if (ending == ".gii") GiftiWriter.Surface(path, surface.Mesh, null, surface.Space == SurfaceSpace.Scanner);
        else MeshWriter.Write(path, ending, surface.Mesh);
    }

    /// <summary>Whether <see cref="WriteNumbers"/> knows a form of that name.</summary>
    /// <param name="path">Name of a file to be written.</param>
    public static bool NamesNumbers(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Ending(path) is "" or ".gii" || Path.GetExtension(path).ToLowerInvariant() is ".mgh" or ".mgz";
    }

    /// <summary>Writes one number a vertex in the form that the name says: FreeSurfer's curv form, GIFTI, or an MGH overlay.</summary>
    /// <param name="path">The file; replaced when there is one.</param>
    /// <param name="values">One a vertex.</param>
    /// <exception cref="ArgumentException">No form that is written has that name.</exception>
    public static void WriteNumbers(string path, ReadOnlySpan<float> values)
    {
        if (!NamesNumbers(path)) throw new ArgumentException($"{path} names no form of numbers: {NumberEndings}.", nameof(path));
        if (Ending(path) == ".gii")
            GiftiWriter.Shape(path, values);
        else if (Ending(path) is null)
            ImageFile.Save(path, Volume.Create<float>(new(new(values.Length, 1, 1), Affine.Identity), values.ToArray()));
        else
            FreeSurferWriter.Morphometry(path, values, Math.Max(0, 2 * (values.Length - 2))); // as many triangles as a closed surface has
    }

    // "" for FreeSurfer's binary form, which has no ending of its own.
    private static string? Ending(string path)
    {
        var (name, ending) = (Path.GetFileName(path), Path.GetExtension(path).ToLowerInvariant());
        if (ending == ".gii" || MeshWriter.Endings.Contains(ending, StringComparer.Ordinal)) return ending;
        var isFree = name.StartsWith("lh.", StringComparison.Ordinal) || name.StartsWith("rh.", StringComparison.Ordinal);
        return FreeSurferWords.Any(name.EndsWith) || (isFree && ending is not (".mgh" or ".mgz" or ".gz" or ".asc" or ".annot" or ".label"))
            ? "" : null;
    }

    private static PlacedMesh OfFreeSurfer(string path, byte[] bytes)
    {
        var mesh = FreeSurferSurface.Read(path, bytes);
        var (geometry, scanner) = FreeSurferSurface.Footer(bytes, mesh);
        return new(mesh, scanner ? SurfaceSpace.Scanner : SurfaceSpace.TkRas, geometry);
    }

    private static PlacedMesh OfGifti(string path, GiftiImage image)
    {
        var (mesh, points) = (image.Mesh(path), image.Find("NIFTI_INTENT_POINTSET")!);
        if (points.Coordinates.Any(static c => c.DataSpace == Scanner)) return new(mesh, SurfaceSpace.Scanner);
        if (points.Coordinates.FirstOrDefault(static c => c.TransformedSpace == Scanner) is { } there)
            return new(PlacedMesh.Moved(mesh, there.Matrix), SurfaceSpace.Scanner);
        return points.MetaData.ContainsKey("VolGeomWidth")
            ? new(mesh, SurfaceSpace.TkRas, VolGeom(points.MetaData)) : new(mesh, SurfaceSpace.Scanner);
    }

    private static SurfaceGeometry? VolGeom(IReadOnlyDictionary<string, string> about)
    {
        double[]? Three(params ReadOnlySpan<string> names)
        {
            var values = new double[3];
            for (var n = 0; n < 3; n++)
            {
                if (!double.TryParse(about.GetValueOrDefault($"VolGeom{names[n]}"), CultureInfo.InvariantCulture,
                    out values[n]))
                    return null;
            }

            return values;
        }

        return SurfaceGeometry.Of(
            name => name switch
            {
                "volume" => Three("Width", "Height", "Depth"),
                "voxelsize" => Three("Xsize", "Ysize", "Zsize"),
                "xras" => Three("X_R", "X_A", "X_S"),
                "yras" => Three("Y_R", "Y_A", "Y_S"),
                "zras" => Three("Z_R", "Z_A", "Z_S"),
                _ => Three("C_R", "C_A", "C_S"),
            },
            about.GetValueOrDefault("VolGeomFname", ""));
    }
}

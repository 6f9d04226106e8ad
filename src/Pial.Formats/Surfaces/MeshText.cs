namespace Pial.Formats.Surfaces;

/// <summary>Meshes in text form.</summary>
internal static class MeshText
{
    /// <summary>FreeSurfer's .asc: counts; x y z and a mark a vertex; three vertices and a mark a triangle.</summary>
    public static SurfaceMesh Asc(MeshWords words)
    {
        if (words.Line() is var first && !first.StartsWith('#'))
            throw words.Bad("first line", $"'{first[..Math.Min(40, first.Length)]}', expected #!ascii");
        var (vertices, triangles) = (words.Count("number of vertices"), words.Count("number of triangles"));
        var coordinates = new float[3 * words.Held(vertices, 4, "number of vertices")];
        for (var v = 0; v < vertices; v++)
        {
            words.Floats(3, "coordinate").CopyTo(coordinates, 3 * v);
            words.Float("mark of a vertex");
        }

        var indices = new int[3 * words.Held(triangles, 4, "number of triangles")];
        for (var t = 0; t < triangles; t++)
        {
            for (var c = 0; c < 3; c++)
                indices[(3 * t) + c] = words.Int("vertex of a triangle");
            words.Float("mark of a triangle");
        }

        return new(coordinates, indices);
    }

    /// <summary>OFF: an optional keyword, counts, vertices, polygons.</summary>
    public static SurfaceMesh Off(MeshWords words)
    {
        if (!words.More()) throw words.Bad("counts", "missing");
        var first = words.Word("counts");
        var vertices = first.Equals("OFF", StringComparison.Ordinal) ? words.Count("number of vertices")
            : int.TryParse(first, out var n) ? words.Held(n, 1, "number of vertices") : throw words.Bad("number of vertices", $"'{first}'");
        var faces = words.Count("number of faces");
        words.Int("number of edges");
        var coordinates = words.Floats(3 * words.Held(vertices, 3, "number of vertices"), "coordinate");
        return new(coordinates, Polygons(words, faces));
    }

    /// <summary>PLY in text form: vertices whose first properties are x, y, z; polygons.</summary>
    public static SurfaceMesh Ply(MeshWords words)
    {
        var (vertices, faces, properties, inVertex) = (0, 0, 0, false);
        for (var line = words.Line(); !line.StartsWith("end_header", StringComparison.Ordinal); line = words.Line())
        {
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0 && !words.More()) throw words.Bad("end_header", "missing");
            if (parts is ["format", var format, ..] && format != "ascii")
                throw words.Bad("format", $"{format}; only PLY in text form is read");
            if (parts is ["element", "vertex", var v] && int.TryParse(v, out vertices)) inVertex = true;
            else if (parts is ["element", ..]) inVertex = false;
            if (parts is ["element", "face", var f]) _ = int.TryParse(f, out faces);
            if (inVertex && parts is ["property", ..]) properties++;
        }

        if (properties < 3) throw words.Bad("vertex properties", $"{properties}, expected x, y, z");
        var coordinates = new float[3 * words.Held(vertices, properties, "number of vertices")];
        for (var v = 0; v < vertices; v++)
            words.Floats(properties, "coordinate").AsSpan(0, 3).CopyTo(coordinates.AsSpan(3 * v));
        return new(coordinates, Polygons(words, faces));
    }

    /// <summary>VTK's legacy form, text: POINTS and POLYGONS.</summary>
    public static SurfaceMesh Vtk(MeshWords words)
    {
        words.Line();
        words.Line();
        if (words.Line().Trim() is var form && form != "ASCII") throw words.Bad("third line", $"'{form}'; only VTK in text form is read");
        words.Skip("POINTS");
        var vertices = words.Count("number of points");
        words.Word("type of points");
        var coordinates = words.Floats(3 * words.Held(vertices, 3, "number of points"), "coordinate");
        words.Skip("POLYGONS");
        var faces = words.Count("number of polygons");
        words.Int("size of polygons");
        return new(coordinates, Polygons(words, faces));
    }

    /// <summary>Wavefront OBJ: lines v and f, counted from 1.</summary>
    public static SurfaceMesh Obj(MeshWords words)
    {
        var (coordinates, triangles) = (new List<float>(), new List<int>());
        while (words.More())
        {
            var parts = words.Line().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts[0] == "v" && parts.Length >= 4)
            {
                for (var c = 1; c <= 3; c++)
                    coordinates.Add(float.TryParse(parts[c], System.Globalization.CultureInfo.InvariantCulture, out var x)
                        ? x : throw words.Bad("coordinate", $"'{parts[c]}'"));
            }
            else if (parts[0] == "f" && parts.Length >= 4)
            {
                Fan([.. parts.Skip(1)
                    .Select(p => int.TryParse(p.Split('/')[0], out var v) ? (v < 0 ? (coordinates.Count / 3) + v : v - 1)
                        : throw words.Bad("vertex of a face", $"'{p}'"))], triangles);
            }
        }

        return coordinates.Count > 0 ? new([.. coordinates], [.. triangles]) : throw words.Bad("vertices", "none");
    }

    /// <summary>MNI and FreeSurfer .tri: numbered vertices and triangles, counted from 1.</summary>
    public static SurfaceMesh Tri(MeshWords words)
    {
        var coordinates = new float[3 * words.Count("number of vertices", 4)];
        for (var v = 0; v < coordinates.Length; v += 3)
        {
            words.Int("number of a vertex");
            words.Floats(3, "coordinate").CopyTo(coordinates, v);
        }

        var triangles = new int[3 * words.Count("number of triangles", 4)];
        for (var t = 0; t < triangles.Length; t += 3)
        {
            words.Int("number of a triangle");
            for (var c = 0; c < 3; c++)
                triangles[t + c] = words.Int("vertex of a triangle") - 1;
        }

        return new(coordinates, triangles);
    }

    /// <summary>A polygon as triangles that share its first vertex.</summary>
    public static void Fan(ReadOnlySpan<int> polygon, List<int> triangles)
    {
        for (var n = 2; n < polygon.Length; n++)
            triangles.AddRange([polygon[0], polygon[n - 1], polygon[n]]);
    }

    private static int[] Polygons(MeshWords words, int faces)
    {
        var triangles = new List<int>(3 * words.Held(faces, 1, "number of faces"));
        for (var f = 0; f < faces; f++)
        {
            var corners = new int[words.Count("corners of a face")];
            for (var c = 0; c < corners.Length; c++)
                corners[c] = words.Int("vertex of a face");
            Fan(corners, triangles);
        }

        return [.. triangles];
    }
}

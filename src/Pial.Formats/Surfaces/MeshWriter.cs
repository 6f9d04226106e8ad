using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Pial.Formats.Streams;

namespace Pial.Formats.Surfaces;

/// <summary>Writes the exchange forms of meshes: text with as many digits as a number needs to come back, STL in binary.</summary>
internal static class MeshWriter
{
    /// <summary>The endings of these forms.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".ply", ".obj", ".vtk", ".off", ".stl"];

    public static void Write(string path, string ending, SurfaceMesh mesh)
    {
        if (ending == ".stl")
        {
            var bytes = Stl(mesh);
            AtomicFile.Write(path, to => to.Write(bytes));
            return;
        }

        var (v, t) = (mesh.VertexCount, mesh.TriangleCount);
        var text = new StringBuilder((40 * v) + (24 * t) + 256);
        text.Append(ending switch
        {
            ".ply" => $"ply\nformat ascii 1.0\ncomment written by pial\nelement vertex {v}\nproperty float x\nproperty float y\n" +
                $"property float z\nelement face {t}\nproperty list uchar int vertex_indices\nend_header\n",
            ".vtk" => $"# vtk DataFile Version 3.0\nwritten by pial\nASCII\nDATASET POLYDATA\nPOINTS {v} float\n",
            ".off" => $"OFF\n{v} {t} 0\n",
            _ => "# written by pial\n",
        });
        var isObj = ending == ".obj";
        for (var n = 0; n < v; n++)
        {
            var p = mesh.Coordinates.Slice(3 * n, 3);
            text.Append(isObj ? "v " : "").Append(CultureInfo.InvariantCulture, $"{p[0]:R} {p[1]:R} {p[2]:R}\n");
        }

        if (ending == ".vtk") text.Append(CultureInfo.InvariantCulture, $"POLYGONS {t} {4 * t}\n");
        for (var n = 0; n < t; n++)
        {
            var c = mesh.Triangles.Slice(3 * n, 3);
            if (isObj) text.Append(CultureInfo.InvariantCulture, $"f {c[0] + 1} {c[1] + 1} {c[2] + 1}\n");
            else text.Append(CultureInfo.InvariantCulture, $"3 {c[0]} {c[1]} {c[2]}\n");
        }

        AtomicFile.Write(path, to =>
        {
            using var writer = new StreamWriter(to, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
            foreach (var chunk in text.GetChunks()) writer.Write(chunk.Span);
        });
    }

    // 80 bytes that say nothing, the count, and for each triangle a normal, three corners and two bytes.
    private static byte[] Stl(SurfaceMesh mesh)
    {
        var bytes = new byte[84 + (50 * mesh.TriangleCount)];
        Encoding.ASCII.GetBytes("written by pial", bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(80), mesh.TriangleCount);
        Span<float> corners = stackalloc float[9];
        for (var t = 0; t < mesh.TriangleCount; t++)
        {
            for (var c = 0; c < 3; c++)
                mesh.Coordinates.Slice(3 * mesh.Triangles[(3 * t) + c], 3).CopyTo(corners[(3 * c)..]);
            float ux = corners[3] - corners[0], uy = corners[4] - corners[1], uz = corners[5] - corners[2];
            float wx = corners[6] - corners[0], wy = corners[7] - corners[1], wz = corners[8] - corners[2];
            var (x, y, z) = ((uy * wz) - (uz * wy), (uz * wx) - (ux * wz), (ux * wy) - (uy * wx));
            var length = MathF.Sqrt(Math.Max((x * x) + (y * y) + (z * z), float.Epsilon));
            var at = bytes.AsSpan(84 + (50 * t));
            foreach (var value in (ReadOnlySpan<float>)[x / length, y / length, z / length, .. corners])
            {
                BinaryPrimitives.WriteSingleLittleEndian(at, value);
                at = at[4..];
            }
        }

        return bytes;
    }
}

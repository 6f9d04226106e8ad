using System.Buffers.Binary;
using System.Text;
using Pial.Formats.Streams;
using Pial.Formats.Surfaces;
using Pial.Volumes;

namespace Pial.Formats.FreeSurfer;

/// <summary>Writes FreeSurfer's binary surfaces and numbers of vertices.</summary>
public static class FreeSurferWriter
{
    private const int OldSurfaceGeometry = 20; // the tag before the volume's lines

    private const int HasTable = 1, NumberedTable = -2; // before an annotation's colour table

    /// <summary>The tag before whether coordinates are scanner RAS+.</summary>
    internal const int UseRealRas = 2;

    /// <summary>Writes a surface (<c>lh.white</c>, …).</summary>
    /// <param name="path">The file; replaced when there is one.</param>
    /// <param name="mesh">The surface, in tkRAS mm: see <see cref="SurfaceGeometry.ToSurface"/>.</param>
    /// <param name="geometry">The volume it lies on; null to leave it out.</param>
    /// <param name="creator">Who made it, for the first line.</param>
    /// <param name="scanner">Whether the coordinates are the scanner's instead; the file says so.</param>
    public static void Surface(string path, SurfaceMesh mesh, SurfaceGeometry? geometry = null, string creator = "pial",
        bool scanner = false)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        using var stream = new MemoryStream();
        stream.Write([0xff, 0xff, 0xfe]);
        stream.Write(Encoding.ASCII.GetBytes($"created by {creator}\n\n"));
        var words = new byte[4 * (2 + mesh.Coordinates.Length + mesh.Triangles.Length)];
        var at = words.AsSpan();
        Put(ref at, mesh.VertexCount);
        Put(ref at, mesh.TriangleCount);
        foreach (var x in mesh.Coordinates)
            Put(ref at, BitConverter.SingleToInt32Bits(x));
        foreach (var v in mesh.Triangles)
            Put(ref at, v);
        stream.Write(words);
        Span<byte> tag = stackalloc byte[12];
        var rest = tag;
        Put(ref rest, UseRealRas);
        Put(ref rest, scanner ? 1 : 0);
        Put(ref rest, OldSurfaceGeometry);
        if (scanner || geometry is not null) stream.Write(tag[..(geometry is null ? 8 : 12)]);
        if (geometry is not null) stream.Write(Encoding.ASCII.GetBytes(geometry.Footer()));

        AtomicFile.Write(path, to => stream.WriteTo(to));
    }

    /// <summary>Writes one number a vertex (<c>lh.thickness</c>, …).</summary>
    /// <param name="path">The file; replaced when there is one.</param>
    /// <param name="values">One a vertex.</param>
    /// <param name="triangles">Triangles of the surface they belong to.</param>
    public static void Morphometry(string path, ReadOnlySpan<float> values, int triangles)
    {
        var bytes = new byte[15 + (4 * values.Length)];
        (bytes[0], bytes[1], bytes[2]) = (0xff, 0xff, 0xff);
        var at = bytes.AsSpan(3);
        Put(ref at, values.Length);
        Put(ref at, triangles);
        Put(ref at, 1);
        foreach (var x in values)
            Put(ref at, BitConverter.SingleToInt32Bits(x));
        AtomicFile.Write(path, to => to.Write(bytes));
    }

    /// <summary>Writes a list of vertices (<c>lh.cortex.label</c>), with their places on a surface.</summary>
    /// <param name="path">The file; replaced when there is one.</param>
    /// <param name="chosen">Whether each vertex is in it.</param>
    /// <param name="mesh">The surface, tkRAS mm.</param>
    /// <param name="subject">For the first line.</param>
    public static void Label(string path, ReadOnlySpan<bool> chosen, SurfaceMesh mesh, string subject)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        var text = new StringBuilder()
            .Append(System.Globalization.CultureInfo.InvariantCulture,
            $"#!ascii label, from subject {subject} vox2ras=TkReg\n{chosen.Count(true)}\n");
        for (var v = 0; v < chosen.Length; v++)
        {
            if (!chosen[v]) continue;
            var p = mesh.Coordinates.Slice(3 * v, 3);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{v}  {p[0]:0.000}  {p[1]:0.000}  {p[2]:0.000} 0.0000000000\n");
        }

        AtomicFile.Write(path, to => to.Write(Encoding.ASCII.GetBytes(text.ToString())));
    }

    /// <summary>Writes a parcellation (<c>lh.aparc.annot</c>), which holds the colour of each vertex's label.</summary>
    /// <param name="path">The file; replaced when there is one.</param>
    /// <param name="labels">Number of the label of each vertex.</param>
    /// <param name="table">The labels; no two of one colour.</param>
    /// <exception cref="ArgumentException">A vertex has a label that the table lacks, or two labels have one colour.</exception>
    public static void Annotation(string path, ReadOnlySpan<int> labels, LabelTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Labels.GroupBy(static l => l.Color).FirstOrDefault(static g => g.Count() > 1) is { } same)
            throw new ArgumentException($"{string.Join(" and ", same.Select(static l => l.Name))} have one colour.", nameof(table));
        var values = table.Labels.ToDictionary(
            static l => l.Id, static l => ((l.Color >> 16) & 255) | (l.Color & 0xFF00) | ((l.Color & 255) << 16));
        using var stream = new MemoryStream();
        void Int(int value)
        {
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(four, value);
            stream.Write(four);
        }

        void Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text + "\0");
            Int(bytes.Length);
            stream.Write(bytes);
        }

        Int(labels.Length);
        for (var v = 0; v < labels.Length; v++)
        {
            Int(v);
            Int(values.TryGetValue(labels[v], out var value)
                ? value : throw new ArgumentException($"Vertex {v} has label {labels[v]}, which the table lacks.", nameof(labels)));
        }

        foreach (var number in (ReadOnlySpan<int>)[HasTable, NumberedTable, table.Labels.Max(static l => l.Id) + 1]) Int(number);
        Text("pial");
        Int(table.Labels.Count);
        foreach (var label in table.Labels)
        {
            Int(label.Id);
            Text(label.Name);
            foreach (var part in (ReadOnlySpan<int>)[(label.Color >> 16) & 255, (label.Color >> 8) & 255, label.Color & 255, 0]) Int(part);
        }

        AtomicFile.Write(path, to => stream.WriteTo(to));
    }

    private static void Put(ref Span<byte> at, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(at, value);
        at = at[4..];
    }
}

using Pial.Formats.LabelTables;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.FreeSurfer;

/// <summary>A parcellation of a surface (<c>.annot</c>): a label for each vertex, and the table of labels.</summary>
public sealed class Annotation
{
    private const int MostBytes = 1 << 30;
    private readonly int[] labels;
    private readonly int[] values;

    private Annotation(int[] values, int[] labels, LabelTable table) => (this.values, this.labels, Table) = (values, labels, table);

    /// <summary>The labels. Their numbers are their places in the file's table.</summary>
    public LabelTable Table { get; }

    /// <summary>Number of the label of each vertex; −1 where the vertex has none.</summary>
    public ReadOnlySpan<int> Labels => labels;

    /// <summary>What the file stores of each vertex: the label's colour as red + 256 · green + 65536 · blue.</summary>
    public ReadOnlySpan<int> Values => values;

    /// <summary>Reads an annotation.</summary>
    /// <param name="path">The file; gzip is taken off.</param>
    /// <exception cref="ImageFormatException">No annotation, a damaged one, or one without a table.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static Annotation Read(string path)
    {
        var bytes = WholeFile.Read(path, MostBytes, "an annotation (.annot)");
        var field = new FieldReader(bytes, bigEndian: true);
        var count = bytes.Length >= 8 ? field.I32(0) : -1;
        if (count < 0 || 8 + (8L * count) > bytes.Length)
            throw new ImageFormatException(path, 0, "number of vertices", "what the file holds; it may be cut off or no annotation",
                bytes.Length < 8 ? "cut off" : $"{count}");
        var stored = new int[count];
        for (var n = 0; n < count; n++)
        {
            var vertex = field.I32(4 + (8 * n));
            if (vertex < 0 || vertex >= count)
                throw new ImageFormatException(path, 4 + (8 * n), "vertex", $"0 to {count - 1}", $"{vertex}");
            stored[vertex] = field.I32(8 + (8 * n));
        }

        var at = 4 + (8 * count);
        if (field.I32(at) == 0) throw new ImageFormatException(path, at, "colour table", "one, for without it the labels have no names",
            "missing");
        at += 4;
        var table = BinaryColourTable.Read(path, bytes, ref at);
        return new(stored, Numbers(stored, table), table);
    }

    // Colours tell labels apart in this format. A vertex of value 0 has no label, whatever label is black.
    private static int[] Numbers(int[] values, LabelTable table)
    {
        var numbers = new Dictionary<int, int>();
        foreach (var label in table.Labels)
            numbers.TryAdd(((label.Color >> 16) & 255) | (label.Color & 0xff00) | ((label.Color & 255) << 16), label.Id);
        return Array.ConvertAll(values, v => v != 0 && numbers.TryGetValue(v, out var id) ? id : -1);
    }
}

using System.Text;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.LabelTables;

/// <summary>
/// FreeSurfer's colour table in binary, as annotations and MGH files hold it: the older form counts its entries, the newer says −2 and
/// numbers them.
/// </summary>
internal static class BinaryColourTable
{
    private const int MostEntries = 1 << 20;

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="at">Where the table begins; moved behind it.</param>
    public static LabelTable Read(string path, ReadOnlySpan<byte> bytes, ref int at)
    {
        var reader = new Cursor(path, bytes, at);
        var version = reader.Int("version of the colour table");
        var numbered = version < 0;
        if (numbered && version != -2) throw reader.Bad("version of the colour table", "-2", $"{version}");
        var count = numbered ? reader.Int("largest number of the colour table") : version;
        reader.Text("name of the colour table's file");
        if (numbered) count = reader.Int("entries of the colour table");
        if (count is < 0 or > MostEntries) throw reader.Bad("entries of the colour table", $"0 to {MostEntries}", $"{count}");
        var labels = new List<Label>(Math.Min(count, 4096));
        for (var n = 0; n < count; n++)
        {
            var id = numbered ? reader.Int("number of an entry") : n;
            var name = reader.Text("name of an entry");
            var (red, green, blue) = (reader.Int("red"), reader.Int("green"), reader.Int("blue"));
            reader.Int("transparency");
            labels.Add(new(id, name, "", ((red & 255) << 16) | ((green & 255) << 8) | (blue & 255)));
        }

        at = reader.At;
        try
        {
            return new(labels);
        }
        catch (ArgumentException e)
        {
            throw new ImageFormatException(path, at, "colour table", "each number once", e.Message.Split(" (Parameter")[0], e);
        }
    }

    private ref struct Cursor(string path, ReadOnlySpan<byte> bytes, int at)
    {
        private readonly ReadOnlySpan<byte> bytes = bytes;

        public int At { get; private set; } = at;

        public int Int(string what)
        {
            if (At + 4 > bytes.Length) throw Bad(what, "4 bytes", "cut off");
            var value = new FieldReader(bytes, bigEndian: true).I32(At);
            At += 4;
            return value;
        }

        public string Text(string what)
        {
            var length = Int(what);
            if (length < 0 || At + (long)length > bytes.Length) throw Bad(what, "text within the file", $"{length} bytes long");
            var text = Encoding.UTF8.GetString(bytes.Slice(At, length)).TrimEnd('\0');
            At += length;
            return text;
        }

        public readonly ImageFormatException Bad(string field, string expected, string found) => new(path, At, field, expected, found);
    }
}

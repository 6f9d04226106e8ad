using System.Globalization;
using System.Text;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.LabelTables;

/// <summary>
/// Tables of labels: BIDS <c>dseg.tsv</c> (<c>index name abbreviation color</c>, any order of columns), CSV of number and name with or
/// without a header, and FreeSurfer's colour tables (<c>number name R G B A</c>). Which of them a file is, is told by its content.
/// </summary>
public static class LabelTableFile
{
    private const int MostBytes = 16 << 20; // FreeSurferColorLUT.txt has 100 KiB
    private static readonly string[] IdColumns = ["index", "id", "label", "value", "roi_id", "component"];
    private static readonly string[] NameColumns = ["name", "region", "structure", "regions", "label_name", "roi_name", "label",
        "difumo_names"];

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The labels in file order. Labels without a colour get one of <see cref="LabelTable.ColorFor"/>; a name that comes twice
    /// gets its number behind it.</returns>
    /// <exception cref="ImageFormatException">The file is not such a table, or gives one number to two names.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static LabelTable Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var lines = Text(path).Split(["\r\n", "\n", "\r"], StringSplitOptions.None);
        var first = Array.Find(lines, static l => Content(l).Length > 0)
            ?? throw new ImageFormatException(path, -1, "file", "a table of labels", "empty");
        char? separator = first.Contains('\t', StringComparison.Ordinal) && !LooksLikeColourTable(first)
            ? '\t' : first.Contains(',', StringComparison.Ordinal) ? ',' : null;
        var labels = separator is { } s ? Separated(path, lines, s) : ColourTable(path, lines);
        if (labels.Count == 0) throw new ImageFormatException(path, -1, "file", "rows of number and name", "without any");
        try
        {
            return new(Distinct(labels));
        }
        catch (ArgumentException e)
        {
            throw new ImageFormatException(path, -1, "table", "one name for each number",
                $"ambiguous: {e.Message.Split(" (Parameter")[0]}", e);
        }
    }

    /// <summary>A table as BIDS <c>dseg.tsv</c> writes it.</summary>
    public static string Tsv(LabelTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var text = new StringBuilder("index\tname\tabbreviation\tcolor\n");
        foreach (var label in table.Labels)
            text.Append(CultureInfo.InvariantCulture,
                $"{label.Id}\t{label.Name}\t{(label.Abbreviation.Length > 0 ? label.Abbreviation : "n/a")}\t#{label.Color:X6}\n");
        return text.ToString();
    }

    private static string Text(string path)
    {
        using var file = new SourceFile(path);
        var bytes = new byte[Math.Min(MostBytes, Math.Max(new FileInfo(path).Length * 16, 1 << 16)) + 1];
        var n = file.Read(bytes);
        if (n > MostBytes || bytes.AsSpan(0, n).Contains((byte)0))
            throw new ImageFormatException(path, -1, "file", "a text table of labels", n > MostBytes ? "too long for one" : "not text");
        return Encoding.UTF8.GetString(bytes, 0, n).TrimStart('\uFEFF');
    }

    private static string Content(string line) => line.Split('#')[0].Trim() is { Length: > 0 } content
        ? content : line.Contains('\t', StringComparison.Ordinal) ? line.Trim() : "";

    // FreeSurfer's own tables are laid out with spaces, some tools' with tabs: number, name, then four numbers.
    private static bool LooksLikeColourTable(string line)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 6 && IsNumber(words[0]) && words[2..6].All(IsNumber);
    }

    private static bool IsNumber(string word) => int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static List<Label> ColourTable(string path, string[] lines)
    {
        var labels = new List<Label>();
        for (var n = 0; n < lines.Length; n++)
        {
            var words = lines[n].Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            if (words.Length < 2 || !IsNumber(words[0])) throw Bad(path, n, "number and name", lines[n]);
            var color = words.Length >= 5 && words[2..5].All(IsNumber) ? Packed(path, n, words[2..5]) : (int?)null;
            if (color is null && words.Length > 2) throw Bad(path, n, "number, name, red, green, blue, alpha", lines[n]);
            var id = int.Parse(words[0], CultureInfo.InvariantCulture);
            labels.Add(new(id, words[1], "", color ?? LabelTable.ColorFor(id)));
        }

        return labels;
    }

    private static List<Label> Separated(string path, string[] lines, char separator)
    {
        var labels = new List<Label>();
        Columns? columns = null;
        for (var n = 0; n < lines.Length; n++)
        {
            var cells = Cells(lines[n], separator);
            if (cells.All(static c => c.Length == 0)) continue;
            if (columns is null)
            {
                columns = Columns.Of(cells);
                if (columns is null) throw Bad(path, n, "a header with index and name, or rows that begin with them", lines[n]);
                if (columns.Header) continue;
            }

            if (cells.Length <= Math.Max(columns.Id, columns.Name)
                || !double.TryParse(cells[columns.Id], NumberStyles.Float, CultureInfo.InvariantCulture, out var id) || id != Math.Round(id)
                || Math.Abs(id) > int.MaxValue || cells[columns.Name].Length == 0)
                throw Bad(path, n, "a whole number and a name", lines[n]);
            string Cell(int column) => column >= 0 && column < cells.Length && cells[column] is not "n/a" ? cells[column] : "";
            var color = Cell(columns.Color) is { Length: > 0 } text ? Hex(text) ?? throw Bad(path, n, "a colour as #RRGGBB", text)
                : LabelTable.ColorFor((int)id);
            var label = new Label((int)id, cells[columns.Name], Cell(columns.Abbreviation), color);
            labels.Add(Cell(columns.Hemisphere) is { Length: > 0 } side && Label.HemisphereOf(side) is var given and not Hemisphere.None
                ? label with { Hemisphere = given } : label);
        }

        return labels;
    }

    private static string[] Cells(string line, char separator)
    {
        if (separator == '\t' || !line.Contains('"', StringComparison.Ordinal))
            return [.. line.Split(separator).Select(static c => c.Trim())];
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == separator && !quoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else cell.Append(c);
        }

        return [.. cells, cell.ToString().Trim()];
    }

    private static int? Hex(string text) =>
        text.TrimStart('#') is { Length: 6 } hex
            && int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var color) ? color : null;

    private static int Packed(string path, int line, string[] rgb)
    {
        var color = 0;
        foreach (var word in rgb)
        {
            var v = int.Parse(word, CultureInfo.InvariantCulture);
            if (v is < 0 or > 255) throw Bad(path, line, "colours from 0 to 255", word);
            color = (color << 8) | v;
        }

        return color;
    }

    private static List<Label> Distinct(List<Label> labels)
    {
        var twice = labels.GroupBy(l => l.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key)
            .ToHashSet(StringComparer.Ordinal);
        return [.. labels.Select(
            l => twice.Contains(l.Name) ? l with { Name = string.Create(CultureInfo.InvariantCulture, $"{l.Name}_{l.Id}") } : l)];
    }

    private static ImageFormatException Bad(string path, int line, string expected, string found) =>
        new(path, -1, $"line {line + 1}", expected, $"'{(found.Length > 60 ? found[..60] + "…" : found.Trim())}'");

    /// <summary>Which column is which; −1 for none.</summary>
    private sealed record Columns(bool Header, int Id, int Name, int Abbreviation, int Color, int Hemisphere)
    {
        public static Columns? Of(string[] cells)
        {
            if (IsNumber(cells[0])) return cells.Length < 2 ? null : new(false, 0, 1, -1, -1, -1);
            var names = Array.ConvertAll(cells, static c => c.ToLowerInvariant());
            var id = First(names, IdColumns, -1);
            var name = First(names, NameColumns, id);
            return id < 0 || name < 0 ? null : new(true, id, name, Array.IndexOf(names, "abbreviation"),
                Array.FindIndex(names, static c => c is "color" or "colour"),
                Array.FindIndex(names, static c => c is "hemisphere" or "hemi"));
        }

        private static int First(string[] cells, string[] wanted, int taken)
        {
            foreach (var name in wanted)
            {
                for (var n = 0; n < cells.Length; n++)
                    if (cells[n] == name && n != taken) return n;
            }

            return -1;
        }
    }
}

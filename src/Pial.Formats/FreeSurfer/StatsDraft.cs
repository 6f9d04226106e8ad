using System.Globalization;

namespace Pial.Formats.FreeSurfer;

/// <summary>A stats file while its lines come in.</summary>
internal sealed class StatsDraft(string path)
{
    private readonly Dictionary<string, string> header = new(StringComparer.Ordinal);
    private readonly List<StatsMeasure> measures = [];
    private readonly List<string> regions = [];
    private readonly List<double> values = [];
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private string[]? columns;
    private int name = -1;
    private int expectedRows = -1;
    private bool titled;

    /// <summary>Takes a line that begins with #.</summary>
    public void Comment(ReadOnlySpan<char> text, int line)
    {
        var space = text.IndexOfAny(' ', '\t');
        var key = space < 0 ? text : text[..space];
        var rest = space < 0 ? [] : text[(space + 1)..].Trim();
        switch (key)
        {
            case "Measure":
                Measure(rest, line);
                break;
            case "ColHeaders":
                SetColumns([.. rest.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)], line);
                break;
            case "NRows" when int.TryParse(rest, NumberStyles.Integer, CultureInfo.InvariantCulture, out var count):
                expectedRows = count;
                break;
            case "TableCol" or "NTableCols" or "NRows" or "":
                break;
            default:
                titled |= key is "Title" or "Table";
                header.TryAdd(StatsReader.Shared(key), rest.ToString());
                break;
        }
    }

    /// <summary>Takes a row of the table.</summary>
    public void Row(ReadOnlySpan<char> text, int line)
    {
        if (columns is null)
            SetColumns(StatsReader.Columns(text)
                ?? throw Bad("file", "a stats file of FreeSurfer or FastSurfer", $"another kind of text (line {line})"), line);
        Span<Range> words = stackalloc Range[columns!.Length + 1];
        var n = text.SplitAny(words, [' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (n != columns.Length) throw Bad($"line {line}", $"{columns.Length} values; the file may be cut off",
            n > columns.Length ? $"more than {columns.Length}" : $"{n}");
        var region = StatsReader.Shared(text[words[name]]);
        if (!seen.Add(region)) throw Bad($"line {line}", "each region once", $"{region} again");
        regions.Add(region);
        for (var c = 0; c < n; c++)
            if (c != name) values.Add(Number(text[words[c]], $"line {line}, {columns[c]}"));
    }

    /// <summary>Judges whether the file is whole.</summary>
    public StatsFile Finish(bool endsWithNewLine)
    {
        if (columns is null && measures.Count == 0)
            throw Bad("file", "a stats file of FreeSurfer or FastSurfer", "without measures and table");
        if (columns is null && titled) throw Bad("file", "a table of regions", "cut off within its header");
        if (columns is not null && regions.Count == 0) throw Bad("table", "at least one region", "without rows; the file may be cut off");
        if (expectedRows >= 0 && regions.Count != expectedRows)
            throw Bad("table", $"{expectedRows} rows, as its header says", $"cut off or damaged: it has {regions.Count}");
        if (!endsWithNewLine) throw Bad("last line", "a line end; the file may be cut off", "not ended");
        string[] numbers = columns is null ? [] : [.. columns.Where((_, c) => c != name)];
        return new(path, header, measures, numbers, regions, [.. values]);
    }

    private void SetColumns(string[] found, int line)
    {
        name = Array.IndexOf(found, "StructName");
        if (name < 0) throw Bad($"line {line}, ColHeaders", "a column StructName", "without it");
        columns = [.. found.Select(c => StatsReader.Shared(c))];
    }

    private void Measure(ReadOnlySpan<char> text, int line)
    {
        if (MeasureLine.Of(text.ToString()) is not { } found)
            throw Bad($"line {line}, Measure", "id, alias, description, value, unit; the file may be cut off", $"'{text}'");
        var value = Number(found.Value, $"line {line}, {found.Alias}");
        foreach (var earlier in measures)
            if (earlier.Alias == found.Alias && !earlier.Value.Equals(value))
                throw Bad($"line {line}, {found.Alias}",
                    $"one value (it was {earlier.Value.ToString(CultureInfo.InvariantCulture)} before)",
                    value.ToString(CultureInfo.InvariantCulture));
        measures.Add(new(StatsReader.Shared(found.Id), StatsReader.Shared(found.Alias), StatsReader.Shared(found.Description), value,
            StatsReader.Shared(found.Unit)));
    }

    private double Number(ReadOnlySpan<char> word, string where)
    {
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return value;
        if (word.TrimStart("+-").StartsWith("nan", StringComparison.OrdinalIgnoreCase)) return double.NaN;
        if (word.TrimStart("+-").StartsWith("inf", StringComparison.OrdinalIgnoreCase))
            return word[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        throw word.Contains(',')
            ? Bad(where,
                "a number with a decimal point; the file was written under a locale with decimal commas, run the program with LC_NUMERIC=C",
                $"'{word}'")
            : Bad(where, "a number; the file may be cut off", $"'{word}'");
    }

    private ImageFormatException Bad(string field, string expected, string found) => new(path, -1, field, expected, found);
}

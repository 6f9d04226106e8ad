using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Formats;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Datasets;
using Pial.Pipelines.Tables;

namespace Pial.Pipelines.Leakage;

/// <summary>Which columns of a table an audit looks at.</summary>
/// <param name="Id">Column of the ids; null for <c>participant_id</c>, another usual name, or the first.</param>
/// <param name="Family">Column of families; null for one that is named so (<see cref="FamilyColumn"/>).</param>
/// <param name="Aliases">Columns of other ids of the same persons.</param>
public sealed record AuditColumns(string? Id, string? Family, IReadOnlyList<string> Aliases);

/// <summary>A side of a split with the images it has.</summary>
/// <param name="Side">Its people.</param>
/// <param name="Images">Its images, by a name for messages; none for tables without a column of files and for models.</param>
/// <param name="Kind">What it was read from, in words.</param>
public sealed record AuditInput(AuditSide Side, IReadOnlyList<(string Name, string Path)> Images, string Kind)
{
    private static readonly string[] FileNames = ["path", "image", "file", "filename", "t1w"];

    /// <summary>What a reader must know of the side: numbers that stand for missing, fits that do not say whom they saw.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The table it was read from; null for other sides.</summary>
    public ColumnTable? Table { get; init; }

    /// <summary>Reads a side.</summary>
    /// <param name="path">A table, a list of ids, a BIDS folder, a folder of images, a template's folder, or the JSON of a fitted
    /// model.</param>
    /// <param name="columns">Columns of tables.</param>
    /// <exception cref="InputException">It is none of these, is empty, or lacks a column.</exception>
    public static AuditInput Read(string path, AuditColumns columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (Directory.Exists(path)) return OfFolder(path, columns);
        if (!File.Exists(path))
            throw new InputException($"{path} does not exist; expected a table, a list of ids, a BIDS folder or a fitted model.");
        try
        {
            var text = File.ReadAllText(path);
            return text.AsSpan().TrimStart().StartsWith("{") ? OfModel(path, text) : OfTable(path, text.TrimStart('\uFEFF'), columns);
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message, e);
        }
    }

    private static AuditInput OfModel(string path, string text)
    {
        var name = Path.GetFileName(path);
        try
        {
            var json = JsonNode.Parse(text) as JsonObject;
            if ((json?["fittedOn"] ?? json?[RecordedFits.Field] ?? json?["MaskFittedOn"]) is { } record) return new(new(name,
                FittedOn.FromJson(record).Ids), [], $"{(string?)json?["model"] ?? "fitted"} model, fitted on");
            if (json?["Scans"] is JsonArray scans) return new(new(name, [.. scans.Select(s => (string)s!)]), [], "template, made of");
            throw new InputException(
                $"{name} does not say whom it was fitted on: it has no 'fittedOn'. Without it nobody can tell what it saw.");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new InputException($"{name} cannot be read as a fitted model: {e.Message.Split('\n')[0]}", e);
        }
    }

    private static AuditInput OfTable(string path, string text, AuditColumns columns)
    {
        var name = Path.GetFileName(path);
        var lines = SeparatedText.Read(text, name);
        if (lines.Count == 0) throw new InputException($"{name} is empty; expected a table or a list of ids.");
        var header = lines[0].Cells;
        if (header.Length == 1 && header[0] != columns.Id)
        {
            List<string> ids = [.. lines.Select(l => l.Cells[0])];
            var named = IdColumn.IsHeader(ids[0], ids[1..]);
            return new(new(name, named ? ids[1..] : ids), [], named ? $"list, ids under '{ids[0]}'" : "list");
        }

        if (header.Length > 1 && header[0].StartsWith("sub-",
            StringComparison.OrdinalIgnoreCase))
            throw new InputException($"{name} begins with a row of {header[0]}; put the names of its columns above it.");
        return OfColumns(path, ColumnTable.Parse(text, name), columns);
    }

    private static AuditInput OfColumns(string path, ColumnTable table, AuditColumns columns)
    {
        var name = Path.GetFileName(path);
        string Named(string column) => table.Has(column) ? column
            : throw new InputException($"{name} has no column '{column}'.{NearestName.Hint(column, [.. table.Columns])}");
        var id = columns.Id is { } given ? Named(given) : IdColumn.Of(table.Columns) ?? table.Columns[0];
        for (var r = 0; r < table.Rows; r++)
            if (SubjectTable.IsMissing(table[id][r])) throw new InputException($"{name}: row {r + 1} has no '{id}'.");
        var family = columns.Family is { } said ? (table.Has(said) ? said : null) : FamilyColumn.Of(table.Columns, c => table[c]);
        var measures = table.Columns.Where(c => c != id && c != family && !columns.Aliases.Contains(c)).Select(c =>
            (c, Values: NumbersOf(table[c]))).Where(c => c.Values is not null).Select(c => (c.c, c.Values!)).ToList();
        var fits = RecordedFits.Beside(path);
        var side = new AuditSide(name, table[id])
        {
            Families = family is null ? null : table[family],
            Aliases = [.. columns.Aliases.Where(table.Has).Select(a => table[a])],
            Fits = fits.Known,
            Measures = measures.Count > 0 ? measures : null,
        };
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var file = table.Columns.FirstOrDefault(c => FileNames.Contains(c, StringComparer.OrdinalIgnoreCase) && c != id);
        var files = file is null ? [] : table[file].Where(f => !SubjectTable.IsMissing(f)).Select(f =>
            (f, Path.Combine(folder, f))).ToList();
        return new(side, files, $"table, ids in '{id}'{(family is null ? "" : $", families in '{family}'")}")
        {
            Table = table,
            Notes = [.. MissingNotes(name, measures),
                .. fits.Unknown.Select(u => $"{u} does not say whom it was fitted on; nobody can tell what it saw")],
        };
    }

    // A column whose known values are all numbers; null for words, and for a column that knows none.
    private static double[]? NumbersOf(IReadOnlyList<string> cells)
    {
        var numbers = new double[cells.Count];
        var known = false;
        for (var r = 0; r < numbers.Length; r++)
        {
            if (SubjectTable.IsMissing(cells[r])) numbers[r] = double.NaN;
            else if (!double.TryParse(cells[r], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[r])) return null;
            else known = true;
        }

        return known ? numbers : null;
    }

    private static IEnumerable<string> MissingNotes(string name, List<(string Name, double[] Values)> measures)
    {
        var found = measures.Select(m => (m.Name, Codes: MissingCode.Find(m.Values))).Where(m => m.Codes.Count > 0).ToList();
        if (found.Count == 0) yield break;
        yield return $"{name}: numbers that look like codes for missing in " +
            $"{string.Join(", ", found.Take(6).Select(f => $"{f.Name} ({string.Join(", ", f.Codes)})"))}" +
            $"{(found.Count > 6 ? $" and {found.Count - 6} more columns" : "")}; write n/a";
    }

    private static AuditInput OfFolder(string path, AuditColumns columns)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        var template = Path.Combine(path, "template_description.json");
        if (File.Exists(template)) return OfModel(template, File.ReadAllText(template)) with { Kind = "template, made of" };
        if (Directory.EnumerateDirectories(path, "sub-*").Any())
        {
            var (subjects, files) = DatasetWalk.Of(path, new ParallelOptions());
            var participants = Path.Combine(path, "participants.tsv");
            var side = new AuditSide(name, [.. subjects.Select(s => $"sub-{s}")]);
            if (File.Exists(participants))
                side = WithTable(side,
                    OfTable(participants, File.ReadAllText(participants).TrimStart('\uFEFF'), columns with { Id = null }).Side);
            return new(side,
                [.. files.Where(f => f.Kind == FileKind.Image && ContrastName.Of(f.Path) is not null)
                    .Select(f => (f.Path, Path.Combine(path, f.Path)))], "BIDS folder");
        }

        string[] images = [.. Directory.EnumerateFiles(path).Where(f => ImageFormats.IsSingleFile(f)).Order(StringComparer.Ordinal)];
        if (images.Length == 0)
            throw new InputException($"{path} has neither sub-* folders nor images; expected a BIDS folder or a folder of images.");
        return new(new(name, [.. images.Select(BidsName.StemOf)]), [.. images.Select(i => (Path.GetFileName(i), i))], "folder of images");
    }

    // What participants.tsv says of the folders.
    private static AuditSide WithTable(AuditSide folders, AuditSide table)
    {
        var row = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var r = 0; r < table.Ids.Count; r++) row.TryAdd(SubjectKey.Of(table.Ids[r]), r);
        IReadOnlyList<string> Of(IReadOnlyList<string> column) =>
            [.. folders.Ids.Select(id => row.TryGetValue(SubjectKey.Of(id), out var r) ? column[r] : "")];
        return folders with { Families = table.Families is null ? null : Of(table.Families), Aliases = [.. table.Aliases.Select(Of)] };
    }
}

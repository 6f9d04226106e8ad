using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Datasets;

namespace Pial.Pipelines.Leakage;

/// <summary>Which columns of a table an audit looks at.</summary>
/// <param name="Id">Column of the ids; null for <c>participant_id</c>, another usual name, or the first.</param>
/// <param name="Family">Column of families; null for one named <c>family</c>, <c>family_id</c> or <c>famid</c>.</param>
/// <param name="Aliases">Columns of other ids of the same persons.</param>
public sealed record AuditColumns(string? Id, string? Family, IReadOnlyList<string> Aliases);

/// <summary>A side of a split with the images it has.</summary>
/// <param name="Side">Its people.</param>
/// <param name="Images">Its images, by a name for messages; none for tables without a column of files and for models.</param>
/// <param name="Kind">What it was read from, in words.</param>
public sealed record AuditInput(AuditSide Side, IReadOnlyList<(string Name, string Path)> Images, string Kind)
{
    private static readonly string[] IdNames = ["participant_id", "subject_id", "sub_id", "subject", "id", "eid", "participant"];
    private static readonly string[] FamilyNames = ["family", "family_id", "famid"];
    private static readonly string[] FileNames = ["path", "image", "file", "filename", "t1w"];
    private static readonly string[] ImageEndings = [".nii.gz", ".nii", ".mgz", ".mgh"];

    /// <summary>Reads a side.</summary>
    /// <param name="path">A table, a list of ids, a BIDS folder, a folder of images, a template's folder, or the JSON of a fitted model.</param>
    /// <param name="columns">Columns of tables.</param>
    /// <exception cref="InputException">It is none of these, is empty, or lacks a column.</exception>
    public static AuditInput Read(string path, AuditColumns columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (Directory.Exists(path)) return OfFolder(path, columns);
        if (!File.Exists(path)) throw new InputException($"{path} does not exist; expected a table, a list of ids, a BIDS folder or a fitted model.");
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
            if ((json?["fittedOn"] ?? json?["MaskFittedOn"]) is { } record) return new(new(name, FittedOn.FromJson(record).Ids), [], $"{(string?)json?["model"] ?? "fitted"} model, fitted on");
            if (json?["Scans"] is JsonArray scans) return new(new(name, [.. scans.Select(s => (string)s!)]), [], "template, made of");
            throw new InputException($"{name} does not say whom it was fitted on: it has no 'fittedOn'. Without it nobody can tell what it saw.");
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
        var isTable = header.Length > 1 || header[0] == columns.Id || IdNames.Contains(header[0], StringComparer.OrdinalIgnoreCase);
        if (!isTable) return new(new(name, [.. lines.Select(l => l.Cells[0])]), [], "list");
        var table = ColumnTable.Parse(text, name);
        string Named(string column) => table.Has(column) ? column : throw new InputException($"{name} has no column '{column}'.{NearestName.Hint(column, [.. table.Columns])}");
        string? Usual(string[] names) => table.Columns.FirstOrDefault(c => names.Contains(c, StringComparer.OrdinalIgnoreCase));
        var id = columns.Id is { } given ? Named(given) : IdNames.Select(n => table.Columns.FirstOrDefault(c => string.Equals(c, n, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(c => c is not null) ?? table.Columns[0];
        for (var r = 0; r < table.Rows; r++)
            if (SubjectTable.IsMissing(table[id][r])) throw new InputException($"{name}: row {r + 1} has no '{id}'.");
        var family = columns.Family is { } said ? (table.Has(said) ? said : null) : Usual(FamilyNames);
        var side = new AuditSide(name, table[id])
        {
            Families = family is null ? null : table[family],
            Aliases = [.. columns.Aliases.Where(table.Has).Select(a => table[a])],
        };
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var files = Usual(FileNames) is { } file ? table[file].Where(f => !SubjectTable.IsMissing(f)).Select(f => (f, Path.Combine(folder, f))).ToList() : [];
        return new(side, files, $"table, ids in '{id}'");
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
            if (File.Exists(participants)) side = WithTable(side, OfTable(participants, File.ReadAllText(participants).TrimStart('\uFEFF'), columns with { Id = null }).Side);
            return new(side, [.. files.Where(f => f.Kind == FileKind.Image && ContrastName.Of(f.Path) is not null).Select(f => (f.Path, Path.Combine(path, f.Path)))], "BIDS folder");
        }

        string[] images = [.. Directory.EnumerateFiles(path).Where(f => ImageEndings.Any(e => f.EndsWith(e, StringComparison.OrdinalIgnoreCase))).Order(StringComparer.Ordinal)];
        if (images.Length == 0) throw new InputException($"{path} has neither sub-* folders nor images; expected a BIDS folder or a folder of images.");
        return new(new(name, [.. images.Select(BidsName.StemOf)]), [.. images.Select(i => (Path.GetFileName(i), i))], "folder of images");
    }

    // What participants.tsv says of the folders.
    private static AuditSide WithTable(AuditSide folders, AuditSide table)
    {
        var row = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var r = 0; r < table.Ids.Count; r++) row.TryAdd(SubjectKey.Of(table.Ids[r]), r);
        IReadOnlyList<string> Of(IReadOnlyList<string> column) => [.. folders.Ids.Select(id => row.TryGetValue(SubjectKey.Of(id), out var r) ? column[r] : "")];
        return folders with { Families = table.Families is null ? null : Of(table.Families), Aliases = [.. table.Aliases.Select(Of)] };
    }
}

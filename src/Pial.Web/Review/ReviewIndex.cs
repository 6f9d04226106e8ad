using System.Globalization;
using System.Text.Json.Nodes;
using Pial.Analysis.Tables;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;

namespace Pial.Web.Review;

/// <summary>All scans of a folder of derivatives with their measures, as they were when it was read.</summary>
/// <param name="Scans">By name.</param>
/// <param name="Measures">Names of the measures.</param>
/// <param name="IsGrouped">Whether the cohort's tables were there.</param>
internal sealed record ReviewIndex(IReadOnlyList<ReviewScan> Scans, string[] Measures, bool IsGrouped)
{
    private static readonly string[] GroupFiles = ["group_quality.tsv", "group_outliers.tsv", "group_volumes.tsv"];
    private readonly Dictionary<string, ReviewScan> byLabel = Scans.ToDictionary(s => s.Label, StringComparer.Ordinal);

    /// <summary>A scan by its name; null for none.</summary>
    public ReviewScan? this[string label] => byLabel.GetValueOrDefault(label);

    /// <summary>When what the index is made of last changed.</summary>
    public static DateTime Stamp(string folder) => GroupFiles.Select(f => File.GetLastWriteTimeUtc(Path.Combine(folder, f)))
        .Append(Directory.GetLastWriteTimeUtc(folder)).Max();

    /// <summary>Reads a folder: its scans are those with a brain mask.</summary>
    public static ReviewIndex Read(string folder)
    {
        var masks = HeadDerivatives.BrainMask.Find(folder, (string?)null).Where(f => BidsName.Of(f) is { } n && n["space"] is null)
            .Where(f => f.StartsWith(Path.Combine(folder, "sub-"), StringComparison.Ordinal))
            .Select(f => (Label: BidsName.Of(f).Prefix, Folder: Path.GetDirectoryName(f)!)).DistinctBy(m => m.Label).ToArray();
        var tables = GroupFiles.Select(f => Table(Path.Combine(folder, f))).ToArray();
        var rows = tables[0] is null
            ? masks.AsParallel().AsOrdered().Select(m => OfScan(m.Folder, m.Label)).ToArray()
            : Joined(masks, tables);
        string[] measures = [.. rows.SelectMany(r => r.Values.Keys).Distinct(StringComparer.Ordinal)];
        return new([.. masks.Select((m, n) => new ReviewScan(m.Label, m.Folder, rows[n].Site, rows[n].Verdict, rows[n].Reasons,
            [.. measures.Select(name => rows[n].Values.GetValueOrDefault(name, double.NaN))]))
            .OrderBy(s => s.Label, StringComparer.Ordinal)],
            measures, tables[1] is not null);
    }

    /// <summary>The scans in the order of a page.</summary>
    /// <param name="by">A measure; <c>name</c>, or anything else for the flagged first.</param>
    /// <param name="descending">The largest first.</param>
    public IEnumerable<ReviewScan> Sorted(string by, bool descending)
    {
        if (by == "name") return descending ? Scans.Reverse() : Scans;
        var at = Array.IndexOf(Measures, by);
        if (at < 0)
        {
            var far = Array.IndexOf(Measures, "outlier_distance");
            return Scans.OrderByDescending(s => s.Urgency)
                .ThenByDescending(s => far < 0 || double.IsNaN(s.Values[far]) ? 0 : s.Values[far]);
        }

        // What is not defined comes last either way.
        var known = Scans.OrderBy(s => double.IsNaN(s.Values[at]));
        return descending ? known.ThenByDescending(s => s.Values[at]) : known.ThenBy(s => s.Values[at]);
    }

    private static Row[] Joined(IEnumerable<(string Label, string Folder)> scans, ColumnTable?[] tables)
    {
        var found = new Dictionary<string, Row>(StringComparer.Ordinal);
        // Outliers first: the distance from the cohort is the first measure.
        foreach (var table in new[] { tables[1], tables[0], tables[2] }.OfType<ColumnTable>())
        {
            string[] numbers = [.. table.Columns.Where(c => c is not ("participant_id" or "session_id" or "scan" or "bids_name" or "site"
                or "verdict" or "rules" or "reasons" or "not_judged") && !c.StartsWith("z_", StringComparison.Ordinal))];
            var columns = numbers.Select(c => table[c]).ToArray();
            for (var r = 0; r < table.Rows; r++)
            {
                var label = LabelOf(table, r);
                if (!found.TryGetValue(label, out var row)) found[label] = row = new();
                for (var c = 0; c < numbers.Length; c++)
                    row.Values.TryAdd(numbers[c], Number(columns[c][r]));
                if (table != tables[1]) continue;
                (row.Site, row.Verdict, row.Reasons) = (Word(table, "site", r), Word(table, "verdict", r), Word(table, "reasons", r));
            }
        }

        // A scan that came after the tables is known by its own files.
        return [.. scans.Select(s => found.GetValueOrDefault(s.Label) ?? OfScan(s.Folder, s.Label))];
    }

    private static string LabelOf(ColumnTable table, int row)
    {
        if (table.Has("bids_name")) return BidsName.Of(table["bids_name"][row]).Prefix;
        if (table.Has("scan")) return table["scan"][row];
        var session = table.Has("session_id") ? table["session_id"][row] : "n/a";
        return session == "n/a" ? table["participant_id"][row] : $"{table["participant_id"][row]}_{session}";
    }

    private static string Word(ColumnTable table, string column, int row) =>
        table.Has(column) && table[column][row] is var word and not "n/a" ? word : "";

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    private static ColumnTable? Table(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            return ColumnTable.Parse(File.ReadAllText(path), Path.GetFileName(path));
        }
        catch (FormatException e)
        {
            throw new Pipelines.InputException($"{e.Message} Run the group level again.", e);
        }
    }

    // Without the cohort's tables: what the scan's own files say.
    private static Row OfScan(string folder, string label)
    {
        var row = new Row();
        var stem = Path.Combine(folder, label);
        if (HeadDerivatives.Quality.PathOf(stem) is var quality && File.Exists(quality)
            && HeadDerivatives.Quality.Read(quality, null) is JsonObject root && root["definitions"] is JsonObject definitions)
            foreach (var (name, _) in definitions)
                row.Values[name] = root[name] is JsonValue value && value.TryGetValue<double>(out var number) ? number : double.NaN;
        if (HeadDerivatives.TissueVolumes.PathOf(stem) is var volumes && File.Exists(volumes))
            foreach (var (name, value) in HeadDerivatives.TissueVolumes.Read(volumes, null))
                row.Values[name] = value;
        return row;
    }

    private sealed class Row
    {
        public Dictionary<string, double> Values { get; } = new(StringComparer.Ordinal);

        public string Site { get; set; } = "";

        public string Verdict { get; set; } = "";

        public string Reasons { get; set; } = "";
    }
}

using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Pial.Analysis.Tables;

namespace Pial.Pipelines.FreeSurfer;

/// <summary>The JSON beside a cohort's table: where every row and column comes from, and what is not in it.</summary>
internal static class TableSidecar
{
    // A list longer than this is cut, and says so.
    private const int MostNamed = 1000;

    public static JsonObject Wide(FreeSurferCohort cohort, FeatureTable table)
    {
        var json = Common(cohort, table.Ids.Count);
        json["Columns"] = Columns(cohort, table);
        var missing = new JsonObject();
        for (var c = 0; c < table.Columns.Count; c++)
            if (table.MissingIn(c) is > 0 and var n) missing[table.Columns[c]] = n;
        json["MissingValues"] = new JsonObject
        {
            ["Explanation"] = "Subjects without a value, by column; their cells are empty (CSV), n/a (TSV) or NaN (NPY).",
            ["ByColumn"] = missing,
        };
        return Finish(json, cohort);
    }

    public static JsonObject Long(FreeSurferCohort cohort)
    {
        var rows = cohort.Subjects.Sum(s => s.Regions.Count);
        var json = Common(cohort, rows);
        json["Rows"]!["Explanation"] =
            $"{rows} rows: the regions of {cohort.Subjects.Count} subjects; a region that a subject has not has no row.";
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var subject in cohort.Subjects)
            foreach (var region in subject.Regions)
                counts[region.FullName] = counts.GetValueOrDefault(region.FullName) + 1;
        json["Columns"] = new JsonObject
        {
            ["Measures"] = new JsonArray([.. cohort.Options.Measures.Select(m => JsonValue.Create(FreeSurferTables.LongName(m)))]),
            ["Regions"] = counts.Count,
        };
        json["MissingValues"] = new JsonObject
        {
            ["Explanation"] = "Subjects without a region, by region. Structures of the segmentation have a volume only.",
            ["ByRegion"] = new JsonObject(counts.Where(c => c.Value < cohort.Subjects.Count)
                .Select(c => KeyValuePair.Create(c.Key, (JsonNode?)(cohort.Subjects.Count - c.Value)))),
        };
        return Finish(json, cohort);
    }

    /// <summary>Subjects whose numbers are all the same as another's: copies, or one person under two names.</summary>
    public static IReadOnlyList<(string Id, string SameAs)> Copies(FreeSurferCohort cohort)
    {
        var first = new Dictionary<UInt128, string>();
        var copies = new List<(string, string)>();
        foreach (var subject in cohort.Subjects)
        {
            var hash = new XxHash128();
            foreach (var region in subject.Regions)
                hash.Append(MemoryMarshal.AsBytes(region.Values.AsSpan()));
            foreach (var value in subject.Globals)
                hash.Append(BitConverter.GetBytes(value.Value));
            hash.Append(BitConverter.GetBytes(subject.ETiv));
            var key = hash.GetCurrentHashAsUInt128();
            if (first.TryGetValue(key, out var same)) copies.Add((subject.Id, same));
            else first[key] = subject.Id;
        }

        return copies;
    }

    private static JsonObject Common(FreeSurferCohort cohort, int rows) => new()
    {
        ["Description"] = "Regional measures from the stats files of FreeSurfer or FastSurfer.",
        ["Atlas"] = cohort.Options.Atlas,
        ["Rows"] = new JsonObject
        {
            ["Count"] = rows,
            ["Explanation"] =
                $"{cohort.Subjects.Count} of {cohort.Subjects.Count + cohort.Failed.Count} subjects could be read; {cohort.Failed.Count} " +
                    $"failed, {cohort.OtherRuns.Count} are other runs of the longitudinal stream and {cohort.Others.Count} folders are " +
                    "no subjects (all listed below).",
        },
        ["Runs"] = new JsonObject(cohort.Runs.Select(r => KeyValuePair.Create(r.Key.ToString().ToLowerInvariant(), (JsonNode?)r.Value))),
    };

    private static JsonObject Columns(FreeSurferCohort cohort, FeatureTable table)
    {
        var measures = cohort.Options.Measures;
        var cortical = cohort.Subjects.SelectMany(s => s.Regions).Where(r => r.IsCortical).Select(r => (r.Hemisphere, r.Name))
            .Distinct().ToArray();
        var structures = cohort.Subjects.SelectMany(s => s.Regions).Where(r => !r.IsCortical).Select(r => r.Name)
            .Distinct(StringComparer.Ordinal).Where(table.Columns.Contains).Count();
        var regional = table.Columns.Count(
            c => (c.StartsWith("lh_", StringComparison.Ordinal) || c.StartsWith("rh_", StringComparison.Ordinal))
                && cortical.Any(r => c.StartsWith($"{r.Hemisphere}_{r.Name}_", StringComparison.Ordinal)));
        var units = new JsonObject { ["structures"] = "mm^3", ["eTIV"] = "mm^3", ["lh_euler"] = "unitless", ["rh_euler"] = "unitless" };
        foreach (var measure in measures)
            units[$"*_{measure.Name}"] = measure.Unit;
        foreach (var value in cohort.Subjects.SelectMany(s => s.Globals.Concat(s.MoreVolumes)).DistinctBy(g => g.Name))
            units[value.Name] = value.Unit;
        return new()
        {
            ["Count"] = table.Columns.Count,
            ["Explanation"] =
                $"{structures} structures, {regional} cortical ({cortical.Count(r => r.Hemisphere == "lh")} left and " +
                    $"{cortical.Count(r => r.Hemisphere == "rh")} right regions × {string.Join(", ", measures.Select(m => m.Name))}, as " +
                    $"far as the layout has them), {table.Columns.Count - structures - regional} global; the column of subjects is not " +
                    "counted.",
            ["Units"] = units,
        };
    }

    private static JsonObject Finish(JsonObject json, FreeSurferCohort cohort)
    {
        json["Software"] = new JsonObject(cohort.Subjects.GroupBy(s => s.Software ?? "not said", StringComparer.Ordinal)
            .Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.Count())));
        if (cohort.Renamed.Count > 0)
            json["Renamed"] = new JsonObject(cohort.Renamed.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value)));
        var elsewhere = cohort.Subjects.Where(s => s.ETivSource is not null).GroupBy(s => s.ETivSource!, StringComparer.Ordinal).ToArray();
        if (elsewhere.Length > 0)
            json["ETivTakenFrom"] = new JsonObject(elsewhere.Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.Count())));
        json["EulerTakenFrom"] = new JsonObject(
            cohort.Subjects.GroupBy(s => s.Euler.Source ?? "nowhere: no file says it", StringComparer.Ordinal)
                .Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.Count())));
        json["Failed"] = Named(cohort.Failed.Select(f => (f.Id, f.Why)));
        json["Incomplete"] = Named(cohort.Subjects.Where(s => s.AbsentFiles.Count > 0)
            .Select(s => (s.Id, $"without {string.Join(", ", s.AbsentFiles)}")));
        json["SameNumbersAs"] = Named(Copies(cohort));
        json["OtherRuns"] = Named(cohort.OtherRuns.Select(o => (o.Id, o.Why)));
        json["NotSubjects"] = Named(cohort.Others.Select(o => (o.Id, o.Why)));
        json["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version };
        return json;
    }

    private static JsonObject Named(IEnumerable<(string Id, string Text)> rows)
    {
        var all = rows.ToArray();
        var json = new JsonObject(all.Take(MostNamed).Select(r => KeyValuePair.Create(r.Id, (JsonNode?)r.Text)));
        if (all.Length > MostNamed) json["…"] = $"{all.Length - MostNamed} more";
        return json;
    }
}

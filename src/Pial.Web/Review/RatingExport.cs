using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Analysis.Tables;
using Pial.Pipelines;
using Pial.Pipelines.Bids;

namespace Pial.Web.Review;

/// <summary>Ratings as files: a table as BIDS has tables, its description, MRIQC's JSON, and what holds of them.</summary>
internal static class RatingExport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary><c>ratings.tsv</c>: one row a scan and rater.</summary>
    public static string Table(IEnumerable<Rating> ratings)
    {
        var text = new StringBuilder("participant_id\tscan\trater\tquality\tartefacts\tcomment\tseconds\trated\n");
        foreach (var r in ratings)
            text.Append(Subject(r.Scan)).Append('\t').Append(r.Scan).Append('\t').Append(r.Rater).Append('\t').Append(r.Mark).Append('\t')
                .Append(r.Artefacts.Count == 0 ? "n/a" : string.Join(' ', r.Artefacts)).Append('\t').Append(Cell(r.Comment)).Append('\t')
                .Append(r.SecondsText).Append('\t').Append(r.Made).Append('\n');
        return text.ToString();
    }

    /// <summary><c>consensus.tsv</c>: one row a scan; <c>pial vbm</c> leaves out those whose quality is <c>exclude</c>.</summary>
    public static string ConsensusTable(IEnumerable<Consensus> scans)
    {
        var text = new StringBuilder("participant_id\tscan\tquality\thow\traters\n");
        foreach (var c in scans)
            text.Append(CultureInfo.InvariantCulture, $"{Subject(c.Scan)}\t{c.Scan}\t")
                .Append(c.Quality is { } q ? Rating.Marks[q - 1] : "n/a")
                .Append(CultureInfo.InvariantCulture, $"\t{c.By}\t{c.Ratings.Count}\n");
        return text.ToString();
    }

    /// <summary>What the columns mean, as BIDS describes them.</summary>
    public static string Description()
    {
        static JsonObject Column(string description, params IEnumerable<(string Level, string Means)> levels)
        {
            var column = new JsonObject { ["Description"] = description };
            if (levels.Any()) column["Levels"] = new JsonObject(levels.Select(l => KeyValuePair.Create(l.Level, (JsonNode?)l.Means)));
            return column;
        }

        return new JsonObject
        {
            ["participant_id"] = Column("The subject."),
            ["scan"] = Column("The scan: all of its BIDS entities."),
            ["rater"] = Column("Who rated it."),
            ["quality"] = Column("The rater's mark.", ("exclude", "1: not to be used"), ("poor", "2"), ("acceptable", "3"),
                ("excellent", "4")),
            ["artefacts"] = Column("What was seen, separated by spaces.", Rating.Kinds.Select(k => (k.Name, k.Words))),
            ["comment"] = Column("In the rater's words."),
            ["seconds"] = new JsonObject { ["Description"] = "From opening the scan to the last change.", ["Units"] = "s" },
            ["rated"] = Column("When, UTC."),
            ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
        }.ToJsonString(Indented) + "\n";
    }

    /// <summary>What MRIQC's widget lets a rater download, one object a rating.</summary>
    public static string Mriqc(string dataset, IEnumerable<Rating> ratings) => new JsonArray([.. ratings.Select(r => new JsonObject
    {
        ["dataset"] = dataset,
        ["subject"] = $"{r.Scan}_T1w",
        ["rating"] = r.Quality.ToString(CultureInfo.InvariantCulture),
        ["artifacts"] = new JsonArray([.. r.Artefacts.Select(a => JsonValue.Create(a))]),
        ["time_sec"] = Math.Round(r.Seconds, 1),
        ["comments"] = r.Comment,
        ["rater_id"] = r.Rater,
    })]).ToJsonString(Indented) + "\n";

    private static string Subject(string scan) => $"sub-{BidsName.Of(scan + "_T1w").Subject}";

    private static string Cell(string text) => text.Length == 0 ? "n/a"
        : TextCell.Guarded(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}

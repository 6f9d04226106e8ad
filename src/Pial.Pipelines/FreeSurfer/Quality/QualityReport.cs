using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pial.Analysis.Tables;
using Pial.Formats.Streams;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Rules;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.FreeSurfer.Quality;

/// <summary>Writes what quality control found: <c>freesurfer_qc.tsv</c>, <c>.json</c> and <c>.html</c>.</summary>
/// <param name="Cohort">What was read.</param>
/// <param name="Set">Name of the set of thresholds.</param>
/// <param name="Rules">The thresholds.</param>
/// <param name="Verdicts">What they say.</param>
public sealed record QualityReport(FreeSurferCohort Cohort, string Set, IReadOnlyList<QualityRule> Rules,
    IReadOnlyList<QualityVerdict> Verdicts)
{
    /// <summary>Names of the files.</summary>
    public static IReadOnlyList<string> Files { get; } = ["freesurfer_qc.tsv", "freesurfer_qc.json", "freesurfer_qc.html"];

    /// <summary>Subjects by verdict.</summary>
    public int Count(string word) => Verdicts.Count(v => v.Word == word);

    /// <summary>Writes the files into a folder.</summary>
    public void Write(string folder)
    {
        OutputFile.WriteText(Path.Combine(folder, Files[0]), Table());
        OutputFile.WriteText(Path.Combine(folder, Files[1]), Json().ToJsonString(DatasetDescription.Indented) + "\n");
        OutputFile.WriteText(Path.Combine(folder, Files[2]), QualityPage.Write(this));
    }

    /// <summary>One row a subject.</summary>
    public string Table()
    {
        var style = TableStyle.Tsv;
        var text = new StringBuilder(
            $"participant_id\tsite\tsoftware\t{string.Join('\t', ReconstructionMetric.All.Select(m => m.Name))}" +
                "\teuler_source\tverdict\tflags\tnot_judged\timpossible_numbers\n");
        string Words(IEnumerable<string> words) => string.Join(';', words) is { Length: > 0 } all ? all : style.Missing;
        foreach (var verdict in Verdicts)
        {
            text.Append(style.Cell(verdict.Subject.Id)).Append('\t')
                .Append(verdict.Site.Length > 0 ? style.Cell(verdict.Site) : style.Missing).Append('\t')
                .Append(verdict.Subject.Software ?? style.Missing);
            foreach (var value in verdict.Values)
                text.Append('\t').Append(style.Number(Math.Round(value, 6)));
            text.Append('\t').Append(verdict.Subject.Euler.Source ?? style.Missing).Append('\t').Append(verdict.Word)
                .Append('\t').Append(Words(verdict.Flags.Select(f => f.Rule.Name))).Append('\t')
                .Append(Words(verdict.NotJudged.Select(f => f.Rule.Name))).Append('\t').Append(Words(verdict.Impossible)).Append('\n');
        }

        return text.ToString();
    }

    private JsonObject Json() => new()
    {
        ["Description"] = "Quality of FreeSurfer's or FastSurfer's reconstructions, one row a subject.",
        ["Rows"] = new JsonObject
        {
            ["Count"] = Verdicts.Count,
            ["Explanation"] =
                $"{Verdicts.Count} of {Verdicts.Count + Cohort.Failed.Count} subjects could be read; those that failed and folders that " +
                    "are no subjects are listed below.",
        },
        ["Verdicts"] = new JsonObject
        {
            ["keep"] = Count("keep"),
            ["look"] = Count("look"),
            ["exclude"] = Count("exclude"),
            [QualityVerdict.NotJudgedWord] = Count(QualityVerdict.NotJudgedWord),
        },
        ["Thresholds"] = new JsonObject
        {
            ["Set"] = Set,
            ["Rules"] = new JsonObject(Rules.Select(r => KeyValuePair.Create(r.Name, (JsonNode?)new JsonObject
            {
                ["Flagged"] = $"{r.Limits}{(r.Only is null ? "" : $" ({r.Only} only)")}",
                ["Flag"] = r.Flag.ToString().ToLowerInvariant(),
                ["Means"] = r.Means,
                ["Source"] = r.Source,
                ["Subjects"] = Verdicts.Count(v => v.Flags.Any(f => f.Rule == r)),
                ["NotJudged"] = new JsonObject(Verdicts.SelectMany(v => v.NotJudged.Where(n => n.Rule == r))
                    .GroupBy(n => n.Why, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.Count()))),
            }))),
        },
        ["Columns"] = new JsonObject(ReconstructionMetric.All.Select(
            m => KeyValuePair.Create(m.Name, (JsonNode?)new JsonObject { ["Description"] = m.Definition, ["Units"] = m.Unit }))),
        ["Flagged"] = new JsonObject(Verdicts.Where(v => v.Flags.Count > 0)
            .Select(v => KeyValuePair.Create(v.Subject.Id, (JsonNode?)new JsonObject(
            v.Flags.Select(
                f => KeyValuePair.Create(f.Rule.Name, (JsonNode?)string.Create(CultureInfo.InvariantCulture, $"{f.Rule.Limits}: " +
                    $"{f.Compared:0.####}"))))))),
        ["Failed"] = new JsonObject(Cohort.Failed.Select(f => KeyValuePair.Create(f.Id, (JsonNode?)f.Why))),
        ["NotJudged"] = new JsonObject(Verdicts.Where(v => v.Word == QualityVerdict.NotJudgedWord)
            .Select(v => KeyValuePair.Create(v.Subject.Id, (JsonNode?)string.Join(", ", v.Unjudged)))),
        ["ImpossibleNumbers"] = new JsonObject(Verdicts.Where(v => v.Impossible.Count > 0)
            .Select(v => KeyValuePair.Create(v.Subject.Id, (JsonNode?)string.Join("; ", v.Impossible)))),
        ["OtherRuns"] = new JsonObject(Cohort.OtherRuns.Select(f => KeyValuePair.Create(f.Id, (JsonNode?)f.Why))),
        ["NotSubjects"] = new JsonObject(Cohort.Others.Select(f => KeyValuePair.Create(f.Id, (JsonNode?)f.Why))),
        ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
    };
}

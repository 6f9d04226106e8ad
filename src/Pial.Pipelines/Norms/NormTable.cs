using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MathNet.Numerics;
using Pial.Analysis.Harmonisation;
using Pial.Analysis.Norms;
using Pial.Analysis.Tables;
using Pial.Pipelines.Tables;

namespace Pial.Pipelines.Norms;

/// <summary>How far people are from the norm, as a table with a JSON beside it.</summary>
public static class NormTable
{
    private const double Extreme = 1.959963984540054; // beyond the 2.5th or 97.5th centile

    /// <summary>People, a summary of each and z and centile of every measure.</summary>
    /// <param name="people">The people.</param>
    /// <param name="model">The norms, with every site of theirs.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The table, and those whose age the norms do not cover.</returns>
    public static (SubjectTable Table, IReadOnlyList<string> OutsideAges) Of(SubjectTable people, NormModel model, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(model);
        var (z, _) = model.Score(people, parallel);
        string[] measures = [.. model.Centre.Columns.Select(c => c.Column)];
        string[] kept = [.. model.Centre.Keep.Prepend(model.Centre.Batch)];
        var text = new StringBuilder(people.IdColumn).Append('\t').AppendJoin('\t', kept)
            .Append("\tmeasures\tlow\thigh\tmean_z\tmost_extreme\tmost_extreme_z\t").AppendJoin('\t', measures.SelectMany(m => new[] { $"{m}_z", $"{m}_centile" })).Append('\n');
        for (var r = 0; r < people.Ids.Count; r++)
        {
            double[] own = [.. z.Select(c => c[r])];
            int[] known = [.. Enumerable.Range(0, own.Length).Where(c => !double.IsNaN(own[c]))];
            var most = known.Length == 0 ? -1 : known.MaxBy(c => Math.Abs(own[c]));
            text.Append(people.Ids[r]).Append('\t').AppendJoin('\t', kept.Select(k => SubjectTable.IsMissing(people[k][r]) ? "n/a" : people[k][r]))
                .Append(CultureInfo.InvariantCulture, $"\t{known.Length}\t{known.Count(c => own[c] < -Extreme)}\t{known.Count(c => own[c] > Extreme)}")
                .Append('\t').Append(known.Length == 0 ? "n/a" : Number(known.Average(c => own[c]))).Append('\t').Append(most < 0 ? "n/a" : measures[most]).Append('\t').Append(most < 0 ? "n/a" : Number(own[most]));
            foreach (var value in own)
                text.Append('\t').Append(Number(value)).Append('\t').Append(Number(50 * SpecialFunctions.Erfc(-value / Math.Sqrt(2))));
            text.Append('\n');
        }

        var ages = people.Numbers(model.Age);
        return (SubjectTable.Parse(text.ToString(), people.Name, people.IdColumn), [.. people.Ids.Where((_, r) => ages[r] < model.Ages.Low || ages[r] > model.Ages.High)]);
    }

    /// <summary>Writes table and JSON.</summary>
    public static void Write(string path, string input, string modelPath, SubjectTable table, NormModel model, IReadOnlyList<string> outside, IReadOnlyList<(string Site, int People)> learned)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(model);
        TableFile.Write(path, table, new JsonObject
        {
            ["Description"] = "How far people are from the norm of their age, sex and site: z (standard normal) and centile (%) of each measure; low and high count measures below the 2.5th and above the 97.5th centile.",
            ["Sources"] = new JsonArray(Path.GetFileName(input), Path.GetFileName(modelPath)),
            ["Ages"] = new JsonArray(model.Ages.Low, model.Ages.High),
            [RecordedFits.Kept] = new JsonArray([.. model.Centre.Keep.Select(k => JsonValue.Create(k))]),
            ["SubjectsOutsideAges"] = new JsonArray([.. outside.Select(o => JsonValue.Create(o))]),
            ["LearnedSites"] = new JsonObject(learned.Select(l => KeyValuePair.Create(l.Site, (JsonNode?)l.People))),
            ["FittedSubjects"] = model.FittedOn.Ids.Count,
            [RecordedFits.Field] = model.FittedOn.ToJson(),
            ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
        });
    }

    private static string Number(double value) => double.IsNaN(value) ? "n/a" : value.ToString("0.####", CultureInfo.InvariantCulture);
}

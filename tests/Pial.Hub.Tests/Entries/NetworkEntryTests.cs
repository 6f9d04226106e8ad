using System.Globalization;
using Pial.Analysis.Tables;
using Pial.Hub.Entries;
using Pial.Hub.Tasks;
using Pial.Hub.Tests.Networks;
using Pial.Pipelines;

namespace Pial.Hub.Tests.Entries;

public sealed class NetworkEntryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-network-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [OnnxFact]
    public void A_trained_network_predicts_the_test_rows()
    {
        var (entry, fold) = Load(["a", "b", "c"], gap: false);
        var answer = entry.Predict(fold);
        var probabilities = Assert.Single(answer.Values);
        Assert.Equal(2 * fold.TestIds.Count, probabilities.Length);
        for (var n = 0; n < fold.TestIds.Count; n++)
        {
            var (a, b, c) = Features(int.Parse(fold.TestIds[n][1..], CultureInfo.InvariantCulture));
            Assert.Equal(1 / (1 + Math.Exp(-(a - b + (0.5 * c)))), probabilities[(2 * n) + 1], 1e-6);
        }

        Assert.Equal(["s0"], answer.FittedOn!.Ids);
    }

    [OnnxFact]
    public void What_does_not_suit_the_network_is_told()
    {
        var (two, fold) = Load(["a", "b"], gap: false);
        Assert.Contains("takes (-1, 3); the task has (rows, 2) features", Assert.Throws<InputException>(() => two.Predict(fold)).Message,
            StringComparison.Ordinal);
        var (entry, holes) = Load(["a", "b", "c"], gap: true);
        Assert.Contains("has no finite value in feature 2", Assert.Throws<InputException>(() => entry.Predict(holes)).Message,
            StringComparison.Ordinal);
    }

    private static (double A, double B, double C) Features(int row) => (row % 3, row % 5, row % 7);

    private (ITableEntry Entry, TableFold Fold) Load(string[] features, bool gap)
    {
        var rows = Enumerable.Range(0, 24)
            .Select(n => string.Create(CultureInfo.InvariantCulture,
                $"s{n}\t{Features(n).A}\t{(gap ? "n/a" : Features(n).B)}\t{Features(n).C}\t{(n % 2 == 0 ? "F" : "M")}"));
        var table = TaskTable.Of(new() { Kind = TaskKind.Classification, Target = "sex", Features = features },
            SubjectTable.Parse("participant_id\ta\tb\tc\tsex\n" + string.Join('\n', rows) + "\n", "t.tsv", "participant_id"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Networks", "models", "table.onnx"), Path.Combine(folder, "table.onnx"),
            overwrite: true);
        File.WriteAllText(Path.Combine(folder, "seen.txt"), "s0\n");
        var model = Path.Combine(folder, "model.yaml");
        File.WriteAllText(model, "model_id: net\ntype: onnx\npath: table.onnx\nfitted_on: seen.txt\n");
        var plan = TaskSplit.Of(table);
        var fold = plan.Folds[0];
        var entry = CandidateLoader.OfTable(model, table, plan, []).Entry;
        return (entry, new(table, new(fold.Train, fold.Test), 1, [table.Features.Take(fold.Test)]));
    }
}

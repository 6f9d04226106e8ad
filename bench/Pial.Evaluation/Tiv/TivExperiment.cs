using System.Globalization;
using System.Text;
using Pial.Analysis.Corrections;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;

namespace Pial.Evaluation.Tiv;

/// <summary>
/// What is left of the correlation with TIV in held-out sites of fcon1000, five folds of whole sites, each method fitted on the other four.
/// </summary>
internal static class TivExperiment
{
    private const int Folds = 5;
    private static readonly string[] Shown = ["Left-Hippocampus", "Left-Thalamus-Proper", "Left-Lateral-Ventricle", "Left-Accumbens-area",
        "CerebralWhiteMatterVol", "CortexVol"];

    public static int Run(IReadOnlyList<string> arguments)
    {
        var table = SubjectTable.Parse(File.ReadAllText(Path.Combine(Workspace.Data, "tables", "fcon1000.csv")), "fcon1000.csv");
        var (tiv, folds) = (table.Numbers("eTIV"), GroupFolds.Of(table["site"], Folds));
        var columns = VolumeColumns.Of(table, []);
        var text = new StringBuilder(
            $"\n{table.Ids.Count} subjects of {table["site"].Distinct().Count()} sites, {columns.Count} volumes by eTIV (4 of them " +
                $"constant), {Folds} folds of whole sites as scikit-learn's GroupKFold makes them; r is Pearson's with eTIV.\nMade by " +
                "`dotnet run -c Release --project bench/Pial.Evaluation -- tiv`.\n\n");
        text.Append(
            "| method | held-out subjects together: mean of abs(r) | largest | one fold at a time, mean | largest " +
                "|\n|---|---|---|---|---|\n");
        text.Append(Row("none", columns.Select(table.Numbers).ToArray(), tiv, folds));
        Dictionary<string, double[]> residual = [];
        foreach (var method in new[] { TivMethod.Residual, TivMethod.Power, TivMethod.Proportional })
        {
            var corrected = Corrected(table, columns, folds, method);
            if (method == TivMethod.Residual) residual = columns.Zip(corrected).ToDictionary(p => p.First, p => p.Second);
            text.Append(Row(TivModelText.WordOf(method), corrected, tiv, folds));
        }

        var spread = Spread(table["site"]);
        text.Append(Row("residual, each fold a fifth of every site", Corrected(table, columns, spread, TivMethod.Residual), tiv, spread));
        text.Append("\n| volume | r before | r after, residual |\n|---|---|---|\n");
        foreach (var c in Shown)
            text.Append(CultureInfo.InvariantCulture,
                $"| {c} | {Correlation(table.Numbers(c), tiv):0.00} | {Correlation(residual[c], tiv):0.000} |\n");
        text.Append(
            "\nWithin one fold of a few sites a correlation can stay, of either sign: sites differ in the slope (scanner, sequence, " +
                "age), and a slope from other sites cannot know it. `--by site` removes that where all sites are in the training set.\n");
        ResultSection.Replace("tiv.md", "Held-out sites", text.ToString());
        Console.Error.Write(text);
        return 0;
    }

    private static double[][] Corrected(SubjectTable table, IReadOnlyList<string> columns, int[] folds, TivMethod method)
    {
        var all = columns.Select(_ => new double[folds.Length]).ToArray();
        for (var fold = 0; fold < Folds; fold++)
        {
            var rows = new TrainingRows([.. table.Ids.Where((_, r) => folds[r] != fold)], [.. table.Ids.Where((_, r) => folds[r] == fold)],
                $"fold {fold}");
            var result = TivCorrection.Apply(table, TivFit.Fit(table, rows, new() { Method = method, Columns = columns })).Table;
            for (var c = 0; c < columns.Count; c++)
            {
                var values = result.Numbers(columns[c]);
                for (var r = 0; r < folds.Length; r++)
                    if (folds[r] == fold) all[c][r] = values[r];
            }
        }

        return all;
    }

    private static string Row(string method, double[][] values, double[] tiv, int[] folds)
    {
        var together = values.Select(v => Math.Abs(Correlation(v, tiv))).Where(double.IsFinite).ToList();
        var apart = values.Where(v => v.Max() > v.Min())
            .SelectMany(v => Enumerable.Range(0, Folds).Select(f => Math.Abs(Correlation(Of(v, folds, f), Of(tiv, folds, f)))))
            .Where(double.IsFinite).ToList();
        return string.Create(CultureInfo.InvariantCulture,
            $"| {method} | {together.Average():0.000} | {together.Max():0.000} | {apart.Average():0.00} | {apart.Max():0.00} |\n");
    }

    // The subjects of each site dealt out to the folds in turn.
    private static int[] Spread(IReadOnlyList<string> sites)
    {
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. sites.Select(s => (next[s] = next.GetValueOrDefault(s, -1) + 1) % Folds)];
    }

    private static double[] Of(double[] values, int[] folds, int fold) => [.. values.Where((_, r) => folds[r] == fold)];

    private static double Correlation(double[] a, double[] b) => MathNet.Numerics.Statistics.Correlation.Pearson(a, b);
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pial.Analysis.Metrics;
using Pial.Analysis.Models;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Evaluation.Learning;

/// <summary>
/// Nested 5 × 5 cross-validation of ridge regression, a linear machine and boosted trees on 10,000 × 300 made-up numbers.
/// </summary>
internal static class NestedSpeedExperiment
{
    private const int Rows = 10000;
    private const int Columns = 300;

    public static int Run(IReadOnlyList<string> arguments)
    {
        var (x, y) = Made();
        Fold[] folds = [.. Enumerable.Range(0, 5)
            .Select(f => new Fold([.. Enumerable.Range(0, Rows).Where(r => r % 5 != f)],
                [.. Enumerable.Range(0, Rows).Where(r => r % 5 == f)]))];
        var text = new StringBuilder(
            $"\n{Rows} rows, {Columns} columns (20 factors and noise), 5 outer and 5 inner folds, all settings of the catalog, on " +
                $"{Environment.ProcessorCount} cores.\nMade by `dotnet run -c Release --project bench/Pial.Evaluation -- " +
                "learning-speed`. CPU seconds are those of the process: on a machine that others use they are the better figure.\n\n| " +
                "model | settings | s | CPU s | MAE |\n|---|---|---|---|---|\n");
        var (all, work) = (0.0, 0.0);
        foreach (var id in arguments.Count > 0 ? arguments : ["ridge", "svr-linear", "boosting"])
        {
            var (clock, before) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
            var results = NestedValidation.Run(ModelCatalog.Regressor(id), x, y, folds, 1);
            var cpu = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
            (all, work) = (all + clock.Elapsed.TotalSeconds, work + cpu);
            var mae = NumberMetrics.MeanAbsoluteError(NestedValidation.Gather(results, y).Predictions).Value;
            text.Append(CultureInfo.InvariantCulture,
                $"| {id} | {results[0].Tried.Count} | {clock.Elapsed.TotalSeconds:0.0} | {cpu:0.0} | {mae:0.000} |\n");
            Console.Error.WriteLine(
                $"{id} {clock.Elapsed.TotalSeconds:0.0} s, {cpu:0.0} CPU s, {string.Join("; ", results.Select(r => r.Setting))}");
        }

        text.Append(CultureInfo.InvariantCulture, $"| together | | {all:0.0} | {work:0.0} | |\n");
        Console.Error.Write(text);
        if (arguments.Count == 0) ResultSection.Replace("learning.md", "Nested cross-validation of a large table", text.ToString());
        return 0;
    }

    private static (FeatureMatrix X, double[] Y) Made()
    {
        const int factors = 20;
        var random = new CounterRandom(1, 1);
        double Draw(uint part, int n) => random.Stream(part).Normals((ulong)n).A;
        double[] loads = [.. Enumerable.Range(0, factors * Columns).Select(n => Draw(1, n))];
        var (values, y) = (new double[Rows * Columns], new double[Rows]);
        for (var r = 0; r < Rows; r++)
        {
            double[] f = [.. Enumerable.Range(0, factors).Select(k => Draw(2, (r * factors) + k))];
            for (var c = 0; c < Columns; c++)
            {
                var sum = Draw(3, (r * Columns) + c) * 3;
                for (var k = 0; k < factors; k++)
                    sum += f[k] * loads[(k * Columns) + c];
                values[(r * Columns) + c] = sum;
            }

            y[r] = 50 + (6 * f[0]) + (4 * f[1]) + (3 * f[2] * f[3]) + (4 * Draw(4, r));
        }

        return (FeatureMatrix.Of(Rows, Columns, values), y);
    }
}

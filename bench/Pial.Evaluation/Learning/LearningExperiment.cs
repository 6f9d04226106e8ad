using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pial.Analysis.Metrics;
using Pial.Analysis.Models;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;

namespace Pial.Evaluation.Learning;

/// <summary>Age, sex and site from the FreeSurfer table of fcon1000, every model of the catalog, five hold-outs of 522 of 1,078 subjects with the same mixture of sites.</summary>
internal static class LearningExperiment
{
    private static readonly ulong[] Seeds = [1, 2, 3, 4, 5];
    private static readonly string[] Slow = ["gp", "forest", "boosting"];
    private static readonly string[] NoFeature = ["sub_id", "age", "sex", "site"];

    public static int Run(IReadOnlyList<string> arguments)
    {
        var table = ColumnTable.Parse(File.ReadAllText(Path.Combine(Workspace.Data, "tables", "fcon1000.csv")), "fcon1000.csv");
        var x = FeatureMatrix.Of(table, [.. table.Columns.Where(c => !NoFeature.Contains(c))], ids: "sub_id");
        var (age, sex) = (table.Numbers("age"), Classes.Number(table["sex"]).Of);
        Fold[] folds = [.. Seeds.Select(s => SplitPlan.HoldOut(SplitRows.Of(table["sub_id"]), 522.0 / 1078, s, new Strata("site", table["site"])).Folds[0])];
        var chosen = arguments.Count > 0 ? arguments.ToHashSet(StringComparer.Ordinal) : null;
        var head = x.TakeColumns(["eTIV"]);
        var text = new StringBuilder($"\n{x.Rows} subjects, {x.Columns} columns (Destrieux thickness, volumes, eTIV, surface holes; everything but id, age, sex, site), {folds[0].Train.Count} for training and {folds[0].Test.Count} for testing, sides with the same mixture of sites, seeds {string.Join(", ", Seeds)}: mean of the five and their spread. Settings by five inner folds of the training side, features prepared there.\nMade by `dotnet run -c Release --project bench/Pial.Evaluation -- learning`; seconds are of all five on a shared machine of {Environment.ProcessorCount} cores.\n");
        List<string> ages = [], sexes = [];
        // What takes longest comes last; the file is written after each row.
        foreach (var (id, _) in ModelCatalog.Regressors.Where(m => chosen?.Contains(m.Id) != false).OrderBy(m => Slow.Contains(m.Id)))
        {
            if (Slow.Contains(id) && sexes.Count == 0) Fast();
            ages.Add(Age(id, ModelCatalog.Regressor(id), x, age, folds));
            Write();
        }

        foreach (var (id, _) in ModelCatalog.Classifiers.Where(m => Slow.Contains(m.Id) && chosen?.Contains(m.Id) != false))
        {
            sexes.Add(Sex(id, ModelCatalog.Classifier(id), x, sex, folds));
            Write();
        }

        var probe = SitePredictability.Of(x, table["site"]);
        text.Append(CultureInfo.InvariantCulture, $"\nThe site itself, of {probe.Sites.Count} ({probe.LeftOut.Count} with fewer than 5 subjects left out), by a balanced logistic regression in five folds: balanced accuracy {probe.BalancedAccuracy.Value.Value:0.000} [{probe.BalancedAccuracy.Low:0.000}, {probe.BalancedAccuracy.High:0.000}] where chance is {probe.Chance:0.000}.\n");
        Write();
        return 0;

        void Fast()
        {
            ages.Add(Age("ridge on head size (eTIV) alone", ModelCatalog.Regressor("ridge"), head, age, folds));
            foreach (var (id, _) in ModelCatalog.Classifiers.Where(m => !Slow.Contains(m.Id) && chosen?.Contains(m.Id) != false))
                sexes.Add(Sex(id, ModelCatalog.Classifier(id), x, sex, folds));
            sexes.Add(Sex("logistic on head size (eTIV) alone", ModelCatalog.Classifier("logistic"), head, sex, folds));
            sexes.Add(Sex("logistic on the site alone", ModelCatalog.Classifier("logistic"), Sites(table["site"]), sex, folds));
        }

        void Write() => ResultSection.Replace("learning.md", "Age, sex and site from FreeSurfer tables", $"{text}\n| age | MAE, years | r | MAE after the training side's bias line (no age used) | slope of error on age | s |\n|---|---|---|---|---|---|\n{string.Concat(ages)}\n| sex | balanced accuracy | AUROC | ECE | s |\n|---|---|---|---|---|\n{string.Concat(sexes)}");
    }

    private static string Age(string name, TunedRegressor model, FeatureMatrix x, double[] age, Fold[] folds)
    {
        var clock = Stopwatch.StartNew();
        var results = NestedValidation.Run(model, x, age, folds, 1, bias: true);
        var each = results.Select(f =>
        {
            double[] truth = [.. f.Fold.Test.Select(r => age[r])];
            var p = new NumberPredictions(truth, f.Predicted);
            var corrected = f.Bias!.WithoutAge(f.Predicted);
            var mae = corrected.All(double.IsFinite) ? NumberMetrics.MeanAbsoluteError(new(truth, corrected)).Value : double.NaN;
            return (Mae: NumberMetrics.MeanAbsoluteError(p).Value, R: NumberMetrics.Correlation(p).Value, Corrected: mae, Slope: NumberMetrics.BiasSlope(p).Value);
        }).ToList();
        Console.Error.WriteLine($"{name}: {each.Average(e => e.Mae):0.00} ({string.Join("; ", results.Select(r => r.Setting))}) {clock.Elapsed.TotalSeconds:0} s");
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {Spread(each.Select(e => e.Mae), "0.00")} | {Spread(each.Select(e => e.R), "0.00")} | {Spread(each.Select(e => e.Corrected), "0.00")} | {Spread(each.Select(e => e.Slope), "0.00")} | {clock.Elapsed.TotalSeconds:0} |\n");
    }

    private static string Sex(string name, TunedClassifier model, FeatureMatrix x, int[] sex, Fold[] folds)
    {
        var clock = Stopwatch.StartNew();
        var results = NestedValidation.Run(model, x, sex, 2, folds, 1);
        var each = results.Select(f =>
        {
            var p = ClassPredictions.Of([.. f.Fold.Test.Select(r => sex[r])], f.Probabilities);
            return (Balanced: ClassMetrics.BalancedAccuracy(p).Value, Auroc: ProbabilityMetrics.Auroc(p).Value, Ece: ProbabilityMetrics.ExpectedCalibrationError(p).Value);
        }).ToList();
        Console.Error.WriteLine($"{name}: {each.Average(e => e.Balanced):0.000} ({string.Join("; ", results.Select(r => r.Setting))}) {clock.Elapsed.TotalSeconds:0} s");
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {Spread(each.Select(e => e.Balanced), "0.000")} | {Spread(each.Select(e => e.Auroc), "0.000")} | {Spread(each.Select(e => e.Ece), "0.000")} | {clock.Elapsed.TotalSeconds:0} |\n");
    }

    private static FeatureMatrix Sites(IReadOnlyList<string> site)
    {
        var (names, of) = Classes.Number(site);
        return FeatureMatrix.OfColumns([.. names.Select((n, k) => (n, (IReadOnlyList<double>)[.. of.Select(s => s == k ? 1.0 : 0)]))]);
    }

    private static string Spread(IEnumerable<double> values, string format)
    {
        var all = values.ToList();
        if (!all.TrueForAll(double.IsFinite)) return "—";
        var mean = all.Average();
        return $"{mean.ToString(format, CultureInfo.InvariantCulture)} ± {Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / (all.Count - 1)).ToString(format, CultureInfo.InvariantCulture)}";
    }
}

using System.Globalization;
using System.Text;
using Pial.Analysis.Corrections;
using Pial.Analysis.Harmonisation;
using Pial.Analysis.Metrics;
using Pial.Analysis.Models;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;

namespace Pial.Evaluation.Harmonisation;

/// <summary>What of the sites of fcon1000 is left in people whom the fit did not see, and what harmonisation does to age.</summary>
internal static class HarmonisationExperiment
{
    private const int Folds = 5;
    private const int Teachers = 20;

    private static readonly (string Name, HarmonisationOptions? Options)[] Methods =
    [
        ("none", null),
        ("combat, age and sex kept", new() { Batch = "site", Keep = ["age", "sex"] }),
        ("combat-gam, age (curve) and sex kept", new() { Batch = "site", Keep = ["age", "sex"], Method = HarmonisationMethod.ComBatGam }),
        ("covbat, age and sex kept", new() { Batch = "site", Keep = ["age", "sex"], Method = HarmonisationMethod.CovBat }),
        ("combat, sex kept", new() { Batch = "site", Keep = ["sex"] }),
        ("combat, nothing kept", new() { Batch = "site" }),
    ];

    public static int Run(IReadOnlyList<string> arguments)
    {
        var table = SubjectTable.Parse(File.ReadAllText(Path.Combine(Workspace.Data, "tables", "fcon1000.csv")), "fcon1000.csv");
        string[] columns = [.. table.Columns.Where(c => c.EndsWith("_thickness", StringComparison.Ordinal))
            .Concat(VolumeColumns.Of(table, [])).Where(c => table.Numbers(c).Distinct().Count() > 100)];
        (string Name, string Heading, Action<SubjectTable, string[], StringBuilder> Run)[] parts = [("within", "Sites known", Within),
            ("apart", "Sites held apart", Apart), ("age", "Age", Age)];
        foreach (var (name, heading, part) in parts.Where(p => arguments.Count == 0 || arguments.Contains(p.Name, StringComparer.Ordinal)))
        {
            var text = new StringBuilder(
                $"\nfcon1000: {table.Ids.Count} people of {table["site"].Distinct().Count()} sites, {columns.Length} thicknesses and " +
                $"volumes. Nothing was chosen on these data, all settings are the defaults; nobody whose figures stand here was seen by " +
                $"the fit.\n");
            text.Append(CultureInfo.InvariantCulture,
                $"Made by `dotnet run -c Release --project bench/Pial.Evaluation -- harmonise {name}`.\n");
            part(table, columns, text);
            ResultSection.Replace("harmonise.md", heading, text.ToString());
            Console.Error.Write(text);
        }

        return 0;
    }

    // Every site halved: fitted on one half, measured on the other.
    private static void Within(SubjectTable table, string[] columns, StringBuilder text)
    {
        var half = Spread(table["site"], 2);
        var rows = Rows(table, half, 1);
        text.Append("\nEvery site is halved; fitted on one half, measured on the other. Balanced accuracy of telling the site with its " +
            "95 % interval: over five folds of the unseen half, and by a logistic regression trained on the fitted half.\n\n");
        text.Append("| method | logistic regression | random forest | chance | trained on the fitted half | chance " +
            "|\n|---|---|---|---|---|---|\n");
        foreach (var (name, options) in Methods)
        {
            var made = options is null
                ? table : HarmonisationCorrection.Apply(table, HarmonisationFit.Fit(table, rows, options with { Columns = columns })).Table;
            var (train, test) = (made.Of(rows.Train), made.Of(rows.HeldOut));
            var (linear, forest) = Told(test, columns);
            var (accuracy, chance) = Trained(train, test, columns);
            text.Append(CultureInfo.InvariantCulture,
                $"| {name} | {Words(linear)} | {Words(forest)} | {linear.Chance:0.000} | {accuracy:0.000} | {chance:0.000} |\n");
        }
    }

    // Whole sites held out; each is learned from some of its people, and the others are measured.
    private static void Apart(SubjectTable table, string[] columns, StringBuilder text)
    {
        string[] large = [.. table["site"].CountBy(s => s).Where(s => s.Value >= Teachers + 5).Select(s => s.Key)
            .Order(StringComparer.Ordinal)];
        var people = table.Of([.. table.Ids.Where((_, r) => large.Contains(table["site"][r]))]);
        var fold = people["site"].Select(s => Array.IndexOf(large, s) % Folds).ToArray();
        var teachers = large.SelectMany(s => people.Ids.Where((_, r) => people["site"][r] == s).Take(Teachers))
            .ToHashSet(StringComparer.Ordinal);
        string[] measured = [.. people.Ids.Where(id => !teachers.Contains(id))];
        text.Append(CultureInfo.InvariantCulture,
            $"\n{large.Length} sites of {Teachers + 5} people or more in {Folds} folds of whole sites; a held-out site is learned from " +
            $"its first {Teachers} people (`--new-site learn`), and its others, {measured.Length} in all, are measured.\n\n");
        text.Append("| method | logistic regression | random forest | chance |\n|---|---|---|---|\n");
        foreach (var (name, options) in Methods.Take(4))
        {
            var made = options is null ? people : Parts(people, fold, rows =>
                HarmonisationCorrection.Apply(people.Of(rows.HeldOut),
                    HarmonisationFit.Fit(people, rows, options with { Columns = columns }), UnknownSite.Learn, teachers).Table);
            var (linear, forest) = Told(made.Of(measured), columns);
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {Words(linear)} | {Words(forest)} | {linear.Chance:0.000} |\n");
        }
    }

    // Age by ridge regression: everything is fitted on the training folds.
    private static void Age(SubjectTable table, string[] columns, StringBuilder text)
    {
        var (age, fold) = (table.Numbers("age"), Spread(table["site"], Folds));
        text.Append("\nRidge regression over five folds, each a fifth of every site; the correction is fitted on the training folds, as " +
            "`prepare: combat` does. Mean absolute error, years; within sites is the error beside each site's mean age known.\n\n");
        text.Append("| features | MAE | R² within sites |\n|---|---|---|\n");
        foreach (var (name, options) in new[] { Methods[0], Methods[4], Methods[5],
            ("combat, age kept: a leak, for comparison", Methods[1].Options) })
        {
            var predicted = new double[age.Length];
            for (var f = 0; f < Folds; f++)
            {
                var rows = Rows(table, fold, f);
                var made = options is null
                    ? table : HarmonisationCorrection.Apply(table, HarmonisationFit.Fit(table, rows, options with { Columns = columns }))
                    .Table;
                int[] train = [.. Enumerable.Range(0, age.Length).Where(r => fold[r] != f)],
                    test = [.. Enumerable.Range(0, age.Length).Where(r => fold[r] == f)];
                var features = Matrix(made, columns);
                var told = ModelCatalog.Regressor("ridge").Fit(features.Take(train), [.. train.Select(r => age[r])], 1)
                    .Predict(features.Take(test));
                for (var n = 0; n < test.Length; n++)
                    predicted[test[n]] = told[n];
            }

            text.Append(CultureInfo.InvariantCulture,
                $"| {name} | {age.Zip(predicted, (a, p) => Math.Abs(a - p)).Average():0.00} | " +
                $"{WithinSites(table["site"], age, predicted):0.00} |\n");
        }
    }

    private static (SitePredictability Linear, SitePredictability Forest) Told(SubjectTable table, string[] columns)
    {
        var features = Matrix(table, columns);
        return (SitePredictability.Of(features, table["site"]),
            SitePredictability.Of(features, table["site"], probe: new Oversampled(new ForestClassifier())));
    }

    private static (double Accuracy, double Chance) Trained(SubjectTable train, SubjectTable test, string[] columns)
    {
        var (names, site) = Classes.Number(train["site"]);
        var places = names.Select((n, k) => (n, k)).ToDictionary(p => p.n, p => p.k, StringComparer.Ordinal);
        var fitted = new PreparedClassifier(new LogisticRegression(0.1, balanced: true)).Fit(Matrix(train, columns), site, names.Count, 1);
        var told = Classes.Predicted(fitted.Probabilities(Matrix(test, columns)));
        var right = test["site"].Select((s, r) => (Site: places[s], Right: told[r] == places[s])).GroupBy(p => p.Site)
            .Select(g => g.Average(p => p.Right ? 1.0 : 0)).ToList();
        return (right.Average(), 1.0 / names.Count);
    }

    private static double WithinSites(IReadOnlyList<string> sites, double[] age, double[] predicted)
    {
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        foreach (var g in Enumerable.Range(0, age.Length).GroupBy(r => sites[r]))
        {
            var (ma, mp) = (g.Average(r => age[r]), g.Average(r => predicted[r]));
            ab += g.Sum(r => (age[r] - ma) * (predicted[r] - mp));
            aa += g.Sum(r => (age[r] - ma) * (age[r] - ma));
            bb += g.Sum(r => (predicted[r] - mp) * (predicted[r] - mp));
        }

        return ab * ab / (aa * bb);
    }

    private static SubjectTable Parts(SubjectTable table, int[] fold, Func<TrainingRows, SubjectTable> made)
    {
        var all = new StringWriter();
        var parts = Enumerable.Range(0, Folds).Select(f => made(Rows(table, fold, f))).ToList();
        for (var f = 0; f < parts.Count; f++)
        {
            var one = new StringWriter();
            parts[f].Write(one, TableStyle.Tsv);
            all.Write(f == 0 ? one.ToString() : one.ToString()[(one.ToString().IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        }

        return SubjectTable.Parse(all.ToString(), table.Name, table.IdColumn);
    }

    private static TrainingRows Rows(SubjectTable table, int[] fold, int held) =>
        new([.. table.Ids.Where((_, r) => fold[r] != held)], [.. table.Ids.Where((_, r) => fold[r] == held)], $"fold {held}");

    private static FeatureMatrix Matrix(SubjectTable table, string[] columns) =>
        FeatureMatrix.OfColumns([.. columns.Select(c => (c, (IReadOnlyList<double>)table.Numbers(c)))], table.Ids);

    private static string Words(SitePredictability told) =>
        string.Create(CultureInfo.InvariantCulture,
        $"{told.BalancedAccuracy.Value.Value:0.000} ({told.BalancedAccuracy.Low:0.000} to {told.BalancedAccuracy.High:0.000})");

    // The people of each site dealt out in turn.
    private static int[] Spread(IReadOnlyList<string> sites, int parts)
    {
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. sites.Select(s => (next[s] = next.GetValueOrDefault(s, -1) + 1) % parts)];
    }
}

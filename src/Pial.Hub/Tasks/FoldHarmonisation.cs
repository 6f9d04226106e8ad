using Pial.Analysis.Confounds;
using Pial.Analysis.Harmonisation;
using Pial.Analysis.Tables;
using Pial.Pipelines;
using Pial.Pipelines.Yaml;

namespace Pial.Hub.Tasks;

/// <summary>Sites taken out of a table's features inside of each fold: fitted on its training rows, applied to its test rows.</summary>
/// <param name="Options">Site, method, kept columns.</param>
/// <param name="LeavesNewSites">Whether test rows of a site without training rows stay as they are, instead of being refused.</param>
public sealed record FoldHarmonisation(HarmonisationOptions Options, bool LeavesNewSites)
{
    private const int FewestValues = 13; // fewer are a code and no measure

    /// <summary>Reads <c>prepare</c> and <c>combat</c> of a task.</summary>
    /// <exception cref="InputException">What cannot be meant; with its line.</exception>
    internal static FoldHarmonisation? Read(YamlEntry task, TaskKind kind)
    {
        var (word, how) = (task["prepare"]?.OneOf("none", "combat", "combat-gam", "covbat") ?? "none", task["combat"]);
        if (word == "none") return how is null ? null : throw how.Bad("is of prepare: combat; add that, or take it out.");
        if (kind is not (TaskKind.Classification or TaskKind.Regression))
            throw task["prepare"]!.Bad("is for classification and regression of tables.");
        var site = task["site"]?.Text() ?? throw task["prepare"]!.Bad("needs 'site', the column of sites to take out.");
        string[] Words(string field) => [.. (how?[field]?.Items ?? []).Select(i => i.Text())];
        var options = new HarmonisationOptions
        {
            Batch = site,
            Method = word switch
            {
                "combat-gam" =>
            HarmonisationMethod.ComBatGam,
                "covbat" => HarmonisationMethod.CovBat,
                _ => HarmonisationMethod.ComBat
            },
            Keep = Words("keep"),
            Smooth = Words("smooth"),
            Prior = how?["prior"]?.OneOf("parametric", "nonparametric", "none") switch
            {
                "nonparametric" =>
            SitePrior.NonParametric,
                "none" => SitePrior.None,
                _ => SitePrior.Parametric
            },
            MeanOnly = how?["mean_only"]?.Flag() ?? false,
            Reference = how?["reference"]?.Text(),
        };
        var target = task["target"]?.Text();
        var kept = options.Keep.Concat(options.Smooth).ToList();
        if (target is not null && kept.Contains(target, StringComparer.Ordinal))
            throw (how!["keep"] ?? how["smooth"]!)
                .Bad($"has '{target}', the target. A correction that keeps the target's effect needs the target of test rows, and " +
                $"carries it into their features: a leak. Take it out.");
        if (target == site) throw task["prepare"]!.Bad($"takes '{site}' out of the features, and '{site}' is the target.");
        return new(options, how?["new_site"]?.OneOf("refuse", "leave") == "leave");
    }

    /// <summary>Looks at the table before any fold.</summary>
    /// <returns>What a reader must know.</returns>
    /// <exception cref="InputException">A kept column is not there, or is the target in all but name.</exception>
    internal IEnumerable<string> Check(TaskDefinition task, SubjectTable table, FeatureMatrix features)
    {
        string[] kept = [.. Options.Keep, .. Options.Smooth];
        foreach (var column in kept)
        {
            if (!table.Has(column))
                throw new InputException(
                    $"{table.Name} has no column '{column}', which the task's combat keeps.{NearestName.Hint(column, [.. table.Columns])}");
            if (features.Names?.Contains(column, StringComparer.Ordinal) == true)
                throw new InputException($"'{column}' is kept by combat and is a feature too; exclude it, or do not keep it.");
            if (IsTarget(task, table, column))
                throw new InputException(
                    $"'{column}', which the task's combat keeps, is the target '{task.Target}' in all but name: its correction would " +
                    $"carry the target into test features. Take it out of keep.");
        }

        var (measures, others) = Measures(features);
        yield return $"In every fold the sites of '{Options.Batch}' are taken out of {measures.Count} features by " +
            $"{HarmonisationText.WordOf(Options.Method)}, fitted on the fold's training rows; kept: " +
            $"{(kept.Length == 0 ? "nothing" : string.Join(", ", kept))}. What confounds share with features is measured on the features " +
            $"as they were.";
        if (others > 0) yield return $"{others} features of fewer than {FewestValues} values are no measures and are left as they are.";
        var missing = Enumerable.Range(0, table.Ids.Count)
            .Where(r => kept.Append(Options.Batch).Any(c => SubjectTable.IsMissing(table[c][r]))).Select(r => table.Ids[r]).ToList();
        if (missing.Count > 0)
            yield return $"{missing.Count} subjects have no site or kept value, so their features count as missing: " +
                $"{TaskTable.Named(missing)}.";
    }

    /// <summary>A fold with features without sites.</summary>
    /// <exception cref="InputException">They cannot be fitted, or a tested site has no training row; names the fold.</exception>
    internal TableFold Of(TableFold fold, ParallelOptions? parallel)
    {
        var (train, test) = (fold.Table.Columns.Of(fold.TrainIds), fold.Table.Columns.Of(fold.TestIds));
        var (measures, _) = Measures(fold.Table.Features);
        HarmonisationModel model;
        try
        {
            model = HarmonisationFit.Fit(train, [.. measures.Select(c => fold.Train.Names![c])], [.. measures.Select(fold.Train.Column)],
            Options,
                ids => new(ids, train.Name, $"training rows of fold {fold.Fold.Name}", fold.TestIds), parallel);
            model.FittedOn.MustNotHaveSeen(fold.TestIds, $"the test rows of fold {fold.Fold.Name}");
            var unknown = HarmonisationCorrection.UnknownSites(test, model);
            if (unknown.Count > 0 && !LeavesNewSites)
                throw new InputException(
                    $"fold {fold.Fold.Name} tests {unknown.Count} sites without a training row " +
                    $"({TaskTable.Named(unknown.Select(u => u.Site))}); their effects cannot be known. Split within sites (stratify: " +
                    $"[{Options.Batch}]), or leave such rows as they are: combat: {{new_site: leave}}.");
            return fold with
            {
                Train = Made(fold.Train, train, measures, model, parallel),
                Tests = [.. fold.Tests.Select(t => Made(t, test, measures, model, parallel))],
            };
        }
        catch (ArgumentException e) when (e is not Pial.Analysis.Splits.LeakException)
        {
            throw new InputException($"prepare: {HarmonisationText.WordOf(Options.Method)}, fold {fold.Fold.Name}: {e.Message}", e);
        }
    }

    private static FeatureMatrix Made(FeatureMatrix features, SubjectTable people, IReadOnlyList<int> measures, HarmonisationModel model,
        ParallelOptions? parallel)
    {
        var made = HarmonisationCorrection.Values(people, [.. measures.Select(features.Column)], model, parallel);
        var values = features.Values.ToArray();
        for (var k = 0; k < measures.Count; k++)
        {
            for (var r = 0; r < features.Rows; r++)
                values[(r * features.Columns) + measures[k]] = made[k][r];
        }

        return FeatureMatrix.Of(features.Rows, features.Columns, values, features.Names, features.Ids, features.Groups);
    }

    private static (IReadOnlyList<int> Measures, int Others) Measures(FeatureMatrix features)
    {
        int[] measures = [.. Enumerable.Range(0, features.Columns)
            .Where(c => features.Column(c).Where(double.IsFinite).Distinct().Skip(FewestValues - 1).Any())];
        return (measures, features.Columns - measures.Length);
    }

    private static bool IsTarget(TaskDefinition task, SubjectTable table, string column)
    {
        if (table[column].SequenceEqual(table[task.Target!], StringComparer.Ordinal)) return true;
        return table.IsNumeric(column)
            && table.IsNumeric(task.Target!)
            && TargetCopy.OfNumbers(column, table.Numbers(column), table.Numbers(task.Target!)) is { IsCopy: true };
    }
}

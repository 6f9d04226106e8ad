using Pial.Analysis.Models;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Hub.Tasks;

namespace Pial.Hub.Entries;

/// <summary>A model of the catalogue on some columns: tuned by inner folds of the training rows, everything fitted on them alone.</summary>
/// <param name="id">Its name on the board.</param>
/// <param name="what">What it is.</param>
/// <param name="model">Its name in the catalogue.</param>
/// <param name="columns">What it predicts from; null for the task's features.</param>
internal sealed class LearnedEntry(string id, string what, string model, FeatureMatrix? columns = null) : ITableEntry
{
    /// <inheritdoc/>
    public string Id => id;

    /// <inheritdoc/>
    public string What => what;

    /// <summary>What it predicts from instead of the task's features; null for those.</summary>
    public FeatureMatrix? Columns => columns;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <inheritdoc/>
    public TableAnswer Predict(TableFold fold, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(fold);
        var all = columns ?? fold.Table.Features;
        // Artefacts are those of the task's features; other columns do not have them.
        IReadOnlyList<FeatureMatrix> tests = columns is null ? fold.Tests : [all.Take(fold.Fold.Test)];
        var train = columns is null ? fold.Train : all.Take(fold.Fold.Train);
        var seen = new FittedOn(fold.TrainIds, fold.Table.Columns.Name, $"training rows of fold {fold.Fold.Name}", fold.TestIds);
        if (fold.Table.Classes.Count == 0)
        {
            var fitted = ModelCatalog.Regressor(model).With(o => o with { OutOfFold = true }).Fit(train, fold.TrainTruth,
                fold.Seed, parallel);
            return new([.. tests.Select(t => fitted.Predict(t, parallel))], fitted.Preparation.Seen ?? seen)
            {
                OutOfFold = fitted.OutOfFold,
                Setting = fitted.Setting,
                AtEdge = fitted.AtEdge
            };
        }

        var classifier = ModelCatalog.Classifier(model).Fit(train, [.. fold.TrainTruth.Select(t => (int)t)], fold.Table.Classes.Count,
            fold.Seed, parallel);
        return new([.. tests.Select(t => classifier.Probabilities(t, parallel).Values.ToArray())], seen)
        {
            Setting = classifier.Setting,
            AtEdge = classifier.AtEdge
        };
    }
}

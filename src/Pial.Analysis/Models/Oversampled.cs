using Pial.Analysis.Metrics;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Models;

/// <summary>
/// A classifier that sees every class as often as the largest: rows of smaller classes are repeated, in their order. For models without
/// class weights, such as trees.
/// </summary>
/// <param name="inner">The classifier.</param>
public sealed class Oversampled(IClassifier inner) : IClassifier
{
    /// <inheritdoc/>
    public string Id => inner.Id;

    /// <inheritdoc/>
    public IFittedClassifier Fit(FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed, ParallelOptions? parallel = null)
    {
        var labels = ModelInput.Classes(x, y, classes);
        var most = Classes.Counts(labels, classes).Max();
        int[] rows = [.. Enumerable.Range(0, classes).SelectMany(c =>
        {
            int[] own = [.. Enumerable.Range(0, labels.Length).Where(r => labels[r] == c)];
            return own.Length == 0 ? [] : Enumerable.Range(0, most).Select(n => own[n % own.Length]);
        })];
        return inner.Fit(x.Take(rows), [.. rows.Select(r => labels[r])], classes, seed, parallel);
    }
}

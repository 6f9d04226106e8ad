using System.Numerics.Tensors;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Models;

/// <summary>
/// The mean target of the nearest training rows by Euclidean distance, each with the same weight, as scikit-learn's KNeighborsRegressor; of
/// equally near rows the earlier.
/// </summary>
/// <param name="k">How many, 5 by default; all where there are fewer.</param>
public sealed class NeighbourRegressor(int k = 5) : IRegressor
{
    /// <inheritdoc/>
    public string Id => "knn";

    /// <inheritdoc/>
    public IFittedRegressor Fit(FeatureMatrix x, IReadOnlyList<double> y, ulong seed, ParallelOptions? parallel = null) =>
        new Fitted(new(x, k), ModelInput.Targets(x, y));

    private sealed class Fitted(NearestRows near, double[] y) : IFittedRegressor
    {
        public double[] Predict(FeatureMatrix x, ParallelOptions? parallel = null)
        {
            var predicted = new double[x.Rows];
            near.Of(x, parallel, (r, rows) =>
            {
                foreach (var n in rows)
                    predicted[r] += y[n] / rows.Length;
            });
            return predicted;
        }
    }
}

/// <summary>
/// The shares of the classes among the nearest training rows by Euclidean distance, as scikit-learn's KNeighborsClassifier; of equally near
/// rows the earlier.
/// </summary>
/// <param name="k">How many, 5 by default; all where there are fewer.</param>
public sealed class NeighbourClassifier(int k = 5) : IClassifier
{
    /// <inheritdoc/>
    public string Id => "knn";

    /// <inheritdoc/>
    public IFittedClassifier Fit(FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed, ParallelOptions? parallel = null) =>
        new Fitted(new(x, k), ModelInput.Classes(x, y, classes), classes);

    private sealed class Fitted(NearestRows near, int[] y, int classes) : IFittedClassifier
    {
        public FeatureMatrix Probabilities(FeatureMatrix x, ParallelOptions? parallel = null)
        {
            var shares = new double[x.Rows * classes];
            near.Of(x, parallel, (r, rows) =>
            {
                foreach (var n in rows)
                    shares[(r * classes) + y[n]] += 1.0 / rows.Length;
            });
            return x.With(classes, shares);
        }
    }
}

internal sealed class NearestRows(FeatureMatrix train, int k)
{
    public void Of(FeatureMatrix x, ParallelOptions? parallel, Action<int, int[]> found)
    {
        ModelInput.Columns(x, train.Columns);
        var count = Math.Min(k, train.Rows);
        Slices.For(x.Rows, parallel, () => (Distances: new double[train.Rows], Places: new int[train.Rows]), (r, own) =>
        {
            for (var n = 0; n < train.Rows; n++)
                (own.Distances[n], own.Places[n]) = (TensorPrimitives.Distance(x.Row(r), train.Row(n)), n);
            Array.Sort(own.Distances, own.Places);
            // The sort is not stable: rows as far as the last one compete by their place.
            var last = own.Distances[count - 1];
            var (inside, edge) = (0, new List<int>());
            for (var n = 0; n < train.Rows && own.Distances[n] <= last; n++)
            {
                if (own.Distances[n] < last) inside++;
                else edge.Add(own.Places[n]);
            }

            found(r, [.. own.Places[..inside], .. edge.Order().Take(count - inside)]);
        });
    }
}

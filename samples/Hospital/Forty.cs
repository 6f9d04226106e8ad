using Pial.Analysis.Models;
using Pial.Analysis.Tables;

namespace Hospital;

/// <summary>The baseline that this hospital's clinicians ask for: everybody is forty.</summary>
public sealed class Forty : IRegressor, IFittedRegressor
{
    /// <inheritdoc/>
    public string Id => "forty";

    /// <inheritdoc/>
    public IFittedRegressor Fit(FeatureMatrix x, IReadOnlyList<double> y, ulong seed, ParallelOptions? parallel = null) => this;

    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix x, ParallelOptions? parallel = null)
    {
        var all = new double[x.Rows];
        Array.Fill(all, 40);
        return all;
    }
}

namespace Pial.Analysis.Models;

/// <summary>
/// The bias of brain age: regression to the mean makes the young look older and the old younger. The line
/// <c>predicted = slope · age + intercept</c> is fitted on predictions of training rows out of fold and never on test rows, where a
/// correction would make any model look good (Butler et al. 2021, doi 10.1002/hbm.25533). Report the uncorrected figures beside the
/// corrected ones.
/// </summary>
/// <param name="Slope">Years of predicted age by year of age; 1 without bias.</param>
/// <param name="Intercept">Predicted age at age 0.</param>
public sealed record BiasLine(double Slope, double Intercept)
{
    /// <summary>Fits the line.</summary>
    /// <param name="truth">Ages of training rows.</param>
    /// <param name="outOfFold">Their predictions by models that had not seen them.</param>
    /// <returns>The line; slope 0 where all ages are equal.</returns>
    public static BiasLine Fit(IReadOnlyList<double> truth, IReadOnlyList<double> outOfFold)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(outOfFold);
        if (truth.Count != outOfFold.Count || truth.Count == 0)
            throw new ArgumentException($"{outOfFold.Count} predictions for {truth.Count} rows.", nameof(outOfFold));
        var (x, y, xx, xy) = (truth.Average(), outOfFold.Average(), 0.0, 0.0);
        for (var r = 0; r < truth.Count; r++)
        {
            xx += (truth[r] - x) * (truth[r] - x);
            xy += (truth[r] - x) * (outOfFold[r] - y);
        }

        var slope = xx > 0 ? xy / xx : 0;
        return new(slope, y - (slope * x));
    }

    /// <summary>
    /// Corrected without the person's age, (predicted − intercept) / slope (Cole et al. 2018, doi 10.1038/mp.2017.62); NaN where the slope
    /// is not above 0.01, and the model knows nothing of age.
    /// </summary>
    public double[] WithoutAge(IReadOnlyList<double> predicted)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        return [.. predicted.Select(p => Slope > 0.01 ? (p - Intercept) / Slope : double.NaN)];
    }

    /// <summary>
    /// Corrected with the person's age, predicted + age − (slope · age + intercept) (de Lange and Cole 2020, doi
    /// 10.1016/j.nicl.2020.102229). The age goes into the result: its MAE, r and R² are no measure of the model.
    /// </summary>
    public double[] WithAge(IReadOnlyList<double> predicted, IReadOnlyList<double> age)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(age);
        return [.. predicted.Select((p, r) => p + age[r] - ((Slope * age[r]) + Intercept))];
    }
}

using Pial.Analysis.Tables;

namespace Pial.Analysis.Corrections;

/// <summary>A corrected table.</summary>
/// <param name="Table">The input with the corrected columns replaced; a value that could not be corrected is <c>n/a</c>.</param>
/// <param name="WithoutTiv">Subjects without a TIV or a group: all their corrected values are <c>n/a</c>.</param>
/// <param name="MissingValues">Volumes that were unknown and stay so, in subjects with a TIV.</param>
/// <param name="OutsideRange">Subjects whose head is smaller or larger than any of the training subjects': their correction is
/// extrapolated.</param>
/// <param name="SeenByFit">Subjects that were fitted on.</param>
public sealed record TivCorrected(SubjectTable Table, IReadOnlyList<string> WithoutTiv, int MissingValues,
    IReadOnlyList<string> OutsideRange, IReadOnlyList<string> SeenByFit);

/// <summary>Applies a fitted correction for head size.</summary>
public static class TivCorrection
{
    /// <summary>Corrects the model's columns.</summary>
    /// <param name="table">Volumes and TIV, in the model's units.</param>
    /// <param name="model">What <see cref="TivFit"/> made.</param>
    /// <exception cref="ArgumentException">A column the model needs is missing, a group was not in the fit, or TIV is in other
    /// units.</exception>
    /// <exception cref="FormatException">A value is not a number.</exception>
    public static TivCorrected Apply(SubjectTable table, TivModel model)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(model);
        var absent = model.Columns.Prepend(model.TivColumn).Concat(model.By).Where(c => !table.Has(c)).ToList();
        if (absent.Count > 0)
            throw new ArgumentException(
                $"{table.Name} lacks {absent.Count} columns of the model: " +
                    $"{string.Join(", ", absent.Take(6))}{(absent.Count > 6 ? ", …" : "")}.");
        var tiv = TivFit.TivOf(table, model.TivColumn);
        CheckUnits(table, model, tiv);
        var groups = GroupsOf(table, model);
        var corrected = table;
        var missing = 0;
        for (var c = 0; c < model.Columns.Count; c++)
        {
            var values = table.Numbers(model.Columns[c]);
            for (var r = 0; r < values.Length; r++)
            {
                var known = groups[r] is not null && !double.IsNaN(tiv[r]);
                missing += known && double.IsNaN(values[r]) ? 1 : 0;
                values[r] = known ? One(values[r], tiv[r], model.Method, groups[r]!.ReferenceTiv, groups[r]!.Regions[c]) : double.NaN;
            }

            corrected = corrected.With(model.Columns[c], values);
        }

        return new(
            corrected,
            [.. table.Ids.Where((_, r) => double.IsNaN(tiv[r]) || groups[r] is null)],
            missing,
            [.. table.Ids.Where((_, r) => tiv[r] < model.LeastTiv || tiv[r] > model.MostTiv)],
            model.FittedOn.SeenAmong(table.Ids));
    }

    /// <summary>One volume.</summary>
    internal static double One(double volume, double tiv, TivMethod method, double reference, TivRegion region) => method switch
    {
        TivMethod.Residual => volume - (region.Slope * (tiv - reference)),
        TivMethod.Proportional => volume * (reference / tiv),
        TivMethod.Power => volume * Math.Pow(reference / tiv, region.Slope),
        TivMethod.SpecProportional => volume / tiv * 1500000,
        TivMethod.SpecResidual => volume - (region.Intercept + (region.Slope * tiv)),
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    // mL for mm³ changes every number by a thousand; no two groups of heads differ by five.
    private static void CheckUnits(SubjectTable table, TivModel model, double[] tiv)
    {
        double[] known = [.. tiv.Where(t => !double.IsNaN(t)).Order()];
        if (known.Length == 0) throw new ArgumentException($"{table.Name}: nobody has a {model.TivColumn}.");
        var (median, middle) = (known[known.Length / 2], (model.LeastTiv + model.MostTiv) / 2);
        if (median > 5 * middle || median < middle / 5)
            throw new ArgumentException(
                $"{table.Name}: {model.TivColumn} is {median:g4} in the middle, and was {model.LeastTiv:g4} to {model.MostTiv:g4} in the " +
                    "fit; are the units the same (mm³, mL)?");
    }

    private static TivGroup?[] GroupsOf(SubjectTable table, TivModel model)
    {
        var known = model.Groups.ToDictionary(g => string.Join('\t', g.Values), StringComparer.Ordinal);
        var groups = new TivGroup?[table.Ids.Count];
        var unseen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var r = 0; r < groups.Length; r++)
        {
            string[] values = [.. model.By.Select(b => table[b][r])];
            if (values.Any(SubjectTable.IsMissing)) continue;
            if (!known.TryGetValue(string.Join('\t', values), out groups[r]))
                unseen[string.Join(", ", values)] = unseen.GetValueOrDefault(string.Join(", ", values)) + 1;
        }

        if (unseen.Count > 0)
        {
            throw new ArgumentException(
                $"{table.Name}: {string.Join(", ", model.By)} " +
                    $"{string.Join("; ", unseen.Take(5).Select(u => $"'{u.Key}' ({u.Value} subjects)"))} " +
                    $"{(unseen.Count == 1 ? "was" : "were")} not in the fit, which knows " +
                    $"{string.Join("; ", known.Keys.Take(8).Select(k => k.Replace("\t", ", ", StringComparison.Ordinal)))}.");
        }

        return groups;
    }
}

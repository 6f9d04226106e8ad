using Pial.Analysis.Splits;

namespace Pial.Analysis.Corrections;

/// <summary>A fitted correction for head size; see <see cref="TivFit"/> and <see cref="TivCorrection"/>.</summary>
public sealed record TivModel
{
    /// <summary>Method.</summary>
    public required TivMethod Method { get; init; }

    /// <summary>Column of total intracranial volume.</summary>
    public required string TivColumn { get; init; }

    /// <summary>Columns that divide the subjects; empty for one fit.</summary>
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>Corrected columns.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Fits, one a group; one in all where nothing divides the subjects.</summary>
    public required IReadOnlyList<TivGroup> Groups { get; init; }

    /// <summary>Least TIV of the training subjects.</summary>
    public required double LeastTiv { get; init; }

    /// <summary>Largest TIV of the training subjects.</summary>
    public required double MostTiv { get; init; }

    /// <summary>Whom it saw.</summary>
    public required FittedOn FittedOn { get; init; }
}

/// <summary>The fit of one group.</summary>
/// <param name="Values">The group's value in each of <see cref="TivModel.By"/>.</param>
/// <param name="Subjects">Training subjects with a TIV.</param>
/// <param name="ReferenceTiv">Head size that volumes are corrected to.</param>
/// <param name="Regions">Fit of each column.</param>
public sealed record TivGroup(IReadOnlyList<string> Values, int Subjects, double ReferenceTiv, IReadOnlyList<TivRegion> Regions);

/// <summary>The fit of one column in one group.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Subjects">Training subjects with a value (above 0 for the power method).</param>
/// <param name="Intercept">Of the line, volume or ln volume at TIV or ln TIV 0.</param>
/// <param name="Slope">Of the line: volume per unit of TIV, or the exponent of the power method; 0 where there was nothing to fit.</param>
/// <param name="Note">What was special: a constant column, too few values; empty otherwise.</param>
public sealed record TivRegion(string Column, int Subjects, double Intercept, double Slope, string Note = "");

namespace Pial.Analysis.Corrections;

/// <summary>What <see cref="TivFit"/> fits.</summary>
public sealed record TivOptions
{
    /// <summary>Method. Default: residual.</summary>
    public TivMethod Method { get; init; } = TivMethod.Residual;

    /// <summary>Column of total intracranial volume. Default: found by name, see <see cref="VolumeColumns.Tiv"/>.</summary>
    public string? TivColumn { get; init; }

    /// <summary>Columns to correct. Default: those that are volumes by name, see <see cref="VolumeColumns"/>.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Columns that divide the subjects, each group with its own fit. Default: none.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>
    /// Whether each group is corrected to its own mean TIV rather than to that of all training subjects. Default false: after the
    /// correction heads of all groups are of one size, so that men and women do not differ by head size any more.
    /// </summary>
    public bool CentreWithinGroups { get; init; }
}

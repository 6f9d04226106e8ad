namespace Pial.Hub.Tasks;

/// <summary>How a task tells training from test subjects.</summary>
public sealed record SplitDefinition
{
    /// <summary><c>holdout</c>, <c>kfold</c>, <c>leave-site-out</c>, <c>column</c> or <c>test-table</c>. Default holdout.</summary>
    public string Scheme { get; init; } = "holdout";

    /// <summary>Of holdout: share that is tested. Default 0.3.</summary>
    public double TestFraction { get; init; } = 0.3;

    /// <summary>Of kfold: how many. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Column whose values stay whole on one side; null for the subject.</summary>
    public string? By { get; init; }

    /// <summary>Columns whose shares are alike on both sides; <c>target</c> stands for the target.</summary>
    public IReadOnlyList<string> Stratify { get; init; } = [];

    /// <summary>Of column: where train and test are written. Default split.</summary>
    public string Column { get; init; } = "split";

    /// <summary>Of test-table: the table of the tested subjects, beside that of the data.</summary>
    public string? Test { get; init; }

    /// <summary>One repeat a seed. Default 1.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [1];

    /// <summary>In a sentence.</summary>
    public string Text()
    {
        var how = Scheme switch
        {
            "kfold" => $"{Folds} folds",
            "leave-site-out" => "every site left out in turn",
            "column" => $"column {Column}",
            "test-table" => $"tested on {Test}",
            _ => FormattableString.Invariant($"{TestFraction:0.##} of the subjects held out"),
        };
        return $"{how}{(By is null ? ", by subject" : $", by {By}")}" +
            $"{(Stratify.Count > 0 ? $", stratified by {string.Join(" and ", Stratify)}" : "")}"
            + (Scheme is "holdout" or "kfold" ? $", {Seeds.Count} {(Seeds.Count == 1 ? "seed" : "seeds")}" : "");
    }
}

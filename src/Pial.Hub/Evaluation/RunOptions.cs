using Pial.Hub.Programs;

namespace Pial.Hub.Evaluation;

/// <summary>What a run is given.</summary>
public sealed record RunOptions
{
    /// <summary>Data instead of the task's: a table, a folder, or a data set that Pial makes.</summary>
    public string? Data { get; init; }

    /// <summary>A table whose columns are joined to the data's by subject.</summary>
    public string? Participants { get; init; }

    /// <summary>
    /// The model that is judged: a record (YAML), predictions (CSV, TSV), or a baseline's name; null for the linear baseline.
    /// </summary>
    public string? Model { get; init; }

    /// <summary>Where a participant's program runs.</summary>
    public SandboxKind Sandbox { get; init; }

    /// <summary>Whether the baselines run too.</summary>
    public bool Baselines { get; init; } = true;

    /// <summary>What intervals are of.</summary>
    public IntervalKind Intervals { get; init; }

    /// <summary>How many times the split is made, with seeds 1, 2, …, instead of the task's seeds; null for those.</summary>
    public int? Repeats { get; init; }

    /// <summary>Now, UTC: the name of the eval ends with it.</summary>
    public required DateTime Date { get; init; }

    /// <summary>What it runs on, for the record.</summary>
    public string? Hardware { get; init; }

    /// <summary>Told what is being done.</summary>
    public Action<string>? Progress { get; init; }
}

namespace Pial.Analysis.Splits;

/// <summary>One part of a split: rows to learn from and rows to be judged on, counted from 0, each in ascending order.</summary>
/// <param name="Train">Rows to fit on.</param>
/// <param name="Test">Rows that nothing fitted may have seen.</param>
public sealed record Fold(IReadOnlyList<int> Train, IReadOnlyList<int> Test)
{
    /// <summary>What it is called in tables: <c>1</c>, <c>2</c>, … or the site left out, or <c>test</c> for a hold-out.</summary>
    public string Name { get; init; } = "";

    /// <summary>Which repeat it belongs to, from 1.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>For nested validation: folds of the training rows alone, as rows of the whole table; empty when not asked for.</summary>
    public IReadOnlyList<Fold> Inner { get; init; } = [];
}

using Pial.Analysis.Tables;

namespace Pial.Analysis.Splits;

/// <summary>Which subjects of a table are for learning and which are held out.</summary>
/// <param name="Train">Ids to fit on, in the order of the table.</param>
/// <param name="HeldOut">The others.</param>
/// <param name="Rows">How they were told apart, for people.</param>
public sealed record TrainingRows(IReadOnlyList<string> Train, IReadOnlyList<string> HeldOut, string Rows)
{
    private static readonly string[] TrainWords = ["train", "training"];

    /// <summary>Everybody.</summary>
    public static TrainingRows All(SubjectTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new(table.Ids, [], "all");
    }

    /// <summary>By a column that says <c>train</c> (or <c>training</c>) for one side and anything else for the other.</summary>
    /// <exception cref="FormatException">A subject has no value there, nobody is for training, or a person is on both sides.</exception>
    public static TrainingRows Of(SubjectTable table, string column)
    {
        ArgumentNullException.ThrowIfNull(table);
        var train = InTraining(table, column);
        if (train.Count == 0)
            throw new FormatException(
                $"{table.Name}: nobody is 'train' in '{column}'; it has " +
                    $"{string.Join(", ", table[column].Distinct(StringComparer.Ordinal).Take(6))}.");
        return Checked(table, train, $"{column} = train");
    }

    /// <summary>Those whom a column does not put in training; a table of test subjects alone may have no others.</summary>
    /// <exception cref="FormatException">A subject has no value there.</exception>
    public static IReadOnlyList<string> HeldOutBy(SubjectTable table, string column)
    {
        ArgumentNullException.ThrowIfNull(table);
        return [.. table.Ids.Except(InTraining(table, column), StringComparer.Ordinal)];
    }

    /// <summary>A column named <c>split</c>, whatever its letters' case, or null.</summary>
    public static string? ColumnOf(SubjectTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Columns.FirstOrDefault(c => string.Equals(c, "split", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>By a list of ids.</summary>
    /// <param name="table">The table.</param>
    /// <param name="ids">Who is for training; each must be in the table.</param>
    /// <param name="name">What the list is called.</param>
    /// <exception cref="FormatException">The table lacks somebody, or a person is on both sides.</exception>
    public static TrainingRows Of(SubjectTable table, IReadOnlyCollection<string> ids, string name)
    {
        ArgumentNullException.ThrowIfNull(table);
        var wanted = SubjectKey.Set(ids);
        var there = SubjectKey.Set(table.Ids);
        var absent = ids.Where(id => !there.Contains(SubjectKey.Of(id))).ToList();
        if (absent.Count > 0)
            throw new FormatException(
                $"{table.Name} has no row of {absent.Count} of the {ids.Count} subjects of {name}: " +
                    $"{string.Join(", ", absent.Take(5))}{(absent.Count > 5 ? ", …" : "")}.");
        return Checked(table, [.. table.Ids.Where(id => wanted.Contains(SubjectKey.Of(id)))], $"ids of {name}");
    }

    private static List<string> InTraining(SubjectTable table, string column)
    {
        var side = table[column];
        for (var r = 0; r < side.Count; r++)
            if (SubjectTable.IsMissing(side[r]))
                throw new FormatException(
                    $"{table.Name}: {table.Ids[r]} has no value in '{column}', so it is not known which side it is on.");
        return [.. table.Ids.Where((_, r) => TrainWords.Contains(side[r], StringComparer.OrdinalIgnoreCase))];
    }

    private static TrainingRows Checked(SubjectTable table, List<string> train, string rows)
    {
        var (own, persons) = (train.ToHashSet(StringComparer.Ordinal), SubjectKey.Set(train));
        var held = table.Ids.Where(id => !own.Contains(id)).ToList();
        return held.Find(id => persons.Contains(SubjectKey.Of(id))) is { } both
            ? throw new FormatException(
                $"{table.Name}: {both} is held out while another row of the same subject is for training ({rows}); keep all rows of a " +
                    "subject on one side.")
            : new(train, held, rows);
    }
}

using Pial.Analysis.Tables;

namespace Pial.Analysis.Confounds;

/// <summary>A column that may go with the label: a site, a scanner, head size, age.</summary>
public sealed class Variable
{
    private Variable(string name, int[]? levels, IReadOnlyList<string> names, double[]? numbers) =>
        (Name, Levels, LevelNames, Numbers) = (name, levels, names, numbers);

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Level of every row, −1 where not known; null for numbers.</summary>
    public IReadOnlyList<int>? Levels { get; }

    /// <summary>Names of the levels.</summary>
    public IReadOnlyList<string> LevelNames { get; }

    /// <summary>Number of every row, NaN where not known; null for words.</summary>
    public IReadOnlyList<double>? Numbers { get; }

    /// <summary>How many rows.</summary>
    public int Count => Levels?.Count ?? Numbers!.Count;

    /// <summary>Words: what is missing is left out of every measure.</summary>
    public static Variable OfWords(string name, IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        string[] names = [.. words.Where(w => !SubjectTable.IsMissing(w)).Select(w => w.Trim()).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        var place = names.Select((n, k) => (n, k)).ToDictionary(p => p.n, p => p.k, StringComparer.Ordinal);
        return new(name, [.. words.Select(w => SubjectTable.IsMissing(w) ? -1 : place[w.Trim()])], names, null);
    }

    /// <summary>Numbers: NaN is left out of every measure.</summary>
    public static Variable OfNumbers(string name, IReadOnlyList<double> numbers) =>
        new(name, null, [], [.. numbers ?? throw new ArgumentNullException(nameof(numbers))]);

    internal bool Known(int row) => Levels is { } levels ? levels[row] >= 0 : double.IsFinite(Numbers![row]);
}

using Pial.Analysis.Splits;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Corrections;

/// <summary>Fits a correction of regional volumes for head size on training subjects.</summary>
/// <remarks>
/// Each column, and each group, has a fit of its own, from the training subjects that have both the volume and TIV. Fit on healthy training
/// subjects where the question is disease: a slope that knows the patients takes part of their atrophy away. Nothing a test subject has is
/// looked at.
/// </remarks>
public static class TivFit
{
    private const int LeastSubjects = 3;

    /// <summary>Fits.</summary>
    /// <param name="table">Volumes and TIV, one row a subject.</param>
    /// <param name="rows">Which rows are for training.</param>
    /// <param name="options">Method, columns, groups.</param>
    /// <exception cref="ArgumentException">No TIV column, no such column, a group of fewer than three, or one whose heads are all of one
    /// size.</exception>
    /// <exception cref="FormatException">A value is not a number, or a TIV or volume is not possible.</exception>
    public static TivModel Fit(SubjectTable table, TrainingRows rows, TivOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        var tivColumn = options.TivColumn ?? VolumeColumns.Tiv(table)
            ?? throw new ArgumentException(
                $"{table.Name} has no column of total intracranial volume (TIV, eTIV, …); it has " +
                    $"{string.Join(", ", table.Columns.Take(12))}{(table.Columns.Count > 12 ? ", …" : "")}. Name it with option 'tiv'.");
        var columns = options.Columns ?? VolumeColumns.Of(table, [tivColumn, .. options.By]);
        if (columns.Count == 0) throw new ArgumentException($"{table.Name} has no column of volumes; name them with option 'columns'.");
        if (columns.Contains(tivColumn, StringComparer.Ordinal))
            throw new ArgumentException($"{tivColumn} is the head size itself and cannot be corrected for it.");
        var training = table.Of(rows.Train);
        var tiv = TivOf(training, tivColumn);
        var known = Enumerable.Range(0, tiv.Length)
            .Where(r => !double.IsNaN(tiv[r]) && options.By.All(b => !SubjectTable.IsMissing(training[b][r]))).ToArray();
        if (known.Length < LeastSubjects)
            throw new ArgumentException(
                $"{table.Name}: {known.Length} training subjects have a {tivColumn}; at least {LeastSubjects} are needed.");
        var reference = Line.Mean([.. known.Select(r => tiv[r])]);
        var values = columns.Select(training.Numbers).ToArray();
        var groups = known.GroupBy(r => string.Join('\t', options.By.Select(b => training[b][r])), StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Group(training, options, columns, [.. g], tiv, values, reference)).ToList();
        return new()
        {
            Method = options.Method,
            TivColumn = tivColumn,
            By = [.. options.By],
            Columns = [.. columns],
            Groups = groups,
            LeastTiv = known.Min(r => tiv[r]),
            MostTiv = known.Max(r => tiv[r]),
            FittedOn = new(known.Select(r => training.Ids[r]), table.Name, rows.Rows, rows.HeldOut),
        };
    }

    /// <summary>A column of head sizes; unknown ones are NaN.</summary>
    internal static double[] TivOf(SubjectTable table, string column)
    {
        var tiv = table.Numbers(column);
        for (var r = 0; r < tiv.Length; r++)
            if (tiv[r] <= 0 || double.IsInfinity(tiv[r]))
                throw new FormatException($"{table.Name}: {column} of {table.Ids[r]} is {tiv[r]:g6}; a head's volume is above 0.");
        return tiv;
    }

    private static TivGroup Group(SubjectTable table, TivOptions options, IReadOnlyList<string> columns, int[] rows, double[] tiv,
        double[][] values, double reference)
    {
        string[] names = [.. options.By.Select(b => table[b][rows[0]])];
        var called = names.Length == 0 ? "the training subjects" : string.Join(", ", options.By.Zip(names, (b, n) => $"{b} {n}"));
        if (rows.Length < LeastSubjects)
            throw new ArgumentException(
                $"{table.Name}: {called} has {rows.Length} training subjects; a fit of its own needs at least {LeastSubjects}.");
        double[] own = [.. rows.Select(r => tiv[r])];
        var fits = options.Method is not (TivMethod.Proportional or TivMethod.SpecProportional);
        if (fits && own.Min() == own.Max())
            throw new ArgumentException(
                $"{table.Name}: {options.TivColumn ?? "TIV"} is {own[0]:g6} in all of {called}; there is no slope to fit.");
        var regions = columns
            .Select((c, n) => fits ? Region(c, options.Method == TivMethod.Power, rows, tiv, values[n]) : Plain(c, rows, values[n]))
            .ToList();
        return new(names, rows.Length, options.CentreWithinGroups ? Line.Mean(own) : reference, regions);
    }

    private static TivRegion Plain(string column, int[] rows, double[] values) =>
        new(column, rows.Count(r => !double.IsNaN(values[r])), 0, 0);

    private static TivRegion Region(string column, bool power, int[] rows, double[] tiv, double[] values)
    {
        int[] known = [.. rows.Where(r => power ? values[r] > 0 : !double.IsNaN(values[r]))];
        if (known.Length < LeastSubjects)
            return new(column, known.Length, 0, 0, $"only {known.Length} values{(power ? " above 0" : "")}: left as it is");
        double[] x = [.. known.Select(r => power ? Math.Log(tiv[r]) : tiv[r])],
            y = [.. known.Select(r => power ? Math.Log(values[r]) : values[r])];
        if (y.Min() == y.Max()) return new(column, known.Length, y[0], 0, "constant: left as it is");
        if (x.Min() == x.Max()) return new(column, known.Length, Line.Mean(y), 0, "all subjects with a value have one TIV: left as it is");
        var line = Line.Fit(x, y);
        return new(column, known.Length, line.Intercept, line.Slope);
    }
}

using Pial.Kernels;

namespace Pial.Operations.Intensity;

/// <summary>How <see cref="FuzzyCMeans"/> iterates.</summary>
public sealed record FuzzyCMeansOptions
{
    /// <summary>Classes. Default 3: CSF, grey and white matter.</summary>
    public int Classes { get; init; } = 3;

    /// <summary>Most iterations. Default 200.</summary>
    public int MaxIterations { get; init; } = 200;

    /// <summary>It ends when no centre moves by more than this share of the distance between the outer ones. Default 1e-6.</summary>
    public double Tolerance { get; init; } = 1e-6;
}

/// <summary>Classes of intensities.</summary>
/// <param name="Centres">Centre of each class, darkest first.</param>
/// <param name="Means">Mean of all values, each weighted by its membership of the class.</param>
/// <param name="Iterations">Iterations done.</param>
/// <param name="Converged">Whether the centres came to rest.</param>
public sealed record FuzzyClasses(IReadOnlyList<double> Centres, IReadOnlyList<double> Means, int Iterations, bool Converged);

/// <summary>
/// Fuzzy c-means of single intensities: every value belongs to each class by the inverse square of its distance from the class's centre.
/// </summary>
/// <remarks>
/// Bezdek, Ehrlich and Full (1984), doi 10.1016/0098-3004(84)90020-7, with fuzziness 2. The package intensity-normalization starts from
/// random memberships and stops after at most 50 iterations; here the start is the middle of equal shares of the values and the centres
/// come to rest, so that the same image gives the same classes.
/// </remarks>
public static class FuzzyCMeans
{
    private const int Part = 1 << 15;

    /// <summary>Finds the classes.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="options">Classes, iterations, tolerance.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">Fewer distinct values than classes.</exception>
    public static FuzzyClasses Run(ReadOnlyMemory<float> values, FuzzyCMeansOptions? options = null, ParallelOptions? parallel = null)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Classes, 2);
        var centres = Start(values.Span, options.Classes);
        var sums = new double[2 * options.Classes];
        var (iteration, converged) = (0, false);
        while (iteration < options.MaxIterations && !converged)
        {
            iteration++;
            var (from, least) = (centres, options.Tolerance * (centres[^1] - centres[0]));
            Sum(values, from, squared: true, sums, parallel);
            centres = Means(sums);
            converged = centres.Zip(from).All(p => Math.Abs(p.First - p.Second) <= least);
        }

        Sum(values, centres, squared: false, sums, parallel);
        return new(centres, Means(sums), iteration, converged);
    }

    // Equal shares of the values; where many values are equal, shares of the range instead.
    private static double[] Start(ReadOnlySpan<float> values, int classes)
    {
        if (!HasDistinct(values, classes))
            throw new ArgumentException(
                $"The mask holds fewer than {classes} different intensities; {classes} classes cannot be told apart.", nameof(values));
        var (shares, centres) = (new double[classes], new double[classes]);
        for (var c = 0; c < classes; c++)
            shares[c] = (c + 0.5) / classes;
        Quantile.Of(values, shares, centres);
        if (Enumerable.Range(1, classes - 1).All(c => centres[c] > centres[c - 1])) return centres;
        var (low, high) = Quantile.Range(values);
        return [.. shares.Select(s => low + (s * ((double)high - low)))];
    }

    private static bool HasDistinct(ReadOnlySpan<float> values, int count)
    {
        var seen = new HashSet<float>();
        foreach (var v in values)
            if (seen.Add(v) && seen.Count == count) return true;
        return false;
    }

    private static double[] Means(double[] sums) => [.. Enumerable.Range(0, sums.Length / 2).Select(c => sums[2 * c] / sums[(2 * c) + 1])];

    private static void Sum(ReadOnlyMemory<float> values, double[] centres, bool squared, double[] sums, ParallelOptions? parallel) =>
        Slices.Sum((values.Length + Part - 1) / Part, parallel,
            (p, row) => Sum(values.Span.Slice(p * Part, Math.Min(Part, values.Length - (p * Part))), centres, squared, row), sums);

    // Each class's sum of weight × value and of weight; the weight is the membership, or its square when centres are moved.
    private static void Sum(ReadOnlySpan<float> values, ReadOnlySpan<double> centres, bool squared, Span<double> row)
    {
        Span<double> near = stackalloc double[centres.Length];
        foreach (var v in values)
        {
            var total = 0.0;
            for (var c = 0; c < near.Length; c++)
            {
                var d = v - centres[c];
                near[c] = 1 / Math.Max(d * d, 1e-30); // on a centre it belongs to that class alone
                total += near[c];
            }

            var inverse = 1 / total;
            for (var c = 0; c < near.Length; c++)
            {
                var u = near[c] * inverse;
                if (squared) u *= u;
                row[2 * c] += u * v;
                row[(2 * c) + 1] += u;
            }
        }
    }
}

namespace Pial.Analysis.Statistics.Designs;

/// <summary>A categorical variable: its levels, in ordinal order; the first is the reference, which has no column of its own.</summary>
/// <param name="Column">Column of the table.</param>
/// <param name="Levels">Levels, the reference first.</param>
/// <param name="Counts">Subjects at each level.</param>
public sealed record Factor(string Column, IReadOnlyList<string> Levels, IReadOnlyList<int> Counts)
{
    /// <summary>The level that the others are compared with.</summary>
    public string Reference => Levels[0];
}

/// <summary>A term of the model and the columns it became.</summary>
/// <param name="Name">As in the formula: <c>age</c>, <c>sex</c>, <c>age:sex</c>.</param>
/// <param name="Columns">Places of its columns in the design.</param>
public sealed record DesignTerm(string Name, IReadOnlyList<int> Columns);

/// <summary>
/// A design matrix that can be fitted: one row a subject, full column rank. Numbers are centred on their mean, categories are dummy coded
/// against the reference level (<c>sex[M]</c> is 1 for M, 0 for the reference), interactions are products of those columns, and the
/// intercept is last.
/// </summary>
public sealed class Design
{
    internal Design(IReadOnlyList<string> subjects, IReadOnlyList<string> names, double[][] columns, IReadOnlyList<DesignTerm> terms,
        IReadOnlyList<Factor> factors, IReadOnlyDictionary<string, double> means)
    {
        (Subjects, Names, Values, Terms, Factors, Means) = (subjects, names, columns, terms, factors, means);
        Check();
    }

    /// <summary>Rows.</summary>
    public IReadOnlyList<string> Subjects { get; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Terms of the formula, the intercept not among them.</summary>
    public IReadOnlyList<DesignTerm> Terms { get; }

    /// <summary>Categorical variables.</summary>
    public IReadOnlyList<Factor> Factors { get; }

    /// <summary>What was subtracted from each variable of numbers.</summary>
    public IReadOnlyDictionary<string, double> Means { get; }

    /// <summary>Residual degrees of freedom.</summary>
    public int ResidualDof => Subjects.Count - Names.Count;

    internal double[][] Values { get; }

    /// <summary>Values of a column, one a subject.</summary>
    public IReadOnlyList<double> Column(int n) => Values[n];

    // Gram-Schmidt in the order of the columns: one that leaves nothing is a combination of those before it, and the weights say which.
    private void Check()
    {
        var (n, p) = (Subjects.Count, Names.Count);
        if (p == 0) throw new ArgumentException("The design has no column; name columns or a formula.");
        if (n <= p)
            throw new ArgumentException(
                $"{n} subjects cannot fit {p} columns ({string.Join(", ", Names)}); more subjects than columns are needed.");
        for (var c = 0; c < p; c++)
        {
            var before = Linear.Orthonormal.Of(Values[..c]);
            var (rest, weights) = before.Reject(Values[c]);
            var size = Math.Sqrt(Values[c].Sum(x => x * x));
            if (size > 0 && Math.Sqrt(rest.Sum(x => x * x)) > 1e-8 * size) continue;
            if (size == 0)
                throw new ArgumentException(
                    $"The design is rank-deficient: column '{Names[c]}' is the same for every subject or 0; leave it out.");
            var share = before.Solve(weights);
            var culprits = Enumerable.Range(0, c).Where(j => Math.Abs(share[j]) * Values[j].Max(Math.Abs) > 1e-6 * Values[c].Max(Math.Abs))
                .Select(j => $"'{Names[j]}'");
            throw new ArgumentException(
                $"The design is rank-deficient: column '{Names[c]}' is a combination of {string.Join(", ", culprits)}; leave one of them " +
                    "out.");
        }
    }
}

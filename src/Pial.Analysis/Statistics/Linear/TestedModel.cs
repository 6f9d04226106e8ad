using Pial.Analysis.Statistics.Designs;

namespace Pial.Analysis.Statistics.Linear;

/// <summary>
/// A design split by a contrast: an orthonormal basis of what remains when the tested effects are zero (nuisance), and one of the rest
/// (effects), so that t = <c>e'y / √(‖y − projection‖² / dof)</c> with the one effect e, and F is the mean of the squares over several.
/// </summary>
/// <remarks>
/// The nuisance space is <c>{X b : C b = 0}</c>, as in Winkler et al. 2014 (doi 10.1016/j.neuroimage.2014.01.060), appendix A.
/// </remarks>
public sealed class TestedModel
{
    /// <summary>Splits a design.</summary>
    /// <exception cref="ArgumentException">The contrast's rows are not independent, or do not fit the design.</exception>
    public TestedModel(Design design, Contrast contrast)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(contrast);
        (Design, Contrast) = (design, contrast);
        var p = design.Names.Count;
        if (contrast.Rows.Any(r => r.Length != p))
            throw new ArgumentException($"The contrast '{contrast.Expression}' does not have {p} weights.", nameof(contrast));
        var rows = Orthonormal.Of([.. contrast.Rows]);
        for (var k = 0; k < rows.R.Length; k++)
            if (rows.R[k][k] == 0)
                throw new ArgumentException(
                    $"Row {k + 1} of the contrast '{contrast.Expression}' is a combination of those before it; leave it out.");
        var free = Complement(rows, p);
        var columns = free.Concat(contrast.Rows).Select(weights => Combine(design, weights)).ToArray();
        var basis = Orthonormal.Of(columns);
        Nuisance = basis.Q[..free.Count];
        Effects = basis.Q[free.Count..];
        Whole = Orthonormal.Of(design.Values);
        var z = Whole.SolveTransposed(contrast.Rows[0]);
        EffectWeights = new double[design.Subjects.Count];
        for (var j = 0; j < z.Length; j++)
            for (var n = 0; n < EffectWeights.Length; n++)
                EffectWeights[n] += z[j] * Whole.Q[j][n];
        EffectNorm = Math.Sqrt(Orthonormal.Dot(z, z));
    }

    /// <summary>The whole design.</summary>
    public Design Design { get; }

    /// <summary>What is tested.</summary>
    public Contrast Contrast { get; }

    /// <summary>Residual degrees of freedom.</summary>
    public int Dof => Design.ResidualDof;

    /// <summary>Rows of the contrast: 1 for t, the first degrees of freedom of F.</summary>
    public int Rank => Effects.Length;

    internal double[][] Nuisance { get; }

    internal double[][] Effects { get; }

    internal Orthonormal Whole { get; }

    /// <summary>c'β̂ = these weights times y.</summary>
    internal double[] EffectWeights { get; }

    /// <summary>√(c'(X'X)⁻¹c): times the residual deviation, the standard error.</summary>
    internal double EffectNorm { get; }

    private static double[] Combine(Design design, double[] weights)
    {
        var sum = new double[design.Subjects.Count];
        for (var c = 0; c < weights.Length; c++)
            for (var n = 0; n < sum.Length; n++)
                sum[n] += weights[c] * design.Values[c][n];
        return sum;
    }

    // Unit vectors, each cleaned of the rows and of the ones kept before; the longest rest first keeps it well conditioned.
    private static List<double[]> Complement(Orthonormal rows, int p)
    {
        var kept = new List<double[]>(rows.Q);
        while (kept.Count < p)
        {
            var basis = Orthonormal.Of([.. kept]);
            var best = Enumerable.Range(0, p).Select(c =>
            {
                var unit = new double[p];
                unit[c] = 1;
                return basis.Reject(unit).Left;
            }).MaxBy(rest => Math.Round(Orthonormal.Dot(rest, rest), 9))!;
            kept.Add(best);
        }

        return kept[rows.Q.Length..];
    }
}

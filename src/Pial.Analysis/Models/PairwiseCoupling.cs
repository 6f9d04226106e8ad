using MathNet.Numerics.LinearAlgebra;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Models;

/// <summary>
/// Probabilities of several classes from those of all pairs: least of <c>Σ_i Σ_j≠i (r_ji p_i − r_ij p_j)²</c> with <c>Σ p = 1</c>, where
/// r_ij is the probability of class i if it is i or j (Wu, Lin and Weng 2004, jmlr.org/papers/v5/wu04a.html, their second method and
/// libsvm's). Solved as a linear system; libsvm iterates to 0.005 / classes.
/// </summary>
internal static class PairwiseCoupling
{
    private const double Edge = 1e-7; // libsvm's

    /// <summary>The pairs, first class before second.</summary>
    public static (int First, int Second)[] Pairs(int classes) =>
        [.. Enumerable.Range(0, classes).SelectMany(i => Enumerable.Range(i + 1, classes - i - 1).Select(j => (i, j)))];

    /// <summary>
    /// Probabilities of rows from the decision values of pairs, which are above 0 for the first class; each goes through the logistic
    /// function.
    /// </summary>
    public static FeatureMatrix Probabilities(FeatureMatrix x, IReadOnlyList<double[]> decisions, IReadOnlyList<int> present, int classes,
        ParallelOptions? parallel)
    {
        var (all, pairs) = (new double[x.Rows * classes], Pairs(present.Count));
        Slices.For(x.Rows, parallel, r =>
        {
            var first = new double[present.Count, present.Count];
            for (var n = 0; n < pairs.Length; n++)
            {
                var (i, j) = pairs[n];
                // Two classes are not coupled, and need no edge.
                first[i, j] = pairs.Length == 1 ? ScoreRules.Logistic(decisions[n][r])
                    : Math.Clamp(ScoreRules.Logistic(decisions[n][r]), Edge, 1 - Edge);
                first[j, i] = pairs.Length == 1 ? ScoreRules.Logistic(-decisions[n][r]) : 1 - first[i, j];
            }

            var p = pairs.Length == 1 ? [first[0, 1], first[1, 0]] : Couple(first);
            for (var k = 0; k < p.Length; k++)
                all[(r * classes) + present[k]] = p[k];
        });
        return x.With(classes, all);
    }

    // Q p + b e = 0 and e'p = 1, with Q_ii = Σ r_ji² and Q_ij = −r_ji r_ij.
    private static double[] Couple(double[,] pair)
    {
        var count = pair.GetLength(0);
        var system = Matrix<double>.Build.Dense(count + 1, count + 1, (i, j) => i == count && j == count ? 0 : i == count || j == count ? 1
            : i != j ? -pair[j, i] * pair[i, j] : Enumerable.Range(0, count).Where(o => o != i).Sum(o => pair[o, i] * pair[o, i]));
        var solved = system.Solve(Vector<double>.Build.Dense(count + 1, i => i == count ? 1 : 0));
        double[] p = [.. Enumerable.Range(0, count).Select(k => Math.Max(0, solved[k]))];
        var sum = p.Sum();
        return sum > 0 ? [.. p.Select(v => v / sum)] : [.. p.Select(_ => 1.0 / count)];
    }
}

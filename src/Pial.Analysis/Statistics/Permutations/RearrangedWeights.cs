using Pial.Analysis.Statistics.Linear;

namespace Pial.Analysis.Statistics.Permutations;

/// <summary>
/// The basis of a design, rearranged: for basis column q and rearrangement P, <c>P'q</c>, so that its product with residuals is
/// <c>q'P e</c>, the coordinate of the rearranged residuals.
/// </summary>
internal sealed class RearrangedWeights(TestedModel model, PermutationPlan plan)
{
    private readonly double[][] basis = [.. model.Nuisance, .. model.Effects];

    /// <summary>Columns of the basis: the nuisance's, then the effects'.</summary>
    public int Sets => basis.Length;

    /// <summary>Weights of one rearrangement.</summary>
    public int Length => Sets * plan.Subjects;

    /// <summary>The weights of rearrangement n, column by column.</summary>
    public void Fill(int n, Span<float> destination)
    {
        Span<int> order = new int[plan.Subjects];
        Span<float> signs = new float[plan.Subjects];
        plan.Fill(n, order, signs);
        for (var k = 0; k < basis.Length; k++)
        {
            for (var s = 0; s < order.Length; s++)
                destination[(k * plan.Subjects) + order[s]] = signs[s] * (float)basis[k][s];
        }
    }
}

using Pial.Analysis.Statistics.Linear;

namespace Pial.Pipelines.Vbm;

/// <summary>What the effect in units of the residual standard deviation is called: Cohen's d only where it is one.</summary>
/// <param name="Column">In tables.</param>
/// <param name="Description">In a sentence.</param>
internal sealed record EffectSize(string Column, string Description)
{
    private static readonly EffectSize D = new("cohens_d",
        "Cohen's d: the difference in units of the residual standard deviation (other columns of the design held constant).");
    private static readonly EffectSize PerUnit = new("effect_per_residual_sd",
        "The effect in units of the residual standard deviation: for a column of numbers the change per unit of it. Not Cohen's d, which " +
            "compares groups.");

    /// <summary>Of a tested contrast: d for levels of one category, or a mean against 0.</summary>
    public static EffectSize Of(TestedModel model)
    {
        var (design, weights) = (model.Design, model.Contrast.Rows[0]);
        string[] used = [.. design.Names.Where((_, c) => weights[c] != 0)];
        if (used is ["intercept"]) return D;
        var level = design.Factors.Any(f => used.All(u => u.StartsWith(f.Column + "[", StringComparison.Ordinal) && u.EndsWith(']')
            && !u.Contains(':', StringComparison.Ordinal)));
        var difference = design.Names.Contains("intercept", StringComparer.Ordinal) || Math.Abs(weights.Sum()) < 1e-9;
        return level && difference ? D : PerUnit;
    }
}

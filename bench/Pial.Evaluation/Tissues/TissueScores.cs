using Pial.Operations.Segmentation;
using Pial.Volumes;

namespace Pial.Evaluation.Tissues;

/// <summary>How a segmentation compares with a phantom's truth, inside the true mask.</summary>
internal sealed record TissueScores(double[] Dice, double[] Correlation, double FieldCorrelation, double FieldResidual,
    double WhiteVariation, double WhiteVariationFloor)
{
    /// <summary>Scores; tissues in the order GM, WM, CSF.</summary>
    public static TissueScores Of(TissueResult result, Volume<float> image, Truth truth)
    {
        var dice = new[] { Overlap(result.Labels, truth, 1), Overlap(result.Labels, truth, 2), Overlap(result.Labels, truth, 3) };
        var count = truth.Mask.Shape.Count;
        bool In(int n) => truth.Mask.Span[n];
        bool White(int n) => truth.Mask.Span[n] && truth.Fractions.Wm.Span[n] > 0.99f;
        double R(Volume<float> a, Volume<float> b) => Correlate(count, In, n => a.Span[n], n => b.Span[n]).R;
        var white = Correlate(count, White, n => Math.Log(result.BiasField.Span[n]), n => Math.Log(truth.Field.Span[n]));
        var all = Correlate(count, In, n => Math.Log(result.BiasField.Span[n] / truth.Field.Span[n]), static _ => 0);
        var after = Correlate(count, White, n => image.Span[n] / result.BiasField.Span[n], n => image.Span[n] / truth.Field.Span[n]);
        return new(
            dice,
            [R(result.Fractions.Gm, truth.Fractions.Gm), R(result.Fractions.Wm, truth.Fractions.Wm),
                R(result.Fractions.Csf, truth.Fractions.Csf)],
            white.R, 100 * all.SdA, 100 * after.SdA / after.MeanA, 100 * after.SdB / after.MeanB);
    }

    private static double Overlap(Volume<int> labels, Truth truth, int label)
    {
        var (both, sum) = (0L, 0L);
        for (var n = 0; n < labels.Span.Length; n++)
        {
            if (!truth.Mask.Span[n]) continue;
            var (a, b) = (labels.Span[n] == label, truth.Labels.Span[n] == label);
            both += a && b ? 1 : 0;
            sum += (a ? 1 : 0) + (b ? 1 : 0);
        }

        return 2.0 * both / sum;
    }

    private static (double R, double MeanA, double SdA, double MeanB, double SdB) Correlate(int count, Func<int, bool> include,
        Func<int, double> a, Func<int, double> b)
    {
        var (n, sa, sb, aa, bb, ab) = (0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var v = 0; v < count; v++)
        {
            if (!include(v)) continue;
            var (x, y) = (a(v), b(v));
            (n, sa, sb, aa, bb, ab) = (n + 1, sa + x, sb + y, aa + (x * x), bb + (y * y), ab + (x * y));
        }

        var (va, vb) = (Math.Max(0, (aa / n) - (sa * sa / n / n)), Math.Max(0, (bb / n) - (sb * sb / n / n)));
        return (vb > 1e-12 && va > 1e-12 ? ((ab / n) - (sa * sb / n / n)) / Math.Sqrt(va * vb) : double.NaN, sa / n, Math.Sqrt(va), sb / n,
            Math.Sqrt(vb));
    }
}

/// <summary>What is known about a phantom.</summary>
internal sealed record Truth(Volume<bool> Mask, Volume<int> Labels, TissueMaps Fractions, Volume<float> Field);

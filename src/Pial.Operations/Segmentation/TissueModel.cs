using Pial.Kernels.Mixtures;

namespace Pial.Operations.Segmentation;

/// <summary>
/// Intensity model: three pure tissues (CSF, GM, WM, from dark to bright) and the mixtures of each two, in steps of the fraction.
/// </summary>
internal sealed class TissueModel
{
    public const int Tissues = 3;
    public const int Steps = 3;                            // fractions 1/4, 1/2, 3/4 between two pure tissues
    public const int States = Tissues + (Tissues * Steps);
    private const double Cap = 12;         // an intensity about five deviations off is an outlier and says nothing more
    private const double Balance = 1.2;    // grey and white matter's deviations differ by at most this from their pooled one
    private const double CsfNarrow = 0.8;  // CSF's may be this much of the pooled one ...
    private const double StartDeviation = 0.06; // of white matter, where the tissues' means are known beforehand
    private const double CsfWide = 2;      // ... to this much: pulsation, vessels and dura widen it

    // Share of voxels on a boundary, CSF/GM, GM/WM and CSF/WM (the ventricles' walls), about as an adult head at 1 mm has them. Fixed: left
    // free, a mixture can swallow grey matter.
    private static readonly double[] Mixtures = [0.15, 0.15, 0.02];

    private static readonly (int Dark, int Bright)[] Edges = [(0, 1), (1, 2), (0, 2)];

    public double[] Mean { get; } = new double[Tissues];

    public double[] Sd { get; } = new double[Tissues];

    /// <summary>Prior weight of the three pure tissues, then of the three mixtures (CSF/GM, GM/WM, CSF/WM).</summary>
    public double[] Weight { get; } = [0.2, 0.26, 0.22, .. Mixtures];

    /// <summary>Smallest standard deviation of a tissue.</summary>
    public double Floor { get; set; }

    /// <summary>Mean of CSF where it is known beforehand; null to estimate it.</summary>
    public double? FixedCsf { get; set; }

    // Edges against CSF are as high as the darkest CSF makes them, and CSF between the banks of a sulcus is nowhere flat.
    private double[] edgeMean = new double[Tissues];

    /// <summary>Mean and deviation of the local spread of a mixed voxel over the gap between its tissues: an edge one voxel wide.</summary>
    public (double Mean, double Sd) EdgeSpread { get; set; } = (0.36, 0.09);

    /// <summary>Root mean square local spread of pure voxels.</summary>
    public double[] PureSpread { get; } = new double[Tissues];

    /// <summary>A model whose tissues' intensities are known, CSF's for good.</summary>
    public static TissueModel From((double Csf, double Gm, double Wm) known, double floor)
    {
        var model = new TissueModel { Floor = floor, FixedCsf = known.Csf };
        (model.Mean[0], model.Mean[1], model.Mean[2]) = known;
        model.edgeMean = [.. model.Mean];
        Array.Fill(model.Sd, Math.Max(floor, StartDeviation * known.Wm));
        return model;
    }

    /// <summary>The states for a neighbourhood term of a given strength.</summary>
    public FractionState[] ToStates(double beta, bool spread)
    {
        var states = new FractionState[States];
        for (var t = 0; t < Tissues; t++)
        {
            var f = Unit(t);
            states[t] = new()
            {
                Fractions = f,
                Reported = f,
                Mean = (float)Mean[t],
                Precision = (float)(1 / (Sd[t] * Sd[t])),
                Bias = (float)(Math.Log(Weight[t]) - Math.Log(Sd[t]) - beta + (spread ? Math.Log(2 / PureSpread[t]) : 0)),
                SpreadPrecision = spread ? (float)(1 / (PureSpread[t] * PureSpread[t])) : 0,
                Cap = (float)Cap,
                // darker than sulcal CSF is no sign of a field
                LogPrecision = t == 0 && FixedCsf is not null ? 0 : (float)(Mean[t] * Mean[t] / (Sd[t] * Sd[t])),
                LogMean = (float)Math.Log(Math.Max(Mean[t], 1e-6)),
            };
        }

        for (var e = 0; e < Edges.Length; e++)
        {
            for (var n = 0; n < Steps; n++)
                states[Tissues + (e * Steps) + n] = Mixed(e, (n + 1.0) / (Steps + 1), beta, spread);
        }

        return states;
    }

    /// <summary>The same states, reporting which tissue is the largest part instead of the fractions.</summary>
    public static FractionState[] Dominant(FractionState[] states) => Array.ConvertAll(states, static s =>
    {
        var (a, b, c) = s.Fractions;
        var top = Math.Max(a, Math.Max(b, c));
        var ties = (a == top ? 1 : 0) + (b == top ? 1 : 0) + (c == top ? 1 : 0);
        float Share(float f) => f == top ? 1f / ties : 0;
        return s with { Reported = (Share(a), Share(b), Share(c)), Slope = default };
    });

    /// <summary>Takes weights, means and deviations from the moments of an expectation step.</summary>
    public void Update(ReadOnlySpan<double> moments)
    {
        var (total, pure) = (0.0, 0.0);
        for (var k = 0; k < States; k++)
        {
            total += moments[k * FractionMixture.Moments];
            if (k == Tissues - 1) pure = Math.Max(total, 1e-30);
        }

        for (var t = 0; t < Tissues; t++)
            Weight[t] = Math.Max(moments[t * FractionMixture.Moments] / pure, 0.02) * (1 - Mixtures[0] - Mixtures[1] - Mixtures[2]);
        for (var t = 0; t < Tissues; t++)
        {
            var m = moments.Slice(t * FractionMixture.Moments, FractionMixture.Moments);
            if (m[0] < 1e-6 * total) continue;
            Mean[t] = m[1] / m[0];
            Sd[t] = Math.Max(Floor, Math.Sqrt(Math.Max(0, (m[2] / m[0]) - (Mean[t] * Mean[t]))));
            PureSpread[t] = Math.Clamp(Math.Sqrt(m[4] / m[0]), 0.02 * Mean[2], (t == 0 && FixedCsf is not null ? 0.3 : 0.1) * Mean[2]);
        }

        edgeMean = [.. Mean];
        if (FixedCsf is { } csf) (Mean[0], edgeMean[0]) = (csf, Math.Min(csf, Mean[0]));
        BalanceDeviations();
    }

    // Grey and white matter vary about alike. Left free, one class can widen over both while the other shrinks to the histogram's rim.
    private void BalanceDeviations()
    {
        var pooled = Math.Sqrt(((Weight[1] * Sd[1] * Sd[1]) + (Weight[2] * Sd[2] * Sd[2])) / (Weight[1] + Weight[2]));
        Sd[1] = Math.Clamp(Sd[1], pooled / Balance, pooled * Balance);
        Sd[2] = Math.Clamp(Sd[2], pooled / Balance, pooled * Balance);
        Sd[0] = Math.Clamp(Sd[0], pooled * CsfNarrow, pooled * CsfWide);
    }

    /// <summary>Takes the spread of mixed voxels, pooled over the mixtures in units of their gaps.</summary>
    public void UpdateEdges(ReadOnlySpan<double> moments)
    {
        var (weight, first, second) = (0.0, 0.0, 0.0);
        for (var k = Tissues; k < States; k++)
        {
            var (a, b) = Edges[(k - Tissues) / Steps];
            var gap = Math.Max(edgeMean[b] - edgeMean[a], 1e-6);
            var m = moments.Slice(k * FractionMixture.Moments, FractionMixture.Moments);
            weight += m[0];
            first += m[3] / gap;
            second += m[4] / (gap * gap);
        }

        if (weight <= 0) return;
        var mean = first / weight;
        EdgeSpread = (Math.Clamp(mean, 0.2, 0.45), Math.Clamp(Math.Sqrt(Math.Max(0, (second / weight) - (mean * mean))), 0.05, 0.12));
    }

    private static (float, float, float) Unit(int tissue) => (tissue == 0 ? 1 : 0, tissue == 1 ? 1 : 0, tissue == 2 ? 1 : 0);

    private FractionState Mixed(int edge, double bright, double beta, bool spread)
    {
        var (a, b) = Edges[edge];
        var gap = Mean[b] - Mean[a];
        var width = gap / ((Steps + 1) * Math.Sqrt(12)); // a state stands for an interval of fractions
        var tissue = ((1 - bright) * (1 - bright) * Sd[a] * Sd[a]) + (bright * bright * Sd[b] * Sd[b]);
        var variance = tissue + (width * width);
        var slope = gap > 0 ? (float)(width * width / variance / gap) : 0;
        var height = edgeMean[b] - edgeMean[a];
        if (height <= 0) height = gap;
        var deviation = EdgeSpread.Sd * height;
        var f = new float[Tissues];
        (f[a], f[b]) = ((float)(1 - bright), (float)bright);
        var s = new float[Tissues];
        (s[a], s[b]) = (-slope, slope);
        return new()
        {
            Fractions = (f[0], f[1], f[2]),
            Reported = (f[0], f[1], f[2]),
            Slope = (s[0], s[1], s[2]),
            Reach = (float)Math.Abs(gap * variance / Math.Max(width * width, 1e-12) / (2 * (Steps + 1))),
            Mean = (float)(Mean[a] + (bright * gap)),
            Precision = (float)(1 / variance),
            Bias = (float)(Math.Log(Weight[Tissues + edge] / Steps) - (0.5 * Math.Log(variance))
                - (beta * (((1 - bright) * (1 - bright)) + (bright * bright))) + (spread ? -Math.Log(deviation) : 0)),
            Cap = (float)Cap,
            Spread = (float)(EdgeSpread.Mean * height),
            SpreadPrecision = spread ? (float)(1 / Math.Max(1e-12, deviation * deviation)) : 0,
        };
    }
}

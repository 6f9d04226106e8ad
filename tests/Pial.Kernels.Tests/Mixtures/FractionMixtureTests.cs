using Pial.Kernels.Mixtures;

namespace Pial.Kernels.Tests.Mixtures;

public class FractionMixtureTests
{
    private static readonly FractionState[] States =
    [
        new()
        {
            Fractions = (1, 0, 0),
            Reported = (1, 0, 0),
            Mean = 0.3f,
            Precision = 400,
            Bias = 0.1f,
            Cap = 12,
            LogPrecision = 9,
            LogMean = -1.2f,
        },
        new()
        {
            Fractions = (0, 1, 0),
            Reported = (0, 1, 0),
            Mean = 0.7f,
            Precision = 500,
            Bias = 0.2f,
            Cap = 12,
            SpreadPrecision = 300,
            LogPrecision = 40,
            LogMean = -0.36f,
        },
        new()
        {
            Fractions = (0, 0, 1),
            Reported = (0, 0, 1),
            Mean = 1,
            Precision = 600,
            Bias = 0,
            Cap = 12,
            LogPrecision = 90,
            LogMean = 0,
        },
        new()
        {
            Fractions = (0, 0.5f, 0.5f),
            Reported = (0, 0.5f, 0.5f),
            Mean = 0.85f,
            Precision = 300,
            Bias = -0.7f,
            Cap = 12,
            Spread = 0.1f,
            SpreadPrecision = 900,
            Slope = (0, -1, 1),
            Reach = 0.05f,
        },
    ];

    [Fact]
    public void AgreesWithTheFormula()
    {
        const int count = 40;
        var random = new Random(5);
        float[] Values(double low, double high) =>
            [.. Enumerable.Range(0, count).Select(_ => (float)(low + ((high - low) * random.NextDouble())))];
        var (y, spread, h1, h2, h3) = (Values(0.1, 1.3), Values(0, 0.2), Values(-1, 1), Values(-1, 1), Values(-1, 1));
        var inside = Enumerable.Range(0, count).Select(static n => n % 7 == 0 ? 0f : 1f).ToArray();
        var (f1, f2, f3, precision, log) = (new float[count], new float[count], new float[count], new float[count], new float[count]);
        var moments = new double[States.Length * FractionMixture.Moments];
        FractionMixture.Expect(
            new() { Values = y, Spread = spread, Inside = inside, First = h1, Second = h2, Third = h3 }, States, count,
            new() { First = f1, Second = f2, Third = f3, Precision = precision, LogMean = log }, moments);
        var expected = new double[moments.Length];
        for (var n = 0; n < count; n++)
        {
            var (p, fractions, evidence) = Direct(y[n], spread[n], h1[n], h2[n], h3[n]);
            Assert.Equal(inside[n] * fractions.A, f1[n], 1e-3);
            Assert.Equal(inside[n] * fractions.B, f2[n], 1e-3);
            Assert.Equal(inside[n] * fractions.C, f3[n], 1e-3);
            Assert.Equal(inside[n] * evidence, precision[n], 0.05);
            for (var k = 0; k < States.Length; k++)
            {
                var w = Known(States[k], y[n]) ? inside[n] * p[k] : 0;
                expected[k * FractionMixture.Moments] += w;
                expected[(k * FractionMixture.Moments) + 2] += w * y[n] * y[n];
                expected[(k * FractionMixture.Moments) + 3] += w * spread[n];
            }
        }

        foreach (var m in new[] { 0, 2, 3 })
        {
            for (var k = 0; k < States.Length; k++)
                Assert.Equal(expected[(k * FractionMixture.Moments) + m], moments[(k * FractionMixture.Moments) + m], 1e-2);
        }
    }

    private static bool Known(FractionState s, double y) => 0.5 * (y - s.Mean) * (y - s.Mean) * s.Precision < s.Cap;

    private static (double[] P, (double A, double B, double C) Fractions, double Evidence) Direct(double y, double spread, double h1,
        double h2, double h3)
    {
        var dark = Math.Max(y, States[0].Mean);
        var p = States.Select(s => Math.Exp(
            s.Bias - Math.Min(s.Cap, 0.5 * s.Precision * (dark - s.Mean) * (dark - s.Mean))
                - Math.Min(s.Cap, 0.5 * s.SpreadPrecision * (spread - s.Spread) * (spread - s.Spread))
            + (s.Fractions.First * h1) + (s.Fractions.Second * h2) + (s.Fractions.Third * h3))).ToArray();
        var total = p.Sum();
        var (a, b, c, evidence) = (0.0, 0.0, 0.0, 0.0);
        for (var k = 0; k < p.Length; k++)
        {
            p[k] /= total;
            var t = Math.Clamp(y - States[k].Mean, -States[k].Reach, States[k].Reach);
            a += p[k] * (States[k].Reported.First + (t * States[k].Slope.First));
            b += p[k] * (States[k].Reported.Second + (t * States[k].Slope.Second));
            c += p[k] * (States[k].Reported.Third + (t * States[k].Slope.Third));
            evidence += Known(States[k], y) ? p[k] * States[k].LogPrecision : 0;
        }

        return (p, (a, b, c), evidence);
    }
}

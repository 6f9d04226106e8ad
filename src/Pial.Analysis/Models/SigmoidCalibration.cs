using Pial.Analysis.Tables;

namespace Pial.Analysis.Models;

/// <summary>
/// Platt's calibration (Platt 1999, with the targets and the Newton steps of Lin, Lin and Weng 2007, doi 10.1007/s10994-007-5018-6): a
/// logistic function of each class's log-odds, fitted on predictions of rows that the model had not seen. Two classes share one function;
/// of more each has its own against the rest, and a row's are divided by their sum.
/// </summary>
public sealed class SigmoidCalibration
{
    private const double Edge = 1e-12;
    private readonly (double Slope, double Offset)[] lines;

    private readonly bool[] present;

    private SigmoidCalibration((double, double)[] lines, bool[] present) => (this.lines, this.present) = (lines, present);

    /// <summary>Fits on probabilities out of fold.</summary>
    /// <param name="probabilities">Rows × classes.</param>
    /// <param name="y">The class of each row.</param>
    public static SigmoidCalibration Fit(FeatureMatrix probabilities, IReadOnlyList<int> y)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(y);
        var two = probabilities.Columns == 2;
        return new([.. Enumerable.Range(two ? 1 : 0, two ? 1 : probabilities.Columns)
            .Select(c => Line([.. probabilities.Column(c).Select(LogOdds)], [.. y.Select(v => v == c)]))],
            [.. Enumerable.Range(0, probabilities.Columns).Select(y.Contains)]);
    }

    /// <summary>Calibrated probabilities; a class without rows in the fit gets 0.</summary>
    public FeatureMatrix Apply(FeatureMatrix probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var (classes, all) = (probabilities.Columns, probabilities.Values.ToArray());
        for (var r = 0; r < probabilities.Rows; r++)
        {
            var row = all.AsSpan(r * classes, classes);
            if (classes == 2)
            {
                if (!present[0] || !present[1]) continue;
                var score = (lines[0].Slope * LogOdds(row[1])) + lines[0].Offset;
                (row[0], row[1]) = (ScoreRules.Logistic(-score), ScoreRules.Logistic(score));
                continue;
            }

            var sum = 0.0;
            for (var c = 0; c < classes; c++)
                sum += row[c] = present[c] ? ScoreRules.Logistic((lines[c].Slope * LogOdds(row[c])) + lines[c].Offset) : 0;
            for (var c = 0; c < classes; c++)
                row[c] /= sum;
        }

        return probabilities.With(classes, all);
    }

    private static double LogOdds(double p)
    {
        var inside = Math.Clamp(p, Edge, 1 - Edge);
        return Math.Log(inside / (1 - inside));
    }

    private static (double, double) Line(double[] score, bool[] own)
    {
        var positive = own.Count(o => o);
        var (high, low) = ((positive + 1.0) / (positive + 2), 1.0 / (own.Length - positive + 2));
        var (a, b) = (0.0, Math.Log((positive + 1.0) / (own.Length - positive + 1)));
        var loss = Loss(a, b);
        for (var iteration = 0; iteration < 100; iteration++)
        {
            var (ga, gb, haa, hab, hbb) = (0.0, 0.0, 1e-12, 0.0, 1e-12);
            for (var r = 0; r < score.Length; r++)
            {
                var p = ScoreRules.Logistic((a * score[r]) + b);
                var (d, w) = (p - (own[r] ? high : low), p * (1 - p));
                (ga, gb, haa, hab, hbb) = (ga + (d * score[r]), gb + d, haa + (w * score[r] * score[r]), hab + (w * score[r]), hbb + w);
            }

            if (Math.Abs(ga) < 1e-9 && Math.Abs(gb) < 1e-9) break;
            var determinant = (haa * hbb) - (hab * hab);
            if (!(determinant > 0)) break;
            var (sa, sb) = (((hbb * ga) - (hab * gb)) / determinant, ((haa * gb) - (hab * ga)) / determinant);
            var (length, next) = (1.0, double.NaN);
            while (length > 1e-10 && !((next = Loss(a - (length * sa), b - (length * sb))) < loss))
                length /= 2;
            if (!(next < loss)) break;
            (a, b, loss) = (a - (length * sa), b - (length * sb), next);
        }

        return (a, b);

        double Loss(double slope, double offset)
        {
            var sum = 0.0;
            for (var r = 0; r < score.Length; r++)
            {
                var v = (slope * score[r]) + offset;
                sum += ScoreRules.LogOnePlusExp(v) - ((own[r] ? high : low) * v);
            }

            return sum;
        }
    }
}

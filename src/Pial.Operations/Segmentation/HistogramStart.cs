using Pial.Operations.Masks;

namespace Pial.Operations.Segmentation;

/// <summary>
/// First guess of the tissue means from the histogram alone: the mixture is fitted from many starts that assume little or much CSF, and the
/// fit that explains the histogram best with contrasts a T1-weighted head can have is taken.
/// </summary>
internal static class HistogramStart
{
    private const int Bins = 200;
    // voxels are not independent, and the model is rough: how far the histogram may outvote the contrasts
    private const double EffectiveVoxels = 2000;

    /// <summary>Fits a model to the intensities inside the mask.</summary>
    public static TissueModel Fit(MaskFrame frame, float[] values, double floor)
    {
        var sample = new List<float>(frame.Count / 4);
        for (var n = 0; n < values.Length; n += 3)
        {
            if (frame.Mask[n]) sample.Add(values[n]);
        }

        if (sample.Count < 64)
        {
            sample.Clear();
            for (var n = 0; n < values.Length; n++)
            {
                if (frame.Mask[n]) sample.Add(values[n]);
            }
        }

        sample.Sort();
        double Quantile(double q) => sample[(int)(q * (sample.Count - 1))];
        var top = Math.Max(1.15 * Quantile(0.99), 1e-6);
        var histogram = new double[Bins];
        foreach (var v in sample)
            histogram[Math.Clamp((int)(v / top * Bins), 0, Bins - 1)] += 1.0 / sample.Count;
        var best = (score: double.NegativeInfinity, model: new TissueModel());
        foreach (var csf in (ReadOnlySpan<double>)[0.02, 0.08, 0.18, 0.3])
        {
            foreach (var grey in (ReadOnlySpan<double>)[0.35, 0.5, 0.65])
            {
                foreach (var white in (ReadOnlySpan<double>)[0.75, 0.85, 0.93])
                {
                    var model = new TissueModel { Floor = floor };
                    (model.Mean[0], model.Mean[1], model.Mean[2]) = (Quantile(csf), Quantile(grey), Quantile(white));
                    Array.Fill(model.Sd, 0.08 * model.Mean[2]);
                    var score = Refine(model, histogram, top);
                    if (score > best.score) best = (score, model);
                }
            }
        }

        return best.model;
    }

    private static double Refine(TissueModel model, double[] histogram, double top)
    {
        Span<double> p = stackalloc double[TissueModel.States];
        var moments = new double[TissueModel.States * 5];
        var likelihood = 0.0;
        for (var round = 0; round < 60; round++)
        {
            var states = model.ToStates(0, false);
            Array.Clear(moments);
            likelihood = 0;
            for (var n = 0; n < Bins; n++)
            {
                if (histogram[n] == 0) continue;
                var y = (n + 0.5) * top / Bins;
                var sum = 0.0;
                for (var k = 0; k < p.Length; k++)
                {
                    var d = k == 0 ? Math.Max(y - states[0].Mean, -3 * model.Sd[0]) : y - states[k].Mean;
                    p[k] = Math.Exp(states[k].Bias - Math.Min(states[k].Cap, 0.5 * d * d * states[k].Precision));
                    sum += p[k];
                }

                likelihood += histogram[n] * Math.Log(sum * top);
                for (var k = 0; k < p.Length; k++)
                {
                    var w = histogram[n] * p[k] / sum;
                    moments[k * 5] += w;
                    moments[(k * 5) + 1] += w * y;
                    moments[(k * 5) + 2] += w * y * y;
                }
            }

            model.Update(moments);
        }

        return (EffectiveVoxels * likelihood) + Plausibility(model);
    }

    // T1-weighted contrasts at 1.5 to 7 T: GM about 0.72 of WM, CSF about 0.3 of it, every tissue present.
    private static double Plausibility(TissueModel model)
    {
        var (c, g, w) = (model.Mean[0], model.Mean[1], model.Mean[2]);
        if (!(c < g && g < w) || w <= 0) return double.NegativeInfinity;
        double Square(double x) => x * x;
        var contrasts = -0.5 * (Square(((g / w) - 0.72) / 0.08) + Square(((c / w) - 0.32) / 0.12));
        var amounts = Math.Log(Math.Max(model.Weight[1], 1e-3)) + Math.Log(Math.Max(model.Weight[2], 1e-3));
        return (20 * contrasts) + (20 * amounts);
    }
}

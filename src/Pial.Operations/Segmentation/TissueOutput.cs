using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Segmentation;

/// <summary>Turns the estimation's arrays into volumes.</summary>
internal static class TissueOutput
{
    public static TissueResult Collect(MaskFrame frame, TissueEstimation work, double noise, int iterations, bool converged,
        ParallelOptions? parallel)
    {
        work.Expect(dominant: false);
        var fractions = Maps(frame, work.Fractions);
        work.Expect(dominant: true);
        var p = work.Fractions;
        // A half-and-half state is a tie between its tissues. With channels that leave one state alone probable the ties are many, and the
        // fractions, refined within the state, decide them.
        var largest = work.Channels is null ? p : [frame.Cut(fractions.Csf), frame.Cut(fractions.Gm), frame.Cut(fractions.Wm)];
        var labels = frame.ToVolume(0,
            n => largest[1][n] >= largest[2][n] ? (largest[1][n] >= largest[0][n] ? 1 : 3) : (largest[2][n] >= largest[0][n] ? 2 : 3));
        var field = work.Field.ToVolume(parallel);
        var scale = MeanLog(frame, field);
        field = Scaled(field, Math.Exp(-scale));
        TissueStatistics Statistics(int tissue, Volume<float> map)
        {
            var sum = 0.0;
            foreach (var f in map.Span)
                sum += f;
            var gain = Math.Exp(scale);
            return new(work.Model.Mean[tissue] * gain, work.Model.Sd[tissue] * gain, sum * map.Grid.VoxelVolume / 1000);
        }

        return new()
        {
            Fractions = fractions,
            Posteriors = Maps(frame, p),
            Labels = labels,
            BiasField = field,
            Gm = Statistics(1, fractions.Gm),
            Wm = Statistics(2, fractions.Wm),
            Csf = Statistics(0, fractions.Csf),
            Channels = work.Channels is { Ready: true } channels ? channels.Statistics : [],
            NoiseLevel = noise,
            Iterations = iterations,
            Converged = converged,
        };
    }

    // The expectation's sums are one up to float rounding; clamping what refinement within a state may overshoot keeps every map in 0 … 1.
    private static TissueMaps Maps(MaskFrame frame, float[][] f)
    {
        float Share(int tissue, int n)
        {
            var (c, g, w) = (Math.Max(f[0][n], 0), Math.Max(f[1][n], 0), Math.Max(f[2][n], 0));
            var sum = c + g + w;
            return sum > 0 ? (tissue == 0 ? c : tissue == 1 ? g : w) / sum : 1f / 3;
        }

        return new(frame.ToVolume(0f, n => Share(1, n)), frame.ToVolume(0f, n => Share(2, n)), frame.ToVolume(0f, n => Share(0, n)));
    }

    private static double MeanLog(MaskFrame frame, Volume<float> field)
    {
        var cut = frame.Cut(field);
        var sum = 0.0;
        for (var n = 0; n < cut.Length; n++)
        {
            if (frame.Mask[n]) sum += Math.Log(cut[n]);
        }

        return sum / frame.Count;
    }

    private static Volume<float> Scaled(Volume<float> volume, double factor) => volume.Map(v => (float)(v * factor));
}

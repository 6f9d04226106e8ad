using Pial.Volumes;

namespace Pial.Operations.Segmentation;

/// <summary>Lloyd's k-means of a brain's intensities for three classes, on a histogram: rough, and hard to lead astray.</summary>
internal static class ThreeMeans
{
    private const int Bins = 512, Rounds = 100;

    /// <summary>
    /// Centres of the dark, the middle and the bright class, in the image's units; null when fewer than three intensities occur.
    /// </summary>
    /// <param name="image">Intensities.</param>
    /// <param name="mask">Voxels that count.</param>
    public static (double Dark, double Middle, double Bright)? Of(Volume<float> image, Volume<bool> mask)
    {
        var values = new List<float>(image.Shape.Count / 4);
        for (var n = 0; n < image.Shape.Count; n++)
            if (mask.Span[n] && float.IsFinite(image.Span[n])) values.Add(image.Span[n]);
        if (values.Count < 3) return null;
        values.Sort();
        double Quantile(double q) => values[(int)(q * (values.Count - 1))];
        var (low, high) = (Quantile(0.001), Quantile(0.995));
        if (!(high > low)) return null;
        var counts = new double[Bins];
        foreach (var v in values)
            counts[Math.Clamp((int)((v - low) / (high - low) * Bins), 0, Bins - 1)]++;
        double At(int bin) => low + ((bin + 0.5) / Bins * (high - low));
        double[] centres = [Quantile(0.05), Quantile(0.45), Quantile(0.8)];
        var sums = new double[6];
        for (var round = 0; round < Rounds; round++)
        {
            Array.Clear(sums);
            var (first, second) = ((centres[0] + centres[1]) / 2, (centres[1] + centres[2]) / 2);
            for (var b = 0; b < Bins; b++)
            {
                var c = At(b) < first ? 0 : At(b) < second ? 1 : 2;
                sums[2 * c] += counts[b];
                sums[(2 * c) + 1] += counts[b] * At(b);
            }

            var moved = 0.0;
            for (var c = 0; c < 3; c++)
            {
                if (sums[2 * c] == 0) return null;
                var mean = sums[(2 * c) + 1] / sums[2 * c];
                moved = Math.Max(moved, Math.Abs(mean - centres[c]));
                centres[c] = mean;
            }

            if (moved < 1e-4 * (high - low)) break;
        }

        return (centres[0], centres[1], centres[2]);
    }
}

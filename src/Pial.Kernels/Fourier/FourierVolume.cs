namespace Pial.Kernels.Fourier;

/// <summary>What is known of a 3-D array's whole spectrum.</summary>
public static class FourierVolume
{
    /// <summary>
    /// Mean of the natural logarithms of the spectrum's magnitudes, unscaled; 1e-10 is added to each so that zeros count.
    /// </summary>
    /// <param name="values">ni·nj·nk values.</param>
    /// <param name="ni">Extent of the first, fastest axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static double MeanLogMagnitude(ReadOnlyMemory<float> values, int ni, int nj, int nk, ParallelOptions? parallel = null)
    {
        if (values.Length != (long)ni * nj * nk || values.Length == 0)
            throw new ArgumentException($"{values.Length} values do not fit {ni}×{nj}×{nk}.", nameof(values));
        var (re, im) = (values.ToArray(), new float[values.Length]);
        foreach (var axis in (int[])[0, 1]) FourierAxis.Transform(re, im, ni, nj, nk, axis, inverse: false, parallel);
        var sums = Sums(re, im, ni, nj, nk, parallel);
        return sums / values.Length;
    }

    // Along the third axis nothing need be kept but the sum.
    private static double Sums(float[] re, float[] im, int ni, int nj, int nk, ParallelOptions? parallel)
    {
        const int lanes = FourierAxis.Lanes;
        var fourier = new FourierLines(nk);
        var part = nk * lanes;
        return Slices.Sum(nj, parallel, j =>
        {
            var scratch = new float[(2 * part) + fourier.ScratchLength(lanes)];
            var r = scratch.AsSpan(0, part);
            var i = scratch.AsSpan(part, part);
            var sum = 0.0;
            for (var first = 0; first < ni; first += lanes)
            {
                var (start, lines) = ((j * ni) + first, Math.Min(lanes, ni - first));
                FourierAxis.Gather(re.AsSpan(start), nk, ni * nj, lines, 1, r);
                FourierAxis.Gather(im.AsSpan(start), nk, ni * nj, lines, 1, i);
                fourier.Forward(r, i, lanes, scratch.AsSpan(2 * part));
                for (var n = 0; n < part; n++)
                {
                    if (n % lanes < lines) sum += Math.Log(Math.Sqrt(((double)r[n] * r[n]) + ((double)i[n] * i[n])) + 1e-10);
                }
            }

            return sum;
        });
    }
}

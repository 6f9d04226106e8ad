namespace Pial.Kernels.Fourier;

/// <summary>Changes complex 3-D arrays along one axis.</summary>
public static partial class FourierAxis
{
    /// <summary>Transforms all lines of a complex array along an axis, in place; the inverse includes the factor 1/N.</summary>
    /// <param name="real">ni·nj·nk real parts.</param>
    /// <param name="imaginary">As many imaginary parts.</param>
    /// <param name="ni">Extent of the first, fastest axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="axis">0, 1 or 2.</param>
    /// <param name="inverse">Whether from frequencies to positions.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static void Transform(float[] real, float[] imaginary, int ni, int nj, int nk, int axis, bool inverse,
        ParallelOptions? parallel = null) =>
        Lines(real, imaginary, ni, nj, nk, axis, parallel, (fourier, re, im, work, _, _) =>
        {
            if (inverse) fourier.Inverse(re, im, Lanes, work);
            else fourier.Forward(re, im, Lanes, work);
        });

    /// <summary>
    /// Puts measured frequencies in the place of an image's own: the nearest image to it that agrees with the measurement.
    /// </summary>
    /// <param name="real">ni·nj·nk real parts of the image, changed in place.</param>
    /// <param name="imaginary">As many imaginary parts.</param>
    /// <param name="measuredReal">Real parts of the image's transform along the axis, unscaled; read where measured.</param>
    /// <param name="measuredImaginary">Their imaginary parts.</param>
    /// <param name="measured">Of each frequency, k or k − N beyond N/2, whether it was measured.</param>
    /// <param name="ni">Extent of the first, fastest axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="axis">0, 1 or 2.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static void Replace(
        float[] real, float[] imaginary, float[] measuredReal, float[] measuredImaginary, bool[] measured, int ni, int nj, int nk, int axis,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(measuredReal);
        ArgumentNullException.ThrowIfNull(measuredImaginary);
        ArgumentNullException.ThrowIfNull(measured);
        if (measuredReal.Length != real.Length || measuredImaginary.Length != real.Length
            || measured.Length != (axis switch { 0 => ni, 1 => nj, _ => nk }))
            throw new ArgumentException($"The measurement does not fit {ni}×{nj}×{nk}.", nameof(measuredReal));
        var (step, besideStep) = axis switch { 0 => (1, ni), 1 => (ni, 1), _ => (ni * nj, 1) };
        Lines(real, imaginary, ni, nj, nk, axis, parallel, (fourier, re, im, work, start, lines) =>
        {
            fourier.Forward(re, im, Lanes, work);
            for (var f = 0; f < measured.Length; f++)
            {
                if (!measured[f]) continue;
                for (var line = 0; line < lines; line++)
                {
                    var at = start + (f * step) + (line * besideStep);
                    (re[(f * Lanes) + line], im[(f * Lanes) + line]) = (measuredReal[at], measuredImaginary[at]);
                }
            }

            fourier.Inverse(re, im, Lanes, work);
        });
    }

    private delegate void LineWork(FourierLines fourier, Span<float> real, Span<float> imaginary, Span<float> work, int start, int lines);

    private static void Lines(float[] real, float[] imaginary, int ni, int nj, int nk, int axis, ParallelOptions? parallel, LineWork act)
    {
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(imaginary);
        if (axis is < 0 or > 2) throw new ArgumentOutOfRangeException(nameof(axis), axis, "The axis must be 0, 1 or 2.");
        if (real.Length != (long)ni * nj * nk || imaginary.Length != real.Length || real.Length == 0)
            throw new ArgumentException($"{real.Length} and {imaginary.Length} values do not fit {ni}×{nj}×{nk}.", nameof(real));
        var (length, step) = axis switch { 0 => (ni, 1), 1 => (nj, ni), _ => (nk, ni * nj) };
        var (beside, besideStep) = axis == 0 ? (nj, ni) : (ni, 1);
        var (slices, sliceStep) = axis == 2 ? (nj, ni) : (nk, ni * nj);
        var fourier = new FourierLines(length);
        var part = length * Lanes;
        Slices.For(slices, parallel, () => new float[(2 * part) + fourier.ScratchLength(Lanes)], (slice, scratch) =>
        {
            var re = scratch.AsSpan(0, part);
            var im = scratch.AsSpan(part, part);
            for (var first = 0; first < beside; first += Lanes)
            {
                var (start, lines) = ((slice * sliceStep) + (first * besideStep), Math.Min(Lanes, beside - first));
                Gather(real.AsSpan(start), length, step, lines, besideStep, re);
                Gather(imaginary.AsSpan(start), length, step, lines, besideStep, im);
                act(fourier, re, im, scratch.AsSpan(2 * part), start, lines);
                Scatter(re, length, step, lines, besideStep, real.AsSpan(start));
                Scatter(im, length, step, lines, besideStep, imaginary.AsSpan(start));
            }
        });
    }
}

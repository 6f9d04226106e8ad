namespace Pial.Kernels.Fourier;

/// <summary>Changes the Fourier transforms of all lines of a 3-D array along one axis.</summary>
public static partial class FourierAxis
{
    internal const int Lanes = 16;

    /// <summary>
    /// Works on the spectra of some lines: position·lanes + line, unscaled; position k is frequency k, or k − N beyond N/2.
    /// </summary>
    /// <param name="real">Real parts.</param>
    /// <param name="imaginary">Imaginary parts.</param>
    /// <param name="lanes">Lines side by side.</param>
    public delegate void Filter(Span<float> real, Span<float> imaginary, int lanes);

    /// <summary>
    /// Transforms several real arrays of one shape along an axis, adds up what a filter leaves of each, and gives the magnitude of the
    /// result.
    /// </summary>
    /// <remarks>
    /// A filter that acts on the index along one axis alone commutes with the transforms along the others, so they are not needed: a third
    /// of the work.
    /// </remarks>
    /// <param name="sources">ni·nj·nk values each.</param>
    /// <param name="ni">Extent of the first, fastest axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="axis">0, 1 or 2.</param>
    /// <param name="filters">One for each source.</param>
    /// <param name="destination">Receives the magnitudes; none of the sources.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static void Magnitude(
        IReadOnlyList<ReadOnlyMemory<float>> sources, int ni, int nj, int nk, int axis, IReadOnlyList<Filter> filters,
        Memory<float> destination,
        ParallelOptions? parallel = null) => Run(sources, ni, nj, nk, axis, filters, destination, Part.Magnitude, parallel);

    /// <summary>
    /// As <see cref="Magnitude"/>, with the real part of the result in place of its magnitude: for images whose sign means something.
    /// </summary>
    /// <inheritdoc cref="Magnitude"/>
    public static void RealPart(
        IReadOnlyList<ReadOnlyMemory<float>> sources, int ni, int nj, int nk, int axis, IReadOnlyList<Filter> filters,
        Memory<float> destination,
        ParallelOptions? parallel = null) => Run(sources, ni, nj, nk, axis, filters, destination, Part.Real, parallel);

    /// <summary>
    /// As <see cref="Magnitude"/>, for filters that multiply both signs of a frequency with the same real number: the result is real, and
    /// is given with its sign.
    /// </summary>
    /// <inheritdoc cref="Magnitude"/>
    public static void Real(
        IReadOnlyList<ReadOnlyMemory<float>> sources, int ni, int nj, int nk, int axis, IReadOnlyList<Filter> filters,
        Memory<float> destination,
        ParallelOptions? parallel = null) => Run(sources, ni, nj, nk, axis, filters, destination, Part.All, parallel);

    private enum Part
    {
        Magnitude,
        Real,
        All, // real lines two by two: both parts of the result are images
    }

    private static void Run(
        IReadOnlyList<ReadOnlyMemory<float>> sources, int ni, int nj, int nk, int axis, IReadOnlyList<Filter> filters,
        Memory<float> destination,
        Part kept, ParallelOptions? parallel)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(filters);
        if (axis is < 0 or > 2) throw new ArgumentOutOfRangeException(nameof(axis), axis, "The axis must be 0, 1 or 2.");
        if (sources.Count == 0 || sources.Count != filters.Count || sources.Any(s => s.Length != ni * nj * nk)
            || destination.Length != ni * nj * nk)
            throw new ArgumentException($"Sources, filters and destination do not fit {ni}×{nj}×{nk}.", nameof(sources));

        // Lines lie side by side along the first axis, or along the second when they run along the first.
        var (length, step) = axis switch { 0 => (ni, 1), 1 => (nj, ni), _ => (nk, ni * nj) };
        var (beside, besideStep) = axis == 0 ? (nj, ni) : (ni, 1);
        var (slices, sliceStep) = axis == 2 ? (nj, ni) : (nk, ni * nj);
        var fourier = new FourierLines(length);
        var part = length * Lanes;
        var paired = kept == Part.All;
        var apart = paired ? 2 : 1; // without phases two lines go through as one complex line
        Slices.For(slices, parallel, () => new float[(4 * part) + fourier.ScratchLength(Lanes)], (slice, scratch) =>
        {
            var re = scratch.AsSpan(0, part);
            var im = scratch.AsSpan(part, part);
            var sumRe = scratch.AsSpan(2 * part, part);
            var sumIm = scratch.AsSpan(3 * part, part);
            var work = scratch.AsSpan(4 * part);
            for (var first = 0; first < beside; first += apart * Lanes)
            {
                var start = (slice * sliceStep) + (first * besideStep);
                var lines = Math.Min(Lanes, beside - first);
                var others = Math.Clamp(beside - first - Lanes, 0, Lanes);
                for (var s = 0; s < sources.Count; s++)
                {
                    Gather(sources[s].Span[start..], length, step, lines, besideStep, re);
                    if (!paired || others == 0) im.Clear();
                    else Gather(sources[s].Span[(start + (Lanes * besideStep))..], length, step, others, besideStep, im);
                    fourier.Forward(re, im, Lanes, work);
                    filters[s](re, im, Lanes);
                    Add(re, sumRe, s == 0);
                    Add(im, sumIm, s == 0);
                }

                fourier.Inverse(sumRe, sumIm, Lanes, work);
                for (var n = 0; kept == Part.Magnitude && n < part; n++)
                    sumRe[n] = MathF.Sqrt((sumRe[n] * sumRe[n]) + (sumIm[n] * sumIm[n]));
                Scatter(sumRe, length, step, lines, besideStep, destination.Span[start..]);
                if (paired && others > 0) Scatter(sumIm, length, step, others, besideStep,
                    destination.Span[(start + (Lanes * besideStep))..]);
            }
        });
    }

    internal static void Gather(ReadOnlySpan<float> source, int length, int step, int lines, int besideStep, Span<float> lanes)
    {
        for (var n = 0; n < length; n++)
        {
            var row = lanes.Slice(n * Lanes, Lanes);
            if (besideStep == 1)
            {
                source.Slice(n * step, lines).CopyTo(row);
                row[lines..].Clear();
                continue;
            }

            for (var line = 0; line < Lanes; line++)
                row[line] = line < lines ? source[(n * step) + (line * besideStep)] : 0;
        }
    }

    internal static void Scatter(ReadOnlySpan<float> lanes, int length, int step, int lines, int besideStep, Span<float> destination)
    {
        for (var n = 0; n < length; n++)
        {
            for (var line = 0; line < lines; line++)
                destination[(n * step) + (line * besideStep)] = lanes[(n * Lanes) + line];
        }
    }

    private static void Add(ReadOnlySpan<float> values, Span<float> sum, bool first)
    {
        if (first)
        {
            values.CopyTo(sum);
            return;
        }

        for (var n = 0; n < sum.Length; n++)
            sum[n] += values[n];
    }
}

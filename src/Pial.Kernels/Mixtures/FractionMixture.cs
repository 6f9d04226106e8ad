using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels.Mixtures;

/// <summary>Expectation step of a mixture whose states are tissue fractions, for runs of voxels, eight at a time.</summary>
public static class FractionMixture
{
    /// <summary>Statistics kept for each state: weight, and weighted intensity, its square, local spread and its square.</summary>
    public const int Moments = 5;

    /// <summary>Inputs of a run of voxels; every span is at least as long as the run, a multiple of eight.</summary>
    public readonly ref struct Input
    {
        /// <summary>Intensities.</summary>
        public required ReadOnlySpan<float> Values { get; init; }

        /// <summary>Local spread of the intensities.</summary>
        public required ReadOnlySpan<float> Spread { get; init; }

        /// <summary>1 where the voxel counts, else 0.</summary>
        public required ReadOnlySpan<float> Inside { get; init; }

        /// <summary>External field of the first tissue.</summary>
        public required ReadOnlySpan<float> First { get; init; }

        /// <summary>External field of the second tissue.</summary>
        public required ReadOnlySpan<float> Second { get; init; }

        /// <summary>External field of the third tissue.</summary>
        public required ReadOnlySpan<float> Third { get; init; }
    }

    /// <summary>Outputs of a run of voxels.</summary>
    public readonly ref struct Output
    {
        /// <summary>Expected fraction of the first tissue, 0 outside.</summary>
        public required Span<float> First { get; init; }

        /// <summary>Expected fraction of the second tissue, 0 outside.</summary>
        public required Span<float> Second { get; init; }

        /// <summary>Expected fraction of the third tissue, 0 outside.</summary>
        public required Span<float> Third { get; init; }

        /// <summary>Summed precision of what the voxel tells about the log field.</summary>
        public required Span<float> Precision { get; init; }

        /// <summary>Precision-weighted expected log intensity of the voxel without the field.</summary>
        public required Span<float> LogMean { get; init; }
    }

    /// <summary>Posterior of every state for every voxel of the run, reduced to expected fractions, field evidence and moments.</summary>
    /// <param name="input">Intensities and fields.</param>
    /// <param name="states">The states; the first is the darkest, and anything darker than its mean costs it nothing.</param>
    /// <param name="count">Voxels, a multiple of eight.</param>
    /// <param name="output">Receives the expectations.</param>
    /// <param name="moments">The moments of every state are added to.</param>
    public static void Expect(in Input input, ReadOnlySpan<FractionState> states, int count, in Output output, Span<double> moments)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(count % 8, 0);
        Span<Vector256<float>> energy = stackalloc Vector256<float>[states.Length];
        Span<Vector256<float>> sums = stackalloc Vector256<float>[states.Length * Moments];
        sums.Clear();
        for (var n = 0; n < count; n += 8)
        {
            var y = At(input.Values, n);
            var dark = Vector256.Max(y, Vector256.Create(states[0].Mean));
            var spread = At(input.Spread, n);
            var (h1, h2, h3) = (At(input.First, n), At(input.Second, n), At(input.Third, n));
            var top = Vector256.Create(float.NegativeInfinity);
            for (var k = 0; k < states.Length; k++)
            {
                ref readonly var s = ref states[k];
                var d = dark - Vector256.Create(s.Mean);
                var loss = Vector256.Min(d * d * (0.5f * s.Precision), Vector256.Create(s.Cap));
                var r = spread - Vector256.Create(s.Spread);
                loss += Vector256.Min(r * r * (0.5f * s.SpreadPrecision), Vector256.Create(s.Cap));
                var e = Vector256.Create(s.Bias) - loss
                    + (h1 * s.Fractions.First) + (h2 * s.Fractions.Second) + (h3 * s.Fractions.Third);
                energy[k] = e;
                top = Vector256.Max(top, e);
            }

            Reduce(y, spread, At(input.Inside, n), top, energy, states, n, output, sums);
        }

        for (var k = 0; k < sums.Length; k++)
            moments[k] += Vector256.Sum(sums[k]);
    }

    private static void Reduce(
        Vector256<float> y, Vector256<float> spread, Vector256<float> inside, Vector256<float> top, Span<Vector256<float>> energy,
        ReadOnlySpan<FractionState> states, int n, in Output output,
        Span<Vector256<float>> sums)
    {
        var total = Vector256<float>.Zero;
        for (var k = 0; k < states.Length; k++)
        {
            energy[k] = FastExp.Exp(energy[k] - top);
            total += energy[k];
        }

        var scale = inside / total;
        var (f1, f2, f3, precision, log) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero,
            Vector256<float>.Zero);
        for (var k = 0; k < states.Length; k++)
        {
            ref readonly var s = ref states[k];
            var p = energy[k] * scale;
            var d = y - Vector256.Create(s.Mean);
            var t = Vector256.Max(Vector256.Min(d, Vector256.Create(s.Reach)), Vector256.Create(-s.Reach));
            f1 += p * (Vector256.Create(s.Reported.First) + (t * s.Slope.First));
            f2 += p * (Vector256.Create(s.Reported.Second) + (t * s.Slope.Second));
            f3 += p * (Vector256.Create(s.Reported.Third) + (t * s.Slope.Third));
            var known = Vector256.LessThan(d * d * (0.5f * s.Precision), Vector256.Create(s.Cap));
            p = Vector256.BitwiseAnd(p, known);
            precision += p * s.LogPrecision;
            log += p * (s.LogPrecision * s.LogMean);
            sums[k * Moments] += p;
            sums[(k * Moments) + 1] += p * y;
            sums[(k * Moments) + 2] += p * y * y;
            sums[(k * Moments) + 3] += p * spread;
            sums[(k * Moments) + 4] += p * spread * spread;
        }

        Store(f1, output.First, n);
        Store(f2, output.Second, n);
        Store(f3, output.Third, n);
        Store(precision, output.Precision, n);
        Store(log, output.LogMean, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> At(ReadOnlySpan<float> span, int n) => Vector256.Create(span.Slice(n, 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> v, Span<float> span, int n) => v.CopyTo(span.Slice(n, 8));
}

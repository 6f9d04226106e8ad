using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels;

/// <summary>
/// One axis of a uniform cubic B-spline lattice with the weights of fixed sample positions, so that tensor-product fits and evaluations run
/// axis by axis without computing a basis function in their loops.
/// </summary>
/// <remarks>
/// <para>
/// The domain [0, 1] holds <see cref="Spans"/> equal spans and <c>Spans + 3</c> control points. A sample at position p lies in span
/// s = ⌊p·Spans⌋ at t = p·Spans − s and sees the control points s … s + 3 through the four basis values b₀ … b₃ of t.
/// </para>
/// <para>
/// The scattered-data approximation of Lee, Wolberg and Shin (1997, doi 10.1109/2945.620490) gives a sample of value v the share
/// Σ w²·(w v / Σ w²) of each control point's numerator and w² of its denominator, where w is the product of the axes' basis values. Both
/// Σ w² and w³ are products over the axes as well, so b³/Σb² (<see cref="Weight.Fit"/>) and b² (<see cref="Weight.Square"/>) of one axis
/// are all a fit needs.
/// </para>
/// </remarks>
public sealed class CubicSplineAxis
{
    private readonly int[] first;
    private readonly double[][] weights = new double[3][];

    /// <summary>Prepares the weights of samples.</summary>
    /// <param name="positions">Where the samples lie, 0 to 1; what lies outside is moved to the border.</param>
    /// <param name="spans">Spans of the lattice, at least 1.</param>
    public CubicSplineAxis(ReadOnlySpan<double> positions, int spans)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spans, 1);
        Spans = spans;
        first = new int[positions.Length];
        for (var w = 0; w < 3; w++)
            weights[w] = new double[4 * positions.Length];
        for (var n = 0; n < positions.Length; n++)
        {
            var u = Math.Clamp(positions[n], 0, 1) * spans;
            first[n] = Math.Min((int)u, spans - 1);
            var basis = weights[(int)Weight.Basis].AsSpan(4 * n, 4);
            Basis(u - first[n], basis);
            var sum = (basis[0] * basis[0]) + (basis[1] * basis[1]) + (basis[2] * basis[2]) + (basis[3] * basis[3]);
            for (var c = 0; c < 4; c++)
            {
                var square = basis[c] * basis[c];
                weights[(int)Weight.Square][(4 * n) + c] = square;
                weights[(int)Weight.Fit][(4 * n) + c] = square * basis[c] / sum;
            }
        }
    }

    /// <summary>Which of a sample's weights is meant.</summary>
    public enum Weight
    {
        /// <summary>The basis functions b: evaluation.</summary>
        Basis,

        /// <summary>b³/Σb²: numerator of the approximation.</summary>
        Fit,

        /// <summary>b²: denominator of the approximation.</summary>
        Square,
    }

    /// <summary>Spans of the lattice.</summary>
    public int Spans { get; }

    /// <summary>Control points: three more than spans.</summary>
    public int ControlPoints => Spans + 3;

    /// <summary>Samples.</summary>
    public int Samples => first.Length;

    /// <summary>First of the four control points that a sample sees.</summary>
    public int First(int sample) => first[sample];

    /// <summary>The sample's four weights.</summary>
    public ReadOnlySpan<double> Weights(Weight weight, int sample) => weights[(int)weight].AsSpan(4 * sample, 4);

    /// <summary>Adds each value, times its sample's four weights, to the control points the sample sees.</summary>
    /// <param name="weight">Which weights.</param>
    /// <param name="samples">For each value the sample it belongs to.</param>
    /// <param name="values">The values.</param>
    /// <param name="destination">Control points; added to.</param>
    public void Gather(Weight weight, ReadOnlySpan<int> samples, ReadOnlySpan<float> values, Span<double> destination)
    {
        CheckPoints(destination.Length);
        ref var table = ref MemoryMarshal.GetArrayDataReference(weights[(int)weight]);
        ref var points = ref MemoryMarshal.GetReference(destination);
        var n = 0;
        while (n < samples.Length)
        {
            // Samples come in order, so that a run within one span keeps its sums in a register.
            var span = first[samples[n]];
            var sum = Vector256.LoadUnsafe(ref points, (nuint)span);
            for (; n < samples.Length && first[samples[n]] == span; n++)
                sum += Vector256.LoadUnsafe(ref table, (nuint)(4 * samples[n])) * (double)values[n];
            sum.StoreUnsafe(ref points, (nuint)span);
        }
    }

    /// <summary>Values of the spline at samples.</summary>
    /// <param name="controlPoints">Control points of this axis.</param>
    /// <param name="samples">Which samples.</param>
    /// <param name="destination">Receives a value for each.</param>
    public void Evaluate(ReadOnlySpan<double> controlPoints, ReadOnlySpan<int> samples, Span<float> destination)
    {
        CheckPoints(controlPoints.Length);
        ref var table = ref MemoryMarshal.GetArrayDataReference(weights[(int)Weight.Basis]);
        ref var points = ref MemoryMarshal.GetReference(controlPoints);
        var n = 0;
        while (n < samples.Length)
        {
            var span = first[samples[n]];
            var four = Vector256.LoadUnsafe(ref points, (nuint)span);
            for (; n < samples.Length && first[samples[n]] == span; n++)
                destination[n] = (float)Vector256.Dot(Vector256.LoadUnsafe(ref table, (nuint)(4 * samples[n])), four);
        }
    }

    /// <summary>Control points of the same spline on a lattice of twice the spans.</summary>
    /// <param name="controlPoints">n + 3 control points.</param>
    /// <param name="destination">Receives 2n + 3.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Refine(ReadOnlySpan<double> controlPoints, Span<double> destination)
    {
        if (controlPoints.Length < 4 || destination.Length != (2 * controlPoints.Length) - 3)
            throw new ArgumentException(
                $"{controlPoints.Length} control points refine to {(2 * controlPoints.Length) - 3}, not {destination.Length}.");
        for (var c = 0; c < destination.Length; c++)
        {
            var p = c / 2;
            destination[c] = (c & 1) == 0
                ? (controlPoints[p] + controlPoints[p + 1]) / 2
                : (controlPoints[p] + (6 * controlPoints[p + 1]) + controlPoints[p + 2]) / 8;
        }
    }

    private static void Basis(double t, Span<double> destination)
    {
        var s = 1 - t;
        destination[0] = s * s * s / 6;
        destination[1] = ((t * t * ((3 * t) - 6)) + 4) / 6;
        destination[2] = ((s * s * ((3 * s) - 6)) + 4) / 6;
        destination[3] = t * t * t / 6;
    }

    private void CheckPoints(int length)
    {
        if (length != ControlPoints)
            throw new ArgumentException($"The lattice has {ControlPoints} control points along this axis, got {length}.");
    }
}

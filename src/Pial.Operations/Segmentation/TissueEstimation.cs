using System.Buffers;
using Pial.Kernels;
using Pial.Kernels.Mixtures;
using Pial.Operations.Masks;

namespace Pial.Operations.Segmentation;

/// <summary>The iterations: expectation with the neighbourhood's means, maximisation of the intensities, fit of the field.</summary>
internal sealed class TissueEstimation
{
    private const int Rows = 6; // a slice's scratch: field, corrected values, their spread, and the external field of three tissues

    private readonly MaskFrame frame;
    private readonly TissueOptions options;
    private readonly ParallelOptions? parallel;
    private readonly float smallest;
    private readonly float[] values, inside, localSpread, precision, target, aroundGm, aroundWm;
    private readonly float[][]? logPriors;
    private readonly Neighbourhood neighbours;
    private bool useContext;

    public TissueEstimation(MaskFrame frame, float[] values, TissueModel model, float[][]? logPriors, TissueOptions options,
        ParallelOptions? parallel)
    {
        (this.frame, this.values, this.options, this.parallel, Model) = (frame, values, options, parallel, model);
        this.logPriors = logPriors;
        var length = values.Length;
        (localSpread, precision, target, inside) = (new float[length], new float[length], new float[length], new float[length]);
        (aroundGm, aroundWm) = (new float[length], new float[length]);
        Field = new(frame, options.FieldCutoffMm);
        for (var t = 0; t < 3; t++)
            Fractions[t] = new float[length];
        smallest = (float)Math.Max(1e-3 * model.Mean[^1], 1e-30);
        for (var n = 0; n < length; n++)
            inside[n] = frame.Mask[n] ? 1 : 0;

        neighbours = new(frame, inside, parallel);
        MeasureSpread();
    }

    public TissueModel Model { get; }

    public CosineField Field { get; }

    /// <summary>Further channels, asked once their means are known; null for none.</summary>
    public ChannelEvidence? Channels { get; init; }

    /// <summary>What the last expectation reported of CSF, GM and WM.</summary>
    public float[][] Fractions { get; } = new float[3][];

    /// <summary>Expectation, maximisation and field; returns the largest change.</summary>
    /// <param name="context">Whether neighbours and edges are asked; the warm-up goes by intensity alone.</param>
    public double Round(bool context)
    {
        useContext = context;
        Span<double> before = [.. Model.Mean];
        var moments = Expect(dominant: false);
        Model.Update(moments);
        if (context) Model.UpdateEdges(moments);
        var change = options.CorrectBias ? FitField() : 0;
        for (var t = 0; t < before.Length; t++)
            change = Math.Max(change, Math.Abs(Model.Mean[t] - before[t]) / Model.Mean[^1]);
        return change;
    }

    /// <summary>
    /// One expectation over the frame, which reports fractions or the probability of being the largest part; returns the states' moments.
    /// </summary>
    public double[] Expect(bool dominant)
    {
        var beta = useContext ? options.Smoothness : 0;
        if (beta > 0)
        {
            neighbours.Mean(Fractions[1], aroundGm, parallel);
            neighbours.Mean(Fractions[2], aroundWm, parallel);
        }

        var states = Model.ToStates(beta, useContext);
        if (Channels is { Ready: true } channels) states = channels.Weighed(states);
        if (dominant) states = TissueModel.Dominant(states);
        var moments = new double[TissueModel.States * FractionMixture.Moments];
        Slices.Sum(frame.SliceCount, parallel, (k, part) => ExpectSlice(k + frame.FirstSlice, states, (float)(2 * beta), part), moments);
        return moments;
    }

    private double FitField()
    {
        Slices.For(frame.SliceCount, parallel, k =>
        {
            var z = k + frame.FirstSlice;
            for (var n = z * frame.Slice; n < (z + 1) * frame.Slice; n++)
                target[n] = precision[n] > 0 ? MathF.Log(Math.Max(values[n], smallest)) - (target[n] / precision[n]) : 0;
        });
        return Field.Fit(precision, target, options.FieldBending, parallel);
    }

    // What a slice needs beside the frame's arrays is computed for it alone: whole arrays of it would be a quarter of the memory.
    private void ExpectSlice(int z, FractionState[] states, float strength, ArraySegment<double> part)
    {
        var scratch = ArrayPool<float>.Shared.Rent(Rows * frame.Slice);
        Span<float> Row(int n) => scratch.AsSpan(n * frame.Slice, frame.Slice);
        Span<float> corrected = Row(1), spread = Row(2), first = Row(3), second = Row(4), third = Row(5);
        var from = z * frame.Slice;
        ApplyField(z, Row(0), corrected, spread);
        Surround(from, strength, first, second, third);
        for (var y = frame.FirstRow; y < frame.FirstRow + frame.RowCount; y++)
        {
            var r = (z * frame.Ny) + y;
            var (start, end) = (frame.FirstOfRow[r], frame.EndOfRow[r]);
            if (start == end) continue;
            var count = (end - start + 7) / 8 * 8;
            var at = (r * frame.Nx) + start;
            var here = at - from;
            var input = new FractionMixture.Input
            {
                Values = corrected.Slice(here, count),
                Spread = spread.Slice(here, count),
                Inside = inside.AsSpan(at, count),
                First = first.Slice(here, count),
                Second = second.Slice(here, count),
                Third = third.Slice(here, count),
            };
            var output = new FractionMixture.Output
            {
                First = Fractions[0].AsSpan(at, count),
                Second = Fractions[1].AsSpan(at, count),
                Third = Fractions[2].AsSpan(at, count),
                Precision = precision.AsSpan(at, count),
                LogMean = target.AsSpan(at, count),
            };
            FractionMixture.Expect(input, states, count, output, part);
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    private void ApplyField(int z, Span<float> field, Span<float> corrected, Span<float> spread)
    {
        Field.Evaluate(z, field);
        var from = z * frame.Slice;
        for (var n = 0; n < frame.Slice; n++)
        {
            var gain = MathF.Exp(-field[n]);
            corrected[n] = values[from + n] * gain;
            spread[n] = localSpread[from + n] * gain;
        }
    }

    // What neighbours, priors and channels say of a slice's voxels, as logarithms.
    private void Surround(int from, float strength, Span<float> csf, Span<float> gm, Span<float> wm)
    {
        for (var n = 0; n < frame.Slice; n++)
        {
            var (g, w) = (aroundGm[from + n], aroundWm[from + n]);
            (csf[n], gm[n], wm[n]) = (strength * (1 - g - w), strength * g, strength * w);
            if (logPriors is null) continue;
            csf[n] += logPriors[0][from + n];
            gm[n] += logPriors[1][from + n];
            wm[n] += logPriors[2][from + n];
        }

        if (Channels is { Ready: true } channels) channels.Add(from, Fractions, csf, gm, wm);
    }

    // Standard deviation over the voxel and its neighbours in the mask. The fractions, not found yet, lend their arrays.
    private void MeasureSpread()
    {
        var (masked, squares, first, second) = (Fractions[0], Fractions[1], Fractions[2], localSpread);
        for (var n = 0; n < values.Length; n++)
        {
            masked[n] = values[n] * inside[n];
            squares[n] = masked[n] * values[n];
        }

        neighbours.Mean(masked, first, parallel);
        neighbours.Mean(squares, second, parallel);
        for (var n = 0; n < values.Length; n++)
            localSpread[n] = MathF.Sqrt(Math.Max(0, second[n] - (first[n] * first[n])));
        foreach (var lent in Fractions)
            Array.Clear(lent);
    }
}

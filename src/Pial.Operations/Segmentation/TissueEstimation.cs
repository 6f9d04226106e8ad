using Pial.Kernels;
using Pial.Kernels.Mixtures;
using Pial.Operations.Masks;

namespace Pial.Operations.Segmentation;

/// <summary>The iterations: expectation with the neighbourhood's means, maximisation of the intensities, fit of the field.</summary>
internal sealed class TissueEstimation
{
    private readonly MaskFrame frame;
    private readonly TissueOptions options;
    private readonly ParallelOptions? parallel;
    private readonly float[] values, logarithm, corrected, inside, spread, localSpread, precision, target;
    private readonly float[][] external = new float[3][];
    private readonly float[][]? logPriors;
    private readonly Neighbourhood neighbours;
    private bool useContext;

    public TissueEstimation(MaskFrame frame, float[] values, TissueModel model, float[][]? logPriors, TissueOptions options, ParallelOptions? parallel)
    {
        (this.frame, this.values, this.options, this.parallel, Model) = (frame, values, options, parallel, model);
        this.logPriors = logPriors;
        var length = values.Length;
        (logarithm, corrected, spread, localSpread) = (new float[length], new float[length], new float[length], new float[length]);
        (precision, target, inside) = (new float[length], new float[length], new float[length]);
        Field = new(frame, options.FieldCutoffMm);
        for (var t = 0; t < 3; t++)
            (Fractions[t], external[t]) = (new float[length], new float[length]);
        var smallest = (float)Math.Max(1e-3 * model.Mean[^1], 1e-30);
        for (var n = 0; n < length; n++)
        {
            inside[n] = frame.Mask[n] ? 1 : 0;
            logarithm[n] = MathF.Log(Math.Max(values[n], smallest));
        }

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

    /// <summary>One expectation over the frame, which reports fractions or the probability of being the largest part; returns the states' moments.</summary>
    public double[] Expect(bool dominant)
    {
        ApplyField();
        Surround(useContext ? options.Smoothness : 0);
        var states = Model.ToStates(useContext ? options.Smoothness : 0, useContext);
        if (Channels is { Ready: true } channels) states = channels.Weighed(states);
        if (dominant) states = TissueModel.Dominant(states);
        var moments = new double[TissueModel.States * FractionMixture.Moments];
        Slices.Sum(frame.SliceCount, parallel, (k, part) => ExpectSlice(k + frame.FirstSlice, states, part), moments);
        return moments;
    }

    private double FitField()
    {
        Slices.For(frame.SliceCount, parallel, k =>
        {
            var z = k + frame.FirstSlice;
            for (var n = z * frame.Slice; n < (z + 1) * frame.Slice; n++)
                target[n] = precision[n] > 0 ? logarithm[n] - (target[n] / precision[n]) : 0;
        });
        return Field.Fit(precision, target, options.FieldBending, parallel);
    }

    private void ExpectSlice(int z, FractionState[] states, ArraySegment<double> part)
    {
        for (var y = frame.FirstRow; y < frame.FirstRow + frame.RowCount; y++)
        {
            var r = (z * frame.Ny) + y;
            var (first, end) = (frame.FirstOfRow[r], frame.EndOfRow[r]);
            if (first == end) continue;
            var count = (end - first + 7) / 8 * 8;
            var at = (r * frame.Nx) + first;
            var input = new FractionMixture.Input
            {
                Values = corrected.AsSpan(at, count),
                Spread = spread.AsSpan(at, count),
                Inside = inside.AsSpan(at, count),
                First = external[0].AsSpan(at, count),
                Second = external[1].AsSpan(at, count),
                Third = external[2].AsSpan(at, count),
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
    }

    private void ApplyField() => Slices.For(frame.SliceCount, parallel, () => new float[frame.Slice], (k, field) =>
    {
        var z = k + frame.FirstSlice;
        Field.Evaluate(z, field);
        var from = z * frame.Slice;
        for (var n = 0; n < frame.Slice; n++)
        {
            var gain = MathF.Exp(-field[n]);
            corrected[from + n] = values[from + n] * gain;
            spread[from + n] = localSpread[from + n] * gain;
        }
    });

    private void Surround(double beta)
    {
        var strength = (float)(2 * beta);
        if (beta > 0)
        {
            neighbours.Mean(Fractions[1], external[1], parallel);
            neighbours.Mean(Fractions[2], external[2], parallel);
        }

        Slices.For(frame.SliceCount, parallel, k =>
        {
            var from = (k + frame.FirstSlice) * frame.Slice;
            for (var n = from; n < from + frame.Slice; n++)
            {
                var (g, w) = (external[1][n], external[2][n]);
                (external[0][n], external[1][n], external[2][n]) = (strength * (1 - g - w), strength * g, strength * w);
                if (logPriors is null) continue;
                for (var t = 0; t < 3; t++)
                    external[t][n] += logPriors[t][n];
            }

            if (Channels is { Ready: true } channels) channels.Add(from, from + frame.Slice, Fractions, external);
        });
    }

    // Standard deviation over the voxel and its neighbours in the mask.
    private void MeasureSpread()
    {
        var (first, second) = (external[0], external[1]);
        var (masked, squares) = (external[2], spread);
        for (var n = 0; n < values.Length; n++)
        {
            masked[n] = values[n] * inside[n];
            squares[n] = masked[n] * values[n];
        }

        neighbours.Mean(masked, first, parallel);
        neighbours.Mean(squares, second, parallel);
        for (var n = 0; n < values.Length; n++)
            localSpread[n] = MathF.Sqrt(Math.Max(0, second[n] - (first[n] * first[n])));
        Array.Clear(first);
        Array.Clear(second);
        Array.Clear(masked);
    }
}

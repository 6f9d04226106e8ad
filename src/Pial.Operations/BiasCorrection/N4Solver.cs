using Pial.Kernels;
using Pial.Volumes;
using static Pial.Kernels.CubicSplineAxis;

namespace Pial.Operations.BiasCorrection;

/// <summary>The iterations of N4 on a set of samples; everything they need is made once a level.</summary>
/// <remarks>
/// Three passes over the slices an iteration, each writing what belongs to its slice: histogram; sharpening and the gathering of the
/// residual along the first two axes; evaluation of the new field with the change and the range it brings. What joins the slices is added
/// in slice order.
/// </remarks>
internal sealed class N4Solver
{
    // Three waits for the other threads an iteration cost more than they bring below this, and on a busy machine many times more.
    private const int WorthThreads = 100_000;

    private readonly FieldSamples samples;
    private readonly N4Options options;
    private readonly ParallelOptions? parallel;
    private readonly HistogramSharpening sharpening;
    private readonly Shape shape;
    private readonly float[] field, corrected, work;
    private readonly double[] histogram, partHistogram, mapping, change, changeSquared;
    private readonly float[] least, most;
    private readonly Action<int> histogramPass, gatherPass, evaluatePass;
    private CubicSplineAxis[] axes = [];
    private double[] planes = [], rows = [], numerator = [], denominator = [];
    private double minimum, binWidth;

    public N4Solver(FieldSamples samples, Shape shape, N4Options options, ParallelOptions? parallel)
    {
        (this.samples, this.shape, this.options) = (samples, shape, options);
        this.parallel = samples.Count >= WorthThreads ? parallel
            : new() { MaxDegreeOfParallelism = 1, CancellationToken = parallel?.CancellationToken ?? default };
        sharpening = new(options.HistogramBins, options.WienerNoise, options.BiasFwhm);
        field = new float[samples.Count];
        corrected = [.. samples.Logarithm];
        work = new float[samples.Count];
        histogram = new double[options.HistogramBins];
        mapping = new double[options.HistogramBins];
        partHistogram = new double[options.HistogramBins * samples.Slices];
        change = new double[samples.Slices];
        changeSquared = new double[samples.Slices];
        least = new float[samples.Slices];
        most = new float[samples.Slices];
        (histogramPass, gatherPass, evaluatePass) = (AddHistogram, Gather, Evaluate);
        Lattice = new(options.MeshElements, options.MeshElements, options.MeshElements);
        for (var k = 0; k < samples.Slices; k++)
            FindRange(k);
    }

    /// <summary>Logarithm of the field.</summary>
    public CubicSplineLattice Lattice { get; private set; }

    public IReadOnlyList<N4Level> Run()
    {
        var levels = new N4Level[options.Iterations.Count];
        for (var level = 0; level < levels.Length; level++)
        {
            if (level > 0) Lattice = Lattice.Refine();
            var spans = options.MeshElements << level;
            Prepare(spans);
            var (done, convergence) = (0, double.PositiveInfinity);
            while (done < options.Iterations[level] && convergence > options.ConvergenceThreshold && Iterate())
            {
                convergence = Change();
                done++;
            }

            var last = done == 0 ? 0 : convergence;
            levels[level] = new(spans, done, last, last <= options.ConvergenceThreshold);
        }

        return levels;
    }

    /// <summary>Mean logarithm of the field over the samples.</summary>
    public double MeanLog() => Slices.Sum(samples.Slices, parallel, k =>
    {
        var (start, end) = samples.Slice(k);
        var sum = 0.0;
        for (var n = start; n < end; n++)
            sum += field[n];
        return sum;
    }) / samples.Count;

    private void Prepare(int spans)
    {
        axes = [.. Enumerable.Range(0, 3).Select(a => samples.Axis(shape, a, spans))];
        planes = new double[Lattice.PlaneCount * samples.Slices];
        rows = new double[Lattice.Row * samples.Slices];
        numerator = new double[Lattice.Points.Length];
        denominator = new double[Lattice.Points.Length];
        for (var n = 0; n < work.Length; n++)
            work[n] = samples.Weight?[n] ?? 1;
        Slices.For(samples.Slices, parallel, k => GatherSlice(k, Weight.Square));
        Join(Weight.Square, denominator);
    }

    // One iteration; false when nothing is left to sharpen because all samples have one value.
    private bool Iterate()
    {
        minimum = least.Min();
        binWidth = (most.Max() - minimum) / (options.HistogramBins - 1);
        if (!(binWidth > 1e-9)) return false;
        Slices.For(samples.Slices, parallel, histogramPass);
        Array.Clear(histogram);
        for (var k = 0; k < samples.Slices; k++)
            System.Numerics.Tensors.TensorPrimitives.Add(histogram, partHistogram.AsSpan(k * histogram.Length, histogram.Length),
                histogram);
        sharpening.Map(histogram, minimum, binWidth, mapping);
        Slices.For(samples.Slices, parallel, gatherPass);
        Join(Weight.Fit, numerator);
        for (var c = 0; c < numerator.Length; c++)
        {
            // Far from every sample the quotient of two vanishing sums means nothing.
            if (denominator[c] > 1e-12) Lattice.Points[c] += numerator[c] / denominator[c];
        }

        Slices.For(samples.Slices, parallel, evaluatePass);
        return true;
    }

    // Each sample counts in the two bins whose centres it lies between, by nearness.
    private void AddHistogram(int k)
    {
        var part = partHistogram.AsSpan(k * histogram.Length, histogram.Length);
        part.Clear();
        var (start, end) = samples.Slice(k);
        var scale = 1 / binWidth;
        foreach (var value in corrected.AsSpan(start, end - start))
        {
            var position = Math.Max(0, (value - minimum) * scale);
            var bin = Math.Min((int)position, part.Length - 2);
            var share = position - bin;
            part[bin] += 1 - share;
            part[bin + 1] += share;
        }
    }

    private void Gather(int k)
    {
        var (start, end) = samples.Slice(k);
        var scale = 1 / binWidth;
        for (var n = start; n < end; n++)
        {
            var position = Math.Max(0, (corrected[n] - minimum) * scale);
            var bin = Math.Min((int)position, mapping.Length - 2);
            var sharpened = mapping[bin] + ((mapping[bin + 1] - mapping[bin]) * (position - bin));
            work[n] = (float)(corrected[n] - sharpened) * (samples.Weight?[n] ?? 1);
        }

        GatherSlice(k, Weight.Fit);
    }

    // Contracts a slice of `work` with the weights of the first two axes.
    private void GatherSlice(int k, Weight weight)
    {
        var plane = planes.AsSpan(k * Lattice.PlaneCount, Lattice.PlaneCount);
        var row = rows.AsSpan(k * Lattice.Row, Lattice.Row);
        plane.Clear();
        for (var j = 0; j < samples.Rows; j++)
        {
            var (start, end) = samples.Row(k, j);
            if (start == end) continue;
            row.Clear();
            axes[0].Gather(weight, samples.Column.AsSpan(start, end - start), work.AsSpan(start, end - start), row);
            CubicSplineLattice.Spread(row, axes[1], weight, j, plane);
        }
    }

    private void Join(Weight weight, double[] destination)
    {
        Array.Clear(destination);
        for (var k = 0; k < samples.Slices; k++)
            CubicSplineLattice.Spread(planes.AsSpan(k * Lattice.PlaneCount, Lattice.PlaneCount), axes[2], weight, k, destination);
    }

    private void Evaluate(int k)
    {
        var plane = planes.AsSpan(k * Lattice.PlaneCount, Lattice.PlaneCount);
        var row = rows.AsSpan(k * Lattice.Row, Lattice.Row);
        Lattice.Slice(axes[2], k, plane);
        var (sum, sumSquared) = (0.0, 0.0);
        for (var j = 0; j < samples.Rows; j++)
        {
            var (start, end) = samples.Row(k, j);
            if (start == end) continue;
            Lattice.RowOf(plane, axes[1], j, row);
            axes[0].Evaluate(row, samples.Column.AsSpan(start, end - start), work.AsSpan(start, end - start));
            for (var n = start; n < end; n++)
            {
                double x = field[n] - work[n];
                var difference = Math.Abs(x) < 0.1 ? x * (1 + (x * (0.5 + (x * ((1 / 6.0) + (x / 24)))))) : Math.Exp(x) - 1; // eˣ − 1
                sum += difference;
                sumSquared += difference * difference;
                field[n] = work[n];
                corrected[n] = samples.Logarithm[n] - work[n];
            }
        }

        (change[k], changeSquared[k]) = (sum, sumSquared);
        FindRange(k);
    }

    private void FindRange(int k)
    {
        var (start, end) = samples.Slice(k);
        (least[k], most[k]) = start == end
            ? (float.PositiveInfinity, float.NegativeInfinity)
            : (System.Numerics.Tensors.TensorPrimitives.Min<float>(corrected.AsSpan(start, end - start)),
                System.Numerics.Tensors.TensorPrimitives.Max<float>(corrected.AsSpan(start, end - start)));
    }

    // Coefficient of variation of old field / new field over the samples.
    private double Change()
    {
        var (sum, sumSquared, count) = (0.0, 0.0, (double)samples.Count);
        for (var k = 0; k < samples.Slices; k++)
            (sum, sumSquared) = (sum + change[k], sumSquared + changeSquared[k]);
        var mean = sum / count;
        return Math.Sqrt(Math.Max(0, (sumSquared - (sum * mean)) / Math.Max(1, count - 1))) / (1 + mean);
    }
}

using Pial.Kernels;

namespace Pial.Analysis.Statistics.Linear;

/// <summary>Maps of one contrast, a number a voxel. A voxel whose residuals are all 0 (a constant) has statistic 0 and p = 1.</summary>
/// <param name="Model">What was fitted and tested.</param>
/// <param name="Statistic">t, or F.</param>
/// <param name="Effect">c'β̂ in the units of the data; empty for F.</param>
/// <param name="StandardError">Of the effect; empty for F.</param>
/// <param name="NullSquares">Sum of squared residuals of the model without the effects: what permutations of residuals keep.</param>
/// <param name="ResidualSquares">Sum of squared residuals of the whole model.</param>
public sealed record VoxelwiseFit(TestedModel Model, float[] Statistic, float[] Effect, float[] StandardError, float[] NullSquares,
    float[] ResidualSquares)
{
    /// <summary>
    /// Fits the linear model at every voxel by ordinary least squares (QR, double precision) and tests contrasts. Memory: five numbers a
    /// voxel and contrast, beside the table.
    /// </summary>
    /// <param name="table">Values; as many rows as the designs, in their order.</param>
    /// <param name="models">Contrasts of one design.</param>
    /// <param name="parallel">Threads and cancellation; the result has the same bits at any count.</param>
    /// <exception cref="ArgumentException">The table has another number of rows than a design.</exception>
    public static IReadOnlyList<VoxelwiseFit> Of(IVoxelTable table, IReadOnlyList<TestedModel> models, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(models);
        foreach (var model in models)
            if (model.Design.Subjects.Count != table.Subjects)
                throw new ArgumentException($"{table.Subjects} rows of data for a design of {model.Design.Subjects.Count} subjects.",
                    nameof(table));
        var fits = models.Select(m => new VoxelwiseFit(
            m, new float[table.Voxels], new float[m.Contrast.IsF ? 0 : table.Voxels], new float[m.Contrast.IsF ? 0 : table.Voxels],
            new float[table.Voxels], new float[table.Voxels])).ToArray();
        Slices.For(Chunk.Count(table), parallel, () => new Scratch(table.Subjects), (c, scratch) =>
        {
            var count = Chunk.Read(table, c, scratch.Values);
            Residuals(models[0].Whole.Q, scratch, count);
            foreach (var fit in fits)
                fit.Test(scratch, c * Chunk.Voxels, count);
        });
        return fits;
    }

    /// <summary>The effect in units of the residual standard deviation, 0 where that is 0: Cohen's d when the contrast is a difference of
    /// groups; of a column of numbers the change per unit.</summary>
    public float[] CohensD() => Map(n => ResidualSquares[n] > 0 ? Effect[n] / Math.Sqrt(ResidualSquares[n] / Model.Dof) : 0);

    /// <summary>
    /// Partial correlation of the data with the contrast, from t: <c>t / √(t² + dof)</c>; for F, the partial R²,
    /// <c>rank·F / (rank·F + dof)</c>.
    /// </summary>
    public float[] PartialR() => Map(n => Model.Contrast.IsF
        ? Model.Rank * Statistic[n] / ((Model.Rank * (double)Statistic[n]) + Model.Dof)
        : Statistic[n] / Math.Sqrt(((double)Statistic[n] * Statistic[n]) + Model.Dof));

    /// <summary>Uncorrected p of the t or F distribution.</summary>
    /// <param name="sides">Which tail; F always takes its upper one.</param>
    public double[] P(Sides sides)
    {
        var p = new double[Statistic.Length];
        for (var n = 0; n < p.Length; n++)
            p[n] = ResidualSquares[n] > 0 ? Model.Contrast.IsF ? Distributions.FTail(Statistic[n], Model.Rank, Model.Dof)
                : Distributions.TTail(Statistic[n], Model.Dof, sides) : 1;
        return p;
    }

    private float[] Map(Func<int, double> value) => [.. Enumerable.Range(0, Statistic.Length).Select(n => (float)value(n))];

    // y − Q Q'y in double, row by row so that a row of voxels is one loop.
    private static void Residuals(double[][] q, Scratch scratch, int count)
    {
        var (values, residuals, sums) = (scratch.Values, scratch.Residuals, scratch.Sums);
        for (var s = 0; s < scratch.Subjects; s++)
            for (var v = 0; v < count; v++)
                residuals[(s * Chunk.Voxels) + v] = values[(s * Chunk.Stride) + v];
        foreach (var column in q)
        {
            Project(column, values, sums, count);
            for (var s = 0; s < scratch.Subjects; s++)
            {
                var w = column[s];
                var row = residuals.AsSpan(s * Chunk.Voxels, count);
                for (var v = 0; v < row.Length; v++)
                    row[v] -= w * sums[v];
            }
        }

        scratch.Squares.AsSpan().Clear();
        for (var s = 0; s < scratch.Subjects; s++)
            for (var v = 0; v < count; v++)
                scratch.Squares[v] += residuals[(s * Chunk.Voxels) + v] * residuals[(s * Chunk.Voxels) + v];
    }

    private static void Project(double[] weights, float[] values, double[] sums, int count)
    {
        sums.AsSpan().Clear();
        for (var s = 0; s < weights.Length; s++)
        {
            var w = weights[s];
            var row = values.AsSpan(s * Chunk.Stride, count);
            for (var v = 0; v < row.Length; v++)
                sums[v] += w * row[v];
        }
    }

    private void Test(Scratch scratch, int first, int count)
    {
        var (sums, explained) = (scratch.Sums, scratch.Explained);
        explained.AsSpan().Clear();
        foreach (var effect in Model.Effects)
        {
            Project(effect, scratch.Values, sums, count);
            for (var v = 0; v < count; v++)
                explained[v] += sums[v] * sums[v];
        }

        if (!Model.Contrast.IsF) Project(Model.EffectWeights, scratch.Values, sums, count);
        for (var v = 0; v < count; v++)
        {
            // Rounding leaves about 1e-16 of the total in a constant voxel's residuals: that is 0.
            var squares = scratch.Squares[v];
            var mean = Math.Abs((double)scratch.Values[v]);
            var rest = squares > 1e-24 * ((mean * mean) + explained[v]) ? squares : 0;
            var deviation = Math.Sqrt(rest / Model.Dof);
            (NullSquares[first + v], ResidualSquares[first + v]) = ((float)(rest == 0 ? 0 : rest + explained[v]), (float)rest);
            if (Model.Contrast.IsF)
            {
                Statistic[first + v] = rest > 0 ? (float)(explained[v] / Model.Rank / (rest / Model.Dof)) : 0;
                continue;
            }

            var error = deviation * Model.EffectNorm;
            (Effect[first + v], StandardError[first + v]) = ((float)sums[v], (float)error);
            Statistic[first + v] = error > 0 ? (float)(sums[v] / error) : 0;
        }
    }

    private sealed class Scratch(int subjects)
    {
        public int Subjects { get; } = subjects;

        public float[] Values { get; } = new float[subjects * Chunk.Stride];

        public double[] Residuals { get; } = new double[subjects * Chunk.Voxels];

        public double[] Sums { get; } = new double[Chunk.Voxels];

        public double[] Explained { get; } = new double[Chunk.Voxels];

        public double[] Squares { get; } = new double[Chunk.Voxels];
    }
}

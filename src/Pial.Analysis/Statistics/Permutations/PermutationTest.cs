using System.Collections.Concurrent;
using Pial.Analysis.Statistics.Clusters;
using Pial.Analysis.Statistics.Linear;
using Pial.Kernels;
using Pial.Kernels.Statistics;

namespace Pial.Analysis.Statistics.Permutations;

/// <summary>
/// Permutation tests of every voxel at once, controlling the chance of any false finding (familywise error): residuals of the model without
/// the tested effect are rearranged and the whole model fitted again (Freedman and Lane 1983; Winkler et al. 2014, doi
/// 10.1016/j.neuroimage.2014.01.060), and the largest statistic of each rearrangement makes the null distribution.
/// </summary>
/// <remarks>
/// With an orthonormal basis Q of the design, the statistic of a rearrangement P needs of a voxel only <c>Q'P e</c>, e being the residuals
/// of the nuisance. P is applied to Q instead, so a rearrangement costs as many weighted sums of the residuals as the design has columns: a
/// matrix product, blocked for the cache. Cost: count × columns × subjects × voxels multiplications, and a sort and pass of the map where
/// clusters or TFCE are wanted.
/// </remarks>
public static class PermutationTest
{
    private const int BatchBytes = 48 << 20;

    /// <summary>Runs the test.</summary>
    /// <param name="table">The data, as they were fitted.</param>
    /// <param name="fit">The contrast's fit.</param>
    /// <param name="lattice">Which voxels touch; needed for clusters and TFCE.</param>
    /// <param name="options">How many rearrangements, of what, and which statistics.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="parallel">Threads and cancellation; the result has the same bits at any count.</param>
    /// <exception cref="ArgumentException">The plan is impossible, or there is no lattice where one is needed.</exception>
    public static NullDistribution Run(
        IVoxelTable table, VoxelwiseFit fit, Lattice? lattice, PermutationOptions options, IProgress<int>? progress = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(options);
        var maps = options.Tfce is not null || options.ClusterThreshold is not null;
        if (maps && lattice?.Count != table.Voxels)
            throw new ArgumentException("Clusters and TFCE need a lattice of the table's voxels.", nameof(lattice));
        var plan = Plan(fit.Model, options);
        var result = new NullDistribution(plan, options);
        var work = new Work(table, fit, plan, options, maps ? lattice : null);
        var batch = Math.Clamp(BatchBytes / (4 * table.Voxels), 4, 64);
        for (var first = 0; first < plan.Count; first += batch)
        {
            work.Batch(first, Math.Min(batch, plan.Count - first), result, parallel);
            progress?.Report(Math.Min(plan.Count, first + batch));
        }

        return result;
    }

    /// <summary>The rearrangements that a test would take: what can be refused before there are data.</summary>
    /// <exception cref="ArgumentException">The plan is impossible.</exception>
    public static PermutationPlan Plan(TestedModel model, PermutationOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(Rows(model), options);
    }

    // Subjects whose rows of the orthonormal basis are equal (to rounding) can be exchanged without changing anything.
    private static int[] Rows(TestedModel model)
    {
        double[][] columns = [.. model.Nuisance, .. model.Effects];
        var kinds = new List<int>();
        var rows = new int[model.Design.Subjects.Count];
        for (var s = 0; s < rows.Length; s++)
        {
            var kind = kinds.FindIndex(other => columns.All(c => Math.Abs(c[other] - c[s]) < 1e-9));
            if (kind < 0)
            {
                kind = kinds.Count;
                kinds.Add(s);
            }

            rows[s] = kind;
        }

        return rows;
    }

    private sealed class Work(IVoxelTable table, VoxelwiseFit fit, PermutationPlan plan, PermutationOptions options, Lattice? lattice)
    {
        private readonly ConcurrentBag<MapScratch> scratch = [];
        private readonly ConcurrentBag<(float[] Values, float[] Sums)> blocks = [];
        private readonly RearrangedWeights weights = new(fit.Model, plan);
        private float[][] maps = [];

        private bool OneSided => fit.Model.Contrast.IsF || options.Sides == Sides.One;

        public void Batch(int first, int count, NullDistribution result, ParallelOptions? parallel)
        {
            var all = new float[count * weights.Length];
            Slices.For(count, parallel, n => weights.Fill(first + n, all.AsSpan(n * weights.Length, weights.Length)));
            if (lattice is not null && maps.Length < count) maps = [.. Enumerable.Range(0, count).Select(_ => new float[table.Voxels])];
            var chunks = Chunk.Count(table);
            var most = new float[chunks * count];
            Slices.For(chunks, parallel, c =>
            {
                if (!blocks.TryTake(out var block)) block = (new float[table.Subjects * Chunk.Stride], []);
                var needed = count * weights.Sets * Chunk.Stride;
                if (block.Sums.Length < needed) block.Sums = new float[needed];
                var voxels = Chunk.Read(table, c, block.Values);
                Chunk.Reject(block.Values, fit.Model.Nuisance, voxels);
                WeightedSums.Of(all, table.Subjects, block.Values, Chunk.Stride, Chunk.Voxels, block.Sums);
                for (var n = 0; n < count; n++)
                {
                    var statistic = Statistics(block.Sums.AsSpan(n * weights.Sets * Chunk.Stride), c * Chunk.Voxels, voxels);
                    most[(c * count) + n] = Largest(statistic, OneSided);
                    if (lattice is not null) statistic.CopyTo(maps[n].AsSpan(c * Chunk.Voxels));
                }

                blocks.Add(block);
            });
            for (var n = 0; n < count; n++)
            {
                var largest = 0f;
                for (var c = 0; c < chunks; c++)
                    largest = Math.Max(largest, most[(c * count) + n]);
                result.Statistic[first + n] = largest;
            }

            if (lattice is null) return;
            Slices.For(count, parallel, n =>
            {
                if (!scratch.TryTake(out var own)) own = new(lattice, options);
                own.Measure(maps[n], first + n, fit.Model, OneSided, result);
                scratch.Add(own);
            });
        }

        // t = a √(dof / (S − Σ b² − a²)), S the squares that rearranging keeps, b the nuisance's share and a the effect's. Written over the
        // first set of sums.
        private Span<float> Statistics(Span<float> sums, int first, int voxels)
        {
            var rest = sums[..voxels];
            var (dof, rank) = ((float)fit.Model.Dof, fit.Model.Rank);
            var nuisance = weights.Sets - rank;
            var effect = sums.Slice(nuisance * Chunk.Stride, voxels);
            var squares = fit.NullSquares.AsSpan(first, voxels);
            if (nuisance > 0)
            {
                for (var v = 0; v < rest.Length; v++)
                    rest[v] = squares[v] - (rest[v] * rest[v]);
                for (var k = 1; k < nuisance; k++)
                    Subtract(sums.Slice(k * Chunk.Stride, voxels), rest);
            }

            if (!fit.Model.Contrast.IsF)
            {
                for (var v = 0; v < rest.Length; v++)
                {
                    var left = (nuisance > 0 ? rest[v] : squares[v]) - (effect[v] * effect[v]);
                    rest[v] = squares[v] > 0 ? effect[v] * MathF.Sqrt(dof / MathF.Max(left, 1e-7f * squares[v])) : 0;
                }

                return rest;
            }

            for (var v = 0; v < rest.Length; v++)
            {
                var explained = 0f;
                for (var k = 0; k < rank; k++)
                {
                    var a = sums[((nuisance + k) * Chunk.Stride) + v];
                    explained += a * a;
                }

                var left = (nuisance > 0 ? rest[v] : squares[v]) - explained;
                rest[v] = squares[v] > 0 ? explained / rank * dof / MathF.Max(left, 1e-7f * squares[v]) : 0;
            }

            return rest;
        }

        private static void Subtract(ReadOnlySpan<float> sums, Span<float> rest)
        {
            for (var v = 0; v < rest.Length; v++)
                rest[v] -= sums[v] * sums[v];
        }

        private static float Largest(ReadOnlySpan<float> statistic, bool oneSided)
        {
            var most = 0f;
            foreach (var t in statistic)
                most = MathF.Max(most, oneSided ? t : MathF.Abs(t));
            return most;
        }
    }

    private sealed class MapScratch(Lattice lattice, PermutationOptions options)
    {
        private readonly LargestTfce? tfce = options.Tfce is null ? null : new(lattice, options.Tfce);
        private readonly ClusterLabels? clusters = options.ClusterThreshold is null ? null : new(lattice);

        public void Measure(float[] map, int n, TestedModel model, bool oneSided, NullDistribution result)
        {
            if (clusters is not null)
            {
                foreach (var cluster in clusters.Find(map, options.ClusterThreshold!.Value, oneSided))
                    (result.Extent![n], result.Mass![n]) = (Math.Max(result.Extent[n], cluster.Size),
                        Math.Max(result.Mass[n], cluster.Mass));
            }

            if (tfce is null) return;
            if (model.Contrast.IsF) Enhancement.Root(map);
            result.Enhanced![n] = tfce.Of(map, oneSided);
        }
    }
}

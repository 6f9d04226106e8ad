using Pial.Kernels;
using Pial.Operations.Regions;
using Pial.Volumes;

namespace Pial.Operations.Segmentation;

/// <summary>
/// Between structures and tissues: what an atlas of structures says about tissues, and maps, hard tissues and labels that agree in every
/// voxel.
/// </summary>
internal static class StructureTissueMaps
{
    /// <summary>Prior probabilities of the tissues; what is not brain counts with CSF.</summary>
    public static TissueMaps Priors(Grid grid, StructurePriors priors, ParallelOptions? parallel)
    {
        Volume<float> Of(Func<StructureTissue, bool> counts) => Map(grid, priors, label => counts(StructureTissues.Of(label)), parallel);
        return new(
            Of(static t => t is StructureTissue.Cortex or StructureTissue.Nucleus),
            Of(static t => t is StructureTissue.White or StructureTissue.Mixed),
            Of(static t => t is StructureTissue.Csf or StructureTissue.Outside));
    }

    private static Volume<float> Map(Grid grid, StructurePriors priors, Func<int, bool> counts, ParallelOptions? parallel)
    {
        var counted = new bool[256];
        for (var label = 1; label < 256; label++) counted[label] = counts(label);
        return Volume.CreateParallel<float>(grid, voxels => Slices.For(grid.Shape.K, parallel, k =>
        {
            var to = voxels.Span;
            var slice = priors[k];
            for (var n = 0; n < slice.Voxels.Length; n++)
            {
                var sum = 0;
                for (var e = n * StructurePriors.Kept; e < (n + 1) * StructurePriors.Kept && slice.Shares[e] > 0; e++)
                    if (counted[slice.Labels[e]]) sum += slice.Shares[e];
                to[slice.Voxels[n]] = sum / 255f;
            }
        }));
    }

    /// <summary>Voxels that are more likely cortex than any nucleus.</summary>
    public static Volume<bool> Cortex(Grid grid, StructurePriors priors, ParallelOptions? parallel) =>
        Where(grid, priors, static shares => shares[(int)StructureTissue.Cortex] > shares[(int)StructureTissue.Nucleus], parallel);

    /// <summary>Prior probability of lying in a ventricle.</summary>
    public static Volume<float> Ventricles(Grid grid, StructurePriors priors, ParallelOptions? parallel) =>
        Map(grid, priors, static label => label != StructureTissues.OuterCsf && StructureTissues.Of(label) == StructureTissue.Csf,
            parallel);

    private static Volume<bool> Where(Grid grid, StructurePriors priors, Func<int[], bool> holds, ParallelOptions? parallel) =>
        Volume.CreateParallel<bool>(grid, voxels => Slices.For(grid.Shape.K, parallel, () => new int[6], (k, shares) =>
        {
            var to = voxels.Span;
            var slice = priors[k];
            for (var n = 0; n < slice.Voxels.Length; n++)
            {
                Array.Clear(shares);
                for (var e = n * StructurePriors.Kept; e < (n + 1) * StructurePriors.Kept && slice.Shares[e] > 0; e++)
                    shares[(int)StructureTissues.Of(slice.Labels[e])] += slice.Shares[e];
                to[slice.Voxels[n]] = holds(shares);
            }
        }));

    /// <summary>Puts the tissue model's fractions and the structures' probabilities together.</summary>
    /// <remarks>
    /// The part of a voxel that is a grey nucleus is grey matter but for its CSF; the part that is not brain, or ventricle as bright as
    /// grey matter (choroid plexus), is CSF; the rest is as the tissue model has it. The label is the most probable of those whose tissue
    /// is the voxel's.
    /// </remarks>
    public static (TissueMaps Maps, Volume<int> Tissues, Volume<int> Labels) Combine(
        TissueMaps fractions, TissueMaps posteriors, Volume<int> likely, StructurePriors priors, StructureModel model,
        StructureOptions options, ParallelOptions? parallel)
    {
        var grid = likely.Grid;
        var neighbours = new LabelNeighbours(grid, options.Smoothness);
        var count = grid.Shape.Count;
        var (gm, wm, csf) = (new float[count], new float[count], new float[count]);
        var (tissues, labels) = (new int[count], new int[count]);
        Slices.For(grid.Shape.K, parallel, k =>
        {
            var slice = priors[k];
            Span<float> p = stackalloc float[StructurePriors.Kept];
            for (var n = 0; n < slice.Voxels.Length; n++)
            {
                var v = slice.Voxels[n];
                var own = new Voxel(slice.Labels.AsSpan(n * StructurePriors.Kept, StructurePriors.Kept),
                    Posterior(slice, n, v, likely.Span, model, neighbours, p));
                var (g, w, c) = (fractions.Gm.Span[v], fractions.Wm.Span[v], fractions.Csf.Span[v]);
                var (hg, hw, hc) = (posteriors.Gm.Span[v], posteriors.Wm.Span[v], posteriors.Csf.Span[v]);
                (gm[v], wm[v], csf[v]) = own.Mix(g, w, c);
                (hg, hw, hc) = own.Mix(hg, hw, hc);
                tissues[v] = hg >= hw ? (hg >= hc ? 1 : 3) : (hw >= hc ? 2 : 3);
                labels[v] = own.Best(tissues[v]);
            }
        });
        Volume<T> Of<T>(T[] voxels) where T : unmanaged => Volume.Create<T>(grid, voxels);
        return (new(Of(gm), Of(wm), Of(csf)), Of(tissues), Of(labels));
    }

    private static ReadOnlySpan<float> Posterior(
        StructurePriors.SlicePriors slice, int n, int v, ReadOnlySpan<int> likely, StructureModel model, LabelNeighbours neighbours,
        Span<float> p)
    {
        var (first, count, top) = (n * StructurePriors.Kept, 0, float.NegativeInfinity);
        for (; count < p.Length && slice.Shares[first + count] > 0; count++)
        {
            var label = slice.Labels[first + count];
            p[count] = MathF.Log(model.Share(slice.Shares[first + count])) + model.LogLikelihood(label, v)
                + neighbours.Agreeing(likely, v, label);
            top = Math.Max(top, p[count]);
        }

        var sum = 0f;
        for (var e = 0; e < count; e++) sum += p[e] = MathF.Exp(p[e] - top);
        for (var e = 0; e < count; e++) p[e] /= sum;
        return p[..count];
    }

    /// <summary>The labels a voxel may have and their probabilities.</summary>
    private readonly ref struct Voxel
    {
        private readonly ReadOnlySpan<byte> labels;
        private readonly ReadOnlySpan<float> probabilities;
        private readonly float nucleus, outside, ventricle;

        public Voxel(ReadOnlySpan<byte> labels, ReadOnlySpan<float> probabilities)
        {
            this.labels = labels;
            this.probabilities = probabilities;
            for (var e = 0; e < probabilities.Length; e++)
            {
                var tissue = StructureTissues.Of(labels[e]);
                if (tissue == StructureTissue.Nucleus) nucleus += probabilities[e];
                else if (tissue == StructureTissue.Outside) outside += probabilities[e];
                else if (tissue == StructureTissue.Csf && labels[e] != StructureTissues.OuterCsf) ventricle += probabilities[e];
            }
        }

        public (float Gm, float Wm, float Csf) Mix(float g, float w, float c)
        {
            var rest = 1 - nucleus - outside;
            var plexus = Math.Min(ventricle, rest) * g;
            return ((nucleus * (1 - c)) + (rest * g) - plexus, rest * w, outside + ((nucleus + rest) * c) + plexus);
        }

        public int Best(int tissue)
        {
            var (best, score) = (0, 0f);
            for (var e = 0; e < probabilities.Length; e++)
            {
                var fits = StructureTissues.Of(labels[e]) switch
                {
                    StructureTissue.Cortex or StructureTissue.Nucleus => tissue == 1,
                    StructureTissue.White => tissue == 2,
                    StructureTissue.Mixed => tissue != 3,
                    StructureTissue.Csf => tissue == 3,
                    _ => false,
                };
                if (fits && probabilities[e] > score) (best, score) = (labels[e], probabilities[e]);
            }

            return best != 0 ? best : tissue == 3 ? StructureTissues.OuterCsf : 0;
        }
    }
}

using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Phantoms;

/// <summary>
/// What makes a real head hard to segment, put into a phantom: classes around and in the CSF that are as bright as cortex, and slow changes
/// of brightness within the tissues. It goes by distances between labels and by smooth random fields, so the truth is known as before:
/// vessels and meninges in CSF count as CSF, dura, sinuses and marrow are not brain.
/// </summary>
internal sealed class HardHead
{
    private const double DuraMm = 1.2;          // of the bone that lines CSF
    private const double MeningesMm = 1.6;      // of the CSF under it
    private const double TableMm = 1.8;         // compact bone on both sides of marrow
    private const double FoldHalfMm = 0.8;      // of falx and tentorium
    private const double FoldReachMm = 14;      // brain on both sides of a fold of dura
    private const double SinusMm = 3.5;         // half width of a sinus where a fold meets the skull
    private const double VesselMm = 4;          // smoothness of the fields whose zero lines are vessels
    private readonly Volume<float>?[] gains = new Volume<float>?[4];

    private HardHead(Volume<byte> classes) => Classes = classes;

    /// <summary>The classes, with those that only hard heads have.</summary>
    public Volume<byte> Classes { get; }

    /// <summary>What a tissue's intensity is multiplied by in each voxel; null for 1.</summary>
    public Volume<float>? Gain(Tissue tissue) => gains[(int)tissue];

    /// <summary>Makes a head hard.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="classes">Their classes.</param>
    /// <param name="seed">As <see cref="PhantomOptions.Seed"/>.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static HardHead Create(Volume<int> labels, Volume<byte> classes, int seed, ParallelOptions? parallel)
    {
        var distances = new Distances(labels, parallel);
        var fields = Enumerable.Range(0, Sigmas.Length)
            .Select(f => new SmoothField(labels.Grid, Sigmas[f], new((ulong)seed, PhantomStreams.Hard + (ulong)f), parallel)).ToArray();
        var (gm, wm, csf) = (new float[labels.Shape.Count], new float[labels.Shape.Count], new float[labels.Shape.Count]);
        var myelin = new Myelin(labels);
        var made = Volume.CreateParallel<byte>(labels.Grid,
            voxels => Slices.For(labels.Shape.K, parallel, () => new Fields(fields, labels.Shape.SliceCount), (k, own) =>
        {
            own.Evaluate(k);
            var first = k * labels.Shape.SliceCount;
            var to = voxels.Span.Slice(first, labels.Shape.SliceCount);
            for (var n = 0; n < to.Length; n++)
            {
                var (label, v) = (labels.Span[first + n], first + n);
                to[n] = Class(label, v, distances, own, n) is var c and not 0 ? TissueClass.Of(c) : classes.Span[v];
                gm[v] = (float)Grey(label, v, distances, own, n, myelin);
                wm[v] = (float)(1 + (0.012 * own[Field.Wide, n]) - (0.035 * Math.Clamp(1.5 - (distances.ToCortex.Span[v] / 2), 0, 1)));
                csf[v] = (float)Math.Clamp(1 + (0.16 * own[Field.Patches, n]), 0.6, 1.5);
            }
        }));
        var head = new HardHead(made);
        void Keep(Tissue tissue, float[] gain) => head.gains[(int)tissue] = Volume.Create<float>(labels.Grid, gain);
        Keep(Tissue.Gm, gm);
        Keep(Tissue.Wm, wm);
        Keep(Tissue.Csf, csf);
        return head;
    }

    // The class that a hard head has in a voxel; 0 where it is as in any phantom.
    private static int Class(int label, int v, Distances d, Fields f, int n)
    {
        switch (label)
        {
            case 4 or 5 or 14 or 15 or 43 or 44 or 72:
                return TissueClass.Ventricle;
            case 514:
                return TissueClass.Sinus;
            case 516:
                return TissueClass.Diploe;
            case TissueClass.Bone:
                return d.ToBrainOrCsf.Span[v] <= Math.Max(DuraMm, d.VoxelMm) ? TissueClass.Dura
                    : d.InBone.Span[v] > Math.Max(TableMm, d.VoxelMm) && f[Field.Patches, n] > -1 ? TissueClass.Diploe : 0;
            case TissueClass.Csf:
                return Outer(v, d, f, n);
            default:
                return 0;
        }
    }

    // CSF outside of the ventricles: folds of dura where two parts of the brain face each other, sinuses where a fold meets the skull,
    // vessels along the lines where two random fields are zero, meninges.
    private static int Outer(int v, Distances d, Fields f, int n)
    {
        var (left, right, below) = (d.ToLeft.Span[v], d.ToRight.Span[v], d.ToCerebellum.Span[v]);
        var (above, skull) = (Math.Min(left, right), d.ToBone.Span[v]);
        var high = d.ToVentricle.Span[v] > 14;
        var falx = high && left + right < FoldReachMm && below > above ? Math.Abs(left - right) : double.PositiveInfinity;
        var tentorium = above + below < FoldReachMm && d.ToStem.Span[v] > 8 ? Math.Abs(above - below) : double.PositiveInfinity;
        var fold = Math.Min(falx, tentorium);
        if (fold <= SinusMm && skull <= 2 * SinusMm) return TissueClass.Sinus;
        if (fold <= 2 * FoldHalfMm) return TissueClass.Dura; // a difference of distances changes by two a millimetre
        var (a, b, c, e) = (f[Field.VeinA, n], f[Field.VeinB, n], f[Field.ArteryA, n], f[Field.ArteryB, n]);
        if ((c * c) + (e * e) < 0.035) return TissueClass.Artery;
        if ((a * a) + (b * b) < 0.06) return TissueClass.Vein;
        return skull <= Math.Max(MeningesMm, d.VoxelMm) && f[Field.Meninges, n] > -0.5 ? TissueClass.Meninges : TissueClass.OuterCsf;
    }

    // A thalamus that brightens from the third ventricle outwards, a pallidum near white matter, all nuclei textured; cortex brighter
    // towards white matter and where it is rich in myelin.
    private static double Grey(int label, int v, Distances d, Fields f, int n, Myelin myelin)
    {
        var texture = 1 + (0.035 * f[Field.Grain, n]);
        switch (label)
        {
            case 10 or 49:
                var (inner, outer) = (Math.Min(d.ToThird.Span[v], 100), Math.Min(d.ToWhite.Span[v], 100));
                return texture * (0.92 + (0.19 * inner / (inner + outer)));
            case 13 or 52:
                return texture * 1.04;
            case 12 or 51:
                return texture * (1.02 + (0.03 * Math.Clamp((3 - d.ToWhite.Span[v]) / 3, 0, 1)));
            case 3 or 42:
                var deep = Math.Clamp(1.5 - d.ToWhite.Span[v], -1.5, 1.5) / 1.5;
                return (1 + (0.04 * deep) + (0.02 * f[Field.Wide, n]) + (0.06 * myelin.At(v))) * 0.965;
            default:
                return texture;
        }
    }

    private static readonly double[] Sigmas = [VesselMm, VesselMm, VesselMm, VesselMm, 5, 5, 1.5, 20]; // by Field, mm

    private enum Field
    {
        VeinA,
        VeinB,
        ArteryA,
        ArteryB,
        Patches,
        Meninges,
        Grain,
        Wide,
    }

    private sealed class Fields(SmoothField[] fields, int size)
    {
        private readonly SmoothField.Scratch[] scratch = [.. fields.Select(f => f.NewScratch())];
        private readonly float[][] slices = [.. fields.Select(_ => new float[size])];

        public float this[Field field, int n] => slices[(int)field][n];

        public void Evaluate(int k)
        {
            for (var f = 0; f < fields.Length; f++)
                fields[f].Evaluate(k, scratch[f], slices[f]);
        }
    }

    // How far each voxel is from parts of the head, mm; +∞ from what is not there.
    private sealed class Distances(Volume<int> labels, ParallelOptions? parallel)
    {
        /// <summary>A little more than the largest side of a voxel: what is thinner has one voxel.</summary>
        public double VoxelMm { get; } = 1.05 * Math.Max(labels.Grid.VoxelSize.X,
            Math.Max(labels.Grid.VoxelSize.Y, labels.Grid.VoxelSize.Z));

        public Volume<float> ToLeft { get; } = To(labels, static l => l is 2 or 3, parallel);

        public Volume<float> ToRight { get; } = To(labels, static l => l is 41 or 42, parallel);

        public Volume<float> ToCerebellum { get; } = To(labels, static l => l is 7 or 8 or 46 or 47, parallel);

        public Volume<float> ToStem { get; } = To(labels, static l => l is 16 or 28 or 60, parallel);

        public Volume<float> ToBone { get; } = To(labels, static l => l is TissueClass.Bone or 516 or 514, parallel);

        public Volume<float> ToBrainOrCsf { get; } = To(labels, static l => TissueClass.IsBrain(l) || l == TissueClass.Csf, parallel);

        public Volume<float> ToVentricle { get; } = To(labels, static l => l is 4 or 14 or 43, parallel);

        public Volume<float> ToThird { get; } = To(labels, static l => l == 14, parallel);

        public Volume<float> ToWhite { get; } = To(labels, static l => l is 2 or 41 or 13 or 52, parallel);

        public Volume<float> ToCortex { get; } = To(labels, static l => l is 3 or 42, parallel);

        public Volume<float> InBone { get; } = EuclideanDistance.Inside(labels.Map(static l => l is TissueClass.Bone or 516), parallel);

        private static Volume<float> To(Volume<int> labels, Func<int, bool> counts, ParallelOptions? parallel) =>
            EuclideanDistance.Of(labels.Map(counts), parallel);
    }

    // Where cortex is rich in myelin: around the central sulcus and the calcarine fissure, told by their places in the brain's box.
    private sealed class Myelin
    {
        private readonly Grid grid;
        private readonly double[] low = [1e9, 1e9, 1e9], high = [-1e9, -1e9, -1e9];

        public Myelin(Volume<int> labels)
        {
            grid = labels.Grid;
            for (var n = 0; n < labels.Shape.Count; n++)
            {
                if (labels.Span[n] is not (3 or 42)) continue;
                var p = Place(n);
                for (var a = 0; a < 3; a++)
                    (low[a], high[a]) = (Math.Min(low[a], p[a]), Math.Max(high[a], p[a]));
            }
        }

        public double At(int n)
        {
            var p = Place(n);
            Span<double> u = stackalloc double[3];
            for (var a = 0; a < 3; a++) u[a] = (p[a] - low[a]) / Math.Max(1e-6, high[a] - low[a]);
            var aside = Math.Abs(u[0] - 0.5);
            // The central sulcus runs from above and behind to below and before.
            var central = Math.Exp(-0.5 * Math.Pow((u[1] - (0.42 + (0.25 * (0.85 - u[2])))) / 0.06, 2))
                * Math.Clamp((u[2] - 0.5) / 0.15, 0, 1);
            var calcarine = Math.Exp(
                -0.5 * (Math.Pow(aside / 0.1, 2) + Math.Pow((u[1] - 0.1) / 0.1, 2) + Math.Pow((u[2] - 0.42) / 0.1, 2)));
            return Math.Min(1, central + calcarine);
        }

        private double[] Place(int n)
        {
            var s = grid.Shape;
            var p = grid.Affine.Apply(new(n % s.I, n / s.I % s.J, n / s.SliceCount));
            return [p.X, p.Y, p.Z];
        }
    }
}

using System.Numerics.Tensors;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Phantoms;

/// <summary>The image without field and noise, and the fractions that belong to it.</summary>
internal sealed class PhantomImage
{
    private const int Chunk = 16;
    private const double TextureMm = 4, BrainTexture = 0.02, HeadTexture = 0.08;

    private PhantomImage(Volume<float> noiseless, TissueMaps fractions) => (Noiseless, Fractions) = (noiseless, fractions);

    /// <summary>White matter's mean is 1.</summary>
    public Volume<float> Noiseless { get; }

    public TissueMaps Fractions { get; }

    public static PhantomImage Create(Volume<byte> classes, HardHead? hard, PhantomOptions options, ParallelOptions? parallel)
    {
        var grid = classes.Grid;
        var tables = Tables(Means(options));
        var textures = new SmoothField[4];
        for (var t = 0; t < 4; t++)
            textures[t] = new(grid, TextureMm, new((ulong)options.Seed, PhantomStreams.Texture + (ulong)t), parallel);
        var count = grid.Shape.Count;
        float[] image = new float[count], gm = new float[count], wm = new float[count], csf = new float[count];
        float[]?[] fractions = [null, gm, wm, csf]; // by Tissue
        var chunks = (grid.Shape.K + Chunk - 1) / Chunk;
        Slices.For(chunks, parallel, () => new Worker(classes, options.FwhmMm, textures), (c, worker) =>
            worker.Run(c * Chunk, Math.Min(grid.Shape.K, (c + 1) * Chunk) - 1, tables, hard, image, fractions));
        return new(
            Volume.Create<float>(grid, image),
            new(Volume.Create<float>(grid, gm), Volume.Create<float>(grid, wm), Volume.Create<float>(grid, csf)));
    }

    // The usual means with some jitter; white matter stays the unit.
    private static double[] Means(PhantomOptions options)
    {
        var normal = new float[TissueClass.All.Count];
        new CounterRandom((ulong)options.Seed, PhantomStreams.Contrast).FillNormals(normal);
        var means = TissueClass.All
            .Select((c,
                n) => (options.Contrast switch
                {
                    PhantomContrast.T2w => c.T2,
                    PhantomContrast.FLAIR => c.Flair,
                    PhantomContrast.PDw => c.Pd,
                    _ => c.Mean
                }) * (1 + (options.ContrastJitter * normal[n]))).ToArray();
        means[TissueClass.WhiteMatter] = 1;
        return means;
    }

    // For each tissue: what a fine voxel of each class adds to the intensity, and to the fraction.
    private static (float[] Intensity, float[] Fraction)[] Tables(double[] means) =>
    [
        .. Enum.GetValues<Tissue>().Select(tissue => (
            TissueClass.All.Select((c, n) => c.Tissue == tissue ? (float)means[n] : 0f).ToArray(),
            TissueClass.All.Select(c => c.Tissue == tissue ? 1f : 0f).ToArray())),
    ];

    private sealed class Worker(Volume<byte> classes, double fwhmMm, SmoothField[] textures)
    {
        private readonly FineSlab slab = new(classes);
        private readonly PointSpread spread = new(classes.Grid, fwhmMm);
        private readonly SmoothField.Scratch[] scratch = [.. textures.Select(t => t.NewScratch())];
        private readonly float[] plane = new float[classes.Shape.SliceCount];
        private readonly float[] texture = new float[classes.Shape.SliceCount];
        private readonly float[] part = new float[classes.Shape.SliceCount * Chunk];

        public void Run(int first, int last, (float[] Intensity, float[] Fraction)[] tables, HardHead? hard, float[] image,
            float[]?[] fractions)
        {
            var size = classes.Shape.SliceCount;
            slab.Fill(first - spread.Halo, last + spread.Halo);
            for (var t = 0; t < tables.Length; t++)
            {
                Array.Clear(part);
                Filter(first, last, tables[t].Intensity, part);
                for (var k = first; k <= last; k++)
                {
                    textures[t].Evaluate(k, scratch[t], texture);
                    TensorPrimitives.Multiply(texture, (float)(t == (int)Tissue.Rest ? HeadTexture : BrainTexture), texture);
                    TensorPrimitives.Add(texture, 1, texture);
                    if (hard?.Gain((Tissue)t) is { } gain) TensorPrimitives.Multiply(texture, gain.Slice(k), texture);
                    var target = image.AsSpan(k * size, size);
                    TensorPrimitives.MultiplyAdd(part.AsSpan((k - first) * size, size), texture, target, target);
                }

                if (fractions[t] is { } fraction)
                    Filter(first, last, tables[t].Fraction, fraction.AsSpan(first * size, (last - first + 1) * size));
            }
        }

        private void Filter(int first, int last, float[] values, Span<float> destination)
        {
            var size = classes.Shape.SliceCount;
            for (var fine = (2 * first) - spread.Radius; fine <= (2 * last) + 1 + spread.Radius; fine++)
            {
                if (!spread.InPlane(slab.Slice(fine), values, plane)) continue;
                for (var k = first; k <= last; k++)
                {
                    if (spread.Weight(k, fine) is var w and not 0)
                    {
                        var target = destination.Slice((k - first) * size, size);
                        TensorPrimitives.MultiplyAdd(plane, w, target, target);
                    }
                }
            }
        }
    }
}

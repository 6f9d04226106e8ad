using System.Globalization;
using Pial.Analysis.Statistics.Clusters;
using Pial.Analysis.Statistics.Linear;
using Pial.Formats;
using Pial.Kernels;
using Pial.Pipelines.SurfaceStatistics;
using Pial.Volumes;

namespace Pial.Evaluation.Vbm;

/// <summary>Maps without any effect: simulated afresh for every design, or those of a cohort.</summary>
internal sealed record NullMaps(string What, int Subjects, int Voxels, Lattice Lattice, Func<int, VoxelTable> Of)
{
    /// <summary>How clusters are enhanced.</summary>
    public TfceOptions Tfce { get; init; } = new();

    /// <summary>Normal noise of 8 mm FWHM in an ellipsoid of the brain's size, 4 mm voxels.</summary>
    public static NullMaps Simulated(int subjects)
    {
        var shape = new Shape(38, 46, 40);
        var mask = Ellipsoid(shape, 17, 21, 18);
        int[] places = [.. Enumerable.Range(0, shape.Count).Where(n => mask[n])];
        var half = Convolution.GaussianHalfKernel(8 / 2.3548 / 4);
        return new("simulated: Gaussian noise of 8 mm FWHM, 4 mm voxels, new maps for every design", subjects, places.Length,
            new(shape.I, shape.J, shape.K, mask, Connectivity.Faces), design =>
        {
            var rows = new float[subjects][];
            var (noise, smooth) = (new float[shape.Count], new float[shape.Count]);
            for (var s = 0; s < subjects; s++)
            {
                new CounterRandom(2026, ((ulong)design << 20) + (ulong)s).FillNormals(noise);
                Convolution.Separable(noise, shape.I, shape.J, shape.K, half, half, half, Boundary.Reflect, smooth);
                rows[s] = [.. places.Select(p => smooth[p])];
            }

            return new(rows);
        });
    }

    /// <summary>Smoothed noise on the cortex of fsaverage6: each design draws its subjects from three times as many maps.</summary>
    public static NullMaps Surfaces(int subjects, double fwhmMm)
    {
        var sides = TargetSurface.Both();
        (int Side, int Vertex)[] vertices = [.. sides.Index().SelectMany(static s => Enumerable.Range(0, s.Item.IsCortex.Length)
            .Where(v => s.Item.IsCortex[v]).Select(v => (s.Index, v)))];
        var pool = new float[3 * subjects][];
        Parallel.For(0, pool.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, n =>
        {
            var maps = sides.Select((side, h) =>
            {
                var noise = new float[side.IsCortex.Length];
                new CounterRandom(2027, (ulong)((2 * n) + h)).FillNormals(noise);
                return side.Smoothing.Run(noise, fwhmMm);
            }).ToArray();
            pool[n] = Array.ConvertAll(vertices, v => maps[v.Side][v.Vertex]);
        });
        return new(string.Create(CultureInfo.InvariantCulture,
            $"simulated: Gaussian noise of {fwhmMm:0} mm FWHM on both hemispheres of fsaverage6, subjects drawn for every design"),
            subjects, vertices.Length, TargetSurface.LatticeOf(sides, vertices), design =>
        {
            var random = new CounterRandom(2028, (ulong)design);
            return new([.. Enumerable.Range(0, pool.Length).OrderBy(n => random.Bits((ulong)n).A).Take(subjects).Select(n => pool[n])]);
        })
        {
            Tfce = new() { Extent = 1 },
        };
    }

    /// <summary>The maps of a derivative dataset, the same for every design.</summary>
    public static NullMaps Cohort(string folder, string suffix)
    {
        var files = Directory.GetFiles(folder, $"*{suffix}", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        var images = files.Select(f => ImageFile.Load(f).Image).ToList();
        var shape = images[0].Shape;
        var mask = Enumerable.Range(0, shape.Count)
            .Select(n => images.Average(i => i.Span[n]) > 0.2 && images.Any(i => i.Span[n] != images[0].Span[n])).ToArray();
        int[] places = [.. Enumerable.Range(0, shape.Count).Where(n => mask[n])];
        var table = new VoxelTable([.. images.Select(i => places.Select(p => i.Span[p]).ToArray())]);
        return new($"a cohort: {files.Length} maps *{suffix}, {shape}", files.Length, places.Length,
            new(shape.I, shape.J, shape.K, mask, Connectivity.Faces), _ => table);
    }

    /// <summary>True within an ellipsoid about the middle; half axes in voxels.</summary>
    public static bool[] Ellipsoid(Shape shape, double a, double b, double c) => [.. Enumerable.Range(0, shape.Count).Select(n =>
    {
        var (x, y, z) = (((n % shape.I) - (shape.I / 2.0)) / a, ((n / shape.I % shape.J) - (shape.J / 2.0)) / b,
            ((n / shape.SliceCount) - (shape.K / 2.0)) / c);
        return (x * x) + (y * y) + (z * z) < 1;
    })];
}

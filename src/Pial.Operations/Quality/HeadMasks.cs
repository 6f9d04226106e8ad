using Pial.Kernels;
using Pial.Operations.Intensity;
using Pial.Operations.Masks;
using Pial.Operations.Resampling;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Quality;

/// <summary>The parts of a scan outside the brain that its quality is read from.</summary>
/// <param name="Head">Everything inside the skin.</param>
/// <param name="Air">The "hat": what is not head, above the plane from the nasion to the underside of the cerebellum, without artefacts and
/// without padding.</param>
/// <param name="Artefacts">Voxels of the hat far brighter than noise: ghosts, wrap, motion.</param>
/// <param name="Padding">Voxels that were never measured: the zeros that a rotation, a mask or defacing leaves.</param>
public sealed record HeadMasks(Volume<bool> Head, Volume<bool> Air, Volume<bool> Artefacts, Volume<bool> Padding)
{
    private const double ArtefactZ = 10;
    private const double MadOfNormal = 0.67448975019608171;
    private const double FineEnough = 5; // mm³; the head's outline needs no finer voxels
    private const double ArtefactDistance = 0.1; // of the largest distance in the hat

    /// <summary>Finds head, air and artefacts.</summary>
    /// <remarks>
    /// Artefacts after Mortamet et al. 2009 (doi 10.1002/mrm.21992) as in MRIQC: z-scores above 10 by median and MAD of the air above 0,
    /// opened, at least a tenth of the hat's depth away from the head (on the 2 mm grid where the head is found). The plane is laid through
    /// the brain mask itself: under the frontal pole and under the cerebellum, in RAS+ mm. Cost: some 15 passes over the image.
    /// </remarks>
    /// <param name="image">Head, any unit; what is not finite counts as 0.</param>
    /// <param name="brain">Brain mask on the image's grid.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ, or the brain mask is empty.</exception>
    public static HeadMasks Of(Volume<float> image, Volume<bool> brain, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(brain);
        if (!image.Grid.Matches(brain.Grid))
            throw new ArgumentException($"The mask's grid ({brain.Grid}) is not the image's ({image.Grid}).", nameof(brain));
        if (!brain.Span.Contains(true)) throw new ArgumentException("The brain mask is empty.", nameof(brain));
        var padding = FindPadding(image, parallel);
        var (head, coarse) = FindHead(image, brain, parallel);
        var plane = NasionPlane(brain);
        var air = AirAbove(head, padding, plane, parallel);
        var artefacts = FindArtefacts(image, air, padding, coarse, plane, parallel);
        return new(head, Without(air, artefacts, parallel), artefacts, padding);
    }

    // A quarter of the way from air to brain, smoothed so that noise does not reach it: skin and fat are brighter. Closed by 1 cm, so that
    // sinuses and the skull belong to it.
    private static (Volume<bool> Head, Volume<bool> Coarse) FindHead(Volume<float> image, Volume<bool> brain, ParallelOptions? parallel)
    {
        var inside = WeightedQuantile.Median(Foreground.Of(image, brain, 0, parallel));
        var around = new double[1];
        WeightedQuantile.Of(Foreground.Of(image, Voxelwise(brain.Grid, parallel, (n, to) =>
        {
            var mask = brain.Span.Slice(n, to.Length);
            for (var i = 0; i < to.Length; i++)
                to[i] = !mask[i];
        }), 0, parallel), [], [0.05], around);
        var outside = double.IsNaN(around[0]) ? 0 : around[0];
        var threshold = (float)(outside + (0.25 * (inside - outside)));
        var smooth = GaussianSmoothing.Apply(image, 4, parallel);
        // what is this smooth needs no finer grid
        var work = smooth.Grid.VoxelVolume < FineEnough
            ? Resample.ToVoxelSize(smooth, 2, Interpolation.Linear, parallel: parallel) : smooth;
        var ownBrain = Resample.Mask(brain, work.Grid, parallel: parallel);
        var bright = Volume.Create(work.Grid, (work, ownBrain, threshold),
            static (Span<bool> to, (Volume<float> Image, Volume<bool> Brain, float Threshold) s) =>
        {
            var voxels = s.Image.Span;
            var mask = s.Brain.Span;
            for (var n = 0; n < to.Length; n++)
                to[n] = voxels[n] > s.Threshold || mask[n];
        });
        // brain and skin are apart where the skull is dark
        var closed = Morphology.Close(Morphology.Open(bright, 1.01 * Largest(work.Grid), parallel), 10, parallel);
        var head = FillHoles.Apply(ConnectedComponents.Largest(closed));
        return (ReferenceEquals(work, smooth) ? head : Resample.Mask(head, image.Grid, parallel: parallel), head);
    }

    private static double Largest(Grid grid) => Math.Max(grid.VoxelSize.X, Math.Max(grid.VoxelSize.Y, grid.VoxelSize.Z));

    // Zeros in bulk: a hole of noise that happens to be 0 does not survive the opening.
    private static Volume<bool> FindPadding(Volume<float> image, ParallelOptions? parallel)
    {
        var zeros = image.Map(static v => v == 0 || !float.IsFinite(v));
        return zeros.Span.Contains(true) ? Morphology.Open(zeros, 2.5 * Largest(image.Grid), parallel) : zeros;
    }

    // z = a + b·y below which lies the neck: from the lowest brain behind (cerebellum) to the lowest brain in the front fifth (frontal
    // pole, at the nasion).
    private static (double A, double B) NasionPlane(Volume<bool> brain)
    {
        var s = brain.Shape;
        var affine = brain.Grid.Affine;
        var points = new List<Point>();
        for (var k = 0; k < s.K; k++)
        {
            for (var j = 0; j < s.J; j++)
            {
                var row = brain.Span.Slice(s.Index(0, j, k), s.I);
                var first = row.IndexOf(true);
                if (first >= 0) points.AddRange([affine.Apply(new(first, j, k)), affine.Apply(new(row.LastIndexOf(true), j, k))]);
            }
        }

        var (back, front) = (points.Min(p => p.Y), points.Max(p => p.Y));
        var pole = points.Where(p => p.Y > front - (0.2 * (front - back))).MinBy(p => p.Z);
        var cerebellum = points.Where(p => p.Y < back + (0.5 * (front - back))).MinBy(p => p.Z);
        var slope = (pole.Z - cerebellum.Z) / Math.Max(pole.Y - cerebellum.Y, 1);
        return (pole.Z - (slope * pole.Y), slope);
    }

    // What is neither head nor padding, above the plane.
    private static Volume<bool> AirAbove(Volume<bool> head, Volume<bool> padding, (double A, double B) plane, ParallelOptions? parallel)
    {
        var (s, affine) = (head.Shape, head.Grid.Affine);
        return Voxelwise(head.Grid, parallel, (first, to) =>
        {
            var skin = head.Span.Slice(first, to.Length);
            var never = padding.Span.Slice(first, to.Length);
            for (var j = 0; j < s.J; j++)
            {
                var k = first / s.SliceCount;
                var (from, next) = (affine.Apply(new(0, j, k)), affine.Apply(new(1, j, k)));
                var (start, step) = (from.Z - plane.A - (plane.B * from.Y), next.Z - from.Z - (plane.B * (next.Y - from.Y)));
                for (var i = 0; i < s.I; i++)
                {
                    var n = (j * s.I) + i;
                    to[n] = !skin[n] && !never[n] && start + (i * step) > 0;
                }
            }
        });
    }

    // Distances from the head are smooth: the grid on which the head was found is fine enough for them.
    private static Volume<bool> FindArtefacts(
        Volume<float> image, Volume<bool> air, Volume<bool> padding, Volume<bool> coarse, (double A, double B) plane,
        ParallelOptions? parallel)
    {
        var none = Volume.Filled(image.Grid, false);
        float[] noise = [.. Foreground.Of(image, air, 0, parallel).Where(static v => v > 0)];
        if (noise.Length < 100) return none;
        var median = WeightedQuantile.Median(noise);
        for (var n = 0; n < noise.Length; n++)
            noise[n] = (float)Math.Abs(noise[n] - median);
        var mad = WeightedQuantile.Median(noise) / MadOfNormal;
        if (!(mad > 0)) return none;
        var limit = (float)(median + (ArtefactZ * mad));
        var distance = EuclideanDistance.Of(coarse, parallel);
        var hat = AirAbove(coarse, Resample.Mask(padding, coarse.Grid, parallel: parallel), plane, parallel);
        var deepest = 0f;
        for (var n = 0; n < hat.Shape.Count; n++)
            if (hat.Span[n]) deepest = Math.Max(deepest, distance.Span[n]);
        var (near, toCoarse, s) = ((float)(ArtefactDistance * deepest), coarse.Grid.WorldToVoxel * image.Grid.Affine, image.Shape);
        var bright = Voxelwise(image.Grid, parallel, (first, to) =>
        {
            var voxels = image.Span.Slice(first, to.Length);
            var outside = air.Span.Slice(first, to.Length);
            for (var n = 0; n < to.Length; n++)
                to[n] = outside[n] && voxels[n] > limit
                    && At(distance, toCoarse.Apply(new(n % s.I, n / s.I, first / s.SliceCount))) >= near;
        });
        return bright.Span.Contains(true) ? Morphology.Open(bright, Largest(image.Grid), parallel) : none;
    }

    // Linear between voxels, the edge's value beyond it.
    private static double At(Volume<float> map, Point p)
    {
        var s = map.Shape;
        var (i, u) = Cell(p.X, s.I);
        var (j, v) = Cell(p.Y, s.J);
        var (k, w) = Cell(p.Z, s.K);
        double Row(int y, int z)
        {
            var n = s.Index(i, Math.Min(j + y, s.J - 1), Math.Min(k + z, s.K - 1));
            return map.Span[n] + (u * (map.Span[i + 1 < s.I ? n + 1 : n] - map.Span[n]));
        }

        var (low, high) = (Row(0, 0) + (v * (Row(1, 0) - Row(0, 0))), Row(0, 1) + (v * (Row(1, 1) - Row(0, 1))));
        return low + (w * (high - low));
    }

    private static (int Index, double Fraction) Cell(double x, int count)
    {
        var inside = Math.Clamp(x, 0, count - 1);
        var index = Math.Min((int)inside, count - 1);
        return (index, inside - index);
    }

    private static Volume<bool> Without(Volume<bool> mask, Volume<bool> taken, ParallelOptions? parallel) =>
        Voxelwise(mask.Grid, parallel, (first, to) =>
    {
        var from = mask.Span.Slice(first, to.Length);
        var gone = taken.Span.Slice(first, to.Length);
        for (var n = 0; n < to.Length; n++)
            to[n] = from[n] && !gone[n];
    });

    // A mask slice by slice: the index of the slice's first voxel, and the slice.
    private static Volume<bool> Voxelwise(Grid grid, ParallelOptions? parallel, SliceFill fill) =>
        Volume.CreateParallel<bool>(grid, voxels =>
        Slices.For(grid.Shape.K, parallel,
            k => fill(k * grid.Shape.SliceCount, voxels.Span.Slice(k * grid.Shape.SliceCount, grid.Shape.SliceCount))));

    private delegate void SliceFill(int first, Span<bool> slice);
}

using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Operations.Resampling;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Quality;

/// <summary>The parts of a scan outside the brain that its quality is read from.</summary>
/// <param name="Head">Everything inside the skin.</param>
/// <param name="Air">The "hat": what is not head, above the plane from the nasion to the underside of the cerebellum, without artefacts and without padding.</param>
/// <param name="Artefacts">Voxels of the hat far brighter than noise: ghosts, wrap, motion.</param>
/// <param name="Padding">Voxels that were never measured: the zeros that a rotation, a mask or defacing leaves.</param>
public sealed record HeadMasks(Volume<bool> Head, Volume<bool> Air, Volume<bool> Artefacts, Volume<bool> Padding)
{
    private const double ArtefactZ = 10;
    private const double FineEnough = 5; // mm³; the head's outline needs no finer voxels
    private const double ArtefactDistance = 0.1; // of the largest distance in the hat

    /// <summary>Finds head, air and artefacts.</summary>
    /// <remarks>
    /// Artefacts after Mortamet et al. 2009 (doi 10.1002/mrm.21992) as in MRIQC: z-scores above 10 by median and MAD of the air above 0, opened, at least a tenth of the hat's depth away from the head. The plane is laid through the
    /// brain mask itself: under the frontal pole and under the cerebellum, in RAS+ mm. Cost: some 20 passes over the image.
    /// </remarks>
    /// <param name="image">Head, any unit; what is not finite counts as 0.</param>
    /// <param name="brain">Brain mask on the image's grid.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ, or the brain mask is empty.</exception>
    public static HeadMasks Find(Volume<float> image, Volume<bool> brain, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(brain);
        if (!image.Grid.Matches(brain.Grid))
            throw new ArgumentException($"The mask's grid ({brain.Grid}) is not the image's ({image.Grid}).", nameof(brain));
        if (!brain.Span.Contains(true)) throw new ArgumentException("The brain mask is empty.", nameof(brain));
        var padding = FindPadding(image, parallel);
        var head = FindHead(image, brain, parallel);
        var hat = AbovePlane(brain, NasionPlane(brain));
        var distance = EuclideanDistance.Compute(head, parallel);
        var air = Both(hat, head, padding);
        var artefacts = FindArtefacts(image, air, distance, parallel);
        return new(head, Without(air, artefacts), artefacts, padding);
    }

    // A quarter of the way from air to brain, smoothed so that noise does not reach it: skin and fat are brighter. Closed by 1 cm, so that sinuses and the skull belong to it.
    private static Volume<bool> FindHead(Volume<float> image, Volume<bool> brain, ParallelOptions? parallel)
    {
        var inside = IntensitySummary.Of(image, brain)!.Median;
        var outside = IntensitySummary.Of(image, Without(Volume.Filled(image.Grid, true), brain))?.P05 ?? 0;
        var threshold = (float)(outside + (0.25 * (inside - outside)));
        var smooth = GaussianSmoothing.Apply(image, 4, parallel);
        var work = smooth.Grid.VoxelVolume < FineEnough ? Resample.ToVoxelSize(smooth, 2, Interpolation.Linear, parallel: parallel) : smooth; // what is this smooth needs no finer grid
        var ownBrain = Resample.Mask(brain, work.Grid, parallel: parallel);
        var bright = Volume.Create(work.Grid, (work, ownBrain, threshold), static (Span<bool> to, (Volume<float> Image, Volume<bool> Brain, float Threshold) s) =>
        {
            var voxels = s.Image.Span;
            var mask = s.Brain.Span;
            for (var n = 0; n < to.Length; n++)
                to[n] = voxels[n] > s.Threshold || mask[n];
        });
        var closed = Morphology.Close(Morphology.Open(bright, 1.01 * Largest(work.Grid), parallel), 10, parallel); // brain and skin are apart where the skull is dark
        var head = FillHoles.Apply(ConnectedComponents.Largest(closed));
        return ReferenceEquals(work, smooth) ? head : Resample.Mask(head, image.Grid, parallel: parallel);
    }

    private static double Largest(Grid grid) => Math.Max(grid.VoxelSize.X, Math.Max(grid.VoxelSize.Y, grid.VoxelSize.Z));

    // Zeros in bulk: a hole of noise that happens to be 0 does not survive the opening.
    private static Volume<bool> FindPadding(Volume<float> image, ParallelOptions? parallel)
    {
        var zeros = image.Map(static v => v == 0 || !float.IsFinite(v));
        return zeros.Span.Contains(true) ? Morphology.Open(zeros, 2.5 * Largest(image.Grid), parallel) : zeros;
    }

    // z = a + b·y below which lies the neck: from the lowest brain behind (cerebellum) to the lowest brain in the front fifth (frontal pole, at the nasion).
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

    private static Volume<bool> AbovePlane(Volume<bool> brain, (double A, double B) plane) =>
        Volume.Create(brain.Grid, plane, (Span<bool> to, (double A, double B) p) =>
        {
            var (s, affine) = (brain.Shape, brain.Grid.Affine);
            for (var k = 0; k < s.K; k++)
            {
                for (var j = 0; j < s.J; j++)
                {
                    var (first, last) = (affine.Apply(new(0, j, k)), affine.Apply(new(1, j, k)));
                    var (start, step) = (first.Z - p.A - (p.B * first.Y), last.Z - first.Z - (p.B * (last.Y - first.Y)));
                    var row = to.Slice(s.Index(0, j, k), s.I);
                    for (var i = 0; i < s.I; i++)
                        row[i] = start + (i * step) > 0;
                }
            }
        });

    private static Volume<bool> FindArtefacts(Volume<float> image, Volume<bool> air, Volume<float> distance, ParallelOptions? parallel)
    {
        var positive = Volume.Create(image.Grid, (image, air), static (Span<bool> to, (Volume<float> Image, Volume<bool> Air) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Air.Span[n] && s.Image.Span[n] > 0;
        });
        var none = Volume.Filled(image.Grid, false);
        if (positive.Span.Count(true) < 100 || IntensitySummary.Of(image, positive) is not { Mad: > 0 } noise) return none;
        var deepest = 0f;
        for (var n = 0; n < air.Shape.Count; n++)
            if (air.Span[n]) deepest = Math.Max(deepest, distance.Span[n]);
        var (limit, near) = ((float)(noise.Median + (ArtefactZ * noise.Mad)), (float)(ArtefactDistance * deepest));
        var bright = Volume.Create(image.Grid, (image, air, distance), (Span<bool> to, (Volume<float> Image, Volume<bool> Air, Volume<float> Distance) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Air.Span[n] && s.Image.Span[n] > limit && s.Distance.Span[n] >= near;
        });
        if (!bright.Span.Contains(true)) return none;
        return Morphology.Open(bright, Largest(image.Grid), parallel);
    }

    private static Volume<bool> Both(Volume<bool> hat, Volume<bool> head, Volume<bool> padding) =>
        Volume.Create(hat.Grid, (hat, head, padding), static (Span<bool> to, (Volume<bool> Hat, Volume<bool> Head, Volume<bool> Padding) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Hat.Span[n] && !s.Head.Span[n] && !s.Padding.Span[n];
        });

    private static Volume<bool> Without(Volume<bool> mask, Volume<bool> taken) =>
        Volume.Create(mask.Grid, (mask, taken), static (Span<bool> to, (Volume<bool> Mask, Volume<bool> Taken) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Mask.Span[n] && !s.Taken.Span[n];
        });
}

using Pial.Kernels;
using Pial.Operations.Intensity;
using Pial.Operations.Resampling;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Faces;

/// <summary>How much of a head an image holds.</summary>
public enum HeadKind
{
    /// <summary>Head and face.</summary>
    WithFace,

    /// <summary>A head of which the face was removed, in whole or below the eyes.</summary>
    Defaced,

    /// <summary>A brain alone.</summary>
    Stripped,

    /// <summary>A head whose field of view ends above or behind the face.</summary>
    FaceNotInView,
}

/// <summary>
/// What an image holds besides the brain, told from the places where tissue should be, with the numbers it was told from.
/// </summary>
/// <param name="Kind">The answer.</param>
/// <param name="TissueOutside">Volume of tissue outside the brain mask over the volume of the mask; below 0.25 the image is
/// stripped.</param>
/// <param name="MidFace">Share of nose and cheeks that shows tissue, 0 to 1; NaN where the field of view does not hold half of them. Below
/// 0.45 the face was removed.</param>
/// <param name="Eyes">The same for the orbits; below 0.3 the face was removed.</param>
/// <param name="InView">Share of nose and cheeks inside the part of the image that holds any signal.</param>
/// <param name="ZeroBackground">Share of the voxels outside the head that are exactly 0, 0 to 1; NaN when the head fills the image or is
/// not known.</param>
public sealed record HeadState(HeadKind Kind, double TissueOutside, double MidFace, double Eyes, double InView, double ZeroBackground)
{
    private const double LeastOutside = 0.25;
    private const double LeastMidFace = 0.45;
    private const double LeastEyes = 0.3;
    private const double LeastInView = 0.5;
    private const double Tissue = 0.15; // of the brain's median
    private const double AllZero = 0.9;

    /// <summary>Whether the background was set to 0, by whoever removed something or by the scanner.</summary>
    public bool BackgroundIsZero => ZeroBackground >= AllZero;

    /// <summary>Looks at an image.</summary>
    /// <remarks>
    /// Tissue is what is brighter than 15 % of the brain's median after smoothing by 5 mm, so that noise put in a face's place is none.
    /// Nose, cheeks and orbits are looked for where centre, size and pitch of the brain mask say they are. A face that was replaced by
    /// another one, or blurred, counts as a face. Cost: two passes over the image.
    /// </remarks>
    /// <param name="image">Head or brain, any contrast; what is not finite counts as 0.</param>
    /// <param name="brain">Brain mask on the image's grid.</param>
    /// <param name="head">Head mask on the image's grid (<see cref="Quality.HeadMasks.Head"/>); null leaves the background alone.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ, or the brain mask is empty.</exception>
    public static HeadState Of(Volume<float> image, Volume<bool> brain, Volume<bool>? head, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(brain);
        if (!image.Grid.Matches(brain.Grid) || !image.Grid.Matches(head?.Grid ?? image.Grid))
            throw new ArgumentException($"The masks' grids ({brain.Grid}; {head?.Grid}) are not the image's ({image.Grid}).",
                nameof(brain));
        var median = WeightedQuantile.Median(Foreground.Of(image, brain, 1, parallel));
        var limit = (float)(Tissue * median);
        var seen = Extent.Of(image, brain, head, limit, parallel);
        var toScan = FaceZone.ToScan(brain, parallel);
        var (midFace, inView) = Shown(image, brain, toScan, seen, limit, FaceZone.MidFace, parallel);
        var (right, rightInView) = Shown(image, brain, toScan, seen, limit, FaceZone.Eye, parallel);
        var (left, leftInView) = Shown(image, brain, toScan, seen, limit, Mirrored(FaceZone.Eye), parallel);
        midFace = inView < LeastInView ? double.NaN : midFace;
        var eyes = Math.Min(rightInView, leftInView) < LeastInView ? double.NaN : (right + left) / 2;
        var kind = seen.Outside < LeastOutside ? HeadKind.Stripped
            : midFace < LeastMidFace || eyes < LeastEyes ? HeadKind.Defaced
            : double.IsNaN(midFace) && double.IsNaN(eyes) ? HeadKind.FaceNotInView
            : HeadKind.WithFace;
        return new(kind, seen.Outside, midFace, eyes, inView, seen.Zeros);
    }

    private static (Point, Point) Mirrored((Point From, Point To) box) =>
        (box.From with { X = -box.To.X }, box.To with { X = -box.From.X });

    // Share of a box, brain left out, that shows tissue, and share that lies in the field of view.
    private static (double Share, double InView) Shown(
        Volume<float> image, Volume<bool> brain, Affine toScan, Extent seen, float limit, (Point From, Point To) box,
        ParallelOptions? parallel)
    {
        const double Step = 2;
        var size = box.To - box.From;
        var grid = Grid.Centred(new((int)(size.X / Step), (int)(size.Y / Step), (int)(size.Z / Step)), new(Step, Step, Step),
            (box.From + box.To) * 0.5);
        var map = PointMap.FromAffine(toScan);
        var part = GaussianSmoothing.Apply(Resample.ToGrid(image, grid, map, Interpolation.Linear, new() { ExtendEdge = true }, parallel),
            5, parallel);
        var inside = Resample.Mask(brain, grid, map, parallel);
        var toVoxel = image.Grid.WorldToVoxel * toScan * grid.Affine;
        var (lit, all) = (0, 0);
        for (var n = 0; n < grid.Shape.Count; n++)
        {
            var s = grid.Shape;
            if (inside.Span[n] || !seen.Holds(toVoxel.Apply(new(n % s.I, n / s.I % s.J, n / s.SliceCount)))) continue;
            all++;
            lit += part.Span[n] > limit ? 1 : 0;
        }

        return (all > 0 ? lit / (double)all : double.NaN, all / (double)grid.Shape.Count);
    }
}

using Pial.Kernels;
using Pial.Operations.Intensity;
using Pial.Operations.Masks;
using Pial.Operations.Registration;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.BrainExtraction;

/// <summary>How brain extraction works; the defaults suit a head of any contrast and resolution.</summary>
public sealed record BrainExtractionOptions
{
    /// <summary>Template → image affine (RAS+ mm) when it is known already; otherwise it is estimated.</summary>
    public Affine? TemplateToImage { get; init; }

    /// <summary>Warping of the template to the head, after the affine: stiff, since priors are carried and no anatomy is matched.</summary>
    public DiffeomorphicOptions Deformation { get; init; } = new()
    {
        Levels = [new(4, 40), new(2, 20)],
        WindowRadius = 2,
        StepSigma = 4,
        FieldSigma = 0,
        AnyContrast = true,
    };

    /// <summary>
    /// Standard deviation (mm) of the place of a tissue boundary after warping: how far the template's priors are blurred.
    /// </summary>
    public double PriorBlurMm { get; init; } = 2;

    /// <summary>How often bias correction and evidence are made anew inside the mask found.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>
    /// Weight of a voxel's intensity against the priors', 0 to 1. Not 1: neighbouring voxels tell the same thing again, and outer CSF is
    /// nearly as dark as bone, so that intensities trusted fully cut it away.
    /// </summary>
    public double Evidence { get; init; } = 0.3;

    /// <summary>
    /// Odds (log) in favour of inside at every voxel: on the dura, where nothing tells, the mask is drawn to its outer side.
    /// </summary>
    public double Outward { get; init; } = 0.35;

    /// <summary>Cost of the mask's surface, against the evidence of one voxel; larger is smoother.</summary>
    public double Smoothness { get; init; } = 1.0;
}

/// <summary>What brain extraction found.</summary>
/// <param name="Mask">Everything inside the dura, on the image's grid.</param>
/// <param name="TemplateToImage">Affine from template to image, RAS+ mm.</param>
/// <param name="TemplateWarp">Refinement of the affine, on the template's grid: the image point of template point p is
/// <c>TemplateToImage(p)</c>, and it corresponds to the template's p + d(p).</param>
/// <param name="AlreadyStripped">The input held a brain alone; the mask is its non-zero part.</param>
/// <param name="Similarity">Mean local correlation of head and warped template near the brain, 0 to 1 (0.6 to 0.8 for a usable scan); for a
/// stripped input, the Dice overlap of its brain with the template's.</param>
public sealed record BrainExtractionResult(Volume<bool> Mask, Affine TemplateToImage, Warp? TemplateWarp, bool AlreadyStripped,
    double Similarity);

/// <summary>
/// Finds the brain in a head of any contrast: the head template is laid over it (affine, then a smooth warp), its tissue priors and the
/// scan's own intensities say for each voxel how likely it lies inside the dura, and the smoothest surface that agrees with them is the
/// mask.
/// </summary>
/// <remarks>
/// Nothing asks which tissue is bright: the affine maximises mutual information, the warp squared local correlation, and the tissues'
/// histograms begin flat and are learned from the scan under the priors.
/// </remarks>
public static class BrainExtraction
{
    internal static readonly BiasCorrection.N4Options RoughBias = BiasCorrection.N4Options.Ants with { ShrinkFactor = 2 };
    private const double AffineMarginMm = 10; // of the head around the template's brain, that the affine looks at
    private const double WideMarginMm = 20;   // where that went wrong: with the scalp in view, brain is not laid on head
    // heads that lie right have 0.41 to 0.7 whatever their contrast; a template a tenth too large 0.28
    private const double PoorLikeness = 0.4;
    private const float EvidenceLimit = 4; // log odds beyond e⁴ say no more: they would overrule the surface

    /// <summary>Runs brain extraction.</summary>
    /// <param name="image">Head of any contrast, any grid, any units; signed ones are brought to positive units first.</param>
    /// <param name="template">A whole-head template with priors.</param>
    /// <param name="options">Defaults suit most heads.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on them.</param>
    /// <exception cref="ArgumentException">The image is constant, holds no finite voxel, or nothing in it looks like a brain.</exception>
    public static BrainExtractionResult Run(
        Volume<float> image, HeadTemplate template, BrainExtractionOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(template);
        options ??= new();
        image = PositiveUnits.Of(image, parallel).Image;
        if (StrippedInput.Find(image, template, options, parallel) is { } stripped) return stripped;
        var near = Nearness(template.BrainMask, parallel);
        var (affine, head, scaled, warp) = Place(image, template, near, AffineMarginMm, options, parallel);
        if (options.TemplateToImage is null && warp.Levels[^1].After < PoorLikeness)
        {
            var again = Place(image, template, near, WideMarginMm, options, parallel);
            if (again.Warp.Levels[^1].After > warp.Levels[^1].After) (affine, head, scaled, warp) = again;
        }

        var priors = WarpedPriors(template, warp.ReferenceToMoving, options.PriorBlurMm, parallel);
        var inside = Solve(scaled, priors, near, options, parallel);
        for (var round = 0; round < options.Rounds; round++)
        {
            if (!inside.Span.ContainsAnyInRange(0.5f, 1f))
                throw new ArgumentException("No brain was found: the image does not look like a head.", nameof(image));
            var even = BiasCorrection.N4.Run(head, inside.Map(v => v > 0.5f), null, RoughBias, parallel).Corrected;
            scaled = Scaled(even, near);
            inside = Solve(scaled, priors, near, options, parallel);
        }

        var mask = ToImage(inside, image.Grid, affine, parallel);
        return new(mask, affine, warp.ReferenceToMoving, false, warp.Levels[^1].After);
    }

    // Lays the template over the head: an affine that looks at the brain and a margin around it, then a warp.
    private static (Affine Affine, Volume<float> Head, Volume<float> Scaled, DiffeomorphicResult Warp) Place(
        Volume<float> image, HeadTemplate template, Volume<float> near, double marginMm, BrainExtractionOptions options,
        ParallelOptions? parallel)
    {
        var affine = options.TemplateToImage
            ?? AffineRegistration.Run(image, template.T1w,
                new() { ReferenceMask = Morphology.Dilate(template.BrainMask, marginMm, parallel) }, parallel).ReferenceToMoving;
        var head = Resample.ToGrid(image, template.Grid, affine, Interpolation.Linear, new() { AntiAlias = true }, parallel);
        var even = BiasCorrection.N4.Run(head, Morphology.Erode(template.BrainMask, 4, parallel), null, RoughBias, parallel).Corrected;
        var scaled = Scaled(even, near);
        var (shown, places) = (Scaled(template.T1w, near), options.Deformation with { ReferenceMask = near.Map(static v => v > 0) });
        return (affine, head, scaled, DiffeomorphicRegistration.Run(shown, scaled, Affine.Identity, places, parallel));
    }

    // 1 on the template's brain, falling to 0 at 24 mm from it: skull and scalp help to place the brain, face and neck do not.
    private static Volume<float> Nearness(Volume<bool> brain, ParallelOptions? parallel)
    {
        var outside = EuclideanDistance.Of(brain, parallel);
        return outside.Map(d => Math.Clamp((24 - d) / 12, 0f, 1f));
    }

    // Intensities divided by a high percentile near the brain, so that 1 is about white matter or fat, clipped at 2.
    private static Volume<float> Scaled(Volume<float> image, Volume<float> near)
    {
        var values = new List<float>(image.Shape.Count / 2);
        for (var n = 0; n < image.Shape.Count; n++)
            if (near.Span[n] >= 1 && float.IsFinite(image.Span[n])) values.Add(image.Span[n]);
        values.Sort();
        if (values.Count == 0 || values[0] == values[^1])
            throw new ArgumentException("The image is constant where the brain should be: nothing to extract.", nameof(image));
        var top = values[(int)(0.98 * (values.Count - 1))];
        var bottom = Math.Min(0, values[0]);
        return image.Map(v => float.IsFinite(v) ? Math.Clamp((v - bottom) / (top - bottom), 0f, 2f) : 0f);
    }

    private static float[][] WarpedPriors(HeadTemplate template, Warp warp, double blurMm, ParallelOptions? parallel)
    {
        Volume<float>[] maps = [template.Tissues.Gm, template.Tissues.Wm, template.Tissues.Csf, template.Bone, template.SoftTissue,
            template.Air];
        return [.. maps.Select(m => Smoothing.GaussianSmoothing.Apply(
            Resample.ToGrid(m, warp.Grid, warp, options: new() { ExtendEdge = true }, parallel: parallel), blurMm * 2.3548,
            parallel).Span.ToArray())];
    }

    private static Volume<float> Solve(Volume<float> head, float[][] priors, Volume<float> near, BrainExtractionOptions options,
        ParallelOptions? parallel)
    {
        var shape = head.Shape;
        var image = head.Span.ToArray();
        var model = HeadModel.Fit(image, shape, priors, near.Span.ToArray(), 2, 8, parallel);
        var region = new float[shape.Count];
        var edge = new float[shape.Count];
        Slices.For(shape.K, parallel, k =>
        {
            for (var n = k * shape.SliceCount; n < (k + 1) * shape.SliceCount; n++)
            {
                var odds = model.LogOddsOutside(n, options.Evidence) - options.Outward;
                region[n] = near.Span[n] > 0 ? Math.Clamp((float)odds, -EvidenceLimit, EvidenceLimit) : EvidenceLimit;
                edge[n] = (float)options.Smoothness;
            }
        });
        var u = region.Select(r => r < 0 ? 1f : 0f).ToArray();
        TotalVariation.Segment(region, edge, shape.I, shape.J, shape.K, 150, u, parallel);
        return Volume.Create<float>(head.Grid, u);
    }

    private static Volume<bool> ToImage(Volume<float> inside, Grid grid, Affine templateToImage, ParallelOptions? parallel)
    {
        var onImage = Resample.ToGrid(inside, grid, templateToImage.Inverse(), Interpolation.Linear, null, parallel);
        var mask = ConnectedComponents.Largest(onImage.Map(v => v > 0.5f));
        return FillHoles.Apply(mask);
    }
}

using Pial.Operations.Masks;
using Pial.Operations.Registration;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.BrainExtraction;

/// <summary>Recognises a scan that holds a brain alone: exact zeros around one piece of the size and shape of a brain.</summary>
internal static class StrippedInput
{
    private const double ZeroShare = 0.3;      // of all voxels; a head that fills its field of view has fewer exact zeros
    private const double SmallestMl = 500;
    private const double LargestMl = 2400;     // the largest intracranial volumes are near 2 L, the smallest adult heads above 3 L
    private const double LeastOverlap = 0.8;   // Dice with the template's brain after the affine; a cropped head or a phantom stays below

    /// <summary>The result for a stripped input, or null when the scan is a head (or nothing that looks like a brain).</summary>
    public static BrainExtractionResult? Find(Volume<float> image, HeadTemplate template, BrainExtractionOptions options,
        ParallelOptions? parallel)
    {
        var zeros = image.Span.Count(0f);
        if (zeros < ZeroShare * image.Shape.Count || zeros == image.Shape.Count) return null;
        var mask = FillHoles.Apply(ConnectedComponents.Largest(image.Map(v => float.IsFinite(v) && v != 0)));
        var volumeMl = mask.Span.Count(true) * image.Grid.VoxelVolume / 1000;
        if (volumeMl is < SmallestMl or > LargestMl) return null;
        var shown = Brain(template);
        var affine = options.TemplateToImage ?? AffineRegistration.Run(image, shown, null, parallel).ReferenceToMoving;
        var inTemplate = Resample.Mask(mask, template.Grid, affine, parallel);
        var overlap = Dice(inTemplate, template.BrainMask);
        return overlap >= LeastOverlap ? new(mask, affine, Warp(image, inTemplate, shown, affine, options, parallel), true, overlap) : null;
    }

    // The template's priors must follow the brain's shape here as well; the zeros around both brains pull their outlines together.
    private static Warp Warp(Volume<float> image, Volume<bool> mask, Volume<float> shown, Affine affine, BrainExtractionOptions options,
        ParallelOptions? parallel)
    {
        var brain = Resample.ToGrid(image, shown.Grid, affine, Interpolation.Linear, new() { AntiAlias = true }, parallel);
        var even = BiasCorrection.N4.Run(brain, mask, null, BrainExtraction.RoughBias, parallel).Corrected;
        return DiffeomorphicRegistration.Run(Scaled(shown), Scaled(even), Affine.Identity, options.Deformation, parallel).ReferenceToMoving;
    }

    // Divided by a high percentile of the brain, as for heads.
    private static Volume<float> Scaled(Volume<float> brain)
    {
        var values = brain.Span.ToArray().Where(v => float.IsFinite(v) && v > 0).Order().ToArray();
        var top = values.Length > 0 ? values[(int)(0.98 * (values.Length - 1))] : 1;
        return brain.Map(v => float.IsFinite(v) ? Math.Clamp(v / top, 0f, 2f) : 0f);
    }

    private static Volume<float> Brain(HeadTemplate template) =>
        Volume.Create<float, HeadTemplate>(template.Grid, template, static (v, t) =>
        {
            for (var n = 0; n < v.Length; n++)
                v[n] = t.BrainMask.Span[n] ? t.T1w.Span[n] : 0;
        });

    private static double Dice(Volume<bool> a, Volume<bool> b)
    {
        var both = 0;
        for (var n = 0; n < a.Shape.Count; n++)
            both += a.Span[n] && b.Span[n] ? 1 : 0;
        var sum = a.Span.Count(true) + b.Span.Count(true);
        return sum > 0 ? 2.0 * both / sum : 0;
    }
}

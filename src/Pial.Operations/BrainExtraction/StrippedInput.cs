using Pial.Operations.Masks;
using Pial.Operations.Registration;
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
    public static BrainExtractionResult? Find(Volume<float> image, HeadTemplate template, Affine? templateToImage, ParallelOptions? parallel)
    {
        var zeros = image.Span.Count(0f);
        if (zeros < ZeroShare * image.Shape.Count || zeros == image.Shape.Count) return null;
        var mask = FillHoles.Apply(ConnectedComponents.Largest(image.Map(v => float.IsFinite(v) && v != 0)));
        var volumeMl = mask.Span.Count(true) * image.Grid.VoxelVolume / 1000;
        if (volumeMl is < SmallestMl or > LargestMl) return null;
        var affine = templateToImage ?? AffineRegistration.Run(image, Brain(template), null, parallel).ReferenceToMoving;
        var overlap = Dice(Resample.Mask(mask, template.Grid, affine, parallel), template.BrainMask);
        return overlap >= LeastOverlap ? new(mask, affine, null, true, overlap) : null;
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

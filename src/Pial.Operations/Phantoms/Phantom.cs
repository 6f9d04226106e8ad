using Pial.Volumes;

namespace Pial.Operations.Phantoms;

/// <summary>A synthetic T1-weighted, T2-weighted, proton-density-weighted or FLAIR head with known truth.</summary>
/// <remarks>
/// <para>
/// Made from a whole-head label map (FreeSurfer's numbers for the brain, 24 for CSF outside the ventricles, 502 to 530 for the rest of the
/// head, as in the label maps of SynthSeg; or <see cref="AnalyticHead"/>): labels → some 30 intensity classes, soft tissue split into fat
/// and muscle → class map with smooth boundaries at half the voxel size → class means with a little jitter → the scanner's point spread,
/// the same for intensities and tissue fractions → texture (2 % in the brain, 8 % elsewhere, 4 mm) → smooth field → Rician noise
/// (Gudbjartsson and Patz 1995, doi 10.1002/mrm.1910340618).
/// </para>
/// <para>
/// It has no vessels inside the brain, no motion and no ringing, and unless <see cref="PhantomOptions.Hard"/> neither meninges nor sinuses,
/// CSF of one intensity and flat nuclei: compare methods on it, not with published figures.
/// </para>
/// </remarks>
public sealed record Phantom
{
    private readonly Volume<bool> fieldRegion;

    private Phantom(PhantomOptions options, Volume<int> labels, PhantomImage image, PhantomMasks masks, Volume<int> dseg)
    {
        (Options, Labels, Noiseless, Fractions) = (options, labels, image.Noiseless, image.Fractions);
        (Mask, TightMask, fieldRegion, Dseg) = (masks.Mask, masks.TightMask, masks.FieldRegion, dseg);
        (T1w, BiasField) = (Noiseless, Noiseless);
    }

    /// <summary>What it was made with.</summary>
    public PhantomOptions Options { get; private init; }

    /// <summary>
    /// The image as a scanner would store it, of another weighting when that was asked for: whole numbers 0 to 32767, white matter about
    /// 1000 before field and noise.
    /// </summary>
    public Volume<float> T1w { get; private init; }

    /// <summary>The true multiplicative field.</summary>
    public Volume<float> BiasField { get; private init; }

    /// <summary>The image without field and noise; white matter's mean is 1.</summary>
    public Volume<float> Noiseless { get; }

    /// <summary>True partial-volume fractions; where the head ends they sum to less than 1.</summary>
    public TissueMaps Fractions { get; }

    /// <summary>The largest fraction inside the mask: 0 outside, 1 GM, 2 WM, 3 CSF.</summary>
    public Volume<int> Dseg { get; }

    /// <summary>Intracranial mask: brain, ventricles and all CSF within 25 mm of the brain, without the cord's.</summary>
    public Volume<bool> Mask { get; }

    /// <summary>The brain closed by 4 mm: sulci filled, outer CSF left out.</summary>
    public Volume<bool> TightMask { get; }

    /// <summary>The input labels, cut to the head.</summary>
    public Volume<int> Labels { get; }

    /// <summary>Makes a phantom of a label map.</summary>
    /// <param name="labels">Whole-head labels at about 1 mm; other voxel sizes work, with boundaries as smooth relative to the
    /// voxel.</param>
    /// <param name="options">Noise, field, seed and so on.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    /// <exception cref="ArgumentException">Labels without a class, or no brain.</exception>
    public static Phantom Create(Volume<int> labels, PhantomOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        options ??= new();
        options.Check();
        var strange = labels.Span.ToArray().Distinct().Where(label => !TissueClass.Knows(label)).Order().ToArray();
        if (strange.Length > 0)
            throw new ArgumentException(
                $"Labels that stand for no tissue here: {string.Join(", ", strange.Take(10))}{(strange.Length > 10 ? " …" : "")}.",
                nameof(labels));
        var cropped = HeadCrop.Apply(labels, options);
        var classes = SoftTissue.Classes(cropped, options.Seed, parallel);
        var hard = options.Hard ? HardHead.Create(cropped, classes, options.Seed, parallel) : null;
        var image = PhantomImage.Create(hard?.Classes ?? classes, hard, options, parallel);
        var masks = PhantomMasks.Create(cropped, image.Fractions, parallel);
        var phantom = new Phantom(options, cropped, image, masks, Largest(image.Fractions, masks.Mask));
        return phantom.Acquire(options.NoisePercent, options.InuPercent, parallel);
    }

    /// <summary>The same head scanned with other noise and another strength of the same field; the pattern of both stays.</summary>
    /// <param name="noisePercent">As <see cref="PhantomOptions.NoisePercent"/>.</param>
    /// <param name="inuPercent">As <see cref="PhantomOptions.InuPercent"/>.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public Phantom Acquire(double noisePercent, double inuPercent, ParallelOptions? parallel = null)
    {
        var options = Options with { NoisePercent = noisePercent, InuPercent = inuPercent };
        options.Check();
        var field = Acquisition.Field(fieldRegion, inuPercent, options.Seed, parallel);
        return this with
        {
            Options = options,
            BiasField = field,
            T1w = Acquisition.Scan(Noiseless, field, noisePercent, options.Seed,
                options.Contrast switch
                {
                    PhantomContrast.T2w => PhantomStreams.NoiseT2,
                    PhantomContrast.FLAIR => PhantomStreams.NoiseFlair,
                    PhantomContrast.PDw => PhantomStreams.NoisePd,
                    _ => PhantomStreams.Noise
                }, parallel),
        };
    }

    private static Volume<int> Largest(TissueMaps maps, Volume<bool> mask) =>
        Volume.Create<int, (TissueMaps Maps, Volume<bool> Mask)>(mask.Grid, (maps, mask), static (voxels, s) =>
        {
            var gm = s.Maps.Gm.Span;
            var wm = s.Maps.Wm.Span;
            var csf = s.Maps.Csf.Span;
            for (var n = 0; n < voxels.Length; n++)
            {
                if (!s.Mask.Span[n]) continue;
                var thinDura = gm[n] + wm[n] + csf[n] < 0.05f; // closed over by the mask
                voxels[n] = thinDura ? 3 : gm[n] >= wm[n] && gm[n] >= csf[n] ? 1 : wm[n] >= csf[n] ? 2 : 3;
            }
        });
}

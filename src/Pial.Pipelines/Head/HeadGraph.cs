using System.Text.Json;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Faces;
using Pial.Operations.Quality;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Operations.Resampling;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Regions;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Head;

/// <summary>From a raw T1w head to its maps in standard space: which step takes what. Nothing runs before a value is asked for.</summary>
public sealed class HeadGraph
{
    private readonly Artifact<ExtractedBrain> extracted;

    /// <summary>Lays out the steps.</summary>
    /// <param name="runner">Runs them.</param>
    /// <param name="raw">The head as read.</param>
    /// <param name="head">Head template for extraction and priors.</param>
    /// <param name="target">Template to normalise to.</param>
    /// <param name="options">Settings.</param>
    /// <param name="contrast">Contrast of the head, its BIDS suffix.</param>
    /// <param name="channels">Scans of the same head, by contrast, that are segmented together with it.</param>
    /// <param name="atlas">Atlas in the target's space; null for none.</param>
    /// <param name="structures">Probabilities of structures in the target's space that a head alone is segmented by; null where they do not lie there.</param>
    /// <param name="lesion">The head's lesion, which neither tissues nor registration are to follow; null for none.</param>
    public HeadGraph(
        StepRunner runner, Artifact<Volume<float>> raw, Artifact<HeadTemplate> head, Artifact<Template> target, HeadRunOptions options, string contrast = ContrastName.T1w,
        IReadOnlyList<(string Contrast, Artifact<Volume<float>> Raw)>? channels = null, Artifact<Atlas>? atlas = null,
        Artifact<Atlas>? structures = null, Artifact<Volume<bool>>? lesion = null)
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(options);
        (Raw, Target, Contrast, Atlas, Lesion) = (raw, target, contrast, atlas, lesion);
        extracted = runner.Apply("brain extraction", new BrainExtractionStep(), ExtractedBrain.Codec, () => (raw.Value, head.Value), raw, head);
        var whole = lesion is null ? extracted : runner.Apply("lesion in the mask", new LesionBrainStep(), null, () => (extracted.Value, lesion.Value), extracted, lesion);
        var within = Part(whole, "Mask", b => b.Mask);
        (Brain, Mask) = (whole, within);
        // What is estimated from the intensities of healthy tissue is estimated there.
        var first = lesion is null ? whole : runner.Apply("mask without the lesion", new LesionFreeStep(), null, () => (whole.Value, lesion.Value), whole, lesion);
        Field = runner.Apply("bias field", new BiasFieldStep(), ArtifactCodec.Image, () => (raw.Value, first.Value.Mask), raw, first);
        var together = channels is { Count: > 0 };
        var model = together ? null : structures;
        var known = ContrastName.IsT1(contrast); // which tissue is bright
        var even = together || model is not null ? runner.Apply("field division", new FieldDivisionStep(), null, () => (raw.Value, Field.Value), raw, Field) : null;
        Channels = !together ? [] : [.. channels!.Select(c => new ContrastPlacement(runner, c.Contrast, c.Raw, new(contrast, raw, even!, Brain, Mask)))];
        void Place(Artifact<Volume<float>> brain)
        {
            var sameHead = target.Value.Space == head.Value.Space;
            if (lesion is not null)
            {
                Affine = runner.Apply(
                    $"affine to {target.Value.Space}, lesion left out", new LesionAffineStep(), AffineMap.Codec,
                    () => (brain.Value, target.Value.Brain(), sameHead ? Brain.Value.TemplateToImage : null, lesion.Value),
                    [brain, target, lesion, .. sameHead ? [Brain] : (Artifact[])[]]);
                Warp = runner.Apply(
                    $"warp to {target.Value.Space}, lesion left out", new LesionWarpStep(options.VoxelMm, options.Quality) { Metric = MetricOf(contrast) }, WarpMap.Codec,
                    () => (brain.Value, target.Value.Brain(), Affine.Value.ReferenceToMoving, lesion.Value), brain, target, Affine, lesion);
                return;
            }

            Affine = runner.Apply(
                $"affine to {target.Value.Space}",
                new AffineStep(),
                AffineMap.Codec,
                () => (brain.Value, target.Value.Brain(), sameHead ? extracted.Value.TemplateToImage : null),
                [brain, target, .. sameHead ? [extracted] : (Artifact[])[]]);
            Warp = model is not null && !known ? runner.Apply(
                $"warp to {target.Value.Space}", new PaintedWarpStep(options.VoxelMm, options.Quality), WarpMap.Codec,
                () => (brain.Value, within.Value, target.Value, Affine.Value, model.Value), brain, within, target, Affine, model)
            : runner.Apply(
                $"warp to {target.Value.Space}", new WarpStep(options.VoxelMm, options.Quality) { Metric = MetricOf(contrast) }, WarpMap.Codec,
                () => (brain.Value, target.Value.Brain(), Affine.Value.ReferenceToMoving), brain, target, Affine);
        }

        // The atlas is carried by the warp, so a head that is segmented by it is laid on the template as N4 left it.
        // In another contrast than T1w it is denoised too, because its tissues lie close together.
        var alone = model is null ? null : known
            ? runner.Apply("masking without field", new MaskingStep(), null, () => (even!.Value, within.Value), even!, within)
            : runner.Apply("denoising", new BrainDenoisingStep(), null, () => (even!.Value, within.Value), even!, within);
        if (alone is not null) Place(alone);
        var trimmed = model is not null && !known && lesion is null;
        if (trimmed)
        {
            Brain = runner.Apply("mask trimming", new MaskTrimmingStep(), ExtractedBrain.Codec, () => (alone!.Value, extracted.Value, Warp!.Value, model!.Value), alone!, extracted, Warp!, model!);
            Mask = Part(Brain, "Mask", b => b.Mask);
        }

        var sound = trimmed ? Brain : first;
        var healthy = Part(sound, "Mask", b => b.Mask);
        TissueInput Gathered() => new(raw.Value, Field.Value, sound.Value, head.Value);
        found = together
            ? runner.Apply(
                $"tissue segmentation with {string.Join(" and ", Channels.Select(c => c.Contrast))}",
                new JointTissueStep { Contrasts = [contrast, .. Channels.Select(c => c.Contrast)] },
                Steps.Tissues.Codec,
                () => new JointTissueInput(Gathered(), [.. Channels.Select(c => c.InHead.Value)]),
                [raw, Field, sound, head, .. Channels.Select(c => c.InHead)])
            : model is not null && !known ? runner.Apply(
                "structures and tissues", new ContrastSegmentationStep(), Steps.Tissues.Codec,
                () => (alone!.Value, healthy.Value, Affine!.Value, Warp!.Value, model.Value), alone!, healthy, Affine!, Warp!, model)
            : model is not null ? runner.Apply(
                "structures and tissues", new HeadSegmentationStep(), Steps.Tissues.Codec,
                () => new HeadSegmentationInput(Gathered(), even!.Value, Affine!.Value, Warp!.Value, model.Value), raw, Field, sound, head, even!, Affine!, Warp!, model)
            : runner.Apply(
                "tissue segmentation", known ? new TissueStep() : new ChannelTissueStep(), Steps.Tissues.Codec, Gathered, raw, Field, sound, head);
        Tissues = lesion is null ? found : runner.Apply("lesion among the tissues", new LesionTissueStep(), null, () => (found.Value, lesion.Value), found, lesion);
        Labels = Part(Tissues, "Labels", t => t.Labels);
        Gm = Part(Tissues, "GM", t => t.Fractions.Gm);
        Wm = Part(Tissues, "WM", t => t.Fractions.Wm);
        Csf = Part(Tissues, "CSF", t => t.Fractions.Csf);
        Preproc = runner.Apply("bias division", new BiasDivisionStep(), null, () => (raw.Value, Field.Value, Tissues.Value.Residual), raw, Field, Tissues);
        Surroundings = runner.Apply("head and air", new SurroundingsStep(), null, () => (raw.Value, Brain.Value.Mask), raw, Mask);
        State = runner.Apply("face", new HeadStateStep(), null, () => (raw.Value, Brain.Value.Mask, Surroundings.Value), raw, Mask, Surroundings);
        Quality = runner.Apply(
            "image quality", new QualityStep(), null, () => new QualityScan(raw.Value, Preproc.Value, TotalField(), Gathered(), Tissues.Value.Fractions, Surroundings.Value, State.Value),
            raw, Preproc, Field, sound, Tissues, head, Surroundings, State);
        ForPlacement = new(contrast, raw, together ? even! : Preproc, Brain, Mask);
        BrainImage = runner.Apply("masking", new MaskingStep(), null, () => (Preproc.Value, Brain.Value.Mask), Preproc, Mask);
        if (model is null) Place(BrainImage);
        LeftRight = ContrastName.IsT1(contrast) && target.Value.Key == EmbeddedTemplate.TargetKey()
            ? runner.Apply("left and right", new LeftRightStep(), null, () => (BrainImage.Value, target.Value.Brain(), Affine!.Value.ReferenceToMoving), BrainImage, target, Affine!)
            : null;
        Artifact<Volume<float>> Normalised(string what, Artifact<Volume<float>> image, Interpolation interpolation) => runner.Apply(
            $"normalising {what}",
            new NormalisationStep(options.VoxelMm, interpolation),
            null,
            () => (image.Value, target.Value.T1w.Grid, Warp.Value.TemplateToScan),
            image, target, Warp);
        NormalisedPreproc = Normalised("the head", Preproc, Interpolation.Cubic);
        NormalisedMask = runner.Apply(
            "normalising the mask", new MaskNormalisationStep(options.VoxelMm), null, () => (Brain.Value.Mask, target.Value.T1w.Grid, Warp.Value.TemplateToScan), Mask, target, Warp);
        NormalisedLesion = lesion is null ? null : runner.Apply(
            "normalising the lesion", new MaskNormalisationStep(options.VoxelMm), null, () => (lesion.Value, target.Value.T1w.Grid, Warp.Value.TemplateToScan), lesion, target, Warp);
        NormalisedBrain = runner.Apply("masking in the template's space", new MaskingStep(), null, () => (NormalisedPreproc.Value, NormalisedMask.Value), NormalisedPreproc, NormalisedMask);
        (string Label, Artifact<Volume<float>> Map)[] tissues = [("GM", Gm), ("WM", Wm), ("CSF", Csf)];
        NormalisedTissues = [.. tissues.Select(t => (t.Label, Normalised(t.Label, t.Map, Interpolation.Linear)))];
        Modulated = [.. tissues.Take(2).Select(t => (t.Label, runner.Apply(
            $"modulating {t.Label}", new ModulationStep(options.VoxelMm), null, () => (t.Map.Value, target.Value.T1w.Grid, Warp.Value.TemplateToScan), t.Map, target, Warp)))];
        Vbm = [.. Modulated.Select(t => (t.Label, runner.Apply($"smoothing {t.Label}", new SmoothingStep(options.SmoothingFwhmMm), null, () => t.Map.Value, t.Map)))];
        Regions = atlas is null ? null : model is not null && atlas.Key == model.Key ? Part(Tissues, "Structures", t => t.Structures!) : runner.Apply(
            $"regions of {atlas.Value.Name}", new RegionStep(), null,
            () => new RegionInput(Preproc.Value, sound.Value.Mask, Tissues.Value.Labels, Warp.Value.ScanToTemplate, atlas.Value), Preproc, lesion is null ? Mask : sound, Labels, Warp, atlas);
    }

    private readonly Artifact<Tissues> found;

    /// <summary>The lesion; null when there is none.</summary>
    public Artifact<Volume<bool>>? Lesion { get; }

    /// <summary>The lesion in the template's space.</summary>
    public Artifact<Volume<bool>>? NormalisedLesion { get; }

    /// <summary>The head as read.</summary>
    public Artifact<Volume<float>> Raw { get; }

    /// <summary>Contrast of the head, as outputs are named.</summary>
    public string Contrast { get; }

    /// <summary>Template to normalise to.</summary>
    public Artifact<Template> Target { get; }

    /// <summary>What brain extraction found.</summary>
    public Artifact<ExtractedBrain> Brain { get; private set; }

    /// <summary>The brain mask.</summary>
    public Artifact<Volume<bool>> Mask { get; private set; }

    /// <summary>Scans that are segmented together with the head.</summary>
    public IReadOnlyList<ContrastPlacement> Channels { get; }

    /// <summary>What other contrasts are laid on; when some of them take part in the segmentation, all are laid on the head as N4 left it, since the field's rest is not known yet.</summary>
    public PlacementHead ForPlacement { get; }

    /// <summary>Receive field by N4.</summary>
    public Artifact<Volume<float>> Field { get; }

    /// <summary>What tissue segmentation found.</summary>
    public Artifact<Tissues> Tissues { get; }

    /// <summary>Tissue labels.</summary>
    public Artifact<Volume<int>> Labels { get; }

    /// <summary>Grey matter.</summary>
    public Artifact<Volume<float>> Gm { get; }

    /// <summary>White matter.</summary>
    public Artifact<Volume<float>> Wm { get; }

    /// <summary>CSF.</summary>
    public Artifact<Volume<float>> Csf { get; }

    /// <summary>The bias-corrected head.</summary>
    public Artifact<Volume<float>> Preproc { get; }

    /// <summary>Head, air and artefacts.</summary>
    public Artifact<HeadMasks> Surroundings { get; }

    /// <summary>Whether the scan shows a face.</summary>
    public Artifact<HeadState> State { get; }

    /// <summary>How the brain and its mirror image fit the template; null unless it is a T1w and the template is the embedded one, whose limits are known.</summary>
    public Artifact<LeftRight>? LeftRight { get; }

    /// <summary>Quality measures of the scan.</summary>
    public Artifact<IReadOnlyList<QualityMetric>> Quality { get; }

    /// <summary>The bias-corrected brain.</summary>
    public Artifact<Volume<float>> BrainImage { get; }

    /// <summary>Template → scan.</summary>
    public Artifact<AffineMap> Affine { get; private set; } = null!;

    /// <summary>Template → scan and back, bent.</summary>
    public Artifact<WarpMap> Warp { get; private set; } = null!;

    /// <summary>The head in the template's space.</summary>
    public Artifact<Volume<float>> NormalisedPreproc { get; }

    /// <summary>The mask in the template's space.</summary>
    public Artifact<Volume<bool>> NormalisedMask { get; }

    /// <summary>The brain in the template's space.</summary>
    public Artifact<Volume<float>> NormalisedBrain { get; }

    /// <summary>GM, WM and CSF in the template's space.</summary>
    public IReadOnlyList<(string Label, Artifact<Volume<float>> Map)> NormalisedTissues { get; }

    /// <summary>GM and WM, modulated.</summary>
    public IReadOnlyList<(string Label, Artifact<Volume<float>> Map)> Modulated { get; }

    /// <summary>GM and WM, modulated and smoothed.</summary>
    public IReadOnlyList<(string Label, Artifact<Volume<float>> Map)> Vbm { get; }

    /// <summary>The atlas; null when there is none.</summary>
    public Artifact<Atlas>? Atlas { get; }

    /// <summary>Labels of the atlas's regions in the scan; null without an atlas.</summary>
    public Artifact<Volume<int>>? Regions { get; }

    /// <summary>Keys of what the store keeps of this scan.</summary>
    public IReadOnlyList<ArtifactKey> Kept => [extracted.Key, .. Brain.Key == extracted.Key ? (ArtifactKey[])[] : [Brain.Key], Field.Key, found.Key, Affine.Key, Warp.Key];

    /// <summary>Whether the input held a brain alone.</summary>
    public bool Stripped() => Brain.Value.AlreadyStripped;

    /// <summary>The whole field: N4's times what the segmentation found left of it.</summary>
    public Volume<float> TotalField() => Voxelwise.Make(Field.Value.Grid, null, (k, to) =>
        System.Numerics.Tensors.TensorPrimitives.Multiply(Field.Value.Slice(k), Tissues.Value.Residual.Slice(k), to));

    private static DiffeomorphicMetric MetricOf(string contrast) =>
        ContrastName.IsT1(contrast) ? DiffeomorphicMetric.LocalCorrelation : DiffeomorphicMetric.MutualInformation;

    // A part of a step's result has a key of its own, and shares the result's memory.
    private static Artifact<TPart> Part<TWhole, TPart>(Artifact<TWhole> whole, string name, Func<TWhole, TPart> take)
    {
        var parameters = JsonSerializer.SerializeToElement(new { Part = name });
        var key = ArtifactKey.Of("part", parameters, [whole.Key]);
        return Artifact.Derived(new(key, "part", parameters, [whole.Key]), [whole], () => take(whole.Value));
    }
}

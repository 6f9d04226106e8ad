using Pial.Operations.BrainExtraction;
using Pial.Operations.Cortex;
using Pial.Operations.Cortex.Spheres;
using Pial.Operations.Faces;
using Pial.Operations.Phantoms;
using Pial.Operations.Quality;
using Pial.Operations.Registration;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Operations.Resampling;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Population;
using Pial.Pipelines.Regions;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Pipelines.Surfaces;
using Pial.Pipelines.Surfaces.Parcels;
using Pial.Pipelines.Templates;
using Pial.Tests.Shared;
using Pial.Volumes;

namespace Pial.Conformance.Steps;

/// <summary>
/// Every step on a phantom head of 4 mm, each by itself: what others would have found is the phantom's truth, so a step that changes moves
/// its own pin and no other's. A new step is a line in <see cref="All"/>.
/// </summary>
internal sealed class StepCases
{
    private static readonly ParallelOptions Threads = new() { MaxDegreeOfParallelism = 2 };
    private readonly List<StepCase> all = [];
    private readonly Artifact<int> inputs;
    private readonly Phantom t1 = Phantom.Create(AnalyticHead.Create(4), new() { Seed = 1, InuPercent = 40 });
    private readonly Phantom t2 = Phantom.Create(AnalyticHead.Create(4), new() { Seed = 1, Contrast = PhantomContrast.T2w });

    public StepCases()
    {
        var keys = new[] { t1.T1w, t2.T1w, t1.BiasField }.Select(ArtifactKey.Of).Append(ArtifactKey.Of(t1.Labels));
        inputs = Artifact.FromOutside("inputs", "phantoms, template, atlas",
            ArtifactKey.Combine([.. keys, EmbeddedTemplate.Key(), EmbeddedTemplate.TargetKey(), EmbeddedAtlas.Key()]), 0);
        Add();
    }

    /// <summary>Threads for each step.</summary>
    public IReadOnlyList<StepCase> All => all;

    private void Add()
    {
        var (raw, t2w, mask, field, grid) = (t1.T1w, t2.T1w, t1.Mask, t1.BiasField, t1.T1w.Grid);
        var (head, target, atlas) = (EmbeddedTemplate.Head(Threads), EmbeddedTemplate.Target(Threads),
            AtlasProvider.Load(AtlasProvider.Embedded, EmbeddedTemplate.Target(Threads), Threads));
        var (low, flat) = (Smaller(target), Volume.Filled(grid, 1f));
        var brainImage = new MaskingStep().Run((raw, mask), Threads);
        var brain = new BrainExtractionResult(mask, Affine.Translation(new(0, 3, -2)), null, false, 0.7);
        var (affine, lesion) = (new AffineResult(Affine.Translation(new(0, 3, -2)), 0.7, 1, true, []), Ball(mask));
        var bent = new DiffeomorphicResult(Bend(target.T1w.Grid, -1), Bend(grid, 1), affine.ReferenceToMoving, [new(4, 10, 0, 1, true)],
            0.8, 0);
        var tissues = new Tissues(t1.Fractions, t1.Dseg, flat, true) { Structures = t1.Labels };
        var tissueInput = new TissueInput(raw, field, brain, head);
        var masks = HeadMasks.Of(raw, mask, Threads);
        Add("brain extraction", new BrainExtractionStep(), (raw, head));
        Add("bias field", new BiasFieldStep(), (raw, mask));
        Add("bias division", new BiasDivisionStep(), (raw, field, flat));
        Add("field division", new FieldDivisionStep(), (raw, field));
        Add("masking", new MaskingStep(), (raw, mask));
        Add("denoising", new BrainDenoisingStep(), (t2w, mask));
        Add("affine", new AffineStep(), (brainImage, low.Brain(), affine.ReferenceToMoving));
        Add("warp", new WarpStep(4, RegistrationQuality.Fast), (brainImage, low.Brain(), affine.ReferenceToMoving));
        Add("painted warp", new PaintedWarpStep(4, RegistrationQuality.Fast),
            (new MaskingStep().Run((t2w, mask), Threads), mask, low, affine, atlas));
        Add("mask trimming", new MaskTrimmingStep(), (t2w, brain, bent, atlas));
        Add("tissues", new TissueStep(), tissueInput);
        Add("tissues by priors", new ChannelTissueStep(), tissueInput with { Image = t2w, Field = flat });
        Add("tissues of two contrasts", new JointTissueStep { Contrasts = ["T1w", "T2w"] }, new JointTissueInput(tissueInput, [t2w]));
        Add("structures and tissues", new HeadSegmentationStep(),
            new HeadSegmentationInput(tissueInput, new FieldDivisionStep().Run((raw, field), Threads), affine, bent, atlas));
        Add("structures of another contrast", new ContrastSegmentationStep(),
            (new MaskingStep().Run((t2w, mask), Threads), mask, affine, bent, atlas));
        Add("regions", new RegionStep(), new RegionInput(raw, mask, t1.Dseg, bent.MovingToReference, atlas));
        Add("corrected mask", new EditedBrainStep(), (brain, lesion));
        Add("lesion in the mask", new LesionBrainStep(), (brain, lesion));
        Add("mask without the lesion", new LesionFreeStep(), (brain, lesion));
        Add("affine without the lesion", new LesionAffineStep(), (brainImage, low.Brain(), affine.ReferenceToMoving, lesion));
        Add("warp without the lesion", new LesionWarpStep(4, RegistrationQuality.Fast),
            (brainImage, low.Brain(), affine.ReferenceToMoving, lesion));
        Add("lesion among the tissues", new LesionTissueStep(), (tissues, lesion));
        Add("head and air", new SurroundingsStep(), (raw, mask));
        Add("face", new HeadStateStep(), (raw, mask, masks));
        Add("left and right", new LeftRightStep(), (brainImage, target.Brain(), affine.ReferenceToMoving));
        Add("image quality", new QualityStep(),
            new QualityScan(raw, raw, field, tissueInput, t1.Fractions, masks, HeadState.Of(raw, mask, masks.Head, Threads)));
        Add("normalising", new NormalisationStep(2, Interpolation.Cubic), (raw, target.T1w.Grid, bent.ReferenceToMoving));
        Add("normalising a mask", new MaskNormalisationStep(2), (mask, target.T1w.Grid, bent.ReferenceToMoving));
        Add("modulating", new ModulationStep(2), (t1.Fractions.Gm, target.T1w.Grid, bent.ReferenceToMoving));
        Add("smoothing", new SmoothingStep(8), t1.Fractions.Gm);
        Add("another contrast on the head", new CoregistrationStep(), (t2w, raw, mask));
        Add("mask of another contrast", new MaskTransferStep(),
            (mask, Resample.GridOf(grid, new(3, 3, 5)), Affine.Translation(new(1, 2, 3))));
        Add("reslicing", new ReslicingStep(), (t2w, Resample.GridOf(grid, new(3, 3, 5)), Affine.Translation(new(1, 2, 3))));
        var balls = TwoBalls.Create();
        var surfaces = new SurfaceStep { Options = CortexOptions.Default with { GridMm = 1, Vertices = 2000 } };
        var onBalls = new SurfaceInput(balls.T1w, balls.Tissues, balls.Structures, null);
        Add("cortical surfaces", surfaces, onBalls);
        var quick = new RegistrationOptions { Levels = [new(new(5, 2, 2), 10, 1, 0), new(new(2, 2, 4), 10, 1, 1)] };
        Add("regions of the cortex", new ParcelStep { Options = quick },
            new ParcelInput(surfaces.Run(onBalls, Threads), PointMap.Identity));
        Population(new(raw, raw, brain, t1.Fractions), low, bent);
    }

    private void Population(SubjectInput subject, Template target, DiffeomorphicResult bent)
    {
        var maps = new SubjectMapsStep().Run(subject, Threads);
        Add("maps of a subject", new SubjectMapsStep(), subject);
        Add("warp of a subject", new SubjectWarpStep(RegistrationQuality.Fast),
            new SubjectPair(maps, new(target.Brain(), target.Brain().Map(static v => v > 0), null), Affine.Identity));
        var sums = new TemplateSums(target.T1w.Grid);
        sums.Add(maps, bent.ReferenceToMoving, Threads);
        Add("average of subjects", new AverageStep(0.5, 0, 4), sums);
    }

    private void Add<TIn, TOut>(string name, IStep<TIn, TOut> step, TIn input) =>
        all.Add(new(name, step.GetType(), step.Id, new StepRunner(null, Threads).Apply(name, step, null, inputs.Select(_ => input)).Key,
            () => step.Run(input, Threads)!));

    private static Template Smaller(Template template)
    {
        var grid = Resample.GridOf(template.T1w.Grid, new(4, 4, 4));
        return template with
        {
            T1w = Resample.ToGrid(template.Brain(), grid, PointMap.Identity, Interpolation.Linear, new() { AntiAlias = true }),
            BrainMask = null,
        };
    }

    private static Warp Bend(Grid grid, double sign) =>
        Warp.Create(grid, p => new(2 * sign * Math.Sin(p.Y / 40), (3 * sign) + (2 * sign * Math.Sin(p.Z / 40)), -2 * sign));

    private static Volume<bool> Ball(Volume<bool> brain) => Volume.Create(brain.Grid, brain, static (Span<bool> inside, Volume<bool> of) =>
    {
        var (i, j) = (of.Shape.I, of.Shape.J);
        for (var n = 0; n < inside.Length; n++)
            inside[n] = of.Span[n] && of.Grid.Affine.Apply(new(n % i, n / i % j, n / (i * j))).DistanceTo(new(25, -15, 20)) < 12;
    });
}

/// <summary>A step on fixed input.</summary>
/// <param name="Name">For people.</param>
/// <param name="Step">Its class.</param>
/// <param name="Id">Its name and version.</param>
/// <param name="Key">What the store would find its result by: the id, the parameters and all that goes in.</param>
/// <param name="Run">Does it.</param>
internal sealed record StepCase(string Name, Type Step, string Id, ArtifactKey Key, Func<object> Run);

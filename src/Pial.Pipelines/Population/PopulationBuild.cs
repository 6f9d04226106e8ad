using System.Globalization;
using Pial.Operations.Population;
using Pial.Operations.Registration;
using Pial.Operations.Resampling;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Engines;
using Pial.Pipelines.Head;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Population;

/// <summary>
/// Makes a template of a group: every scan through the head pipeline, then rounds of registering each subject to the template so far and
/// averaging, so that in the end the template is the group's mean in shape and in intensity (Avants et al. 2010, doi
/// 10.1016/j.neuroimage.2009.09.062).
/// </summary>
/// <remarks>
/// The first target is the space reference's brain, or the head template's; its voxels never enter an average. Without a space reference
/// the affines' mean stretch is taken out first, and each round moves the template towards the mean of all maps. Results are kept in the
/// store by their key: what was done before a kill is not done again. The result depends neither on the number of threads nor on how many
/// subjects run together.
/// </remarks>
/// <param name="options">Settings.</param>
/// <param name="templates">The head template, for extraction and priors.</param>
/// <param name="store">Intermediate results.</param>
/// <param name="resources">Threads and memory.</param>
/// <param name="say">Hears a line whenever something is done; may be null.</param>
/// <param name="cancellation">Stops the work.</param>
public sealed class PopulationBuild(
    PopulationOptions options, HeadTemplates templates, ArtifactStore store, Resources resources, Action<string>? say = null,
    CancellationToken cancellation = default)
{
    private readonly StepRunner runner = new(store, new() { MaxDegreeOfParallelism = resources.Threads, CancellationToken = cancellation });
    private readonly List<ArtifactKey> work = [];

    /// <summary>Builds the template.</summary>
    /// <param name="scans">One T1w scan a subject.</param>
    /// <returns>The template, with the chain of everything it was made of.</returns>
    /// <exception cref="InputException">Fewer than two scans, or scans that cannot be used; nothing is registered before all are found
    /// usable.</exception>
    public Artifact<PopulationTemplate> Run(IReadOnlyList<BidsScan> scans)
    {
        ArgumentNullException.ThrowIfNull(scans);
        Check(scans);
        var subjects = Each(scans, "subjects", (scan, own) => PopulationSubject.Prepare(scan, templates, own));
        work.AddRange(subjects.SelectMany(s => s.Work));
        var target = FirstTarget();
        var affines = Each(scans, "affines", (scan, own) =>
        {
            var subject = subjects.First(s => s.Scan == scan);
            var affine = own.Apply("affine", new AffineStep(), StepCodecs.Affine,
                Input.Of(subject.Maps.Select(static m => m.Brain()), target.Select(static t => t.Brain), Input.None<Affine?>(null)));
            _ = affine.Value;
            subject.Maps.Release();
            return affine;
        });
        work.AddRange(affines.Select(a => a.Key));
        var cohort = new Cohort(scans, subjects, affines, Starts(affines, target.Value.Brain.Grid), target.Value.Brain.Grid);
        Artifact<PopulationTemplate>? template = null;
        if (options.SpaceReference is null)
        {
            template = AffineAverage(cohort);
            target = Target(template);
        }

        for (var n = 1; n <= options.Iterations; n++)
        {
            var next = Round(n, cohort, target);
            template?.Release();
            (template, target) = (next, Target(next));
        }

        if (!options.KeepWork)
            foreach (var key in work.Where(k => k != template!.Key).Distinct())
                store.Remove(key);
        return template!;
    }

    private void Check(IReadOnlyList<BidsScan> scans)
    {
        if (options.Iterations is < 1 or > 10) throw new InputException($"A template takes 1 to 10 iterations, not {options.Iterations}.");
        if (options.VoxelMm is not (>= 0.5 and <= 8))
            throw new InputException(string.Create(CultureInfo.InvariantCulture,
                $"The template's voxels must be 0.5 to 8 mm, not {options.VoxelMm:0.###}."));
        if (scans.Count < 2)
            throw new InputException($"A template needs at least two scans; there {(scans.Count == 1 ? "is 1" : "are none")}.");
        var twice = scans.GroupBy(s => s.Name.Prefix, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) throw new InputException($"{twice.Key} is there twice: {string.Join(" and ", twice.Select(s => s.Path))}.");
    }

    // Runs all scans on the engine; a failure is said at once, and all of them together at the end.
    private T[] Each<T>(IReadOnlyList<BidsScan> scans, string what, Func<BidsScan, StepRunner, T> make)
    {
        var (done, clock) = (0, System.Diagnostics.Stopwatch.StartNew());
        var outcomes = LocalEngine.Run(scans, resources, (scan, parallel) => make(scan, new(store, parallel)), outcome =>
        {
            var how = outcome.Failure is null ? "done" : "failed: " + outcome.Failure.Message;
            say?.Invoke(string.Create(CultureInfo.InvariantCulture,
                $"{what} {++done} of {scans.Count}  {outcome.Scan.Name.Prefix} {how}  ({clock.Elapsed.TotalSeconds:0} s)"));
        }, cancellation);
        var failed = outcomes.Where(o => o.Failure is not null)
            .Select(o => $"{o.Scan.Name.Prefix} ({o.Failure!.Message.TrimEnd('.')})").ToArray();
        if (failed.Length > 0)
            throw new InputException(
                $"{failed.Length} of {scans.Count} scans cannot be used: {string.Join("; ", failed)}. Leave them out with option " +
                    "'participant-label', or mend them; what is done is kept.");
        return [.. outcomes.Select(o => o.Result!)];
    }

    private Artifact<RegistrationTarget> FirstTarget()
    {
        var (brain, mask, name, key) = options.SpaceReference is { } reference
            ? (reference.Brain(), reference.BrainMask ?? reference.T1w.Map(static v => v > 0), reference.Space, reference.Key)
            : (templates.Head.Value.T1w.Within(templates.Head.Value.BrainMask),
                templates.Head.Value.BrainMask, templates.Head.Value.Space, templates.Head.Key);
        var grid = OutputGrid.Of(brain.Grid, options.VoxelMm);
        var onGrid = new RegistrationTarget(
            Resample.ToGrid(brain, grid, null, Interpolation.Linear, new() { AntiAlias = true, HalfVoxelEdge = true }),
            Resample.ToGrid(mask.Map(static m => m ? 1f : 0f), grid, null, Interpolation.Linear, new() { HalfVoxelEdge = true })
                .Map(static v => v >= 0.5f), null);
        return Artifact.FromOutside("space-reference", name, ArtifactKey.Combine(key, ArtifactKey.Of(onGrid.Mask)), onGrid);
    }

    // Where registration begins: the affines, without the stretch they share when nothing else fixes the template's size.
    private Affine[] Starts(IReadOnlyList<Artifact<AffineResult>> affines, Grid grid)
    {
        var found = affines.Select(a => a.Value.ReferenceToMoving).ToArray();
        if (options.SpaceReference is not null) return found;
        var toMean = MeanShape.Unstretched(found, grid.Centre);
        return [.. found.Select(a => a * toMean)];
    }

    private Artifact<PopulationTemplate> AffineAverage(Cohort cohort)
    {
        var average = runner.Apply("affine average", new AverageStep(options.Sharpening, 0, options.VoxelMm), PopulationTemplate.Codec,
            Input.OneByOne(() =>
        {
            var sums = new TemplateSums(cohort.Grid);
            for (var n = 0; n < cohort.Subjects.Count; n++)
                Add(sums, cohort.Subjects[n], cohort.Starts[n]);
            return sums;
        }, [.. cohort.Subjects.Select(s => s.Maps), .. cohort.Affines]));
        _ = average.Value;
        work.Add(average.Key);
        say?.Invoke("affine average done");
        return average;
    }

    private Artifact<PopulationTemplate> Round(int n, Cohort cohort, Artifact<RegistrationTarget> target)
    {
        var quality = options.QualityOf(n);
        Artifact<Warp> WarpOf(int i, StepRunner own) => own.Apply(
            "registration", new SubjectWarpStep(quality), ArtifactCodec.Warp,
            Input.Of(cohort.Subjects[i].Maps, cohort.Affines[i], target)
                .Select((maps, _, to) => new SubjectPair(maps, to, cohort.Starts[i])));
        var warps = Enumerable.Range(0, cohort.Subjects.Count).Select(i => WarpOf(i, runner)).ToArray();
        var step = options.SpaceReference is null ? options.ShapeStep : 0;
        var average = runner.Apply("average", new AverageStep(options.Sharpening, step, options.VoxelMm), PopulationTemplate.Codec,
            Input.OneByOne(() =>
        {
            _ = target.Value; // one reads it for all
            Each(cohort.Scans, string.Create(CultureInfo.InvariantCulture,
                $"round {n} of {options.Iterations}, {quality.ToString().ToLowerInvariant()}:"), (scan, own) =>
            {
                var i = cohort.IndexOf(scan);
                _ = WarpOf(i, own).Value;
                cohort.Subjects[i].Maps.Release();
                return true;
            });
            return Sums(cohort, warps, step);
        }, [.. cohort.Subjects.Select(s => s.Maps), .. warps]));
        _ = average.Value;
        foreach (var warp in warps)
            store.Remove(warp.Key); // the largest of all, and in the average now
        work.Add(average.Key);
        say?.Invoke($"round {n} of {options.Iterations} done");
        return average;
    }

    private TemplateSums Sums(Cohort cohort, IReadOnlyList<Artifact<Warp>> warps, double step)
    {
        var toMean = PointMap.Identity;
        if (step > 0)
        {
            var coarse = Resample.GridOf(cohort.Grid, cohort.Grid.VoxelSize * 2);
            Warp? sum = null;
            for (var i = 0; i < warps.Count; i++)
            {
                sum = MeanShape.Add(warps[i].Value, cohort.Starts[i], sum, coarse, runner.Parallel);
                warps[i].Release();
            }

            toMean = MeanShape.Towards(sum!, warps.Count, step);
        }

        var sums = new TemplateSums(cohort.Grid);
        for (var i = 0; i < warps.Count; i++)
        {
            Add(sums, cohort.Subjects[i], toMean.Then(warps[i].Value));
            warps[i].Release();
        }

        return sums;
    }

    private void Add(TemplateSums sums, PopulationSubject subject, PointMap map)
    {
        cancellation.ThrowIfCancellationRequested();
        sums.Add(subject.Maps.Value, map, runner.Parallel);
        subject.Maps.Release();
    }

    private static Artifact<RegistrationTarget> Target(Artifact<PopulationTemplate> template) =>
        Artifact.Derived(template.Origin, [template], () => template.Value.Target);

    private sealed record Cohort(
        IReadOnlyList<BidsScan> Scans, IReadOnlyList<PopulationSubject> Subjects, IReadOnlyList<Artifact<AffineResult>> Affines,
        IReadOnlyList<Affine> Starts, Grid Grid)
    {
        public int IndexOf(BidsScan scan) => Enumerable.Range(0, Scans.Count).First(n => Scans[n] == scan);
    }
}

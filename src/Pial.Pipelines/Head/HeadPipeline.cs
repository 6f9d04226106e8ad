using Pial.Formats;
using Pial.Operations.BrainExtraction;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Store;
using Pial.Pipelines.Surfaces;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Head;

/// <summary>What came of one scan.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Folder">Where its derivatives are.</param>
/// <param name="Report">Its report; null when none was asked for.</param>
/// <param name="Verdict">The report's line, also of a report that was there already; null when none was asked for.</param>
/// <param name="Written">Files written now.</param>
/// <param name="Current">Files that were there already.</param>
public sealed record HeadResult(string Label, string Folder, string? Report, string? Verdict, int Written, int Current)
{
    /// <summary>What could not be done, and why: scans of other contrasts, surfaces; the rest was done.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>The templates of a run, read once for all scans.</summary>
/// <param name="Head">Head template for extraction and priors.</param>
/// <param name="Target">Template to normalise to.</param>
public sealed record HeadTemplates(Artifact<HeadTemplate> Head, Artifact<Template> Target)
{
    /// <summary>Atlas in the target's space; null for none.</summary>
    public Artifact<Atlas>? Atlas { get; init; }

    /// <summary>
    /// Probabilities of structures in the target's space, by which a T1w is segmented; null where the target is in another space than the
    /// embedded atlas.
    /// </summary>
    public Artifact<Atlas>? Structures { get; init; }

    /// <summary>Reads what a person named, so that it is refused at once; what is part of Pial is read when first needed.</summary>
    /// <param name="target">The template to normalise to.</param>
    /// <param name="atlas">The atlas; null for none.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">The atlas does not fit the template.</exception>
    public static HeadTemplates Load(TemplateSource target, ParallelOptions? parallel = null, AtlasSource? atlas = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        var template = target.Kind == TemplateKind.Embedded
            ? Artifact.FromOutside("template", EmbeddedTemplate.Name, EmbeddedTemplate.TargetKey(), () => EmbeddedTemplate.Target(parallel))
            : Read(TemplateProvider.Load(target, parallel));
        var embedded = template.Value.Space == EmbeddedTemplate.Space
            ? Artifact.FromOutside("atlas", EmbeddedAtlas.Name, EmbeddedAtlas.Key(),
                () => AtlasProvider.Load(AtlasProvider.Embedded, template.Value, parallel))
            : null;
        return new(Artifact.FromOutside("head-template", EmbeddedTemplate.Name, EmbeddedTemplate.Key(),
            () => EmbeddedTemplate.Head(parallel)), template)
        {
            Structures = embedded,
            Atlas = atlas switch
            {
                null => null,
                { Kind: AtlasKind.Embedded } when embedded is not null => embedded,
                _ => Read(AtlasProvider.Load(atlas, template.Value, parallel)),
            },
        };
    }

    private static Artifact<Template> Read(Template template) =>
        Artifact.FromOutside("template", template.Identity.Name, template.Key, template);

    private static Artifact<Atlas> Read(Atlas atlas) => Artifact.FromOutside("atlas", atlas.Name, atlas.Key, atlas);
}

/// <summary>One head scan, from the file to the report.</summary>
/// <param name="templates">The templates.</param>
/// <param name="options">Settings.</param>
/// <param name="store">Intermediate results; null keeps none.</param>
/// <param name="parallel">Threads and cancellation.</param>
/// <param name="listener">Hears of stages; may be null.</param>
public sealed class HeadPipeline(HeadTemplates templates, HeadRunOptions options, ArtifactStore? store, ParallelOptions parallel,
    IStageListener? listener = null)
{
    private readonly StageLog log = new(listener);

    /// <summary>Refuses, before anything is written, scans under whose names the outputs of others lie.</summary>
    /// <param name="scans">The scans; one that cannot be read is left to its own run.</param>
    /// <param name="outputDirectory">The derivative dataset.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">There is such a scan.</exception>
    public static void RefuseOthers(IReadOnlyList<BidsScan> scans, string outputDirectory, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(scans);
        foreach (var scan in scans)
        {
            var folder = scan.FolderIn(outputDirectory);
            if (!EarlierOutputs.Of(folder, scan.Name.Prefix).Any()) continue;
            try
            {
                EarlierOutputs.MakeWay(folder, scan.Name.Prefix, ArtifactKey.Of(HeadScan.LoadPositive(scan.Path, parallel).Image),
                    replace: false);
            }
            catch (Exception e) when (e is ImageFormatException or IOException)
            {
                continue;
            }
        }
    }

    /// <summary>Runs one scan; what is there already is left alone.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="outputDirectory">The derivative dataset.</param>
    /// <param name="replace">Whether outputs of another scan of the same name are removed; otherwise they are refused.</param>
    /// <exception cref="ImageFormatException">The scan cannot be read.</exception>
    /// <exception cref="InputException">The scan holds no head: constant, or no finite voxel; or the outputs of another scan lie where its
    /// own would.</exception>
    public HeadResult Run(BidsScan scan, string outputDirectory, bool replace = true)
    {
        ArgumentNullException.ThrowIfNull(scan);
        var runner = new StepRunner(store, parallel, log);
        LoadedImage? loaded = null;
        runner.Stage("reading", () => loaded = HeadScan.LoadPositive(scan.Path, parallel));
        var raw = Artifact.FromOutside("raw", scan.Relative, ArtifactKey.Of(loaded!.Image), loaded.Image);
        var folder = scan.FolderIn(outputDirectory);
        EarlierOutputs.MakeWay(folder, scan.Name.Prefix, raw.Key, replace);
        var subject = SubjectFolder.PathOf(outputDirectory, scan.Name.Prefix);
        if (EarlierOutputs.IsOfAnother(AtomicFolder.MarkOf(subject), raw.Key)) AtomicFolder.RemoveOwn(subject);
        var channels = scan.Channels.Select(c => (c.Contrast, OtherContrasts.Raw(runner, c, parallel))).ToArray();
        var mask = scan.Lesion?.Load(loaded.Image.Grid, parallel);
        var lesion = mask is null ? null : Artifact.FromOutside("raw", scan.Lesion!.Relative, ArtifactKey.Of(mask), mask);
        var wanted = options.Outputs.Contains(RegionStage.Name) ? templates : templates with { Atlas = null };
        var (edit, edited) = Edited(Path.Combine(folder, scan.Name.Prefix), raw);
        var head = new HeadGraph(runner, raw, wanted, options)
        {
            Contrast = scan.Contrast,
            Channels = channels,
            Lesion = lesion,
            Edit = edited,
        };
        CheckChannels(scan, head, folder);
        string[] sources = [scan.Relative, .. scan.Channels.Select(static c => c.Relative),
            .. lesion is null ? (string[])[] : [scan.Lesion!.Relative]];
        var writer = new DerivativeWriter(folder, scan.Name.Prefix, [.. sources.Select(static s => $"bids:raw:{s}")], parallel,
            raw.Key)
        { Verify = options.Verify, Noticed = log.Noticed };
        // a lesion that cannot be one of this brain is refused before a folder is made
        if (lesion is not null && !writer.IsCurrent(HeadDerivatives.BrainMask.Name([null]), head.Of<HeadBrain>().Mask.Key))
            _ = head.Of<HeadBrain>().Mask.Value;
        Leftovers.Remove(folder);
        Leftovers.Remove(Path.GetDirectoryName(subject)!, within: false);
        if (store is not null) Leftovers.Remove(store.Directory);
        var others = new OtherContrasts(runner, head, options, parallel) { Noticed = log.Noticed };
        var work = new HeadWork
        {
            Head = head,
            Writer = writer,
            Scan = scan,
            Loaded = loaded,
            OutputDirectory = outputDirectory,
            Times = log.Stages,
            Others = others,
            Edit = edit,
        };
        foreach (var stage in options.Stages.Where(s => s.Word is null || options.Wants(s.Word)))
            stage.Write(work);
        if (store is { Temporary: true })
            foreach (var key in head.Kept()) store.Remove(key);
        return new(scan.Name.Prefix, folder, work.Report?.Path, work.Report?.Verdict, writer.Written.Count + others.Written,
            writer.Current.Count + others.Current)
        {
            Problems = [.. others.Problems, .. work.Problems],
        };
    }

    private (MaskEdit? Edit, Artifact<Volume<bool>>? Mask) Edited(string stem, Artifact<Volume<float>> raw)
    {
        if (MaskEdit.Find(stem) is not { } edit) return default;
        if (edit.Of(raw, parallel) is { } mask) return (edit, mask);
        log.Noticed($"{Path.GetFileName(edit.Path)} is of another scan of the name and is left out.");
        return default;
    }

    private void CheckChannels(BidsScan scan, HeadGraph head, string folder)
    {
        for (var c = 0; c < scan.Channels.Count; c++)
        {
            var placement = head.Of<HeadContrasts>().Channels[c];
            if (!OtherContrasts.Placed(new(folder, scan.Channels[c].Name.Prefix, [], parallel), placement, head))
                placement.CheckChannel(Path.GetFileName(scan.Channels[c].Path), Path.GetFileName(scan.Path));
        }
    }

    private sealed class StageLog(IStageListener? next) : IStageListener
    {
        private readonly List<StageTime> stages = [];

        public IReadOnlyList<StageTime> Stages => stages;

        public void Started(string stage) => next?.Started(stage);

        public void Finished(StageTime stage)
        {
            stages.Add(stage);
            next?.Finished(stage);
        }

        public void Noticed(string what) => next?.Noticed(what);
    }
}

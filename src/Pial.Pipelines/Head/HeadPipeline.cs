using Pial.Formats;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Quality;
using Pial.Operations.Regions;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
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
    /// <summary>Scans of other contrasts that could not be used, and why; the rest was done.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>The templates of a run, read once for all scans.</summary>
/// <param name="Head">Head template for extraction and priors.</param>
/// <param name="Target">Template to normalise to.</param>
public sealed record HeadTemplates(Artifact<HeadTemplate> Head, Artifact<Template> Target)
{
    /// <summary>Atlas in the target's space; null for none.</summary>
    public Artifact<Atlas>? Atlas { get; init; }

    /// <summary>Probabilities of structures in the target's space, by which a T1w is segmented; null where the target is in another space than the embedded atlas.</summary>
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
            ? Artifact.FromOutside("atlas", EmbeddedAtlas.Name, EmbeddedAtlas.Key(), () => AtlasProvider.Load(AtlasProvider.Embedded, template.Value, parallel))
            : null;
        return new(Artifact.FromOutside("head-template", EmbeddedTemplate.Name, EmbeddedTemplate.Key(), () => EmbeddedTemplate.Head(parallel)), template)
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

    private static Artifact<Template> Read(Template template) => Artifact.FromOutside("template", template.Identity.Name, template.Key, template);

    private static Artifact<Atlas> Read(Atlas atlas) => Artifact.FromOutside("atlas", atlas.Name, atlas.Key, atlas);
}

/// <summary>One head scan, from the file to the report.</summary>
/// <param name="templates">The templates.</param>
/// <param name="options">Settings.</param>
/// <param name="store">Intermediate results; null keeps none.</param>
/// <param name="parallel">Threads and cancellation.</param>
/// <param name="listener">Hears of stages; may be null.</param>
public sealed class HeadPipeline(HeadTemplates templates, HeadRunOptions options, ArtifactStore? store, ParallelOptions parallel, IStageListener? listener = null)
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
                EarlierOutputs.MakeWay(folder, scan.Name.Prefix, ArtifactKey.Of(HeadScan.LoadPositive(scan.Path, parallel).Image), replace: false);
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
    /// <exception cref="InputException">The scan holds no head: constant, or no finite voxel; or the outputs of another scan lie where its own would.</exception>
    public HeadResult Run(BidsScan scan, string outputDirectory, bool replace = true)
    {
        ArgumentNullException.ThrowIfNull(scan);
        var runner = new StepRunner(store, parallel, log);
        LoadedImage? loaded = null;
        runner.Stage("reading", () => loaded = HeadScan.LoadPositive(scan.Path, parallel));
        var raw = Artifact.FromOutside("raw", scan.Relative, ArtifactKey.Of(loaded!.Image), loaded.Image);
        var folder = scan.FolderIn(outputDirectory);
        EarlierOutputs.MakeWay(folder, scan.Name.Prefix, raw.Key, replace);
        var channels = scan.Channels.Select(c => (c.Contrast, OtherContrasts.Raw(runner, c, parallel))).ToArray();
        var regions = options.Outputs.HasFlag(HeadOutputs.Regions) ? templates.Atlas : null;
        var mask = scan.Lesion?.Load(loaded.Image.Grid, parallel);
        var lesion = mask is null ? null : Artifact.FromOutside("raw", scan.Lesion!.Relative, ArtifactKey.Of(mask), mask);
        var graph = new HeadGraph(runner, raw, templates.Head, templates.Target, options, scan.Contrast, channels, regions, templates.Structures, lesion);
        for (var c = 0; c < channels.Length; c++)
        {
            if (!OtherContrasts.Placed(new(folder, scan.Channels[c].Name.Prefix, [], parallel), graph.Channels[c], graph))
                graph.Channels[c].CheckChannel(Path.GetFileName(scan.Channels[c].Path), Path.GetFileName(scan.Path));
        }

        var writer = new DerivativeWriter(folder, scan.Name.Prefix, [$"bids:raw:{scan.Relative}", .. scan.Channels.Select(c => $"bids:raw:{c.Relative}"), .. lesion is null ? (string[])[] : [$"bids:raw:{scan.Lesion!.Relative}"]], parallel, raw.Key);
        if (lesion is not null && !writer.IsCurrent(HeadDerivatives.MaskName, graph.Mask.Key)) _ = graph.Mask.Value; // a lesion that cannot be one of this brain is refused before a folder is made
        Leftovers.Remove(folder);
        if (store is not null) Leftovers.Remove(store.Directory);
        new HeadDerivatives(writer, graph, options).WriteAll();
        var others = new OtherContrasts(runner, graph, options, parallel);
        foreach (var other in scan.Also)
            others.Run(other, scan, outputDirectory);
        var report = options.Outputs.HasFlag(HeadOutputs.Report) ? Report(runner, writer, graph, loaded, scan, others) : (null, null);
        foreach (var key in graph.Kept.Concat(others.Kept))
            if (store is { Temporary: true }) store.Remove(key);
        return new(scan.Name.Prefix, folder, report.Item1, report.Item2, writer.Written.Count + others.Written, writer.Current.Count + others.Current)
        {
            Problems = others.Problems,
        };
    }

    private (string?, string?) Report(StepRunner runner, DerivativeWriter writer, HeadGraph graph, LoadedImage loaded, BidsScan scan, OtherContrasts others)
    {
        const string Name = "report.html";
        var normalise = options.Wants(HeadOutputs.Normalize) || options.Wants(HeadOutputs.Vbm);
        var rated = options.Outputs.HasFlag(HeadOutputs.Quality) && ContrastName.IsT1(scan.Contrast);
        Artifact made = normalise ? graph.NormalisedBrain : graph.BrainImage;
        var last = others.Together(made, graph.Regions);
        if (writer.IsCurrent(Name, last.Key)) return (writer.PathOf(Name), Sidecar.TextOf(writer.PathOf(Name), "Verdict"));
        string? verdict = null;
        runner.Stage("report", () =>
        {
            var data = new HeadReportData
            {
                Label = scan.Name.Prefix,
                SourceName = Path.GetFileName(scan.Path),
                Header = loaded.Header,
                Findings = loaded.Findings,
                Raw = loaded.Image,
                Preproc = graph.Preproc.Value,
                Field = graph.TotalField(),
                Brain = graph.Brain.Value,
                Tissues = graph.Tissues.Value,
                Quality = rated ? graph.Quality.Value : null,
                State = rated ? graph.State.Value : null,
                Sides = rated ? graph.LeftRight?.Value : null,
                Surroundings = rated ? graph.Surroundings.Value : null,
                WhyNoSides = graph.LeftRight is null ? "the limits are those of a T1w and Pial's own template" : rated ? null : "it is measured with the image's quality, which the steps leave out",
                Plausibility = Plausibility(graph),
                Volumes = TissueVolumes.Of(graph.Tissues.Value.Fractions, graph.Lesion?.Value),
                Lesion = graph.Lesion?.Value,
                LesionName = scan.Lesion is null ? null : Path.GetFileName(scan.Lesion.Path),
                Affine = graph.Affine.Value,
                Warp = normalise || graph.Regions is not null || graph.Tissues.Value.Structures is not null ? graph.Warp.Value : null,
                Normalised = normalise ? graph.NormalisedBrain.Value : null,
                Target = graph.Target.Value,
                Contrast = scan.Contrast,
                Channels = [.. graph.Channels.Select(c => c.Contrast)],
                Regions = graph.Regions is null ? null : RegionsOf(graph),
                Others = others.Shown(),
                Problems = others.Problems,
                Options = options,
                Stages = log.Stages,
                Chain = (options.Outputs.HasFlag(HeadOutputs.Vbm) ? graph.Vbm[0].Map : made).Chain(),
                Threads = parallel.MaxDegreeOfParallelism,
            };
            verdict = HeadReport.Judge(data).Line;
            var page = HeadReport.Write(data);
            writer.Text(Name, last, () => page, "Report for people.", ("Verdict", verdict));
        });
        return (writer.PathOf(Name), verdict);
    }

    // Against the head template, as brain extraction laid it on the whole head: the warp that the segmentation follows was made with the mask, and would hide its errors.
    private SegmentationPlausibility Plausibility(HeadGraph graph)
    {
        var (brain, tissues) = (graph.Brain.Value, graph.Tissues.Value);
        var structures = tissues.Structures ?? (graph.Atlas?.Value.Structures is null ? null : graph.Regions?.Value);
        return SegmentationPlausibility.Of(graph.Preproc.Value, brain.Mask, tissues.Labels, structures, templates.Head.Value.Tissues, TissueStep.ImageToTemplate(brain), parallel);
    }

    private static RegionReportData RegionsOf(HeadGraph graph)
    {
        var atlas = graph.Atlas!.Value;
        var labels = graph.Regions!.Value;
        return new(atlas, labels, RegionStatistics.Volumes(labels, [.. atlas.Table.Labels.Select(static l => l.Id)], graph.Tissues.Value.Fractions));
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
    }
}

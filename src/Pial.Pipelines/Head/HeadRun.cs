using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Engines;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;

namespace Pial.Pipelines.Head;

/// <summary>What is run, and how.</summary>
/// <param name="Input">Image or BIDS dataset.</param>
/// <param name="Output">The derivative dataset.</param>
/// <param name="Scans">Its heads.</param>
public sealed record HeadRunSetup(string Input, string Output, IReadOnlyList<BidsScan> Scans)
{
    /// <summary>Template to normalise to.</summary>
    public TemplateSource Target { get; init; } = TemplateProvider.Embedded;

    /// <summary>Atlas of regions; null for none.</summary>
    public AtlasSource? Atlas { get; init; } = AtlasProvider.Embedded;

    /// <summary>Settings.</summary>
    public HeadRunOptions Options { get; init; } = new();

    /// <summary>Folder of intermediate results that are kept; null for a temporary one.</summary>
    public string? Work { get; init; }

    /// <summary>Threads and memory.</summary>
    public Resources Resources { get; init; } = new(Environment.ProcessorCount, null);

    /// <summary>Whether outputs of other scans of the same names are replaced.</summary>
    public bool Replace { get; init; }

    /// <summary>Folder that the outputs are derivatives of; null for the dataset, or the image's folder.</summary>
    public string? Source { get; init; }
}

/// <summary>Hears how a run goes.</summary>
public interface IHeadRunListener
{
    /// <summary>Templates are read; from now on files are written.</summary>
    void Began();

    /// <summary>
    /// A scan begins; what is given back hears of its stages, and is disposed of after the last if it can be. Null for nobody.
    /// </summary>
    IStageListener? Started(BidsScan scan);

    /// <summary>A scan ended; never called by two threads at once.</summary>
    void Ended(ScanOutcome<HeadResult> outcome);
}

/// <summary>What <c>pial run</c> does, in one call.</summary>
public static class HeadRun
{
    /// <summary>Runs one image, or all heads of a BIDS dataset: brain, tissues, standard space, regions, quality, report.</summary>
    /// <param name="path">Image of a head, or BIDS directory.</param>
    /// <param name="outputDirectory">The derivative dataset; made when missing. What is there already is not done again.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="progress">Hears how it goes; may be null.</param>
    /// <param name="cancellation">Stops everything.</param>
    /// <returns>How each scan ended; one that failed does not stop the others.</returns>
    /// <exception cref="InputException">There is no such file, no head in the dataset, or the outputs of other scans are in the
    /// way.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<ScanOutcome<HeadResult>> Execute(
        string path, string outputDirectory, HeadRunOptions? options = null, IHeadRunListener? progress = null,
            CancellationToken cancellation = default)
    {
        var found = File.Exists(path)
            ? new([SingleScan.Of(path, null, [])], []) : Directory.Exists(path)
            ? BidsDataset.Find(path, [], []) : throw new InputException($"{path} does not exist.");
        if (found.Scans.Count == 0) throw BidsDataset.Nothing(path, found);
        var scans = File.Exists(path) ? [found.Scans[0] with { Lesion = LesionMask.Of(found.Scans[0], null) }] : found.Scans;
        Directory.CreateDirectory(outputDirectory);
        return Execute(new(path, outputDirectory, scans) { Options = options ?? new() }, progress, cancellation);
    }

    /// <summary>Runs scans.</summary>
    /// <inheritdoc cref="Execute(string, string, HeadRunOptions?, IHeadRunListener?, CancellationToken)"/>
    /// <param name="setup">What is run, and how.</param>
    /// <param name="progress">Hears how it goes; may be null.</param>
    /// <param name="cancellation">Stops everything.</param>
    public static IReadOnlyList<ScanOutcome<HeadResult>> Execute(HeadRunSetup setup, IHeadRunListener? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var all = new ParallelOptions { MaxDegreeOfParallelism = setup.Resources.Threads, CancellationToken = cancellation };
        // an atlas that does not fit is refused before anything is written
        var templates = HeadTemplates.Load(setup.Target, all, setup.Atlas);
        progress?.Began();
        var replace = Begin(setup, all);
        var store = setup.Work is null
            ? new ArtifactStore(Path.Combine(setup.Output, ".pial"), temporary: true) : new ArtifactStore(setup.Work);
        return LocalEngine.Run(
            setup.Scans, setup.Resources,
            (scan, parallel) =>
            {
                var stages = progress?.Started(scan);
                using var closing = stages as IDisposable;
                return new HeadPipeline(templates, setup.Options, store, parallel, stages).Run(scan, setup.Output, replace);
            },
            progress is null ? null : progress.Ended, cancellation);
    }

    /// <summary>
    /// Makes the output the derivatives of its source; refused where it would mix the outputs of different scans of one name.
    /// </summary>
    /// <param name="setup">What is run.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>Whether outputs of another scan of a name may be replaced: a scan of a dataset may change in its place, another file of the
    /// same name is another scan.</returns>
    /// <exception cref="InputException">The outputs of other scans are in the way.</exception>
    public static bool Begin(HeadRunSetup setup, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var dataset = Directory.Exists(setup.Input);
        var source = setup.Source ?? (dataset ? setup.Input : Path.GetDirectoryName(Path.GetFullPath(setup.Input))!);
        var earlier = DatasetDescription.SourceOfDerivatives(setup.Output);
        var same = dataset && earlier is not null && Path.GetRelativePath(earlier, source) == ".";
        if (!same && !setup.Replace)
            HeadPipeline.RefuseOthers(dataset && earlier is not null ? BidsDataset.FindHeads(setup.Input, [], []) : setup.Scans,
                setup.Output, parallel);
        if (setup.Scans.Count > 0)
            DatasetDescription.Write(
                setup.Output, source, dataset || setup.Source is not null ? DatasetDescription.NameOf(source) : null,
                HeadDerivatives.NotBids,
                setup.Target.MadeOf() is { Count: > 0 } scans
                    ? (Path.GetDirectoryName(Path.GetFullPath(setup.Target.T1wPath))!, scans) : null);
        return dataset || setup.Replace;
    }
}

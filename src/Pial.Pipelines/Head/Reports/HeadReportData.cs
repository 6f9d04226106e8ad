using System.Collections.Immutable;
using Pial.Formats;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Faces;
using Pial.Operations.Quality;
using Pial.Operations.Regions;
using Pial.Operations.Registration;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Head.Reports;

/// <summary>What the report shows of a scan in another contrast.</summary>
/// <param name="Name">Its contrast.</param>
/// <param name="SourceName">Name of the raw file.</param>
/// <param name="OnHead">The scan on the head's grid, without its field.</param>
/// <param name="Place">Where it lies.</param>
public sealed record OtherContrastData(string Name, string SourceName, Volume<float> OnHead, CoregistrationResult Place);

/// <summary>What the report shows of an atlas's regions.</summary>
/// <param name="Atlas">The atlas.</param>
/// <param name="Labels">Its regions in the scan.</param>
/// <param name="Volumes">Their volumes, in the atlas's order.</param>
public sealed record RegionReportData(Atlas Atlas, Volume<int> Labels, IReadOnlyList<RegionVolume> Volumes);

/// <summary>Everything the report of one head shows.</summary>
public sealed record HeadReportData
{
    /// <summary>Name of the scan, as <c>sub-01_ses-02</c>.</summary>
    public required string Label { get; init; }

    /// <summary>Name of the raw file.</summary>
    public required string SourceName { get; init; }

    /// <summary>What the raw file says.</summary>
    public required ImageHeader Header { get; init; }

    /// <summary>What was odd about it.</summary>
    public required IReadOnlyList<HeaderFinding> Findings { get; init; }

    /// <summary>The head as read.</summary>
    public required Volume<float> Raw { get; init; }

    /// <summary>Whether the scan shows a face; null when nobody looked.</summary>
    public HeadState? State { get; init; }

    /// <summary>How the brain and its mirror image fit the template; null when nobody looked.</summary>
    public LeftRight? Sides { get; init; }

    /// <summary>Why <see cref="Sides"/> is null, as the end of a sentence.</summary>
    public string? WhyNoSides { get; init; }

    /// <summary>Measures of the segmentation against the head template; null when nobody looked.</summary>
    public SegmentationPlausibility? Plausibility { get; init; }

    /// <summary>Bias-corrected head.</summary>
    public required Volume<float> Preproc { get; init; }

    /// <summary>Total field: raw / preproc.</summary>
    public required Volume<float> Field { get; init; }

    /// <summary>What brain extraction found.</summary>
    public required BrainExtractionResult Brain { get; init; }

    /// <summary>What tissue segmentation found.</summary>
    public required Tissues Tissues { get; init; }

    /// <summary>Quality measures; null when they were not asked for.</summary>
    public IReadOnlyList<QualityMetric>? Quality { get; init; }

    /// <summary>Head and air; null without quality measures.</summary>
    public HeadMasks? Surroundings { get; init; }

    /// <summary>Volumes.</summary>
    public required TissueVolumes Volumes { get; init; }

    /// <summary>Map to the template.</summary>
    public required AffineResult Affine { get; init; }

    /// <summary>The warp to the template; null when it was not asked for.</summary>
    public DiffeomorphicResult? Warp { get; init; }

    /// <summary>The brain in the template's space; null when it was not asked for.</summary>
    public Volume<float>? Normalised { get; init; }

    /// <summary>The lesion; null when there is none.</summary>
    public Volume<bool>? Lesion { get; init; }

    /// <summary>Name of the lesion's mask; also of one that is empty.</summary>
    public string? LesionName { get; init; }

    /// <summary>The template.</summary>
    public required Template Target { get; init; }

    /// <summary>Regions of an atlas; null when there are none.</summary>
    public RegionReportData? Regions { get; init; }

    /// <summary>Contrast of the head.</summary>
    public string Contrast { get; init; } = ContrastName.T1w;

    /// <summary>Other contrasts that were segmented together with the head.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>Scans of the same head in other contrasts.</summary>
    public IReadOnlyList<OtherContrastData> Others { get; init; } = [];

    /// <summary>Scans of other contrasts that could not be used, and why.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Settings.</summary>
    public required HeadRunOptions Options { get; init; }

    /// <summary>Stages and their times, in order.</summary>
    public required IReadOnlyList<StageTime> Stages { get; init; }

    /// <summary>All steps and parameters.</summary>
    public required IReadOnlyList<ProvenanceStep> Chain { get; init; }

    /// <summary>Threads that were used.</summary>
    public required int Threads { get; init; }

    private ImmutableDictionary<Type, object> Added { get; init; } = ImmutableDictionary<Type, object>.Empty;

    /// <summary>What a stage of your own put there for its section and its checks; null when it put nothing.</summary>
    public T? Of<T>()
        where T : class => Added.GetValueOrDefault(typeof(T)) as T;

    /// <summary>The same with something more.</summary>
    public HeadReportData With<T>(T shown)
        where T : class => this with { Added = Added.SetItem(typeof(T), shown) };
}

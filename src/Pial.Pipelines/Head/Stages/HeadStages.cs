namespace Pial.Pipelines.Head.Stages;

/// <summary>The stages of a head run, in the order in which files are written and methods are told.</summary>
public static class HeadStages
{
    /// <summary>All of them. A new one is its file and its line here.</summary>
    public static IReadOnlyList<HeadStage> All { get; } =
    [
        new BrainStage(),
        new TrimmingStage(),
        new LesionStage(),
        new FieldStage(),
        new PreprocStage(),
        new TissueStage(),
        new RegistrationStage(),
        new NormalizeStage(),
        new VbmStage(),
        new RegionStage(),
        new SurfaceStage(),
        new ContrastStage(),
        new QualityStage(),
        new ReportStage(),
    ];

    /// <summary>Their words for <c>--steps</c>.</summary>
    public static IEnumerable<string> Words => All.Select(static s => s.Word).OfType<string>();
}

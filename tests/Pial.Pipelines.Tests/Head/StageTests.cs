using Pial.Formats;
using Pial.Operations.Phantoms;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Engines;
using Pial.Pipelines.Head;
using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Head;

/// <summary>A stage of one's own takes three touches: its file (here <see cref="EdgeStage"/>), its line in the list, its test.</summary>
public sealed class StageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_stage_of_ones_own_writes_is_checked_shown_and_told()
    {
        // the list, and the line in it
        var options = new HeadRunOptions
        {
            Stages = [new EdgeStage(), .. HeadStages.All],
            Outputs = HeadOutputs.Of(ReportStage.Name),
            VoxelMm = 4,
            Quality = RegistrationQuality.Fast,
        };
        var stages = new Listener();
        var outcome = Assert.Single(HeadRun.Execute(Scan(), Path.Combine(folder.Path, "out"), options, stages));
        Assert.Null(outcome.Failure);
        var result = outcome.Result!;
        Assert.Equal(["began", "sub-01", "sub-01 ended"], stages.Told);
        Assert.True(File.Exists(Path.Combine(folder.Path, "out", "dataset_description.json")));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "out", ".pial")));
        var file = Path.Combine(result.Folder, "sub-01_desc-edge_mask.nii.gz");
        Assert.InRange(ImageFile.LoadMask(file).Span.Count(true), 1000, 20000);
        Assert.Equal("edge@1", Sidecar.TextOf(file, "Step"));
        Assert.Contains("sub-01_T1w.nii.gz",
            Sidecar.ReadChain(file).Select(s => s.Parameters.ToString()).First(p => p.Contains("T1w", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        var page = File.ReadAllText(result.Report!);
        Assert.Contains("<a href=\"#edge\">Edge</a>", page, StringComparison.Ordinal);
        Assert.Contains("<section id=\"edge\">", page, StringComparison.Ordinal);
        Assert.Contains("voxels of the brain lie at its edge", page, StringComparison.Ordinal);
        Assert.Contains("The edge of the brain was found (Tustison 2010).", page, StringComparison.Ordinal);

        // What was not asked for is not done.
        Assert.DoesNotContain(stages.Names, n =>
            n.StartsWith("normalising", StringComparison.Ordinal)
            || n.StartsWith("modulating", StringComparison.Ordinal) || n == "image quality");
    }

    [Fact]
    public void Nothing_runs_when_stages_are_laid_out()
    {
        var stages = new Listener();
        var raw = Artifact.FromOutside("raw", "x", ArtifactKey.Of(Volume.Filled(Grid.Centred(new(20, 20, 20), new(8, 8, 8), default), 1f)),
            Read);
        var head = new HeadGraph(new(null, new(), stages), raw, HeadTemplates.Load(TemplateProvider.Embedded, null, AtlasProvider.Embedded),
            new());
        foreach (var key in (ReadOnlySpan<ArtifactKey>)[head.Of<HeadQuality>().Metrics.Key, head.Of<HeadVbm>().Smoothed[1].Map.Key,
            head.Of<HeadRegions>().Labels!.Key, head.Of<HeadNormalised>().Brain.Key])
            Assert.Equal(64, key.Value.Length);
        Assert.Empty(stages.Names);
        static Volume<float> Read() => throw new InvalidOperationException("nobody is to read the scan");
    }

    [Fact]
    public void Stages_have_words_of_their_own_and_an_unknown_one_is_refused()
    {
        Assert.Equal(["preproc", "segment", "normalize", "vbm", "regions", "surfaces", "quality", "report"], HeadStages.Words);
        Assert.Equal("'vmb' is not a step; the steps are preproc, segment, normalize, vbm, regions, surfaces, quality, report.",
            Assert.Throws<InputException>(() => HeadOutputs.Of("vmb")).Message);
        var wanted = HeadOutputs.Parse(["segment,vbm", "report"], ["vbm"]);
        Assert.Equal(["segment", "report"], HeadStages.Words.Where(wanted.Contains));
        Assert.Throws<ArgumentException>(() => new HeadGraph(null!, null!, null!, new()).Of<string>());
    }

    private string Scan()
    {
        var path = Path.Combine(folder.Path, "sub-01_T1w.nii.gz");
        ImageFile.Save(path, Phantom.Create(AnalyticHead.Create(4), new() { Seed = 1 }).T1w);
        return path;
    }

    /// <summary>Voxels at the edge of a mask.</summary>
    private sealed record EdgeStep : IStep<Volume<bool>, Volume<bool>>
    {
        public string Id => "edge@1";

        public Volume<bool> Run(Volume<bool> input, ParallelOptions parallel) =>
            Operations.Masks.Morphology.Erode(input, input.Grid.VoxelSize.X, parallel) is var inner
            ? Volume.Create(input.Grid, (input, inner), static (Span<bool> to, (Volume<bool> Whole, Volume<bool> Inner) s) =>
            {
                for (var n = 0; n < to.Length; n++) to[n] = s.Whole.Span[n] && !s.Inner.Span[n];
            })
            : input;
    }

    private sealed record HeadEdge(Artifact<Volume<bool>> Edge);

    private sealed class EdgeStage : HeadStage<HeadEdge>
    {
        public override HeadEdge Lay(HeadGraph head) => new(head.Runner.Apply("edge", new EdgeStep(), null, head.Of<HeadBrain>().Mask));

        public override void Write(HeadWork work) =>
            work.Writer.Mask("desc-edge_mask.nii.gz", work.Head.Of<HeadEdge>().Edge, "The edge of the brain.", null, ("Type", "Brain"));

        public override IEnumerable<Artifact> Shown(HeadWork work) => [work.Head.Of<HeadEdge>().Edge];

        public override HeadReportData Show(HeadWork work, HeadReportData data) =>
            data.With(new Count(work.Head.Of<HeadEdge>().Edge.Value.Span.Count(true)));

        public override IEnumerable<(int Place, Check Check)> Checks(HeadReportData data) =>
            [(200, new(data.Of<Count>()!.Voxels > 0, "Edge", $"{data.Of<Count>()!.Voxels} voxels of the brain lie at its edge", "some"))];

        public override IEnumerable<ReportSection> Sections(HeadReportData data) =>
            [new(70, "edge", "Edge", $"<section id=\"edge\"><h2>Edge</h2><p>{data.Of<Count>()!.Voxels} voxels</p></section>\n")];

        public override IEnumerable<string> Methods(HeadReportData data, Func<Citation, string, string> cite) =>
            [$"The edge of the brain was found ({cite(new("Tustison NJ. N4ITK.", "10.1109/TMI.2010.2046908"), "Tustison 2010")})."];
    }

    private sealed record Count(int Voxels);

    private sealed class Listener : IStageListener, IHeadRunListener
    {
        public List<string> Told { get; } = [];

        public List<string> Names { get; } = [];

        public void Started(string stage) => Names.Add(stage);

        public void Finished(StageTime stage)
        {
        }

        public void Began() => Told.Add("began");

        public IStageListener Started(BidsScan scan)
        {
            Told.Add(scan.Name.Prefix);
            return this;
        }

        public void Ended(ScanOutcome<HeadResult> outcome) => Told.Add($"{outcome.Scan.Name.Prefix} ended");
    }
}

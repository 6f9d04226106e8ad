using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Formats.FreeSurfer;
using Pial.Formats.Surfaces;
using Pial.Operations.Cortex;
using Pial.Operations.Cortex.Spheres;
using Pial.Operations.Registration;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Engines;
using Pial.Pipelines.Head;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Pipelines.Surfaces;
using Pial.Pipelines.Surfaces.Parcels;
using Pial.Tests.Shared;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Surfaces;

/// <summary>The stage on two balls, whose tissues and structures are given instead of found.</summary>
public sealed class SurfaceStageTests : IDisposable
{
    private static readonly string[] Files =
    [
        "label/lh.cortex.label", "label/rh.cortex.label", "mri/T1.mgz", "mri/ribbon.mgz", "mri/aparc+aseg.mgz", "mri/aparc.a2009s+aseg.mgz",
        "pial.json",
        .. from hemi in new[] { "lh", "rh" }
           from name in new[] { "area", "area.mid", "area.pial", "curv", "curv.gauss", "mid", "pbt", "pial", "pial_lgi", "sphere",
               "sphere.reg", "sulc", "thickness", "volume", "white" }
           select $"surf/{hemi}.{name}",
        .. from hemi in new[] { "lh", "rh" }
           from atlas in new[] { "aparc", "aparc.a2009s" }
           from file in new[] { $"label/{hemi}.{atlas}.annot", $"stats/{hemi}.{atlas}.stats" }
           select file,
    ];

    private static readonly CortexOptions Quick = CortexOptions.Default with { GridMm = 1, Vertices = 2000 };

    private static readonly RegistrationOptions OneStep = new() { Levels = [new(new(1, 1, 1), 10, 1, 1)] };

    private readonly TemporaryFolder folder = new();

    private string Subject => folder["out/freesurfer/sub-01"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void All_files_are_written_lie_in_one_place_and_are_not_made_again()
    {
        var balls = TwoBalls.Create(1);
        var (result, log) = Run(balls, "work");
        Assert.Empty(result.Problems);
        Assert.Equal(Files.Order(StringComparer.Ordinal), Directory.GetFiles(Subject, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Subject, f).Replace('\\', '/')).Order(StringComparer.Ordinal));
        // no unfinished folder
        Assert.Equal(["sub-01"], Directory.GetFileSystemEntries(folder["out/freesurfer"]).Select(f => Path.GetFileName(f)!));
        Assert.Contains("cortical surfaces", log.Made);
        Vertices(result.Folder, balls);
        foreach (var name in (string[])["hemi-L_white.surf.gii", "hemi-R_sulc.shape.gii", "desc-ribbon_dseg.nii.gz"])
        {
            var sidecar = JsonNode.Parse(File.ReadAllText(Sidecar.PathOf(Path.Combine(result.Folder, $"sub-01_{name}"))))!;
            Assert.Equal("bids:raw:sub-01_T1w.nii.gz", (string?)sidecar["Sources"]![0]);
            Assert.Contains("cortical-surfaces@5", sidecar.ToJsonString(), StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Path.Combine(result.Folder, "sub-01_hemi-L_white.surf.json")));
        (result, log) = Run(balls, "work");
        Assert.Equal((0, 0), (result.Written, log.Made.Count(m => m == "cortical surfaces")));

        // A file that is lost comes back from the store.
        File.Delete(Path.Combine(result.Folder, "sub-01_hemi-R_pial.surf.gii"));
        Directory.Delete(Subject, recursive: true);
        (result, log) = Run(balls, "work");
        Assert.Equal((2, 0), (result.Written, log.Made.Count(m => m == "cortical surfaces")));
        Assert.Contains("cortical surfaces", log.Kept);
        Vertices(result.Folder, balls);
    }

    [Fact]
    public void Regions_of_the_cortex_are_the_same_in_tables_annotations_and_volumes_and_add_up_to_the_hemisphere()
    {
        var (result, _) = Run(TwoBalls.Create(1), null);
        Assert.Empty(result.Problems);
        foreach (var (atlas, file, regions) in new[] { ("DesikanKilliany", "aparc", 34), ("Destrieux", "aparc.a2009s", 74) })
        {
            var rows = HeadDerivatives.CortexMeasures.Read(
                HeadDerivatives.CortexMeasures.PathOf(Path.Combine(result.Folder, "sub-01"), atlas), null);
            Assert.Equal(2 * regions, rows.Count);
            var inVolume = ImageFile.LoadLabels(Path.Combine(Subject, "mri", $"{file}+aseg.mgz")).Span.ToArray().ToHashSet();
            foreach (var (hemi, side) in new[] { ("lh", Hemisphere.Left), ("rh", Hemisphere.Right) })
            {
                float[] Values(string name) => MorphometryFile.Read(Path.Combine(Subject, "surf", $"{hemi}.{name}"));
                var annotation = Annotation.Read(Path.Combine(Subject, "label", $"{hemi}.{file}.annot"));
                var (areas, thickness) = (Values("area"), Values("thickness"));
                var cortex = Enumerable.Range(0, areas.Length).Where(v => thickness[v] > 0).ToArray();
                var here = rows.Where(r => r.Region.StartsWith(hemi, StringComparison.Ordinal)).ToArray();
                Assert.Equal(cortex.Sum(v => (double)areas[v]), here.Sum(static r => r.AreaMm2), 5.0);
                var stats = StatsReader.Read(Path.Combine(Subject, "stats", $"{hemi}.{file}.stats"));
                foreach (var row in here.Where(static r => r.AreaMm2 > 0))
                {
                    var name = row.Region[3..];
                    var id = annotation.Table.Labels.Single(l => l.Name == name).Id;
                    var own = Enumerable.Range(0, areas.Length).Where(v => annotation.Labels[v] == id).ToArray();
                    Assert.Equal(own.Sum(v => (double)areas[v]), row.AreaMm2, 0.1);
                    Assert.Equal(own.Average(v => (double)thickness[v]), row.ThicknessMm, 0.001);
                    Assert.Equal(own.Length, stats.Value(name, "NumVert"));
                    Assert.Equal(row.ThicknessMm, stats.Value(name, "ThickAvg")!.Value, 0.001);
                    if (own.Length > 20) Assert.Contains(PopulationSphere.VolumeOffset(atlas, side) + id, inVolume);
                }
            }
        }
    }

    private void Vertices(string anat, TwoBalls balls)
    {
        var numbers = HeadDerivatives.SurfaceMetrics.Read(Path.Combine(anat, "sub-01_desc-surfaces_metrics.json"), null)!;
        var geometry = new SurfaceGeometry(SurfaceGeometry.Conformed(balls.T1w.Grid), "../mri/T1.mgz");
        foreach (var (hemi, bids, side) in new[] { ("lh", "L", "left"), ("rh", "R", "right") })
        {
            var free = SurfaceFile.Read(Path.Combine(Subject, "surf", $"{hemi}.pial"));
            var gifti = HeadDerivatives.Surface.Read(HeadDerivatives.Surface.PathOf(Path.Combine(anat, "sub-01"), bids, "pial"), null);
            Assert.Equal(free.Triangles, gifti.Triangles);
            Assert.Equal(2, free.EulerNumber);
            for (var v = 0; v < free.VertexCount; v += 97)
            {
                var f = free.Coordinates.Slice(3 * v, 3);
                var g = gifti.Coordinates.Slice(3 * v, 3);
                Assert.True(geometry.ToSurface.Apply(new(g[0], g[1], g[2])).DistanceTo(new(f[0], f[1], f[2])) < 1e-4);
                Assert.Equal(side == "left", g[0] < 0);
            }

            var thickness = MorphometryFile.Read(Path.Combine(Subject, "surf", $"{hemi}.thickness"));
            Assert.Equal(thickness,
                HeadDerivatives.SurfaceMeasure.Read(HeadDerivatives.SurfaceMeasure.PathOf(Path.Combine(anat, "sub-01"), bids, "thickness"),
                null));
            Assert.Equal(TwoBalls.ThicknessMm, (double)numbers[side]!["mean_thickness_mm"]!, 0.3);
            var onTarget = HeadDerivatives.TargetMeasure.Read(
                HeadDerivatives.TargetMeasure.PathOf(Path.Combine(anat, "sub-01"), bids, "thickness"), null);
            Assert.Equal(40_962, onTarget.Length);
            Assert.InRange(onTarget.Count(static t => t > 0), 30_000, 40_962);
            Assert.Equal(thickness.Where(static t => t > 0).Average(), onTarget.Where(static t => t > 0).Average(), 0.2);
        }

        Assert.Empty(numbers["warnings"]!.AsArray());
        var ribbon = ImageFile.LoadLabels(Path.Combine(anat, "sub-01_desc-ribbon_dseg.nii.gz"));
        Assert.True(ribbon.Grid.Matches(balls.T1w.Grid));
        Assert.Equal([0, 2, 3, 41, 42], ribbon.Span.ToArray().Distinct().Order());
    }

    [Fact]
    public void A_folder_of_another_hand_is_left_alone_and_named_and_the_rest_is_done()
    {
        folder.Touch("out/freesurfer/sub-01/surf/lh.white", "of FreeSurfer");
        var (result, _) = Run(TwoBalls.Create(2), null);
        Assert.Contains("not of Pial's making", Assert.Single(result.Problems), StringComparison.Ordinal);
        Assert.Equal("of FreeSurfer", File.ReadAllText(folder["out/freesurfer/sub-01/surf/lh.white"]));
        Assert.Single(Directory.GetFiles(Subject, "*", SearchOption.AllDirectories));
        Assert.True(File.Exists(Path.Combine(result.Folder, "sub-01_hemi-L_white.surf.gii")));
    }

    [Fact]
    public void What_cannot_be_made_is_named_and_what_can_is_made()
    {
        var (result, _) = Run(TwoBalls.Create(2, right: false), null);
        Assert.True(File.Exists(Path.Combine(result.Folder, "sub-01_hemi-L_white.surf.gii")));
        Assert.Empty(Directory.GetFiles(result.Folder, "*_hemi-R_*"));
        Assert.Equal("there is no white matter of the right hemisphere, so it has no surfaces", Assert.Single(Warnings(result)));

        // The same name, now with voxels that are too large: what was there before goes.
        (result, _) = Run(TwoBalls.Create(3), null, replace: true);
        Assert.StartsWith("no surfaces were made: voxels of 3 × 3 × 3 mm", Assert.Single(Warnings(result)), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(result.Folder, "*_hemi-*"));
        Assert.False(Directory.Exists(Subject));
    }

    [Fact]
    public void A_cut_hemisphere_a_lesion_and_coarse_voxels_are_warned_of()
    {
        var step = new SurfaceStep { Options = Quick };
        var balls = TwoBalls.Create(1, cut: 10);
        var lesion = balls.T1w.Map(static _ => false);
        var found = step.Run(new(balls.T1w, balls.Tissues, balls.Structures, lesion), new());
        Assert.Contains("the field of view cuts the left hemisphere", Assert.Single(found.Warnings), StringComparison.Ordinal);
        Assert.Equal(2, found.Sides.Count);
        Assert.All(found.Summaries(), s => Assert.Equal(2, s.EulerNumber));

        balls = TwoBalls.Create(1);
        found = step.Run(new(balls.T1w, balls.Tissues, balls.Structures, balls.Structures.Map(static l => l == 42)), new());
        Assert.Contains("of the lesion lie in the right hemisphere", Assert.Single(found.Warnings), StringComparison.Ordinal);
        Assert.Contains("above 2 mm", Assert.Single(SurfaceLimits.OfVoxels(Grid.Centred(new(9, 9, 9), new(1, 1, 3), default))),
            StringComparison.Ordinal);
        Assert.Null(SurfaceLimits.Refusal(Grid.Centred(new(9, 9, 9), new(1, 1, 3), default)));
        Assert.Empty(SurfaceLimits.OfVoxels(Grid.Centred(new(9, 9, 9), new(2, 2, 2), default)));
    }

    [Fact]
    public void A_lesion_through_the_cortex_is_passed_over_and_the_other_side_stays_as_it_was()
    {
        var step = new SurfaceStep { Options = Quick };
        var (whole, hurt) = (TwoBalls.Create(1), TwoBalls.Create(1, lesionMm: 5));
        var grid = whole.T1w.Grid;
        var lesion = Volume.Create<bool>(grid, Enumerable.Range(0, grid.Shape.Count).Select(n => TwoBalls.Lesion.DistanceTo(
            grid.Affine.Apply(new(n % grid.Shape.I, n / grid.Shape.I % grid.Shape.J, n / grid.Shape.SliceCount))) < 5).ToArray());
        var before = step.Run(new(whole.T1w, whole.Tissues, whole.Structures, null), new());
        var found = step.Run(new(hurt.T1w, hurt.Tissues, hurt.Structures, lesion), new());
        Assert.Equal(2, found.Sides.Count);
        Assert.All(found.Summaries(), s => Assert.Equal((2, 0), (s.EulerNumber, s.Crossings)));
        Assert.Equal(before.Sides[1].Pial.Positions, found.Sides[1].Pial.Positions);
        Assert.InRange(found.Summaries()[0].VolumeMm3, 0.5 * before.Summaries()[0].VolumeMm3, 0.97 * before.Summaries()[0].VolumeMm3);

        // Of voxels that are told to be no part of a hemisphere there is nothing to warn of; where the labels cover it, there is.
        Assert.Empty(found.Warnings);
        found = step.Run(new(hurt.T1w, hurt.Tissues, whole.Structures, lesion), new());
        Assert.Contains("mL of the lesion lie in the left hemisphere", Assert.Single(found.Warnings), StringComparison.Ordinal);
        Assert.All(found.Summaries(), s => Assert.Equal((2, 0), (s.EulerNumber, s.Crossings)));
    }

    [Fact]
    public void Thick_slices_give_closed_surfaces_and_a_warning()
    {
        var balls = TwoBalls.Create(1, sliceMm: 3);
        var found = new SurfaceStep { Options = Quick }.Run(new(balls.T1w, balls.Tissues, balls.Structures, null), new());
        Assert.Equal(2, found.Sides.Count);
        Assert.All(found.Summaries(), s => Assert.Equal((2, 0), (s.EulerNumber, s.Crossings)));
        Assert.Contains("voxels of 1 × 1 × 3 mm are above 2 mm", Assert.Single(found.AllWarnings()), StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_change_no_bit_of_either_side()
    {
        var (step, balls) = (new SurfaceStep { Options = Quick }, TwoBalls.Create(1, lesionMm: 4));
        SurfaceInput input = new(balls.T1w, balls.Tissues, balls.Structures, null);
        var (one, many) = (step.Run(input, new() { MaxDegreeOfParallelism = 1 }), step.Run(input, new() { MaxDegreeOfParallelism = 7 }));
        foreach (var (a, b) in one.Sides.Zip(many.Sides))
        {
            Assert.Equal(a.Side, b.Side);
            Assert.Equal(a.Pial.Positions, b.Pial.Positions);
            Assert.Equal(a.Measures.ThicknessMm, b.Measures.ThicknessMm);
        }
    }

    [Fact]
    public void Without_the_word_nothing_is_made_and_where_it_cannot_be_the_word_is_answered()
    {
        var (result, log) = Run(TwoBalls.Create(2), null, HeadOutputs.Of(SegmentWord));
        Assert.Empty(result.Problems);
        Assert.DoesNotContain("cortical surfaces", log.Made);
        Assert.False(Directory.Exists(folder["out/freesurfer"]));
        (result, _) = Run(TwoBalls.Create(2), null, HeadOutputs.Of(SurfaceStage.Name), name: "sub-01_T2w.nii.gz");
        Assert.Equal("no surfaces were made: they need a T1w, and this is a T2w.", Assert.Single(result.Problems));
    }

    private const string SegmentWord = "segment";

    private static IEnumerable<string> Warnings(HeadResult result) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(result.Folder, "sub-01_desc-surfaces_metrics.json")))!["warnings"]!.AsArray()
            .Select(static w => (string)w!);

    private (HeadResult Result, Listener Log) Run(TwoBalls balls, string? work, HeadOutputs? outputs = null,
        string name = "sub-01_T1w.nii.gz", bool replace = false)
    {
        var (path, log) = (folder[name], new Listener());
        ImageFile.Save(path, balls.T1w);
        var options = new HeadRunOptions
        {
            Stages =
            [
                new Given(balls), new GivenPreproc(), new GivenRegistration(balls),
                new SurfaceStage { Options = Quick, Registration = OneStep },
            ],
            Outputs = outputs ?? HeadOutputs.All,
        };
        Directory.CreateDirectory(folder["out"]);
        var outcome = Assert.Single(HeadRun.Execute(new(path, folder["out"], [SingleScan.Of(path, null, [])])
        {
            Options = options,
            Work = work is null ? null : folder[work],
            Replace = replace,
            Resources = new(2, null),
        }, log, default));
        Assert.Null(outcome.Failure);
        return (outcome.Result!, log);
    }

    private sealed class Given(TwoBalls balls) : HeadStage<HeadTissues>
    {
        public override HeadTissues Lay(HeadGraph head)
        {
            var field = Volume.Filled(balls.T1w.Grid, 1f);
            var tissues = new Tissues(balls.Tissues, balls.Structures, field, true) { Structures = balls.Structures };
            var artifact = Artifact.FromOutside("tissues", "given", ArtifactKey.Of(balls.Structures), tissues);
            return new(artifact, artifact, artifact.Select(static t => t.Residual));
        }
    }

    private sealed class GivenRegistration(TwoBalls balls) : HeadStage<HeadRegistration>
    {
        public override HeadRegistration Lay(HeadGraph head)
        {
            var (still, key) = (Warp.Create(balls.T1w.Grid, static _ => default), ArtifactKey.Of(balls.Structures));
            return new(
                Artifact.FromOutside("affine", "given", key, new AffineResult(Affine.Identity, 0.7, 1, true, [])),
                Artifact.FromOutside(
                    "warp", "given", key, new DiffeomorphicResult(still, still, Affine.Identity, [new(4, 10, 0, 1, true)], 0.8, 0)));
        }
    }

    private sealed class GivenPreproc : HeadStage<HeadPreproc>
    {
        public override HeadPreproc Lay(HeadGraph head) => new(head.Raw, head.Raw);
    }

    private sealed class Listener : IStageListener, IHeadRunListener
    {
        public List<string> Made { get; } = [];

        public List<string> Kept { get; } = [];

        public void Started(string stage) => Made.Add(stage);

        public void Finished(StageTime stage)
        {
            if (stage.Reused) Kept.Add(stage.Name);
        }

        public void Began()
        {
        }

        public IStageListener Started(BidsScan scan) => this;

        public void Ended(ScanOutcome<HeadResult> outcome)
        {
        }
    }
}

using Pial.Formats;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Operations.Resampling;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Engines;
using Pial.Pipelines.Head;
using Pial.Pipelines.Population;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Population;

/// <summary>
/// One stripped brain twice, a tenth larger and a tenth smaller and lying elsewhere: the template must be of the size between.
/// </summary>
public sealed class PopulationBuildTests : IDisposable
{
    private static readonly PopulationOptions Quick = new()
    {
        Name = "Tiny",
        Iterations = 1,
        Quality = RegistrationQuality.Fast,
        VoxelMm = 4
    };
    private static readonly Lazy<Volume<float>> Anatomy = new(
        () => Resample.ToVoxelSize(EmbeddedTemplate.Target().Brain(), 3, Interpolation.Linear, new() { AntiAlias = true })
            .Map(v => v < 20 ? 0 : v));
    private const double Middle = 0.9; // the embedded brain a tenth larger would be larger than any brain
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_template_lies_between_its_subjects_and_neither_threads_nor_a_kill_change_a_bit()
    {
        var scans = Cohort();
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Build("killed", scans, 2, stop.Token, line =>
        {
            if (line.StartsWith("round 1", StringComparison.Ordinal)) stop.Cancel();
        }));
        var lines = new List<string>();
        var resumed = Build("killed", scans, 2, default, lines.Add);
        Assert.Contains("round 1 of 1 done", lines);
        var whole = Build("whole", scans, 1, default, null);
        Assert.Equal(whole.Key, resumed.Key);
        Assert.True(whole.Value.Brain.Span.SequenceEqual(resumed.Value.Brain.Span));
        Assert.True(whole.Value.Tissues.Gm.Span.SequenceEqual(resumed.Value.Tissues.Gm.Span));

        Assert.Equal((2, 0), (whole.Value.Subjects, whole.Value.Heads));
        Assert.InRange(Ml(whole.Value.Mask) / (Middle * Middle * Middle * Ml(Anatomy.Value.Map(v => v > 0))), 0.94, 1.06);
        Sums(whole.Value);
        Files(whole, scans);
    }

    [Fact]
    public void A_group_of_one_or_of_the_same_scan_twice_is_refused()
    {
        var scan = new BidsScan("sub-01_T1w.nii.gz", BidsName.Of("sub-01_T1w.nii.gz"), "sub-01/anat/sub-01_T1w.nii.gz");
        Assert.Contains("at least two scans", Assert.Throws<InputException>(() => Build("one", [scan], 1, default, null)).Message,
            StringComparison.Ordinal);
        Assert.Contains("there twice",
            Assert.Throws<InputException>(() => Build("twice", [scan, scan with { Relative = "b" }], 1, default, null)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Scans_that_cannot_be_used_are_all_named_before_anything_is_registered()
    {
        var empty = folder["sub-02_T1w.nii.gz"];
        ImageFile.Save(empty, Volume.Filled(Ramp.Grid(), 1f));
        BidsScan Scan(string path) => new(path, BidsName.Of(path), Path.GetFileName(path));
        var error = Assert.Throws<InputException>(() => Build("bad", [Scan(folder["sub-01_T1w.nii.gz"]), Scan(empty)], 1, default, null));
        Assert.Contains("sub-01 (", error.Message, StringComparison.Ordinal);
        Assert.Contains("sub-02 (", error.Message, StringComparison.Ordinal);
    }

    private static double Ml(Volume<bool> mask) => mask.Span.Count(true) * mask.Grid.VoxelVolume / 1000;

    private static void Sums(PopulationTemplate template)
    {
        for (var n = 0; n < template.Mask.Shape.Count; n++)
        {
            if (!template.Mask.Span[n]) continue;
            Assert.InRange(template.Tissues.Gm.Span[n] + template.Tissues.Wm.Span[n] + template.Tissues.Csf.Span[n], 0.45, 1.001);
        }
    }

    private void Files(Artifact<PopulationTemplate> template, IReadOnlyList<BidsScan> scans)
    {
        var target = folder["tpl-Tiny"];
        PopulationWriter.Write(template, Quick, scans, target);
        var found = TemplateFlow.Find([folder.Path], "Tiny")!;
        Assert.NotNull(TemplateProvider.Load(found).BrainMask);
        foreach (var file in (string[])["template_description.json", "tpl-Tiny_res-01_label-GM_probseg.nii.gz", "report/brain.png",
            "report/mosaic.png"])
            Assert.True(File.Exists(Path.Combine(target, file)), file);
    }

    private Artifact<PopulationTemplate> Build(string work, IReadOnlyList<BidsScan> scans, int threads, CancellationToken cancellation,
        Action<string>? say) => new PopulationBuild(
        Quick, HeadTemplates.Load(TemplateProvider.Embedded), new ArtifactStore(folder[work]), new Resources(threads, null), say,
        cancellation).Run(scans);

    private List<BidsScan> Cohort()
    {
        var brain = Anatomy.Value;
        BidsScan Subject(string label, double scale, Point shift)
        {
            var path = folder[$"{label}_T1w.nii.gz"];
            var place = Affine.Translation(shift) * Affine.Scaling(scale, scale, scale) * brain.Grid.Affine;
            ImageFile.Save(path, brain.WithGrid(new(brain.Shape, place)));
            return new(path, BidsName.Of(path), $"{label}/anat/{label}_T1w.nii.gz");
        }

        return [Subject("sub-01", Middle * 1.1, new(12, -9, 20)), Subject("sub-02", Middle / 1.1, new(-7, 15, 3))];
    }
}

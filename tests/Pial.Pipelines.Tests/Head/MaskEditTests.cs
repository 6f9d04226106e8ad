using Pial.Pipelines.Bids;
using Pial.Pipelines.Head;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Provenance;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Head;

public sealed class MaskEditTests : IDisposable
{
    private static readonly Grid Grid = new(new(6, 6, 6), Affine.Identity);
    private readonly TemporaryFolder folder = new();
    private readonly Artifact<Volume<float>> raw = Raw(1);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_edit_says_who_made_it_is_explained_and_counts_for_its_scan_alone()
    {
        var stem = Path.Combine(folder.Path, "sub-01");
        Found(stem);
        var made = new DateTime(2026, 11, 30, 22, 0, 0, DateTimeKind.Utc);
        Assert.Null(MaskEdit.Find(stem));
        MaskEdit.Write(stem, Mask(7), "anna", made);
        var edit = MaskEdit.Find(stem)!;
        Assert.Equal(("anna", made, "anna, 2026-11-30"), (edit.Author, edit.Made, edit.Words));
        Assert.Equal(7, edit.Of(raw, null)!.Value.Span.Count(true));
        Assert.Null(edit.Of(Raw(2), null));
        Assert.False(edit.IsIn(stem));
        Assert.Contains(ChainText.Of(Sidecar.ReadChain(edit.Path)), l => l.Contains("Author = \"anna\"", StringComparison.Ordinal));
        MaskEdit.Remove(stem);
        Assert.Null(MaskEdit.Find(stem));
        Assert.True(File.Exists($"{stem}_desc-brain_mask.nii.gz"));
    }

    [Fact]
    public void Brain_tissues_and_all_that_follows_are_made_of_the_edit()
    {
        var stem = Path.Combine(folder.Path, "sub-01");
        Found(stem);
        MaskEdit.Write(stem, Mask(7), "anna", DateTime.UtcNow);
        var edit = MaskEdit.Find(stem)!.Of(raw, null);
        foreach (var contrast in new[] { "T1w", "T2w" })
        {
            var (with, without) = (Head(contrast, edit), Head(contrast, null));
            Assert.Contains(edit!.Key, with.Of<HeadBrain>().Mask.Chain().Select(s => s.Key));
            Assert.Contains(edit.Key, with.Of<HeadTissues>().Tissues.Chain().Select(s => s.Key));
            Assert.DoesNotContain("mask-trimming", string.Join(' ', with.Of<HeadBrain>().Mask.Chain().Select(s => s.Id)));
            Assert.NotEqual(with.Of<HeadTissues>().Tissues.Key, without.Of<HeadTissues>().Tissues.Key);
        }
    }

    private static Artifact<Volume<float>> Raw(float value)
    {
        var image = Volume.Filled(Grid, value);
        return Artifact.FromOutside("raw", "sub-01_T1w.nii.gz", ArtifactKey.Of(image), image);
    }

    private static Volume<bool> Mask(int voxels) =>
        Volume.Create(Grid, voxels, static (Span<bool> v, int n) => v[..n].Fill(true));

    private HeadGraph Head(string contrast, Artifact<Volume<bool>>? edit) => new(new StepRunner(null, new(), null), raw,
        HeadTemplates.Load(TemplateProvider.Embedded), new())
    { Contrast = contrast, Edit = edit };

    private void Found(string stem)
    {
        var mask = raw.Part("Mask", static v => v.Map(static x => x > 0));
        var writer = new DerivativeWriter(folder.Path, Path.GetFileName(stem), ["bids:raw:x"], new());
        writer.Mask("desc-brain_mask.nii.gz", mask, "Found.", null);
    }
}

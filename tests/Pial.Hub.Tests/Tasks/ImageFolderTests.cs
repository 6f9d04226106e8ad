using Pial.Formats;
using Pial.Hub.Tasks;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Hub.Tests.Tasks;

public sealed class ImageFolderTests : IDisposable
{
    private static readonly Grid Small = new(new(4, 3, 2), Affine.Identity);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("channels: {T1w: _T1w.nii.gz, FLAIR: _FLAIR.nii.gz}\n  references: _lesion.nii.gz",
        "a/p1_T1w.nii.gz a/p1_FLAIR.nii.gz a/p1_lesion.nii.gz p2_T1w.nii.gz p2_FLAIR.nii.gz p2_lesion.nii.gz")]
    [InlineData("channels: {T1w: \"{case}/T1_*.nii.gz\", FLAIR: \"{case}/FLAIR_*.nii.gz\"}\n  references: \"{case}/GOLD*.nii.gz\"",
        "p1/T1_N4.nii.gz p1/FLAIR_N4.nii.gz p1/GOLD.nii.gz p2/T1_x.nii.gz p2/FLAIR_y.nii.gz p2/GOLD_z.nii.gz other.nii.gz")]
    [InlineData("channels: {T1w: \"{case}/anat/{case}_T1w.nii.gz\", FLAIR: \"{case}/anat/{case}_FLAIR.nii.gz\"}\n  references: " +
        "\"derivatives/*/{case}/anat/{case}_dseg.nii.gz\"",
        "p1/anat/p1_T1w.nii.gz p1/anat/p1_FLAIR.nii.gz derivatives/raters/p1/anat/p1_dseg.nii.gz p2/anat/p2_T1w.nii.gz " +
            "p2/anat/p2_FLAIR.nii.gz derivatives/raters/p2/anat/p2_dseg.nii.gz p1/anat/p2_T1w.nii.gz")]
    public void Endings_folders_and_bids_are_one_language(string patterns, string files)
    {
        Save(files);
        var cases = ImageFolder.Load(folder["data"], Task(patterns));
        Assert.Equal(["p1", "p2"], cases.Select(c => c.Id));
        Assert.All(cases, c => Assert.Equal(["T1w", "FLAIR"], c.Channels.Select(x => x.Name)));
        Assert.Equal(2, cases[0].Channel("flair")!.Span[0]);
        Assert.Equal([0, 1], cases[0].Labels!.Span.ToArray().Distinct().Order());
    }

    [Theory]
    [InlineData("a_T1w.nii.gz a_lesion.nii.gz a_FLAIR.nii.gz b_T1w.nii.gz b_lesion.nii.gz",
        "b has no FLAIR: there is no b_FLAIR.nii.gz in ")]
    [InlineData("a_T1w.nii.gz a_FLAIR.nii.gz", "a has no reference: there is no a_lesion.nii.gz in ")]
    [InlineData("1/a_T1w.nii.gz 1/a_lesion.nii.gz 1/a_FLAIR.nii.gz 2/a_T1w.nii.gz 2/a_lesion.nii.gz 2/a_FLAIR.nii.gz",
        " has two cases called a: 1/a and 2/a.")]
    public void What_a_case_lacks_is_named(string files, string says)
    {
        Save(files);
        Assert.Contains(says,
            Assert.Throws<InputException>(
                () => ImageFolder.Load(folder["data"],
                    Task("channels: {T1w: _T1w.nii.gz, FLAIR: _FLAIR.nii.gz}\n  references: _lesion.nii.gz"))).Message,
                    StringComparison.Ordinal);
    }

    [Fact]
    public void Grids_that_differ_and_structures_that_are_nowhere_are_named()
    {
        const string Patterns = "channels: {T1w: _T1w.nii.gz, FLAIR: _FLAIR.nii.gz}\n  references: _lesion.nii.gz";
        Save("a_T1w.nii.gz a_FLAIR.nii.gz a_lesion.nii.gz");
        Assert.Equal("no reference has Core (4); besides 0 they have 1, 9.",
            Assert.Throws<InputException>(() => ImageFolder.Load(folder["data"], Task(Patterns, "{Lesion: 1, Core: 4}"))).Message);
        ImageFile.Save(folder["data/a_FLAIR.nii.gz"], Volume.Filled(new(new(4, 3, 2), Affine.Translation(new(5, 0, 0))), 2f));
        Assert.StartsWith("a_FLAIR.nii.gz (", Assert.Throws<InputException>(() => ImageFolder.Load(folder["data"], Task(Patterns))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("images: \"*.nii\"\n  references: _x.nii", "'*.nii' says nothing of the case; put {case} where its name stands.")]
    [InlineData("images: \"{case}.nii\"\n  references: _x.nii",
        "the files of a task are all endings, or all paths with {case}; these are mixed: {case}.nii, _x.nii.")]
    [InlineData("images: \"{case}/T1*\"\n  references: \"{case}/GOLD*\"",
        "p has two files of its image, p/T1_a.nii and p/T1_b.nii; the pattern {case}/T1* must tell them apart.")]
    [InlineData("images: a.nii\n  channels: {T1w: b.nii}", "small.yaml, line 12: 'images' and 'channels' are one or the other.")]
    public void Patterns_that_cannot_be_meant_are_refused(string patterns, string says)
    {
        folder.Write("data/p/T1_a.nii", "");
        folder.Write("data/p/T1_b.nii", "");
        Assert.Equal(says, Assert.Throws<InputException>(() => ImageFolder.Load(folder["data"], Task(patterns))).Message);
    }

    private static TaskDefinition Task(string patterns, string labels = "{Lesion: 1}") =>
        SmallTask.Of($"metrics: {{primary: Dice}}\ntask:\n  kind: segmentation\n  {patterns}\n  labels: {labels}\n").Task;

    // T1w is 1 everywhere, FLAIR 2; a reference has 1 and a number that the task does not know.
    private void Save(string files)
    {
        foreach (var file in files.Split(' '))
        {
            var path = folder["data/" + file];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (file.Contains("FLAIR", StringComparison.Ordinal)) ImageFile.Save(path, Volume.Filled(Small, 2f));
            else if (file.Contains("T1", StringComparison.Ordinal)) ImageFile.Save(path, Volume.Filled(Small, 1f));
            else ImageFile.Save(path, Volume.Create<int>(Small, [0, 1, 9, .. new int[21]]), new() { Type = StoredType.UInt8 });
        }
    }
}

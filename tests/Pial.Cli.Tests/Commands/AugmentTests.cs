using Pial.Formats;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

public sealed class AugmentTests : IDisposable
{
    private const string Pipeline = """
        - RandomAffine: {degrees: 10, translation: 5}
        - RandomFlip: {axes: [LR], flip_probability: 1}
        - RandomNoise: {std: [1, 5]}
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pial-augment-");

    public AugmentTests()
    {
        var grid = Grid.Centred(new(12, 14, 10), new(2, 2, 2), default);
        ImageFile.Save(In("t1.nii.gz"), Volume.Create(grid, 0, static (Span<float> v, int _) =>
        {
            for (var n = 0; n < v.Length; n++) v[n] = 100 + (n * 37 % 101);
        }));
        ImageFile.Save(In("seg.nii.gz"), Volume.Create(grid, 0, static (Span<int> v, int _) =>
        {
            for (var n = 0; n < v.Length; n++) v[n] = n % 12 < 6 ? 1 : 2;
        }));
        File.WriteAllText(In("seg.tsv"), "index\tname\n1\tLeft-Thalamus\n2\tRight-Thalamus\n");
        File.WriteAllText(In("aug.yaml"), Pipeline);
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_seed_and_a_history_give_the_same_bytes()
    {
        Assert.Equal((0, "", ""), await PialLine.Run("augment", In("t1.nii.gz"), In("a.nii.gz"), "--pipeline", In("aug.yaml"), "--seed",
            "3", "--threads", "1"));
        Assert.Equal((0, "", ""), await PialLine.Run("augment", In("t1.nii.gz"), In("b.nii.gz"), "--pipeline", In("aug.yaml"), "--seed",
            "3", "--threads", "4"));
        Assert.Equal((0, "", ""), await PialLine.Run("augment", In("t1.nii.gz"), In("c.nii.gz"), "--replay", In("a_history.yaml")));
        Assert.Equal(File.ReadAllBytes(In("a.nii.gz")), File.ReadAllBytes(In("b.nii.gz")));
        Assert.Equal(File.ReadAllBytes(In("a.nii.gz")), File.ReadAllBytes(In("c.nii.gz")));
        Assert.Equal(File.ReadAllText(In("a_history.yaml")), File.ReadAllText(In("c_history.yaml")));
    }

    [Fact]
    public async Task Several_results_and_their_labels_go_where_they_should()
    {
        File.WriteAllText(In("flip.yaml"), "- Flip: {axes: [LR]}\n");
        var (code, _, error) = await PialLine.Run("augment", In("t1.nii.gz"), In("o.nii.gz"), "--pipeline", In("flip.yaml"), "--count", "2",
            "--labels", In("seg.nii.gz"), "--table", In("seg.tsv"));
        Assert.Equal((0, ""), (code, error));
        Assert.True(File.Exists(In("o-1.nii.gz")) && File.Exists(In("o-2_history.yaml")));

        // Mirrored and renamed: the left half still is label 1.
        Assert.True(ImageFile.LoadLabels(In("o-2_labels.nii.gz")).Span.SequenceEqual(ImageFile.LoadLabels(In("seg.nii.gz")).Span));
        Assert.Equal(0,
            (await PialLine.Run("augment", In("o-1.nii.gz"), In("back.nii.gz"), "--replay", In("o-1_history.yaml"), "--undo")).Code);
        Assert.True(ImageFile.Load(In("back.nii.gz")).Image.Span.SequenceEqual(ImageFile.Load(In("t1.nii.gz")).Image.Span));
    }

    [Theory]
    [InlineData("- RandomBlur\n- RandomCropByPosNegLabel:\n    spatial_size: 13\n",
        "p.yaml, line 2: RandomCropByPosNegLabel: a box of 13 voxels is larger than the image (12×14×10) along axis 0")]
    [InlineData("- ZNormalization: {masking_method: brain}",
        "p.yaml, line 1: ZNormalization: there is no image 'brain'; there are image, labels.")]
    [InlineData("- OneOf:\n    - RandomBlur\n    - RandomNoise: {include: [t1]}", "p.yaml, line 3: RandomNoise: there is no image 't1'")]
    [InlineData("- RandomNoise: {std: [3, 1]}", "p.yaml, line 1: RandomNoise: An interval needs two finite numbers")]
    public async Task What_cannot_work_is_said_with_its_line_before_a_voxel_is_read(string yaml, string message)
    {
        File.WriteAllText(In("p.yaml"), yaml);

        var (code, _, error) = await PialLine.Run("augment", In("t1.nii.gz"), In("out.nii"), "--pipeline", In("p.yaml"), "--labels",
            In("seg.nii.gz"));
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_on_another_grid_are_refused()
    {
        ImageFile.Save(In("other.nii.gz"), Volume.Filled(Grid.Centred(new(12, 14, 10), new(2, 2, 2), new(5, 0, 0)), 1));
        var (code, _, error) = await PialLine.Run("augment", In("t1.nii.gz"), In("out.nii.gz"), "--pipeline", In("aug.yaml"), "--labels",
            In("other.nii.gz"));
        Assert.Equal(2, code);
        Assert.Contains("is not on the grid of", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_pipeline_makes_besides_is_written_under_its_own_name()
    {
        File.WriteAllText(In("hot.yaml"), "- OneHot\n- RandomLabelsToImage\n");
        var (code, _, error) = await PialLine.Run("augment", In("t1.nii.gz"), In("out.nii.gz"), "--pipeline", In("hot.yaml"), "--labels",
            In("seg.nii.gz"));
        Assert.Equal((0, ""), (code, error));
        Assert.True(ImageFile.LoadLabels(In("out_labels_2.nii.gz")).Span.SequenceEqual(
            ImageFile.LoadLabels(In("seg.nii.gz")).Map(static l => l == 2 ? 1 : 0).Span));
        Assert.True(File.Exists(In("out_image_from_labels.nii.gz")));
    }

    [Theory]
    [InlineData("Give --pipeline or --replay", "--seed", "1")]
    [InlineData("does not exist", "--pipeline", "nowhere.yaml")]
    [InlineData("must not be mirrored", "--pipeline", "aug.yaml", "--lateralised")]
    [InlineData("--count must be", "--pipeline", "aug.yaml", "--count", "0")]
    [InlineData("--undo needs", "--pipeline", "aug.yaml", "--undo")]
    [InlineData("leaves something to chance", "--replay", "aug.yaml")]
    public async Task Mistakes_are_refused_and_nothing_is_written(string message, params string[] options)
    {
        var (code, _, error) = await PialLine.Run(["augment", In("t1.nii.gz"), In("out.nii.gz"),
            .. options.Select(o => o == "aug.yaml" ? In(o) : o)]);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(File.Exists(In("out.nii.gz")));
    }

    private string In(string name) => Path.Combine(folder.FullName, name);
}

using Pial.Operations.Augmentation;
using Pial.Pipelines.Augmentation;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Augmentation;

public sealed class PipelineFileTests
{
    private const string Specification = """
        - RandomAffine:
            scales: [0.9, 1.1]
            degrees: 10
            translation: 5
            p: 0.75
        - RandomFlip: {axes: [LR], p: 0.5}
        - RandomNoise: {std: [0, 0.1], p: 0.25}
        - RandomBiasField: {coefficients: 0.5, p: 0.25}
        """;

    [Fact]
    public void The_specifications_example_means_what_it_means_in_TorchIO()
    {
        var transforms = PipelineFile.Parse(Specification, "aug.yaml").Transforms;
        var affine = Assert.IsType<RandomAffine>(transforms[0]);
        Assert.Equal((new Interval(0.9, 1.1), new Interval(-10, 10), new Interval(-5, 5), 0.75),
            (affine.Scales.X, affine.Degrees.Z, affine.Translation.Y, affine.P));
        var flip = Assert.IsType<RandomFlip>(transforms[1]);
        Assert.Equal("LR", Assert.Single(flip.Axes));
        Assert.Equal((0.5, 0.5), (flip.P, flip.FlipProbability));
        Assert.Equal(new(0, 0.1), Assert.IsType<RandomNoise>(transforms[2]).Std);
        Assert.Equal(new(-0.5, 0.5), Assert.IsType<RandomBiasField>(transforms[3]).Coefficients);
    }

    [Fact]
    public void Groups_names_alone_and_every_form_of_an_interval_are_read()
    {
        var pipeline = PipelineFile.Parse("""
            transforms:
              - OneOf: [RandomBlur, RandomNoise: {std: 2}]
              - SomeOf: {number: 1, transforms: [RandomFlip: {axes: 0}, RandomSpike]}
              - RandomAffine: {scales: 0.2, degrees: [1, 2, 3], translation: [0, 1, 2, 3, 4, 5], image_interpolation: cubic, default_pad_value: edge}
              - Blur: {std: [1, 0, 2], include: [t1]}
            """, "aug.yaml");
        var one = Assert.IsType<OneOf>(pipeline.Transforms[0]);
        Assert.Equal(new(0, 2), Assert.IsType<RandomNoise>(one.Transforms[1]).Std);
        Assert.Equal(Interval.Exactly(1), Assert.IsType<SomeOf>(pipeline.Transforms[1]).Number);
        var affine = Assert.IsType<RandomAffine>(pipeline.Transforms[2]);
        Assert.Equal((new Interval(-2, 2), new Interval(4, 5), Padding.Edge),
            (affine.Degrees.Y, affine.Translation.Z, affine.DefaultPadValue));
        Assert.Equal(0.8, affine.Scales.X.Low, 1e-12);
        Assert.Equal(new Point(1, 0, 2), Assert.IsType<Blur>(pipeline.Transforms[3]).Std);
    }

    [Theory]
    [InlineData("- RandomAfine", "aug.yaml, line 1: there is no transform 'RandomAfine'. Did you mean 'RandomAffine'?")]
    [InlineData("- RandomBlur\n- RandomNoise: {sdt: 1}", "aug.yaml, line 2: RandomNoise has no parameter 'sdt'. Did you mean 'std'?")]
    [InlineData("- RandomNoise:\n    std: [2, 1]",
        "aug.yaml, line 1: RandomNoise: An interval needs two finite numbers, the smaller first.")]
    [InlineData("- RandomBlur: {p: 1.5}", "aug.yaml, line 1: RandomBlur: A probability must lie between 0 and 1. Given: 1.5.")]
    [InlineData("- RandomNoise:\n    std: much", "aug.yaml, line 2: 'std' must be a number.")]
    [InlineData("- RandomMotion: {num_transforms: 1.5}", "aug.yaml, line 1: 'num_transforms' must be a whole number.")]
    [InlineData("- RandomNoise: {model: ricean}", "aug.yaml, line 1: 'model' is 'ricean'. Did you mean 'rician'?")]
    [InlineData("- Noise: {std: 1}", "aug.yaml, line 1: Noise needs 'seed'.")]
    [InlineData("hello", "aug.yaml, line 1: expected a list of transforms")]
    [InlineData("- {a: 1, b: 2}", "aug.yaml, line 1: a transform is a name")]
    [InlineData("", "aug.yaml is empty")]
    [InlineData("- [", "aug.yaml, line 2:")]
    public void Mistakes_are_named_with_their_line(string yaml, string message) =>
        Assert.StartsWith(message, Assert.Throws<InputException>(() => PipelineFile.Parse(yaml, "aug.yaml")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_history_of_every_transform_survives_its_file()
    {
        var every = new Compose([.. TransformCatalog.All.Where(t => t.Key.StartsWith("Random", StringComparison.Ordinal))
            .Select(t => (Transform)Activator.CreateInstance(t.Value)!)]);
        var history = every.Draw([new("t1", false), new("seg", true)], 3);
        Assert.NotEmpty(history.Transforms);
        var back = HistoryFile.Parse(HistoryFile.Text(history), "history.yaml");
        Assert.Equal(HistoryFile.Text(history), HistoryFile.Text(back));
        Assert.Equal(history.Transforms.Length, back.Transforms.Length);
        var inverse = history.Inverse();
        Assert.Equal(HistoryFile.Text(inverse), HistoryFile.Text(HistoryFile.Parse(HistoryFile.Text(inverse), "inverse.yaml")));
    }

    [Fact]
    public void A_replayed_file_gives_the_same_bytes()
    {
        var image = Volume.Create(new Grid(new(9, 8, 7), Affine.Scaling(1, 1.5, 2)), 0, static (Span<float> v, int _) =>
        {
            for (var n = 0; n < v.Length; n++) v[n] = 100 + (n * 37 % 101);
        });
        var pipeline = PipelineFile.Parse(Specification.Replace("p: 0.75", "p: 1").Replace("p: 0.25", "p: 1"), "aug.yaml");
        var (subject, history) = pipeline.Apply(Subject.Of(image), 42);
        var replayed = HistoryFile.Parse(HistoryFile.Text(history), "history.yaml").Apply(Subject.Of(image));
        Assert.True(subject.Scalars().Span.SequenceEqual(replayed.Scalars().Span));
    }

    [Fact]
    public void A_pipeline_is_not_a_history() =>
        Assert.Contains("leaves something to chance",
            Assert.Throws<InputException>(() => HistoryFile.Parse(Specification, "aug.yaml")).Message, StringComparison.Ordinal);
}

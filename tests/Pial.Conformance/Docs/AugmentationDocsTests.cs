using System.Text.RegularExpressions;
using Pial.Operations.Augmentation;
using Pial.Operations.Phantoms;
using Pial.Pipelines.Augmentation;
using Pial.Volumes;

namespace Pial.Conformance.Docs;

public sealed partial class AugmentationDocsTests
{
    [Fact]
    public void Every_transform_and_the_parameters_of_the_random_ones_are_in_the_reference()
    {
        var reference = MarkdownPages.Read("docs/reference/augmentation.md");
        foreach (var (name, type) in TransformCatalog.All)
        {
            Assert.Contains($"`{name}`", reference, StringComparison.Ordinal);
            if (!name.StartsWith("Random", StringComparison.Ordinal)) continue;
            foreach (var property in type.GetProperties().Where(p => p.SetMethod is not null && p.DeclaringType == type))
                Assert.Contains($"`{TransformCatalog.ParameterName(property)}", reference, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_pipeline_of_the_page_is_read()
    {
        var blocks = Yaml().Matches(MarkdownPages.Read("docs/how-to/augment.md")).Select(m => m.Groups[1].Value).ToArray();
        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
            Assert.NotEmpty(PipelineFile.Parse(block, "augment.md").Transforms);
    }

    [Fact]
    public void The_recipe_for_images_from_labels_makes_images_whose_truth_is_the_labels()
    {
        var recipe = PipelineFile.Parse(Yaml().Match(MarkdownPages.Read("docs/how-to/synthesize-contrasts.md")).Groups[1].Value,
            "synthseg.yaml");
        var head = AnalyticHead.Create(4);
        var subject = new Subject([new ScalarImage("image", head.Map(static l => (float)l)), new LabelMap("labels", head)]);
        recipe.Check(Outline.Of(subject));
        var (one, two) = (recipe.Apply(subject, 1).Subject, recipe.Apply(subject, 2).Subject);
        Assert.NotEqual(one.Scalars().Span.ToArray(), two.Scalars().Span.ToArray());
        foreach (var made in (Subject[])[one, two])
        {
            Assert.All(made.Scalars().Span.ToArray(), v => Assert.InRange(v, 0, 1));
            Assert.Empty(made.Labels("labels").Span.ToArray().Except(head.Span.ToArray()));

            // The image is that of the moved labels: white matter of both sides looks alike, and what differs between labels is more than
            // what varies within them.
            var (white, bone) = (Of(made, 2, 41), Of(made, 515));
            Assert.InRange(Math.Abs(Of(made, 2).Average() - Of(made, 41).Average()), 0, 0.15);
            Assert.True(white.Length > 1000 && bone.Length > 1000);
        }

        static float[] Of(Subject made, params int[] labels) =>
            [.. made.Scalars().Span.ToArray().Where((_, n) => labels.Contains(made.Labels("labels").Span[n]))];
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline, 1000)]
    private static partial Regex Yaml();
}

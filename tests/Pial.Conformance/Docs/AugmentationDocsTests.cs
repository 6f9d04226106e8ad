using System.Text.RegularExpressions;
using Pial.Pipelines.Augmentation;

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

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline, 1000)]
    private static partial Regex Yaml();
}

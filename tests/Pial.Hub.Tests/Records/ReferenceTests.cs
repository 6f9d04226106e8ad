using Pial.Hub.Records;

namespace Pial.Hub.Tests.Records;

public sealed class ReferenceTests
{
    [Fact]
    public void Every_field_of_a_task_and_of_a_model_is_in_the_reference()
    {
        var page = File.ReadAllText(Path.Combine(SchemaTests.Root(), "docs", "reference", "benchmark-yaml.md"));
        var fields = BenchmarkFields.Kind.Fields.Single(f => f.Name == "task").Form.Fields.Concat(ModelFields.Kind.Fields).ToList();
        Assert.All(fields.Concat(fields.Where(f => f.Name is "split" or "phantoms" or "card").SelectMany(f => f.Form.Fields)),
            f => Assert.Contains($"| `{f.Name}` |", page, StringComparison.Ordinal));
    }
}

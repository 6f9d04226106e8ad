using Pial.Pipelines.Yaml;

namespace Pial.Pipelines.Tests.Yaml;

public class YamlEntryTests
{
    private static YamlEntry Parse(string yaml) => YamlEntry.Parse(yaml, "task.yaml");

    [Fact]
    public void Values_are_read_as_what_they_are()
    {
        var root = Parse("name: Age\nfolds: 5\nrate: 0.25\nfast: true\nsites: [a, b]\nmetrics:\n  primary: MAE\nnone: ~\nquoted: 'null'\n");
        Assert.Equal("Age", root.Required("name").Text());
        Assert.Equal(5, root.Required("folds").Whole());
        Assert.Equal(0.25, root.Required("rate").Number());
        Assert.True(root.Required("fast").Flag());
        Assert.Equal(["a", "b"], root.Required("sites").Items.Select(i => i.Text()));
        Assert.Equal("mae", root["metrics"]!.Required("primary").OneOf("rmse", "mae"));
        Assert.Null(root["none"]);
        Assert.Null(root["absent"]);
        Assert.Equal("null", root["quoted"]!.Text());
        Assert.Equal("Age", Assert.Single(root.Required("name").Items).Text());
    }

    [Theory]
    [InlineData("name: [a]\n", "task.yaml, line 1: 'name' must be a text.")]
    [InlineData("\nname:\n  - a\n", "task.yaml, line 2: 'name' must be a text.")]
    public void A_value_of_another_kind_is_told_with_its_line(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => Parse(yaml).Required("name").Text()).Message);

    [Fact]
    public void An_unknown_field_is_refused_with_the_nearest_name()
    {
        var root = Parse("name: x\nmetrics:\n  primry: MAE\n");
        Assert.Equal("task.yaml, line 3: there is no field 'primry' in 'metrics'. Did you mean 'primary'?",
            Assert.Throws<InputException>(() => root.Required("metrics").KnowsOnly("primary", "secondary")).Message);
        root.KnowsOnly("name", "metrics");
    }

    [Fact]
    public void What_must_be_there_and_what_is_no_YAML_is_told()
    {
        Assert.Equal("task.yaml needs 'name'.", Assert.Throws<InputException>(() => Parse("a: 1").Required("name")).Message);
        Assert.Equal("task.yaml is empty.", Assert.Throws<InputException>(() => Parse("")).Message);
        Assert.StartsWith("task.yaml, line ", Assert.Throws<InputException>(() => Parse("a: [1")).Message, StringComparison.Ordinal);
        Assert.Contains("must be a number", Assert.Throws<InputException>(() => Parse("a: x").Required("a").Number()).Message,
            StringComparison.Ordinal);
    }
}

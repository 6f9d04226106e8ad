using System.Text.Json.Nodes;
using Pial.Hub.Records;
using Pial.Hub.Suites;
using YamlDotNet.RepresentationModel;

namespace Pial.Hub.Tests.Records;

/// <summary>The JSON Schemas in docs/reference/schemas say what the reader checks.</summary>
public sealed class SchemaTests
{
    public static TheoryData<string> Kinds => new(RecordKinds.All.Select(k => k.Name));

    /// <summary>To renew them: <c>PIAL_WRITE_SCHEMAS=1 dotnet test tests/Pial.Hub.Tests -c Release --filter SchemaTests</c>.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_published_schema_is_that_of_the_reader(string kind)
    {
        var path = Path.Combine(Root(), "docs", "reference", "schemas", $"{kind}.schema.json");
        var schema = RecordKinds.All.Single(k => k.Name == kind).SchemaText();
        if (Environment.GetEnvironmentVariable("PIAL_WRITE_SCHEMAS") == "1") File.WriteAllText(path, schema);
        Assert.Equal(File.ReadAllText(path), schema);
    }

    [Theory]
    [MemberData(nameof(RecordTests.Examples), MemberType = typeof(RecordTests))]
    public void Examples_of_fmbench_keep_the_schema_but_for_what_the_reader_calls_absent(string name)
    {
        var record = RecordFile.Load(Path.Combine(AppContext.BaseDirectory, "Records", "fmbench", name));
        Assert.Equal(record.Absent, Breaches(record.Kind.Schema(), record.Entry.Node, ""));
    }

    [Fact]
    public void Sample_tasks_keep_the_schema_and_can_be_run() =>
    Assert.All(Directory.GetFiles(Path.Combine(Root(), "samples", "Benchmarks"), "*.yaml"), path =>
    {
        var benchmark = BenchmarkCatalog.Find(path).Single();
        Assert.Empty(Breaches(benchmark.Record.Kind.Schema(), benchmark.Record.Entry.Node, ""));
        Assert.NotNull(benchmark.Task.Data);
    });

    [Fact]
    public void Built_in_records_keep_the_schema() => Assert.All(BenchmarkCatalog.BuiltIn, b =>
    {
        Assert.Empty(Breaches(b.Record.Kind.Schema(), b.Record.Entry.Node, ""));
        Assert.Empty(Breaches(b.Suite!.Kind.Schema(), b.Suite.Entry.Node, ""));
    });

    // As much of JSON Schema as the schemas use.
    internal static List<string> Breaches(JsonObject schema, YamlNode node, string path)
    {
        var found = new List<string>();
        if (schema["anyOf"] is JsonArray any)
            return any.Any(s => Breaches((JsonObject)s!, node, path).Count == 0) ? [] : [$"{path}: none of anyOf"];
        if (schema["enum"] is JsonArray words && !words.Any(w => (string)w! == (node as YamlScalarNode)?.Value))
            found.Add($"{path}: not of enum");
        if (schema["type"] is JsonValue type && !(type.GetValue<string>() switch
        {
            "object" => node is YamlMappingNode,
            "array" => node is YamlSequenceNode,
            "integer" => long.TryParse((node as YamlScalarNode)?.Value, out _),
            "number" => double.TryParse((node as YamlScalarNode)?.Value, out _),
            "boolean" => bool.TryParse((node as YamlScalarNode)?.Value, out _),
            _ => false,
        })) found.Add($"{path}: no {type}");
        if (schema["type"] is JsonArray && node is not YamlScalarNode) found.Add($"{path}: no scalar");
        if (node is YamlSequenceNode list && schema["items"] is JsonObject items)
            found.AddRange(list.Children.SelectMany(c => Breaches(items, c, path)));
        if (node is not YamlMappingNode map) return found;
        var names = map.Children.ToDictionary(c => ((YamlScalarNode)c.Key).Value!, c => c.Value);
        foreach (var (name, value) in names)
        {
            if (schema["properties"]?[name] is JsonObject property) found.AddRange(Breaches(property, value, path + name + "."));
            else if (schema["additionalProperties"] is JsonObject named) found.AddRange(Breaches(named, value, path + name + "."));
            else if (schema["additionalProperties"] is JsonValue) found.Add($"{path}{name}: unknown");
        }

        found.AddRange((schema["required"] as JsonArray ?? []).Select(r => (string)r!).Where(r => !names.ContainsKey(r))
            .Select(r => path + r));
        return found;
    }

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Pial.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}

using System.Text.Json.Nodes;
using Pial.Pipelines.Datasets;
using Pial.Pipelines.Yaml;
using YamlDotNet.RepresentationModel;

namespace Pial.Pipelines.Tests.Datasets;

public class DatasetFileTests
{
    private const string Whole = """
        dataset_id: demo
        name: A demo
        version: 1.0
        description: "Two sites: A and B"
        modality: sMRI
        sequence: [T1-weighted, FLAIR]
        n_subjects: [20, 24]
        resolution: [0.87, [0.8, 1.2], 1]
        field_strength: [1.5T, 3]
        manufacturer: [Siemens, GE]
        preprocessing: [skull-stripped, bias-corrected (N4)]
        standard_space: MNI152NLin6Asym
        atlas: Desikan-Killiany
        sites: [A, B]
        age: [18, 90.5]
        sex: {F: 12, M: 12}
        phenotypes: {age: years at the scan, BDI: ""}
        columns: {sex: gender, family: fam}
        path: ../data
        source: somebody
        access: open
        licence: CC0
        url: doi:10.1/2
        references: ["Somebody (2020), doi 10.1/3", Other]
        notes: |
          First line: yes
          second # line
        """;

    public static TheoryData<string> Fine => new(
        Whole,
        "dataset_id: a\nname: b\n",
        "dataset_id: 7\nname: 2020\nn_subjects: TBD\nresolution: unknown\nage: n/a\nfield_strength: \"?\"\naccess:\nmodalities:\n- " +
            "smri\nsex: TBD\ncolumns: ~\n",
        "dataset_id: a\nname: b\nresolution: 1.0\nage: 30\nphenotypes: [age, sex]\nlicense: CC0\nfield_strength: 7 T\n",
        File.ReadAllText(Path.Combine(Repository(), "samples/Specification/dataset.yaml")));

    public static TheoryData<string, string> Wrong => new()
    {
        { "dataset_id: a\nname: b\nn_subject: 3\n", "line 3: there is no field 'n_subject'. Did you mean 'n_subjects'?" },
        { "dataset_id: a\n", "needs 'name'" },
        { "dataset_id: TBD\nname: b\n", "'dataset_id' must be stated" },
        { "dataset_id: a\nname: b\nn_subjects: many\n", "line 3: 'n_subjects' must be a whole number" },
        { "dataset_id: a\nname: b\nn_subjects: [1, 2, 3]\n", "line 3: 'n_subjects' must be a number, or two" },
        { "dataset_id: a\nname: b\nresolution: [1, 1]\n", "three voxel sizes" },
        { "dataset_id: a\nname: b\nresolution: [1, 0, 1]\n", "above 0 mm" },
        { "dataset_id: a\nname: b\nfield_strength: strong\n", "'strong'; expected a field strength such as 3T" },
        { "dataset_id: a\nname: b\naccess: opened\n", "Did you mean 'open'?" },
        { "dataset_id: a\nname: b\ncolumns: {sx: gender}\n", "there is no field 'sx' in 'columns'" },
        { "dataset_id: a\nname: b\nsex: {F: few}\n", "must be a whole number" },
        { "dataset_id: a\nname: b\nsequence: {T1: yes}\n", "a text or a list of texts" },
        { "dataset_id: [a]\nname: b\n", "must be a text" },
    };

    [Theory]
    [MemberData(nameof(Fine))]
    public void A_good_file_is_read_written_and_read_again_and_fits_the_schema(string yaml)
    {
        var record = DatasetFile.Parse(yaml, "dataset.yaml");
        var again = DatasetFile.ToYaml(record);
        Assert.Equal(again, DatasetFile.ToYaml(DatasetFile.Parse(again, "again.yaml")));
        Assert.Equal(DatasetFile.ToYaml(record with { Modalities = [] }),
            DatasetFile.ToYaml(DatasetFile.Parse(DatasetFile.ToFmbench(record), "fmbench.yaml") with { Modalities = [] }));
        Assert.Null(SchemaCheck.Problem(DatasetSchema.Kind.Schema(), SchemaCheck.OfYaml(yaml)));
        Assert.Null(SchemaCheck.Problem(DatasetSchema.Kind.Schema(), SchemaCheck.OfYaml(again)));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_file_is_refused_with_its_line_and_by_the_schema(string yaml, string says)
    {
        Assert.Contains(says, Assert.Throws<InputException>(() => DatasetFile.Parse(yaml, "dataset.yaml")).Message,
            StringComparison.Ordinal);
        Assert.NotNull(SchemaCheck.Problem(DatasetSchema.Kind.Schema(), SchemaCheck.OfYaml(yaml)));
    }

    [Fact]
    public void What_only_the_reader_can_tell_is_told_by_it()
    {
        Assert.Contains("the lowest comes first",
            Assert.Throws<InputException>(() => DatasetFile.Parse("dataset_id: a\nname: b\nage: [90, 18]\n", "d.yaml")).Message,
            StringComparison.Ordinal);
        Assert.Contains("line 4",
            Assert.Throws<InputException>(() => DatasetFile.Parse("dataset_id: a\nname: b\nlicense: CC0\nlicence: CC-BY\n",
                "d.yaml")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_field_of_the_whole_example_is_kept()
    {
        var record = DatasetFile.Parse(Whole, "dataset.yaml");
        Assert.Equal(new StatedRange(20, 24), record.Subjects);
        Assert.Equal([new(0.87, 0.87), new(0.8, 1.2), new(1, 1)], record.Resolution);
        Assert.Equal(["1.5T", "3T"], record.FieldStrengths);
        Assert.Equal("CC0", record.License);
        Assert.Equal("gender", record.ColumnOf("sex"));
        Assert.Equal("First line: yes\nsecond # line", record.Notes);
        Assert.Equal(DatasetFields.All.Count, DatasetFile.ToYaml(record).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void The_specification_as_written_says_what_it_says()
    {
        var record = DatasetFile.Load(Path.Combine(Repository(), "samples/Specification/dataset.yaml"));
        Assert.Equal(("ukb_smri", "3T", "MNI152NLin2009cAsym"), (record.Id, record.FieldStrengths.Single(), record.StandardSpace));
        Assert.Contains("MNI152NLin6Asym", Assert.Single(DatasetCheck.Notes(record)), StringComparison.Ordinal);
    }

    // PIAL_WRITE_DOCS=1 writes them anew.
    [Fact]
    public void The_published_schema_and_the_reference_page_are_those_of_the_reader()
    {
        var (schema, page) = (Path.Combine(Repository(), "docs/reference/schemas/dataset.schema.json"),
            Path.Combine(Repository(), "docs/reference/dataset-yaml.md"));
        if (Environment.GetEnvironmentVariable("PIAL_WRITE_DOCS") == "1")
        {
            File.WriteAllText(schema, DatasetSchema.Kind.SchemaText());
            File.WriteAllText(page, System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(page), @"\| field \|.*?\n(?=\n)",
                RecordKind.MarkdownTable(DatasetSchema.Kind.Fields), System.Text.RegularExpressions.RegexOptions.Singleline,
                TimeSpan.FromSeconds(1)));
        }

        Assert.Equal(DatasetSchema.Kind.SchemaText(), File.ReadAllText(schema).ReplaceLineEndings("\n"));
        Assert.Contains(RecordKind.MarkdownTable(DatasetSchema.Kind.Fields), File.ReadAllText(page).ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Pial.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}

/// <summary>The part of JSON Schema that the published one uses.</summary>
internal static class SchemaCheck
{
    public static JsonNode? OfYaml(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Node(stream.Documents[0].RootNode);
    }

    public static string? Problem(JsonObject schema, JsonNode? value) => Problem(schema, schema, value, "");

    private static string? Problem(JsonObject root, JsonObject schema, JsonNode? value, string at)
    {
        if ((string?)schema["$ref"] is { } reference)
            return Problem(root, (JsonObject)root["$defs"]![reference.Split('/')[^1]]!, value, at);
        if (schema["allOf"] is JsonArray all
            && all.Select(s => Problem(root, (JsonObject)s!, value, at)).FirstOrDefault(p => p is not null) is { } failed) return failed;
        if (schema["anyOf"] is JsonArray any && any.All(s => Problem(root, (JsonObject)s!, value, at) is not null))
            return $"{at}: none of the forms";
        if (schema["not"] is JsonObject not && Problem(root, not, value, at) is null) return $"{at}: a form it must not have";
        if (schema["enum"] is JsonArray words && !words.Any(w => JsonNode.DeepEquals(w, value))) return $"{at}: not one of the words";
        if (schema["type"] is { } type
            && !(type is JsonArray types ? types.Select(t => (string)t!) : [(string)type!]).Any(t => Is(t, value)))
            return $"{at}: not a {type.ToJsonString()}";
        if ((string?)schema["pattern"] is { } pattern && value is JsonValue text && text.TryGetValue(out string? word)
            && !System.Text.RegularExpressions.Regex.IsMatch(word, pattern, default, TimeSpan.FromSeconds(1)))
            return $"{at}: not of the pattern";
        if (value is JsonValue number && number.TryGetValue(out double d)
            && ((Number(schema["minimum"]) is { } least && d < least) || (Number(schema["exclusiveMinimum"]) is { } above && d <= above)))
            return $"{at}: too low";
        if (value is JsonArray list)
        {
            if (((int?)schema["minItems"] ?? 0) > list.Count || ((int?)schema["maxItems"] ?? int.MaxValue) < list.Count)
                return $"{at}: wrong number of items";
            if (schema["items"] is JsonObject item
                && list.Select(i => Problem(root, item, i, at)).FirstOrDefault(p => p is not null) is { } bad) return bad;
        }

        return value is JsonObject map ? Fields(root, schema, map, at) : null;
    }

    private static string? Fields(JsonObject root, JsonObject schema, JsonObject map, string at)
    {
        foreach (var name in schema["required"] as JsonArray ?? [])
            if (!map.ContainsKey((string)name!)) return $"{at}: needs {name}";
        foreach (var (name, value) in map)
        {
            var form = schema["properties"]?[name] ?? schema["additionalProperties"];
            if (form is JsonValue flag && !(bool)flag) return $"{at}: no field {name}";
            if (form is JsonObject one && Problem(root, one, value, $"{at}/{name}") is { } bad) return bad;
        }

        return null;
    }

    private static double? Number(JsonNode? node) =>
        node is null ? null : double.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);

    private static bool Is(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "string" => value is JsonValue v && v.TryGetValue(out string? _),
        "number" => value is JsonValue v && v.TryGetValue(out double _),
        "integer" => value is JsonValue v && v.TryGetValue(out double d) && double.IsInteger(d),
        "boolean" => value is JsonValue v && v.TryGetValue(out bool _),
        "array" => value is JsonArray,
        _ => value is JsonObject,
    };

    private static JsonNode? Node(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, Node(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Node)]),
        YamlScalarNode { Style: not YamlDotNet.Core.ScalarStyle.Plain } quoted => JsonValue.Create(quoted.Value),
        YamlScalarNode { Value: null or "" or "~" or "null" } => null,
        YamlScalarNode plain when double.TryParse(plain.Value, System.Globalization.NumberStyles.Float,
            System.Globalization.CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        YamlScalarNode plain when bool.TryParse(plain.Value, out var flag) => JsonValue.Create(flag),
        YamlScalarNode plain => JsonValue.Create(plain.Value),
        _ => throw new NotSupportedException(),
    };
}

using System.Reflection;
using Pial.Operations.Augmentation;
using Pial.Pipelines.Yaml;
using YamlDotNet.RepresentationModel;

namespace Pial.Pipelines.Augmentation;

/// <summary>Augmentation pipelines as YAML: a list of transforms under TorchIO's names, each with its parameters.</summary>
/// <example><code>
/// - RandomAffine: {scales: [0.9, 1.1], degrees: 10, translation: 5, p: 0.75}
/// - OneOf:
///     - RandomNoise: {std: [0, 0.1]}
///     - RandomBlur
/// </code></example>
public static class PipelineFile
{
    private static readonly string[] Groups = ["Compose", "OneOf", "SomeOf"];

    /// <summary>Reads a pipeline.</summary>
    /// <param name="path">YAML file.</param>
    /// <exception cref="InputException">There is no such file, or it is not as it should be; says in which line.</exception>
    public static Compose Load(string path) => Read(path).Pipeline;

    /// <summary>Reads a pipeline and where its transforms stand.</summary>
    /// <param name="path">YAML file.</param>
    /// <exception cref="InputException">There is no such file, or it is not as it should be; says in which line.</exception>
    public static PipelineText Read(string path)
    {
        if (!File.Exists(path)) throw new InputException($"{path} does not exist.");
        return ReadText(File.ReadAllText(path), Path.GetFileName(path));
    }

    /// <summary>Reads a pipeline, or a history as <see cref="HistoryFile"/> writes it.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InputException">It is not as it should be; says in which line.</exception>
    public static Compose Parse(string yaml, string name) => ReadText(yaml, name).Pipeline;

    /// <summary>Reads a pipeline and where its transforms stand.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InputException">It is not as it should be; says in which line.</exception>
    public static PipelineText ReadText(string yaml, string name)
    {
        var root = YamlEntry.Parse(yaml, name).Node;
        var reader = new Reader(name);
        return new(Root(root, reader, name), name, reader.Lines);
    }

    private static Compose Root(YamlNode root, Reader reader, string name)
    {
        return root switch
        {
            YamlSequenceNode list => new([.. list.Children.Select(reader.Transform)]),
            YamlMappingNode { Children.Count: 1 } map
                when map.Children.First() is { Key: YamlScalarNode { Value: "transforms" }, Value: YamlSequenceNode list } =>
                new([.. list.Children.Select(reader.Transform)]),
            YamlMappingNode { Children.Count: 1 } map => reader.Transform(map) is Compose all ? all : new([reader.Transform(map)]),
            var other =>
                throw new InputException(
                    $"{name}, line {other.Start.Line}: expected a list of transforms such as '- RandomFlip: {{axes: [LR]}}'."),
        };
    }

    private sealed class Reader(string file)
    {
        public Dictionary<Transform, int> Lines { get; } = new(ReferenceEqualityComparer.Instance);

        public Transform Transform(YamlNode node)
        {
            var (name, value) = node switch
            {
                YamlScalarNode scalar => (scalar, null),
                YamlMappingNode { Children.Count: 1 } map when map.Children.First().Key is YamlScalarNode key =>
                    (key, map.Children.First().Value),
                _ => throw Bad(node, "a transform is a name, or a name with its parameters: 'RandomFlip: {axes: [LR]}'."),
            };
            if (!TransformCatalog.All.TryGetValue(name.Value ?? "", out var type))
                throw Bad(name,
                    $"there is no transform '{name.Value}'.{NearestName.Hint(name.Value ?? "", [.. TransformCatalog.All.Keys])}");
            var parameters = value switch
            {
                null or YamlScalarNode { Value: "" or null or "~" } => new YamlMappingNode(),
                YamlMappingNode map => map,
                YamlSequenceNode list when Groups.Contains(name.Value, StringComparer.Ordinal) => new YamlMappingNode("transforms", list),
                _ => throw Bad(value, $"the parameters of {name.Value} must be names with values: '{{p: 0.5}}'."),
            };
            var transform = Make(type, name.Value!, parameters, node);
            try
            {
                transform.Check();
            }
            catch (ArgumentException e)
            {
                throw Bad(node,
                    $"{name.Value}: " +
                        $"{e.Message.Split(" (Parameter", StringSplitOptions.None)[0]}" +
                        $"{(e is ArgumentOutOfRangeException { ActualValue: { } actual } ? $" Given: {actual}." : "")}");
            }

            Lines[transform] = (int)node.Start.Line;
            return transform;
        }

        private Transform Make(Type type, string name, YamlMappingNode map, YamlNode at)
        {
            var known = TransformCatalog.Parameters(type);
            var given = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
            foreach (var (key, value) in map.Children)
            {
                var word = (key as YamlScalarNode)?.Value ?? "";
                var parameter = known.FirstOrDefault(k => k.Name == word).Property
                    ?? throw Bad(key, $"{name} has no parameter '{word}'.{NearestName.Hint(word, [.. known.Select(k => k.Name)])}");
                given[parameter.Name] = Value(value, parameter.PropertyType,
                    parameter.GetCustomAttribute<SingleNumberAttribute>()?.Meaning ?? SingleNumber.AroundZero, word);
            }

            var constructor = TransformCatalog.Constructor(type);
            var arguments = constructor.GetParameters().Select(p => given.TryGetValue(p.Name!, out var value) ? value
                : p.HasDefaultValue ? p.DefaultValue : throw Bad(at, $"{name} needs '{TransformCatalog.Snake(p.Name!)}'.")).ToArray();
            var transform = (Transform)constructor.Invoke(arguments);
            foreach (var (_, property) in known.Where(
                k => given.ContainsKey(k.Property.Name)
                    && !constructor.GetParameters().Any(p => p.Name!.Equals(k.Property.Name, StringComparison.OrdinalIgnoreCase))))
                property.SetValue(transform, given[property.Name]);
            return transform;
        }

        private object? Value(YamlNode node, Type type, SingleNumber single, string word) =>
            YamlValue.Read(node, type, single, Transform, says => Bad(node, $"'{word}' {says}"));

        private InputException Bad(YamlNode node, string says) => new($"{file}, line {node.Start.Line}: {says}");
    }
}

using System.Globalization;
using Pial.Operations.Augmentation;
using Pial.Pipelines.Yaml;
using YamlDotNet.RepresentationModel;

namespace Pial.Pipelines.Augmentation;

/// <summary>What was done to a subject, as YAML that is itself a pipeline: applied to the same images it gives the same bytes.</summary>
public static class HistoryFile
{
    /// <summary>The document.</summary>
    /// <param name="history">What was done.</param>
    public static string Text(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return TextOf([.. history.Transforms]);
    }

    /// <summary>Any transforms as a document.</summary>
    internal static string TextOf(IReadOnlyList<Transform> transforms)
    {
        if (transforms.Count == 0) return "[]\n";
        return YamlText.Of(new YamlSequenceNode(transforms.Select(Node)));
    }

    /// <summary>Reads a history back.</summary>
    /// <param name="path">YAML file.</param>
    /// <exception cref="InputException">There is no such file, or it is not a history; says in which line, or that something in it is left
    /// to chance.</exception>
    public static History Load(string path) => Fixed(PipelineFile.Read(path));

    /// <summary>Reads a history back.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InputException">It is not a history; says in which line, or that something in it is left to chance.</exception>
    public static History Parse(string yaml, string name) => Fixed(PipelineFile.ReadText(yaml, name));

    /// <summary>The history a file holds.</summary>
    /// <param name="text">What was read.</param>
    /// <exception cref="InputException">Something in it is left to chance.</exception>
    public static History Fixed(PipelineText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new([.. text.Pipeline.Transforms.Select(t => t as FixedTransform
        ?? throw new InputException(
            $"{text.Name}: {TransformCatalog.NameOf(t.GetType())} leaves something to chance, so this is a pipeline and not a history."))]);
    }

    private static YamlMappingNode Node(Transform transform)
    {
        var (type, name) = (transform.GetType(), TransformCatalog.NameOf(transform.GetType()));
        var required = TransformCatalog.Constructor(type).GetParameters().Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var defaults = Defaults(type);
        var map = new YamlMappingNode();
        foreach (var (word, property) in TransformCatalog.Parameters(type))
        {
            var value = property.GetValue(transform);
            if (value is null || (!required.Contains(property.Name) && Same(value, property.GetValue(defaults)))) continue;
            map.Add(word, YamlValue.Write(value, Node));
        }

        return new(name, map);
    }

    // An instance whose optional parameters have their defaults; the required ones do not matter.
    private static object Defaults(Type type)
    {
        var constructor = TransformCatalog.Constructor(type);
        return constructor.Invoke(
            [.. constructor.GetParameters().Select(p => p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)]);
    }

    private static bool Same(object value, object? other) => value is System.Collections.IEnumerable and not string && other is not null
        ? ((System.Collections.IEnumerable)value).Cast<object>().SequenceEqual(((System.Collections.IEnumerable)other).Cast<object>())
        : value.Equals(other);
}

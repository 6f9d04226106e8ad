using System.Collections;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Pial.Hub.Records;

/// <summary>Records written as YAML, in the order of their fields; texts that a reader would take for something else are quoted.</summary>
public static class YamlText
{
    /// <summary>A node as text.</summary>
    public static string Of(YamlNode node)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(node)).Save(new Emitter(text, new EmitterSettings(2, int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024)), assignAnchors: false);
        var written = text.ToString();
        return written.EndsWith("...\n", StringComparison.Ordinal) ? written[..^4] : written;
    }

    /// <summary>Names with values as a node; those whose value is null are left out.</summary>
    public static YamlMappingNode Map(params IEnumerable<(string Name, object? Value)> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var map = new YamlMappingNode();
        foreach (var (name, value) in fields)
            if (value is not null) map.Add(Scalar(name), Node(value));
        return map;
    }

    /// <summary>A value as a node: nodes, texts, numbers (six significant digits; NaN as <c>.nan</c>), flags, dictionaries and lists of them.</summary>
    public static YamlNode Node(object value) => value switch
    {
        YamlNode node => node,
        string text => Scalar(text),
        bool flag => new YamlScalarNode(flag ? "true" : "false"),
        double number => new YamlScalarNode(Number(number)),
        int or long or ulong => new YamlScalarNode(Convert.ToString(value, CultureInfo.InvariantCulture)),
        IReadOnlyDictionary<string, object?> map => Map(map.Select(p => (p.Key, p.Value))),
        IEnumerable list => List(list.Cast<object>().Select(Node)),
        _ => throw new NotSupportedException($"{value.GetType()} is not written as YAML."),
    };

    private static YamlSequenceNode List(IEnumerable<YamlNode> nodes)
    {
        var all = nodes.ToArray();
        return new(all) { Style = Array.TrueForAll(all, n => n is YamlScalarNode) ? SequenceStyle.Flow : SequenceStyle.Block };
    }

    private static string Number(double number) =>
        double.IsNaN(number) ? ".nan" : double.IsPositiveInfinity(number) ? ".inf" : double.IsNegativeInfinity(number) ? "-.inf"
        : double.IsInteger(number) && Math.Abs(number) < 1e15 ? number.ToString("0.0", CultureInfo.InvariantCulture) : number.ToString("G6", CultureInfo.InvariantCulture);

    private static YamlScalarNode Scalar(string text)
    {
        // Dates, numbers, flags and nulls of YAML 1.1 and 1.2 alike.
        var plain = text.Length > 0 && text == text.Trim() && !double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out _) && !DateTime.TryParse(text, CultureInfo.InvariantCulture, out _)
            && text.ToLowerInvariant() is not ("true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n" or "null" or "~" or ".nan" or ".inf" or "-.inf");
        return new(text) { Style = text.Contains('\n', StringComparison.Ordinal) ? ScalarStyle.Literal : plain ? ScalarStyle.Any : ScalarStyle.SingleQuoted };
    }
}

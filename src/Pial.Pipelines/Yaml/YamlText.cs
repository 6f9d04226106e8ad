using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Pial.Pipelines.Yaml;

/// <summary>Values written as YAML, in the order of their fields; texts that a reader would take for something else are quoted.</summary>
public static partial class YamlText
{
    /// <summary>A node as the text of a file.</summary>
    public static string Of(YamlNode node)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(node)).Save(new Emitter(text,
            new EmitterSettings(2, int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024)), assignAnchors: false);
        var written = text.ToString();
        return written.EndsWith("...\n", StringComparison.Ordinal) ? written[..^4] : written;
    }

    /// <summary>A value on one line, as it stands after <c>name: </c>.</summary>
    /// <param name="value">As for <see cref="Node"/>.</param>
    public static string Line(object value) => Of(new YamlMappingNode("v", OnOneLine(Node(value))))[3..].TrimEnd('\n');

    /// <summary>Names with values as a node; those whose value is null are left out.</summary>
    public static YamlMappingNode Map(params IEnumerable<(string Name, object? Value)> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var map = new YamlMappingNode();
        foreach (var (name, value) in fields)
            if (value is not null) map.Add(Scalar(name), Node(value));
        return map;
    }

    /// <summary>
    /// A value as a node: nodes, texts, numbers (six significant digits; NaN as <c>.nan</c>), flags, dictionaries and lists of them.
    /// </summary>
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

    private static YamlNode OnOneLine(YamlNode node) => node switch
    {
        YamlMappingNode map =>
            new YamlMappingNode(map.Children.Select(c => KeyValuePair.Create(OnOneLine(c.Key), OnOneLine(c.Value))))
            { Style = MappingStyle.Flow },
        YamlSequenceNode list => new YamlSequenceNode(list.Children.Select(OnOneLine)) { Style = SequenceStyle.Flow },
        YamlScalarNode { Value: { } text } when text.AsSpan().IndexOfAny('\n', '\r') >= 0 =>
            new YamlScalarNode(text) { Style = ScalarStyle.DoubleQuoted },
        _ => node,
    };

    private static string Number(double number) =>
        double.IsNaN(number) ? ".nan" : double.IsPositiveInfinity(number) ? ".inf" : double.IsNegativeInfinity(number) ? "-.inf"
        : double.IsInteger(number) && Math.Abs(number) < 1e15 ? number.ToString("0.0", CultureInfo.InvariantCulture)
            : number.ToString("G6", CultureInfo.InvariantCulture);

    private static YamlScalarNode Scalar(string text)
    {
        var plain = text.Length > 0 && text == text.Trim() && !LooksLikeNumber().IsMatch(text)
            && text.ToLowerInvariant() is not ("true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n" or "null" or "~" or ".nan"
                or ".inf" or "-.inf" or "+.inf" or "<<" or "=");
        return new(text)
        {
            Style = text.Contains('\n', StringComparison.Ordinal) ? ScalarStyle.Literal
                : plain ? ScalarStyle.Any : ScalarStyle.SingleQuoted,
        };
    }

    // Numbers and dates of YAML 1.1 and 1.2 alike: 1_000, 0x1f and 12:30 are numbers to 1.1.
    [GeneratedRegex(@"^([-+]?(0[xob][0-9a-fA-F_]+|[0-9][0-9_]*(:[0-5]?[0-9])*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|" +
        @"\.[0-9][0-9_]*([eE][-+]?[0-9]+)?)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?)$", RegexOptions.None, 1000)]
    private static partial Regex LooksLikeNumber();
}

using System.Globalization;
using System.Text;

namespace Pial.Pipelines.Datasets;

/// <summary>Values as YAML on one line; what another reader could take for a number, a flag or markup comes in quotes.</summary>
internal static class YamlText
{
    private static readonly string[] Words = ["", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n"];

    public static string Scalar(string text)
    {
        var plain = !Words.Contains(text, StringComparer.OrdinalIgnoreCase) && text.Trim() == text && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            && (char.IsLetterOrDigit(text[0]) || text[0] == '/' || text[0] == '.') && !text.Contains(": ", StringComparison.Ordinal) && !text.Contains(" #", StringComparison.Ordinal) && !text.EndsWith(':')
            && text.AsSpan().IndexOfAny("[]{},\"'\n\r\t&*!|>%@`\\") < 0;
        return plain ? text : Quoted(text);
    }

    public static string? ListOrOne(IReadOnlyList<string> items) => items.Count switch
    {
        0 => null,
        1 => Scalar(items[0]),
        _ => $"[{string.Join(", ", items.Select(Scalar))}]",
    };

    public static string? Map(IEnumerable<KeyValuePair<string, string>> pairs) =>
        string.Join(", ", pairs.Select(p => $"{Scalar(p.Key)}: {(long.TryParse(p.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? p.Value : Scalar(p.Value))}")) is { Length: > 0 } all ? $"{{{all}}}" : null;

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c == '\n') quoted.Append("\\n");
            else if (c == '\t') quoted.Append("\\t");
            else if (c < ' ') quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}

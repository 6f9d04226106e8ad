using System.Globalization;
using System.Net;
using System.Text;

namespace Pial.Pipelines.Reports;

/// <summary>HTML under construction: what is interpolated is encoded, unless it is HTML already.</summary>
public sealed class HtmlText
{
    private readonly StringBuilder text = new();

    /// <summary>Marks text as HTML, to be taken as it is.</summary>
    /// <param name="Html">The HTML.</param>
    public readonly record struct Raw(string Html);

    /// <summary>Appends a template; its values are encoded.</summary>
    public HtmlText Add(FormattableString html)
    {
        var values = html.GetArguments().Select(v => v switch
        {
            Raw raw => (object)raw.Html,
            null => "",
            string words => WebUtility.HtmlEncode(words),
            IFormattable number => new Shown(number),
            _ => WebUtility.HtmlEncode(v.ToString() ?? ""),
        }).ToArray();
        text.Append(string.Format(CultureInfo.InvariantCulture, html.Format, values)).Append('\n');
        return this;
    }

    /// <summary>Appends HTML as it is.</summary>
    internal void AddRaw(string html) => text.Append(html);

    /// <summary>Text as HTML shows it.</summary>
    internal static string Encoded(string words) => WebUtility.HtmlEncode(words);

    /// <inheritdoc />
    public override string ToString() => text.ToString();

    // What a type of anybody's makes of itself is text, too.
    private sealed class Shown(IFormattable value) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? provider) => WebUtility.HtmlEncode(value.ToString(format, provider));
    }
}

using Pial.Pipelines.Reports;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Hub.Reports;

/// <summary>A column's head.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Class">Its classes: <c>n</c> numbers, <c>opt</c> left out on small screens, <c>span</c> a drawing.</param>
/// <param name="Title">What it means, for those who point at it.</param>
/// <param name="Small">What stands small beside it.</param>
internal sealed record Head(string Text, string Class = "", string? Title = null, string? Small = null);

/// <summary>
/// Tables of pages: with a caption that programs read aloud, heads that say what they head, and a frame that scrolls by keyboard where the
/// page is narrow.
/// </summary>
internal static class HtmlTable
{
    /// <summary>Opens a table up to its first row.</summary>
    public static void Open(HtmlText page, string caption, string kind, params IEnumerable<Head> heads)
    {
        page.Add($"<div class=\"wide\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\"><table class=\"{kind}\">")
            .Add($"<caption>{caption}</caption><thead><tr>");
        foreach (var h in heads)
            page.Add($"<th scope=\"col\" class=\"{h.Class}\"{Title(h.Title)}>{h.Text}")
                .Add($"{new Raw(h.Small is null ? "" : new HtmlText().Add($" <small>{h.Small}</small>").ToString())}</th>");
        page.Add($"</tr></thead><tbody>");
    }

    /// <summary>Closes it.</summary>
    public static void Close(HtmlText page) => page.Add($"</tbody></table></div>");

    /// <summary>A table of names with values.</summary>
    public static void Card(HtmlText page, string caption, IEnumerable<(string Name, string Value)> rows)
    {
        page.Add($"<table class=\"card\"><caption>{caption}</caption><tbody>");
        foreach (var (name, value) in rows)
            page.Add($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>");
        page.Add($"</tbody></table>");
    }

    private static Raw Title(string? title) => new(title is null ? "" : new HtmlText().Add($" title=\"{title}\"").ToString().TrimEnd('\n'));
}

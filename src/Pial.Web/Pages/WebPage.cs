using Microsoft.AspNetCore.Http;
using Pial.Pipelines;
using Pial.Pipelines.Reports;
using Pial.Web.Access;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Web.Pages;

/// <summary>
/// A page of the server: head, navigation for the person who looks, content. Its policy is a header of every answer; it has no script
/// and no style of its own.
/// </summary>
internal sealed class WebPage
{
    private readonly HtmlText html = new();

    /// <summary>Begins a page.</summary>
    /// <param name="title">Its heading.</param>
    /// <param name="kind">What the script does on it.</param>
    /// <param name="visit">Who looks; null before they signed in.</param>
    /// <param name="places">Links of the navigation: address and word.</param>
    public WebPage(string title, string kind, Visit? visit, IReadOnlyList<(string Address, string Word)> places)
    {
        html.Add($"""
            <!doctype html>
            <html lang="en"><head><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="Pial {Software.Version}">
            <meta name="write" content="{visit?.WriteToken}"><title>{title} · Pial</title>
            <link rel="icon" href="data:,"><link rel="stylesheet" href="{Assets.Of("web.css")}"><script type="module" src="{Assets.Of("desk.js")}"></script></head>
            <body class="web" data-page="{kind}"><a class="skip" href="#content">To the content</a><nav aria-label="Main"><div>
            """);
        foreach (var (address, word) in places)
            html.Add($"<a href=\"{address}\">{word}</a>");
        if (visit is { Session: not null })
            html.Add($"<span class=\"who-am-i\">{visit.Person.Name}</span><button type=\"button\" id=\"sign-out\">Sign out</button>");
        html.Add($"</div></nav><main id=\"content\" tabindex=\"-1\"><h1>{title}</h1><p id=\"said\" role=\"status\"></p>");
    }

    /// <summary>Adds content; values are encoded.</summary>
    public WebPage Add(FormattableString content)
    {
        html.Add(content);
        return this;
    }

    /// <summary>Content that is HTML already.</summary>
    public static Raw Html(FormattableString content) => new(new HtmlText().Add(content).ToString());

    /// <summary>Several pieces as one.</summary>
    public static Raw Each<T>(IEnumerable<T> items, Func<T, FormattableString> piece)
    {
        var all = new HtmlText();
        foreach (var item in items)
            all.Add(piece(item));
        return new(all.ToString());
    }

    /// <summary>A stamp of the tables, to the minute.</summary>
    public static string Minute(string stamp) => stamp.Length < 16 ? "" : stamp[..16].Replace('T', ' ');

    /// <summary>Sends it.</summary>
    public async Task Send(HttpContext http, int status = 200)
    {
        html.Add($"""
            </main><footer>Pial {Software.Version}. This server loads nothing from elsewhere and sends nothing away. Images are shown by <a href="{Assets.Of("notice.txt")}">NiiVue</a>.</footer></body></html>
            """);
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(html.ToString(), http.RequestAborted);
    }
}

namespace Pial.Pipelines.Reports;

/// <summary>What all pages share.</summary>
public static class HtmlPage
{
    /// <summary>The style sheet.</summary>
    public static string Style() => Resource("report.css");

    /// <summary>The script that enlarges pictures; a page is whole without it.</summary>
    public static string Script() => Resource("report.js");

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

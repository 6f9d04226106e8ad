namespace Pial.Pipelines.Reports;

/// <summary>What all pages share.</summary>
public static class HtmlPage
{
    /// <summary>The style sheet.</summary>
    public static string Style()
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

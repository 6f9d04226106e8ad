using System.Security.Cryptography;
using System.Text;

namespace Pial.Pipelines.Reports;

/// <summary>What all pages share.</summary>
public static class HtmlPage
{
    /// <summary>The style sheet.</summary>
    public static string Style() => Resource("report.css");

    /// <summary>The script that enlarges pictures; a page is whole without it.</summary>
    public static string Script() => Resource("report.js");

    /// <summary>
    /// The page's Content Security Policy, for its head: nothing is loaded or sent, no form, and of scripts only those given here, by their
    /// SHA-256. Were something of a stranger's to get into the page as markup, it would not run.
    /// </summary>
    /// <param name="scripts">The page's own scripts, each as it stands between its tags.</param>
    public static HtmlText.Raw Policy(params ReadOnlySpan<string> scripts)
    {
        var hashes = new StringBuilder();
        foreach (var script in scripts)
            hashes.Append(" 'sha256-").Append(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))).Append('\'');
        var own = hashes.Length == 0 ? " 'none'" : hashes.ToString();
        return new(
            $"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src{own}; style-src 'unsafe-inline'; " +
                "img-src data: blob:; base-uri 'none'; form-action 'none'\">");
    }

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

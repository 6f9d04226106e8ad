using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Pial.Pipelines.Reports;

namespace Pial.Web.Pages;

/// <summary>The style sheet, the script, NiiVue and its notice: all that pages load, out of this assembly.</summary>
internal static class Assets
{
    private static readonly Dictionary<string, (byte[] Gzipped, string Type, string Tag)> Files = new(StringComparer.Ordinal)
    {
        ["web.css"] = Text($"{HtmlPage.Style()}\n{Resource("web.css")}", "text/css; charset=utf-8"),
        ["desk.js"] = Text(Resource("desk.js"), "text/javascript; charset=utf-8"),
        ["notice.txt"] = Text(Resource("NOTICE.md"), "text/plain; charset=utf-8"),
        ["niivue.js"] = Tagged(Bytes("niivue.min.js.gz"), "text/javascript; charset=utf-8"),
    };

    /// <summary>A file's address, which changes when the file does, so that browsers keep it for good.</summary>
    public static string Of(string name) => $"/assets/{name}?v={Files[name].Tag}";

    /// <summary>Sends a file.</summary>
    public static async Task Send(HttpContext http, string name)
    {
        if (!Files.TryGetValue(name, out var file)) throw new Access.Refusal(404, "There is no such file.");
        var response = http.Response;
        response.ContentType = file.Type;
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.CacheControl = http.Request.Query["v"] == file.Tag ? "private, max-age=31536000, immutable" : "no-cache";
        if (http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            response.Headers.ContentEncoding = "gzip";
            response.ContentLength = file.Gzipped.Length;
            await response.Body.WriteAsync(file.Gzipped, http.RequestAborted);
            return;
        }

        await using var plain = new GZipStream(new MemoryStream(file.Gzipped), CompressionMode.Decompress);
        await plain.CopyToAsync(response.Body, http.RequestAborted);
    }

    private static (byte[], string, string) Text(string text, string type)
    {
        using var into = new MemoryStream();
        using (var gzip = new GZipStream(into, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return Tagged(into.ToArray(), type);
    }

    private static (byte[], string, string) Tagged(byte[] gzipped, string type) =>
        (gzipped, type, Convert.ToHexStringLower(SHA256.HashData(gzipped))[..12]);

    private static string Resource(string name) => Encoding.UTF8.GetString(Bytes(name));

    private static byte[] Bytes(string name)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream(name)!;
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}

using System.Net.Http;
using System.Security.Cryptography;
using Pial.Formats.Streams;

namespace Pial.Pipelines.Templates;

/// <summary>A file of a template that can be fetched, and what it must hash to.</summary>
/// <param name="Path">Place under the base address and in the cache: <c>tpl-ID/tpl-ID_res-01_…nii.gz</c>.</param>
/// <param name="Sha256">64 hexadecimal digits.</param>
public sealed record TemplateFile(string Path, string Sha256);

/// <summary>Fetches template files into the cache; a file appears there only when its SHA-256 is right.</summary>
public static class TemplateDownload
{
    /// <summary>Where TemplateFlow serves its archive.</summary>
    public const string DefaultBase = "https://templateflow.s3.amazonaws.com/";

    /// <summary>Files whose checksum is known, by template.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<TemplateFile>> Known { get; } =
        new Dictionary<string, IReadOnlyList<TemplateFile>>(StringComparer.Ordinal)
        {
            ["MNI152NLin2009cAsym"] =
        [
            new("tpl-MNI152NLin2009cAsym/tpl-MNI152NLin2009cAsym_res-01_desc-brain_T1w.nii.gz",
                "97cee2cf7f51388d76d7b3632c8375d688d0fa171e1bede81fcef23726bb3d73"),
            new("tpl-MNI152NLin2009cAsym/tpl-MNI152NLin2009cAsym_res-01_desc-brain_mask.nii.gz",
                "e40bb1816736504d4c25abc243c1c8503df1d308f64c048318aa4b829e09a7ae"),
        ],
        };

    /// <summary>Fetches the files that the cache does not have.</summary>
    /// <param name="files">What to fetch.</param>
    /// <param name="cache">Directory in TemplateFlow's layout.</param>
    /// <param name="baseAddress">Where the files are served; null takes <see cref="DefaultBase"/>.</param>
    /// <param name="cancellation">Stops the transfer.</param>
    /// <returns>Paths in the cache.</returns>
    /// <exception cref="InputException">The server cannot be reached, does not have a file, or sends one with another checksum.</exception>
    public static async Task<IReadOnlyList<string>> Get(IReadOnlyList<TemplateFile> files, string cache, Uri? baseAddress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var root = baseAddress ?? new Uri(DefaultBase);
        if (!root.AbsoluteUri.EndsWith('/')) root = new Uri(root.AbsoluteUri + "/");
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(10), MaxResponseContentBufferSize = 1L << 30 };
        var paths = new List<string>();
        foreach (var file in files)
        {
            var path = Path.GetFullPath(Path.Combine(cache, file.Path));
            if (!path.StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(cache)) + Path.DirectorySeparatorChar,
                StringComparison.Ordinal) || file.Path.AsSpan().IndexOfAny('?', '#', '%') >= 0)
                throw new InputException($"{file.Path} is no name of a file within the cache.");
            if (!File.Exists(path) || !await Matches(path, file.Sha256, cancellation))
                await Fetch(client, new Uri(root, file.Path), path, file.Sha256, cancellation);
            paths.Add(path);
        }

        return paths;
    }

    private static async Task<bool> Matches(string path, string sha256, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(path);
        return string.Equals(Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation)), sha256,
            StringComparison.OrdinalIgnoreCase);
    }

    private static async Task Fetch(HttpClient client, Uri address, string path, string sha256, CancellationToken cancellation)
    {
        byte[] content;
        try
        {
            using var response = await client.GetAsync(address, cancellation);
            if (!response.IsSuccessStatusCode)
                throw new InputException(
                    $"{address} answered {(int)response.StatusCode} {response.ReasonPhrase}; give another option 'url', or put the file " +
                        "into the cache yourself.");
            content = await response.Content.ReadAsByteArrayAsync(cancellation);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new InputException($"{address} cannot be reached ({e.Message}); check the network, or put the file at {path} yourself.",
                e);
        }

        var found = Convert.ToHexStringLower(SHA256.HashData(content));
        if (!string.Equals(found, sha256, StringComparison.OrdinalIgnoreCase))
            throw new InputException(
                $"{address} is not the file expected: its SHA-256 is {found}, not {sha256.ToLowerInvariant()}; nothing was kept.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, stream => stream.Write(content));
    }
}

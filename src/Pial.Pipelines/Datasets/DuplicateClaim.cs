using System.Globalization;
using Pial.Formats;
using Pial.Operations.Fingerprints;

namespace Pial.Pipelines.Datasets;

/// <summary>Whether two subjects of a dataset show one scan.</summary>
internal static class DuplicateClaim
{
    /// <summary>Compares the content of all scans; those of one subject may be alike.</summary>
    public static Claim Of(DatasetRecord record, DatasetContent content, Action<int, int>? progress, ParallelOptions? parallel)
    {
        var main = ImageClaims.Main(record, content);
        using var store = FingerprintStore.Open();
        var (images, prints, unusable) = (new List<ImageFacts>(), new List<ImageFingerprint>(), new List<string>());
        foreach (var image in main)
        {
            parallel?.CancellationToken.ThrowIfCancellationRequested();
            try
            {
                prints.Add(store.Of(Path.Combine(content.Folder, image.Path), parallel));
                images.Add(image);
            }
            catch (Exception e) when (e is ImageFormatException or IOException or ArgumentException)
            {
                unusable.Add($"{image.Path}: {e.Message.Split('\n')[0]}");
            }

            progress?.Invoke(prints.Count + unusable.Count, main.Count);
        }

        string[] pairs = [.. FingerprintMatch.Find(prints, null, parallel)
            .Where(p => images[p.First].Name.Subject != images[p.Second].Name.Subject)
            .Select(p =>
                string.Create(CultureInfo.InvariantCulture,
                    $"{images[p.First].Path} and {images[p.Second].Path} show one scan{(p.Mirrored ? ", mirrored" : "")} (correlation " +
                        $"{p.Correlation:0.00})"))];
        var found =
            $"{pairs.Length} pairs among {images.Count} scans{(unusable.Count > 0 ? $"; {unusable.Count} could not be compared" : "")}";
        return new("duplicates", "none", found, pairs.Length > 0 ? Verdict.False
            : unusable.Count > 0 ? Verdict.CannotTell : Verdict.Holds)
        { Against = [.. pairs, .. unusable] };
    }
}

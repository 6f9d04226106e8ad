using System.Globalization;
using Pial.Analysis.Splits;
using Pial.Formats;
using Pial.Operations.Fingerprints;
using Pial.Pipelines.Datasets;

namespace Pial.Pipelines.Leakage;

/// <summary>Images of both sides compared by what they show.</summary>
/// <param name="Leaks">Files that show one scan.</param>
/// <param name="Compared">How many images of each side were compared.</param>
/// <param name="Unusable">Images that could not be, with the reason.</param>
public sealed record ContentAudit(IReadOnlyList<Leak> Leaks, (int Train, int Test) Compared, IReadOnlyList<string> Unusable)
{
    /// <summary>Takes the fingerprints of all images and compares them.</summary>
    /// <param name="train">Images of the training side.</param>
    /// <param name="test">Images of the test side.</param>
    /// <param name="store">Where fingerprints are kept for the next time; null keeps none.</param>
    /// <param name="progress">Told how many were taken.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static ContentAudit Of(
        IReadOnlyList<(string Name, string Path)> train, IReadOnlyList<(string Name, string Path)> test, FingerprintStore? store = null,
        Action<int, int>? progress = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        var unusable = new List<string>();
        var done = 0;
        (List<string> Names, List<ImageFingerprint> Prints) Taken(IReadOnlyList<(string Name, string Path)> images)
        {
            var (names, prints) = (new List<string>(), new List<ImageFingerprint>());
            foreach (var (name, path) in images)
            {
                parallel?.CancellationToken.ThrowIfCancellationRequested();
                try
                {
                    prints.Add(store?.Of(path, parallel) ?? ImageFingerprint.Of(ImageFile.Load(path, parallel).Image, parallel));
                    names.Add(name);
                }
                catch (Exception e) when (e is ImageFormatException or IOException or ArgumentException)
                {
                    unusable.Add($"{name}: {e.Message.Split('\n')[0]}");
                }

                progress?.Invoke(++done, train.Count + test.Count);
            }

            return (names, prints);
        }

        var (a, b) = (Taken(train), Taken(test));
        var pairs = FingerprintMatch.Find(a.Prints, b.Prints, parallel);
        return new(
            [.. pairs.OrderBy(p => p.Second)
                .Select(p => new Leak(LeakKind.Content, a.Names[p.First], b.Names[p.Second],
                    string.Create(CultureInfo.InvariantCulture,
                        $"{b.Names[p.Second]} shows the same scan as {a.Names[p.First]}{(p.Mirrored ? ", mirrored" : "")} (correlation " +
                            $"{p.Correlation:0.00})")))],
            (a.Names.Count, b.Names.Count), unusable);
    }
}

namespace Pial.Web.Review;

/// <summary>A served folder of derivatives; its index is read again when its tables or its subjects changed.</summary>
/// <param name="root">The folder, as a full path.</param>
internal sealed class ReviewFolder(string root)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private readonly Lock reading = new();
    private (ReviewIndex Index, DateTime Stamp, long Looked)? known;

    /// <summary>The folder.</summary>
    public string Root => root;

    /// <summary>Whether there is anything to review, or nothing at all yet.</summary>
    public static bool Holds(string root) => Directory.EnumerateDirectories(root, "sub-*").Any()
        || Directory.EnumerateFileSystemEntries(root).All(e =>
            Path.GetFileName(e) is ".pial" or ".bidsignore" or "dataset_description.json");

    /// <summary>A scan came or went: the next who asks has the folder read again.</summary>
    public void Forget()
    {
        lock (reading) known = null;
    }

    /// <summary>The index as the folder is now, give or take two seconds.</summary>
    public ReviewIndex Index
    {
        get
        {
            lock (reading)
            {
                if (known is { } last && TimeProvider.System.GetElapsedTime(last.Looked) < Fresh) return last.Index;
                var stamp = ReviewIndex.Stamp(root);
                var index = known is { } k && k.Stamp == stamp ? k.Index : ReviewIndex.Read(root);
                known = (index, stamp, TimeProvider.System.GetTimestamp());
                return index;
            }
        }
    }

    /// <summary>A scan by its name.</summary>
    /// <exception cref="Access.Refusal">There is none.</exception>
    public ReviewScan Scan(string label) => Index[label] ?? throw Access.Refusal.NotFound();
}

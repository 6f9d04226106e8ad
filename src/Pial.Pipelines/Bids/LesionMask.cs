using Pial.Formats;
using Pial.Volumes;

namespace Pial.Pipelines.Bids;

/// <summary>A mask of a scan's lesion.</summary>
/// <param name="Path">The file.</param>
/// <param name="Relative">Its place in the dataset, with forward slashes.</param>
/// <param name="Asked">Whether a person named it; else it was found beside the scan.</param>
public sealed record LesionMask(string Path, string Relative, bool Asked)
{
    private static readonly string[] Suffixes = ["roi", "mask"];

    /// <summary>Other masks of the same scan; which of them is meant only a person can tell.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>The mask that a person named for a single image, or the one beside it.</summary>
    /// <param name="scan">The image.</param>
    /// <param name="asked">A file; <c>none</c> for no mask; null to look beside the image.</param>
    /// <exception cref="InputException">The file does not exist.</exception>
    public static LesionMask? Of(BidsScan scan, string? asked)
    {
        ArgumentNullException.ThrowIfNull(scan);
        if (asked == "none") return null;
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(scan.Path))!;
        if (asked is null)
            return Find(scan, null, Directory.GetFiles(folder, $"sub-*_{scan.Contrast}.*").Count(UnusedScans.IsNifti) == 1);
        return File.Exists(asked) ? new(asked, System.IO.Path.GetRelativePath(folder, asked).Replace('\\', '/'), Asked: true)
            : throw new InputException($"{asked} does not exist.");
    }

    /// <summary>
    /// The lesion mask of a scan, as BIDS names it: <c>…_label-lesion_roi.nii.gz</c> or <c>…_label-lesion_mask.nii.gz</c> beside the scan,
    /// or in the <c>anat</c> folder of one of the dataset's <c>derivatives</c>. The name has the scan's entities; those of the subject and
    /// session are enough where the folder holds one such scan.
    /// </summary>
    /// <param name="scan">The scan.</param>
    /// <param name="dataset">Root of its dataset; null for a single image.</param>
    /// <param name="alone">Whether its folder holds no other scan of its contrast.</param>
    /// <returns>The mask, or null when there is none.</returns>
    public static LesionMask? Find(BidsScan scan, string? dataset, bool alone)
    {
        ArgumentNullException.ThrowIfNull(scan);
        var anat = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(scan.Path))!;
        var found = Folders(scan, anat, dataset).Where(Directory.Exists)
            .Select(folder => Directory.GetFiles(folder, "sub-*_label-*").Where(f => IsOf(f, scan.Name, alone))
                .Order(StringComparer.Ordinal).ToArray())
            .FirstOrDefault(files => files.Length > 0);
        return found is null ? null : new(found[0], System.IO.Path.GetRelativePath(dataset ?? anat, found[0]).Replace('\\', '/'),
            Asked: false)
        { Others = found[1..] };
    }

    /// <summary>Reads it.</summary>
    /// <param name="scan">Grid of the scan.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The mask; null when it is empty and nobody asked for it by name, as datasets have them for those without a
    /// lesion.</returns>
    /// <exception cref="ImageFormatException">It cannot be read.</exception>
    /// <exception cref="InputException">It lies on another grid, is empty although somebody asked for it, or is one of several.</exception>
    public Volume<bool>? Load(Grid scan, ParallelOptions? parallel = null)
    {
        var name = System.IO.Path.GetFileName(Path);
        if (Others.Count > 0)
            throw new InputException(
                $"There are {Others.Count + 1} lesion masks of the scan " +
                    $"({string.Join(", ", Others.Prepend(Path).Select(System.IO.Path.GetFileName))}); keep one, or run the scan by " +
                    "itself with option 'lesion' FILE.");
        var mask = ImageFile.LoadMask(Path, parallel);
        if (mask.Shape != scan.Shape || !mask.Grid.Matches(scan))
            throw new InputException(
                $"The lesion mask {name} ({mask.Grid}) does not lie on the scan's grid ({scan}); resample it there first, with nearest " +
                    "interpolation.");
        if (mask.Span.Contains(true)) return mask.Grid == scan ? mask : mask.WithGrid(scan);
        return Asked ? throw new InputException($"The lesion mask {name} is empty; leave option 'lesion' out.") : null;
    }

    private static IEnumerable<string> Folders(BidsScan scan, string anat, string? dataset)
    {
        yield return anat;
        var derivatives = dataset is null ? null : System.IO.Path.Combine(dataset, "derivatives");
        if (derivatives is null || !Directory.Exists(derivatives)) yield break;
        foreach (var pipeline in Directory.GetDirectories(derivatives).Order(StringComparer.Ordinal).Prepend(derivatives))
            yield return System.IO.Path.Combine(pipeline, scan.Name.AnatFolder.Replace('/', System.IO.Path.DirectorySeparatorChar));
    }

    // A mask in a template's space is of no use here; "orig" and the contrast's own name are the scan's.
    private static bool IsOf(string file, BidsName scan, bool alone)
    {
        if (!UnusedScans.IsNifti(file)) return false;
        var name = BidsName.Of(file);
        if (!Suffixes.Contains(name.Suffix, StringComparer.Ordinal)
            || !string.Equals(name["label"], "lesion", StringComparison.OrdinalIgnoreCase)) return false;
        if (name["space"] is { } space && space != "orig" && ContrastName.Parse(space) is null) return false;
        if (name.Session is null && scan.Session is { } session) name = name.InSession(session);
        return name.Prefix == scan.Prefix
            || (alone && name.Prefix == (scan.Session is null ? $"sub-{scan.Subject}" : $"sub-{scan.Subject}_ses-{scan.Session}"));
    }
}

namespace Pial.Pipelines.Bids;

/// <summary>A scan to work on.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its name, taken apart.</param>
/// <param name="Relative">Its place in the dataset, with forward slashes.</param>
public sealed record BidsScan(string Path, BidsName Name, string Relative)
{
    /// <summary>Its contrast, as outputs are named.</summary>
    public string Contrast { get; init; } = ContrastName.T1w;

    /// <summary>Scans of the same head in other contrasts, to be laid on this one.</summary>
    public IReadOnlyList<BidsScan> Also { get; init; } = [];

    /// <summary>Those among <see cref="Also"/> that are segmented together with this one.</summary>
    public IReadOnlyList<BidsScan> Channels { get; init; } = [];
}

/// <summary>Finds head scans in a BIDS directory.</summary>
public static class BidsDataset
{
    /// <summary>
    /// The T1w scans under <c>sub-*/[ses-*/]anat/</c>, in order of name; the other contrasts of a folder come with its first T1w. Where a folder has none, its first T2w, PDw or
    /// FLAIR stands for it.
    /// </summary>
    /// <param name="directory">The dataset.</param>
    /// <param name="participants">Labels to keep, with or without <c>sub-</c>; empty keeps all.</param>
    /// <param name="sessions">Session labels to keep, with or without <c>ses-</c>; empty keeps all.</param>
    /// <exception cref="InputException">Not a dataset, a label that is not there, or no scan of a head.</exception>
    public static IReadOnlyList<BidsScan> FindHeads(string directory, IReadOnlyList<string> participants, IReadOnlyList<string> sessions)
    {
        if (!Directory.Exists(directory)) throw new InputException($"{directory} does not exist.");
        var subjects = Folders(directory, "sub-", participants, "participant");
        var scans = new List<BidsScan>();
        foreach (var subject in subjects)
        {
            var roots = Directory.GetDirectories(subject, "ses-*").Order(StringComparer.Ordinal).ToArray();
            var chosen = sessions.Count > 0 ? roots.Where(r => sessions.Any(s => Same(r, s, "ses-"))) : roots.Prepend(subject);
            foreach (var root in chosen)
            {
                var anat = Path.Combine(root, "anat");
                if (!Directory.Exists(anat)) continue;
                scans.AddRange(HeadsOf(directory, anat));
            }
        }

        return scans.Count > 0
            ? scans
            : throw new InputException($"{directory} holds no T1w scan, nor a T2w, PDw or FLAIR; expected sub-<label>/[ses-<label>/]anat/sub-<label>_T1w.nii.gz.");
    }

    /// <summary>The T1w scans alone, each by itself, for work that compares scans of one contrast.</summary>
    /// <inheritdoc cref="FindHeads"/>
    public static IReadOnlyList<BidsScan> FindT1w(string directory, IReadOnlyList<string> participants, IReadOnlyList<string> sessions)
    {
        var scans = FindHeads(directory, participants, sessions).Where(s => s.Contrast == ContrastName.T1w).Select(s => s with { Also = [] }).ToList();
        return scans.Count > 0
            ? scans
            : throw new InputException($"{directory} holds no T1w scan; expected sub-<label>/[ses-<label>/]anat/sub-<label>_T1w.nii.gz.");
    }

    private static IEnumerable<BidsScan> HeadsOf(string directory, string anat)
    {
        var all = Directory.GetFiles(anat, "sub-*_*").Order(StringComparer.Ordinal)
            .Where(f => f.EndsWith(".nii.gz", StringComparison.Ordinal) || f.EndsWith(".nii", StringComparison.Ordinal))
            .Where(f => ContrastName.Of(f) is not null)
            .Select(f => new BidsScan(f, BidsName.Of(f), Path.GetRelativePath(directory, f).Replace('\\', '/')) { Contrast = ContrastName.Of(f)! })
            .ToList();
        var heads = all.Where(s => s.Contrast == ContrastName.T1w).ToList();
        if (heads.Count == 0) heads = [.. all.Where(s => ContrastName.StandsAlone(s.Contrast)).OrderBy(s => ContrastName.All.ToList().IndexOf(s.Contrast)).Take(1)];
        if (heads.Count == 0) return [];
        var others = all.Where(s => s.Contrast != ContrastName.T1w && s.Path != heads[0].Path).ToList();
        heads[0] = heads[0] with { Also = others };
        return heads;
    }

    private static List<string> Folders(string directory, string prefix, IReadOnlyList<string> labels, string what)
    {
        var all = Directory.GetDirectories(directory, prefix + "*").Order(StringComparer.Ordinal).ToList();
        if (all.Count == 0) throw new InputException($"{directory} is no BIDS dataset: it has no {prefix}* folder. For one scan, give the image itself.");
        var missing = labels.Where(l => !all.Any(f => Same(f, l, prefix))).ToArray();
        if (missing.Length > 0) throw new InputException($"{directory} has no {what} {string.Join(", ", missing)}; it has {string.Join(", ", all.Take(10).Select(Path.GetFileName))}{(all.Count > 10 ? ", …" : "")}.");
        return labels.Count == 0 ? all : all.Where(f => labels.Any(l => Same(f, l, prefix))).ToList();
    }

    private static bool Same(string folder, string label, string prefix)
    {
        var wanted = label.StartsWith(prefix, StringComparison.Ordinal) ? label : prefix + label;
        return string.Equals(Path.GetFileName(folder), wanted, StringComparison.Ordinal);
    }
}

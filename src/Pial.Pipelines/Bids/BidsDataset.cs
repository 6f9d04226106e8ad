namespace Pial.Pipelines.Bids;

/// <summary>A scan to work on.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its name, taken apart.</param>
/// <param name="Relative">Its place in the dataset, with forward slashes.</param>
public sealed record BidsScan(string Path, BidsName Name, string Relative);

/// <summary>Finds T1w scans in a BIDS directory.</summary>
public static class BidsDataset
{
    /// <summary>The T1w scans under <c>sub-*/[ses-*/]anat/</c>, in order of name.</summary>
    /// <param name="directory">The dataset.</param>
    /// <param name="participants">Labels to keep, with or without <c>sub-</c>; empty keeps all.</param>
    /// <param name="sessions">Session labels to keep, with or without <c>ses-</c>; empty keeps all.</param>
    /// <exception cref="InputException">Not a dataset, a label that is not there, or no T1w scan.</exception>
    public static IReadOnlyList<BidsScan> FindT1w(string directory, IReadOnlyList<string> participants, IReadOnlyList<string> sessions)
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
                scans.AddRange(Directory.GetFiles(anat, "sub-*_T1w.*").Order(StringComparer.Ordinal)
                    .Where(f => f.EndsWith(".nii.gz", StringComparison.Ordinal) || f.EndsWith(".nii", StringComparison.Ordinal))
                    .Select(f => new BidsScan(f, BidsName.Of(f), Path.GetRelativePath(directory, f).Replace('\\', '/'))));
            }
        }

        return scans.Count > 0
            ? scans
            : throw new InputException($"{directory} holds no T1w scan; expected sub-<label>/[ses-<label>/]anat/sub-<label>_T1w.nii.gz.");
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

namespace Pial.Pipelines.Bids;

/// <summary>Finds head scans in a BIDS directory.</summary>
public static class BidsDataset
{
    /// <summary>
    /// The T1w scans under <c>sub-*/[ses-*/]anat/</c>, in order of name, or the UNIT1 of an MP2RAGE where there is none; the other
    /// contrasts of a folder come with its first T1w. Where a folder has none, its first T2w, PDw or FLAIR stands for it.
    /// </summary>
    /// <param name="directory">The dataset.</param>
    /// <param name="participants">Labels to keep, with or without <c>sub-</c>; empty keeps all.</param>
    /// <param name="sessions">Session labels to keep, with or without <c>ses-</c>; empty keeps all.</param>
    /// <returns>The heads, and the subjects, sessions and scans that were passed over.</returns>
    /// <exception cref="InputException">Not a dataset, a label that is not there, a scan in another subject's folder, or scans whose
    /// outputs would have the same names.</exception>
    public static BidsHeads Find(string directory, IReadOnlyList<string> participants, IReadOnlyList<string> sessions)
    {
        ArgumentNullException.ThrowIfNull(participants);
        ArgumentNullException.ThrowIfNull(sessions);
        if (!Directory.Exists(directory)) throw new InputException($"{directory} does not exist.");
        var subjects = Chosen(directory, Folders(directory, "sub-"), "sub-", participants, "participant");
        if (sessions.Count > 0) Chosen(directory, [.. subjects.SelectMany(s => Folders(s, "ses-")).DistinctBy(Path.GetFileName)], "ses-",
            sessions, "session");
        var (scans, passed) = (new List<BidsScan>(), new List<PassedOver>());
        foreach (var subject in subjects)
        {
            var own = OfSubject(directory, subject, sessions);
            scans.AddRange(own.Scans);
            passed.AddRange(own.PassedOver.Select(p => p with { WholeSubject = own.Scans.Count == 0 }));
        }

        SameOutputs.Refuse(scans);
        return new(scans, passed);
    }

    /// <summary>The heads alone.</summary>
    /// <inheritdoc cref="Find"/>
    /// <exception cref="InputException">As <see cref="Find"/>, or no scan of a head.</exception>
    public static IReadOnlyList<BidsScan> FindHeads(string directory, IReadOnlyList<string> participants, IReadOnlyList<string> sessions)
    {
        var found = Find(directory, participants, sessions);
        return found.Scans.Count > 0 ? found.Scans : throw Nothing(directory, found);
    }

    /// <summary>The T1w scans, each by itself, for work that compares scans of one contrast; a subject without is passed over.</summary>
    /// <inheritdoc cref="Find"/>
    /// <exception cref="InputException">As <see cref="Find"/>, or no T1w scan.</exception>
    public static BidsHeads FindT1w(string directory, IReadOnlyList<string> participants, IReadOnlyList<string> sessions)
    {
        var found = Find(directory, participants, sessions);
        var scans = found.Scans.Where(s => s.Contrast == ContrastName.T1w).Select(s => s with { Also = [] }).ToList();
        var others = found.Scans.Where(s => s.Contrast != ContrastName.T1w)
            .Select(s => new PassedOver(s.Name.Prefix, $"its anat folder holds no T1w, but {s.Contrast}.",
                scans.TrueForAll(t => t.Name.Subject != s.Name.Subject)));
        return scans.Count > 0
            ? new(scans, [.. found.PassedOver, .. others])
            : throw new InputException($"{directory} holds no T1w scan; expected sub-<label>/[ses-<label>/]anat/sub-<label>_T1w.nii.gz.");
    }

    /// <summary>What is said of a dataset without a head.</summary>
    public static InputException Nothing(string directory, BidsHeads found)
    {
        ArgumentNullException.ThrowIfNull(found);
        var reasons = string.Join(" ", found.Reasons().Take(5).Select(r => $"{char.ToUpperInvariant(r[0])}{r[1..]}"));
        const string Name = "sub-<label>/[ses-<label>/]anat/sub-<label>_T1w.nii.gz";
        return new($"{directory} holds no T1w scan, nor a T2w, PDw or FLAIR; expected {Name}. {reasons}".TrimEnd());
    }

    private static BidsHeads OfSubject(string directory, string subject, IReadOnlyList<string> sessions)
    {
        var (scans, passed) = (new List<BidsScan>(), new List<PassedOver>());
        var roots = Folders(subject, "ses-");
        var chosen = sessions.Count > 0 ? roots.FindAll(r => sessions.Any(s => Same(r, s, "ses-"))) : [subject, .. roots];
        foreach (var root in chosen)
        {
            var anat = Path.Combine(root, "anat");
            if (!Directory.Exists(anat)) continue;
            var found = HeadsOf(directory, anat, Path.GetFileName(subject), root == subject ? null : Path.GetFileName(root));
            scans.AddRange(found);
            passed.AddRange(UnusedScans.Of(anat, Path.GetRelativePath(directory, root).Replace('\\', '/').Replace('/', '_'), found));
        }

        if (scans.Count == 0 && passed.Count == 0)
            passed.Add(new(Path.GetFileName(subject),
                chosen.Count == 0 ? $"it has no session {string.Join(", ", sessions)}." : "it has no anat folder.", true));
        return new(scans, passed);
    }

    private static List<BidsScan> HeadsOf(string directory, string anat, string subject, string? session)
    {
        var all = Directory.GetFiles(anat, "sub-*_*").Order(StringComparer.Ordinal)
            .Where(f => UnusedScans.IsNifti(f) && ContrastName.Of(f) is not null)
            .Select(f => new BidsScan(f, NameIn(directory, f, subject, session),
                Path.GetRelativePath(directory, f).Replace('\\', '/'))
            { Contrast = ContrastName.Of(f)! })
            .ToList();
        bool IsUniform(BidsScan scan) => scan.Name.Suffix == ContrastName.UniformT1;
        // their outputs would have the same names
        if (all.Exists(s => s.Contrast == ContrastName.T1w && !IsUniform(s))) all.RemoveAll(IsUniform);
        var heads = all.FindAll(s => s.Contrast == ContrastName.T1w);
        if (heads.Count == 0)
            heads = [.. all.Where(s => ContrastName.StandsAlone(s.Contrast))
                .OrderBy(s => ContrastName.All.ToList().IndexOf(s.Contrast)).Take(1)];
        if (heads.Count == 0) return [];
        heads[0] = heads[0] with { Also = all.FindAll(s => s.Contrast != ContrastName.T1w && s.Path != heads[0].Path) };
        return heads.ConvertAll(h => h with { Lesion = LesionMask.Find(h, directory, heads.Count == 1) });
    }

    // The folders say whose scan it is; a name that says otherwise is somebody else's, or a mistake that only a person can tell.
    private static BidsName NameIn(string directory, string file, string subject, string? session)
    {
        var name = BidsName.Of(file);
        if (session is not null && name.Session is null) name = name.InSession(session[4..]);
        var (said, lies) = ($"sub-{name.Subject}", subject);
        if (said == lies && session is not null) (said, lies) = ($"ses-{name.Session}", session);
        if (said == lies) return name;
        var proper = Path.Combine(directory, name.AnatFolder, Path.GetFileName(file));
        var other = File.Exists(proper) ? $", as that of {Path.GetRelativePath(directory, proper)} does" : "";
        throw new InputException(
            $"{Path.GetRelativePath(directory, file)} lies in the folder of {lies}, but its name says {said}{other}; rename it, or move " +
                "it where it belongs.");
    }

    private static List<string> Folders(string directory, string prefix) =>
        [.. Directory.GetDirectories(directory, prefix + "*").Order(StringComparer.Ordinal)];

    private static List<string> Chosen(string directory, List<string> all, string prefix, IReadOnlyList<string> labels, string what)
    {
        if (all.Count == 0 && prefix == "sub-")
            throw new InputException($"{directory} is no BIDS dataset: it has no {prefix}* folder. For one scan, give the image itself.");
        var missing = labels.Where(l => !all.Exists(f => Same(f, l, prefix))).ToArray();
        if (missing.Length > 0)
        {
            var there = all.Count == 0 ? "none"
                : $"{string.Join(", ", all.Take(10).Select(Path.GetFileName))}{(all.Count > 10 ? ", …" : "")}";
            throw new InputException($"{directory} has no {what} {string.Join(", ", missing)}; it has {there}.");
        }

        return labels.Count == 0 ? all : all.FindAll(f => labels.Any(l => Same(f, l, prefix)));
    }

    private static bool Same(string folder, string label, string prefix)
    {
        var wanted = label.StartsWith(prefix, StringComparison.Ordinal) ? label : prefix + label;
        return string.Equals(Path.GetFileName(folder), wanted, StringComparison.Ordinal);
    }
}

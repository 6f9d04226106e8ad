using Pial.Formats;

namespace Pial.Pipelines.Datasets;

/// <summary>What a file of a dataset is for.</summary>
internal enum FileKind
{
    /// <summary>An image.</summary>
    Image,

    /// <summary>JSON beside images.</summary>
    Sidecar,

    /// <summary>A transform between spaces.</summary>
    Transform,
}

/// <summary>A file that was found.</summary>
/// <param name="Path">Its place in the dataset, with forward slashes.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Modified">When it was written, in ticks of UTC.</param>
internal sealed record FoundFile(string Path, FileKind Kind, long Bytes, long Modified);

/// <summary>Looks through a BIDS folder: <c>sub-*/[ses-*/]anat</c>, and the sidecars on the way there.</summary>
internal static class DatasetWalk
{
    public static (IReadOnlyList<string> Subjects, IReadOnlyList<FoundFile> Files) Of(string folder, ParallelOptions parallel)
    {
        string[] subjects = [.. Directory.EnumerateDirectories(folder, "sub-*").Select(d => Path.GetFileName(d))
            .Order(StringComparer.Ordinal)];
        if (subjects.Length == 0) throw new InputException($"{folder} is no BIDS dataset: it has no sub-* folder.");
        var found = new List<FoundFile>[subjects.Length];
        Parallel.For(0, subjects.Length, parallel, n => found[n] = OfSubject(folder, subjects[n]));
        return ([.. subjects.Select(s => s[4..])],
            [.. Folder(new DirectoryInfo(folder), "", sidecarsAlone: true).Concat(found.SelectMany(f => f))]);
    }

    private static List<FoundFile> OfSubject(string folder, string subject)
    {
        var files = new List<FoundFile>();
        var own = new DirectoryInfo(Path.Combine(folder, subject));
        var entries = own.EnumerateFileSystemInfos().ToList();
        files.AddRange(Taken(entries.OfType<FileInfo>(), subject, sidecarsAlone: true));
        foreach (var sub in entries.OfType<DirectoryInfo>().OrderBy(d => d.Name, StringComparer.Ordinal))
        {
            if (sub.Name == "anat")
            {
                files.AddRange(Folder(sub, $"{subject}/anat", sidecarsAlone: false));
            }
            else if (sub.Name.StartsWith("ses-", StringComparison.Ordinal))
            {
                files.AddRange(Folder(sub, $"{subject}/{sub.Name}", sidecarsAlone: true));
                var anat = new DirectoryInfo(Path.Combine(sub.FullName, "anat"));
                if (anat.Exists) files.AddRange(Folder(anat, $"{subject}/{sub.Name}/anat", sidecarsAlone: false));
            }
        }

        return files;
    }

    private static IEnumerable<FoundFile> Folder(DirectoryInfo folder, string relative, bool sidecarsAlone) =>
        Taken(folder.EnumerateFiles(), relative, sidecarsAlone);

    private static IEnumerable<FoundFile> Taken(IEnumerable<FileInfo> files, string relative, bool sidecarsAlone)
    {
        foreach (var file in files.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            FileKind? kind = file.Name.EndsWith(".json", StringComparison.Ordinal)
                ? (file.Name is "participants.json" or "dataset_description.json" ? null : FileKind.Sidecar)
                : sidecarsAlone || file.Name[0] == '.' ? null
                : file.Name.Contains("_xfm.", StringComparison.Ordinal) ? FileKind.Transform
                : ImageFormats.IsSingleFile(file.Name) ? FileKind.Image : null;
            if (kind is { } taken) yield return new(relative.Length == 0 ? file.Name : $"{relative}/{file.Name}", taken,
                file.Exists ? file.Length : 0, file.Exists ? file.LastWriteTimeUtc.Ticks : 0);
        }
    }
}

using Pial.Formats;
using Pial.Pipelines;
using Pial.Pipelines.Tables;
using Pial.Volumes;

namespace Pial.Hub.Tasks;

/// <summary>Images of a task in a folder: which file is what, the task's patterns say.</summary>
internal static class ImageFolder
{
    /// <summary>Reads them.</summary>
    /// <param name="folder">The folder; images may lie at any depth.</param>
    /// <param name="task">The patterns.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">No images, a case that lacks a channel or its reference, one on another grid, or a structure that
    /// no reference has.</exception>
    public static IReadOnlyList<ImageCase> Load(string folder, TaskDefinition task, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Channels.Count == 0 || (task.References is null && task.Degradation is null))
            throw new InputException(
                "a task on a folder of images needs 'images' (or 'channels') and 'references': which files they are, as images: " +
                    "_T1w.nii.gz or images: \"{case}/anat/{case}_T1w.nii.gz\".");
        if (!Directory.Exists(folder)) throw new InputException($"{folder} does not exist; expected a folder of images.");
        (string What, string Text)[] roles = [.. task.Channels.Select(c => (c.Name, c.Pattern)),
            .. task.References is null ? Array.Empty<(string, string)>() : [("reference", task.References)],
            .. task.Mask is null ? Array.Empty<(string, string)>() : [("mask", task.Mask)]];
        var patterns = roles.Select(r => (r.What, Pattern: FilePattern.Read(r.Text))).ToList();
        if (patterns.Select(p => p.Pattern.IsPath).Distinct().Count() > 1)
            throw new InputException("the files of a task are all endings, or all paths with {case}; these are mixed: " +
                string.Join(", ", patterns.Select(p => p.Pattern.Text)) + ".");
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal).ToList();
        var found = patterns.Select(p => p.Pattern.Find(files, p.What)).ToList();
        var names = found.SelectMany(f => f.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0)
            throw new InputException(
                $"{folder} has no file that is " +
                    $"{string.Join(" or ", patterns.Take(task.Channels.Count)
                        .Select(p => patterns[0].Pattern.IsPath ? p.Pattern.Text : "…" + p.Pattern.Text))}.");
        foreach (var name in names)
            for (var p = 0; p < patterns.Count; p++)
                if (!found[p].ContainsKey(name))
                    throw new InputException(
                        $"{Path.GetFileName(name)} has no {patterns[p].What}: there is no {patterns[p].Pattern.For(name)} in {folder}.");
        if (names.GroupBy(n => Path.GetFileName(n), StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InputException($"{folder} has two cases called {twice.Key}: {string.Join(" and ", twice.Take(2))}.");
        var cases = names.Select(name => Case(name, [.. found.Select(f => Path.Combine(folder, f[name]))], task, parallel)).ToList();
        EveryStructureIsSomewhere(task, cases);
        return task.Degradation is { } how ? Degraded.All(cases, how, parallel) : cases;
    }

    // Paths in the order of the roles: channels, reference, mask.
    private static ImageCase Case(string name, string[] paths, TaskDefinition task, ParallelOptions? parallel)
    {
        var channels = task.Channels.Select((c, n) => new ImageChannel(c.Name, ImageFile.Load(paths[n], parallel).Image)).ToList();
        var image = channels[0].Image;
        for (var n = 1; n < channels.Count; n++)
            OnGrid(channels[n].Image, image, paths[n]);
        // What is spoilt by the task is its own truth, unless another is given.
        if (task.Degradation is not null && channels.Count > 1)
            throw new InputException("one image a case can be degraded; this task has several channels.");
        var reference = task.References is null ? paths[0] : paths[channels.Count];
        var labels = task.Kind == TaskKind.Segmentation ? OnGrid(ImageFile.LoadLabels(reference, parallel), image, reference) : null;
        var clean = task.Kind.IsRestoration() ? OnGrid(ImageFile.Load(reference, parallel).Image, image, reference) : null;
        var region = task.Mask is null ? null : OnGrid(ImageFile.Load(paths[^1], parallel).Image, image, paths[^1]).Map(v => v > 0);
        return new(Path.GetFileName(name), image, region, labels, clean,
            new Dictionary<string, string>(StringComparer.Ordinal))
        {
            ImageName = channels[0].Name,
            Others = [.. channels.Skip(1)],
            Fits = [.. paths.Take(channels.Count).SelectMany(p => RecordedFits.Beside(p).Known)],
        };
    }

    // A task's number that stands nowhere is a mistake in the task: nobody could be right about it.
    private static void EveryStructureIsSomewhere(TaskDefinition task, List<ImageCase> cases)
    {
        if (task.Kind != TaskKind.Segmentation) return;
        var there = new SortedSet<int>();
        foreach (var one in cases)
        {
            var last = 0;
            foreach (var label in one.Labels!.Span)
                if (label != last) there.Add(last = label);
        }

        var absent = task.Labels.Where(l => !there.Contains(l.Number)).ToList();
        if (absent.Count > 0)
            throw new InputException(
                $"no reference has {string.Join(", ", absent.Select(l => $"{l.Name} ({l.Number})"))}; besides 0 they have " +
                    $"{(there.Count == 0 ? "nothing" : string.Join(", ", there.Where(t => t != 0).Take(20))
                        + (there.Count > 20 ? ", …" : ""))}.");
        var known = task.Labels.Select(l => l.Number).ToHashSet();
        for (var n = 0; n < cases.Count; n++)
            cases[n] = cases[n] with { Labels = cases[n].Labels!.Map(v => known.Contains(v) ? v : 0) };
    }

    private static Volume<T> OnGrid<T>(Volume<T> other, Volume<float> image, string path)
        where T : unmanaged => other.Grid.Matches(image.Grid) ? other
            : throw new InputException($"{Path.GetFileName(path)} ({other.Grid}) does not lie on its image's grid ({image.Grid}).");
}

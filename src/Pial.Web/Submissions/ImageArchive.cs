using Pial.Formats;
using Pial.Pipelines;
using Pial.Web.Store;

namespace Pial.Web.Submissions;

/// <summary>Images of a submission: a ZIP with one a case, made a folder as <c>pial benchmark evaluate</c> takes it.</summary>
internal static class ImageArchive
{
    private const long MostBytes = 4L << 30;
    private const int Spare = 16;

    /// <summary>
    /// Unpacks it and looks at every header before a voxel is read: a case's image is on the case's grid, and so no larger than it.
    /// </summary>
    /// <param name="zip">The archive.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="task">The cases.</param>
    /// <exception cref="InputException">Names of no case, another grid, no image, or an archive that may not be sent.</exception>
    public static void Unpack(string zip, string folder, HubTask task)
    {
        foreach (var file in Archive.Unpack(zip, folder, task.Grids.Count + Spare, MostBytes, (name, _) => NameOf(name, task)))
        {
            var grid = task.Grids[CaseOf(Path.GetFileName(file), task)!];
            if (ImageFile.Describe(file).Grid is var sent && (sent.Shape != grid.Shape || !sent.Matches(grid)))
                throw new InputException($"{Path.GetFileName(file)} ({sent}) does not lie on its case's grid ({grid}); resample it there.");
        }
    }

    private static string NameOf(string entry, HubTask task)
    {
        var name = entry.Split('/', '\\')[^1];
        if (!ImageFormats.IsSingleFile(name))
            throw new InputException($"The archive holds {name}, which is no image; send one NIfTI file a case, and nothing else.");
        return CaseOf(name, task) is null
            ? throw new InputException($"The archive holds {name}, which is of no case; cases are called {Some(task)}.") : name;
    }

    private static string? CaseOf(string name, HubTask task) => task.Grids.Keys
        .Where(c => name.StartsWith(c, StringComparison.Ordinal) && name.Length > c.Length && name[c.Length] is '.' or '_')
        .MaxBy(c => c.Length);

    private static string Some(HubTask task) =>
        $"{string.Join(", ", task.Grids.Keys.Order(StringComparer.Ordinal).Take(5))}{(task.Grids.Count > 5 ? ", …" : "")}";
}

using Pial.Analysis.Tables;
using Pial.Formats.LabelTables;
using Pial.Pipelines.Tables;

namespace Pial.Pipelines.Loading;

/// <summary>Subjects of a table whose columns name image files; all other columns ride along.</summary>
public static class TableSubjects
{
    /// <summary>Reads them.</summary>
    /// <param name="path">Separated by tabs, commas or semicolons; one row a subject, named by <c>participant_id</c> or the first column.
    /// Relative paths are from the table's folder.</param>
    /// <param name="images">Which columns name images.</param>
    /// <exception cref="InputException">There is no such table or column, or a cell is empty.</exception>
    public static IReadOnlyList<SubjectFiles> Read(string path, IReadOnlyList<ImageRequest> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var table = TableFile.Read(path);
        string[] all = [table.IdColumn, .. table.Columns];
        foreach (var image in images)
            if (!all.Contains(image.Source))
                throw new InputException(
                    $"{table.Name} has no column '{image.Source}' for the image '{image.Name}'.{NearestName.Hint(image.Source, all)}");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return [.. table.Ids.Select((id, r) => Subject(table, id, r, images, folder))];
    }

    private static SubjectFiles Subject(SubjectTable table, string id, int r, IReadOnlyList<ImageRequest> images, string folder)
    {
        var where = $"{table.Name}, row {r + 1} ({id})";
        var row = table.Columns.ToDictionary(c => c, c => table[c][r], StringComparer.Ordinal);
        row[table.IdColumn] = id;
        return new(id, [.. images.Select(image => SubjectTable.IsMissing(row[image.Source])
            ? throw new InputException($"{where} has no '{image.Source}'.")
            : FileOf(image, Path.GetFullPath(row[image.Source], folder)))], row)
        { Where = where };
    }

    /// <summary>The file of an image, with the table of labels that lies beside it (<c>X_dseg.tsv</c>), if one does.</summary>
    internal static SubjectImageFile FileOf(ImageRequest image, string path)
    {
        var table = Path.Combine(Path.GetDirectoryName(path) ?? "", Bids.BidsName.StemOf(path) + ".tsv");
        return new(image.Name, image.Kind, path)
        {
            Table = image.Kind == ImageKind.Labels && File.Exists(table) ? LabelTableFile.Read(table) : null,
        };
    }
}

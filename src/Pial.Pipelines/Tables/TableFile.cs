using System.Text.Json.Nodes;
using Pial.Analysis.Tables;
using Pial.Formats.Streams;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Tables;

/// <summary>Tables with one row a subject, as files.</summary>
public static class TableFile
{
    /// <summary>Reads one.</summary>
    /// <param name="path">Separated by tabs, commas or semicolons.</param>
    /// <param name="idColumn">Column of the subjects; null for <c>participant_id</c> or the first.</param>
    /// <param name="dropRepeated">Whether subjects listed several times are thinned out or left out (<see cref="SubjectTable.LeftOut"/>)
    /// instead of refused.</param>
    /// <exception cref="InputException">There is no such file, or it is not a table.</exception>
    public static SubjectTable Read(string path, string? idColumn = null, bool dropRepeated = false)
    {
        if (!File.Exists(path))
            throw new InputException($"{path} does not exist; expected a table with one row a subject, such as participants.tsv.");
        try
        {
            return SubjectTable.Parse(File.ReadAllText(path), Path.GetFileName(path), idColumn, dropRepeated);
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message, e);
        }
    }

    /// <summary>Reads a list of subjects: one id a line, or the first column of a table; a line that names the column is passed over (<see
    /// cref="IdColumn"/>).</summary>
    /// <exception cref="InputException">There is no such file, or nobody in it.</exception>
    public static IReadOnlyList<string> ReadIds(string path)
    {
        if (!File.Exists(path)) throw new InputException($"{path} does not exist; expected a list of subjects, one a line.");
        List<string> ids;
        try
        {
            ids = [.. SeparatedText.Read(File.ReadAllText(path).TrimStart('\uFEFF'), Path.GetFileName(path)).Select(l => l.Cells[0])
                .Where(c => c.Length > 0)];
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message, e);
        }

        if (ids.Count > 0 && IdColumn.IsHeader(ids[0], ids[1..])) ids.RemoveAt(0);
        return ids.Count > 0 ? ids : throw new InputException($"{path} lists nobody.");
    }

    /// <summary>
    /// Writes one, separated by commas when its name ends in <c>.csv</c>, else by tabs, and a JSON beside it that says what it holds.
    /// </summary>
    public static void Write(string path, SubjectTable table, JsonObject sidecar)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(sidecar);
        OutputFile.Write(path, stream =>
        {
            using var text = new StreamWriter(stream, leaveOpen: true);
            table.Write(text, TableStyle.OfName(path) ?? TableStyle.Tsv);
        });
        OutputFile.WriteText(SidecarOf(path), sidecar.ToJsonString(DatasetDescription.Indented) + "\n");
    }

    /// <summary>The JSON beside a table.</summary>
    public static string SidecarOf(string path) => Path.ChangeExtension(path, ".json");
}

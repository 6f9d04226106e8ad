using Pial.Analysis.Tables;
using Pial.Pipelines.Vbm;

namespace Pial.Pipelines.FreeSurfer.Quality;

/// <summary>Which site each subject is of, from a table such as <c>participants.tsv</c>.</summary>
public static class SiteTable
{
    /// <summary>
    /// Reads the sites of subjects; names count with and without <c>sub-</c>, and a longitudinal run has its time point's.
    /// </summary>
    /// <param name="path">The table.</param>
    /// <param name="column">Its column of sites.</param>
    /// <param name="ids">The subjects.</param>
    /// <exception cref="InputException">No such table or column, or subjects that it lacks or whose site is missing; all are
    /// named.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path, string column, IReadOnlyList<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var table = VbmInputs.ReadTable(path);
        var values = table[column];
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var n = 0; n < table.Ids.Count; n++)
            if (!SubjectTable.IsMissing(values[n])) known[VbmInputs.Label(table.Ids[n])] = values[n];
        string? Site(string id) => known.GetValueOrDefault(VbmInputs.Label(id))
            ?? known.GetValueOrDefault(VbmInputs.Label(LongitudinalRuns.TimePoint(id)));
        string[] without = [.. ids.Where(id => Site(id) is null)];
        if (without.Length > 0)
            throw new InputException(
                $"{Path.GetFileName(path)} gives no {column} for {without.Length} of {ids.Count} subjects: " +
                    $"{string.Join(", ", without.Take(8))}{(without.Length > 8 ? ", …" : "")}; complete it, or choose subjects with " +
                    "option 'subjects'.");
        return ids.ToDictionary(id => id, id => Site(id)!, StringComparer.Ordinal);
    }
}

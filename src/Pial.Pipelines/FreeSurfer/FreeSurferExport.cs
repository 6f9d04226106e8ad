using Pial.Analysis.Tables;
using Pial.Formats.Npy;
using Pial.Formats.Streams;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.FreeSurfer;

/// <summary>How a cohort's table is laid out.</summary>
public enum TableLayout
{
    /// <summary>One row a subject.</summary>
    Wide,

    /// <summary>One row a subject and region.</summary>
    Long,

    /// <summary>One file a subject, as the data specification has it.</summary>
    PerSubject,

    /// <summary>As <c>asegstats2table</c> writes it.</summary>
    AsegStats2Table,

    /// <summary>As <c>aparcstats2table</c> writes it.</summary>
    AparcStats2Table,
}

/// <summary>Writes a cohort's table and, beside it, the JSON file that accounts for its rows and columns.</summary>
public static class FreeSurferExport
{
    /// <summary>Ending of the file of column names beside an <c>.npy</c> matrix.</summary>
    public const string ColumnsEnding = "_columns.txt";

    /// <summary>Ending of the file of subjects beside an <c>.npy</c> matrix.</summary>
    public const string SubjectsEnding = "_subjects.txt";

    /// <summary>The files that an export makes, apart from the sidecar; for <see cref="TableLayout.PerSubject"/> the folder.</summary>
    /// <exception cref="InputException">The name's ending does not say how to write the table.</exception>
    public static IReadOnlyList<string> FilesOf(string path, TableLayout layout)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (layout == TableLayout.PerSubject) return [path];
        if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            return layout == TableLayout.Wide ? [path, path[..^4] + ColumnsEnding, path[..^4] + SubjectsEnding]
                : throw new InputException($"{path}: an .npy matrix holds numbers only, so it is wide; give .csv or .tsv for this layout.");
        if (TableStyle.OfName(path) is null
            && !(layout >= TableLayout.AsegStats2Table && path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)))
            throw new InputException($"{path}: the name's ending says how the table is written; use .csv, .tsv or .npy.");
        return [path];
    }

    /// <summary>Writes the table.</summary>
    /// <param name="cohort">What was read.</param>
    /// <param name="path">A file that ends in <c>.csv</c>, <c>.tsv</c> or <c>.npy</c>; a folder for
    /// <see cref="TableLayout.PerSubject"/>.</param>
    /// <param name="layout">Layout.</param>
    /// <param name="hemisphere"><c>lh</c> or <c>rh</c>, for <see cref="TableLayout.AparcStats2Table"/>.</param>
    /// <returns>Rows and columns that were written, without names.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static (int Rows, int Columns) Write(FreeSurferCohort cohort, string path, TableLayout layout, string? hemisphere = null)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        if (layout == TableLayout.PerSubject) return PerSubject(cohort, path);
        if (layout == TableLayout.Long) return Long(cohort, path);
        var (table, style) = layout switch
        {
            TableLayout.Wide => (FreeSurferTables.Wide(cohort), TableStyle.OfName(path) ?? TableStyle.Tsv),
            TableLayout.AsegStats2Table => FreeSurferToolTables.Aseg(cohort, path),
            _ => FreeSurferToolTables.Aparc(cohort, path, hemisphere ?? throw new ArgumentNullException(nameof(hemisphere))),
        };
        if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            NpyMatrix.Write(path, table.Values, Math.Max(1, table.Columns.Count));
            OutputFile.WriteText(path[..^4] + ColumnsEnding, string.Concat(table.Columns.Select(c => c + "\n")));
            OutputFile.WriteText(path[..^4] + SubjectsEnding, string.Concat(table.Ids.Select(c => c + "\n")));
        }
        else
        {
            WriteText(path, output => table.Write(output, style));
        }

        Sidecar.Write(path, TableSidecar.Wide(cohort, table));
        return (table.Ids.Count, table.Columns.Count);
    }

    private static (int Rows, int Columns) Long(FreeSurferCohort cohort, string path)
    {
        WriteText(path, output => FreeSurferTables.WriteLong(cohort, output, TableStyle.OfName(path) ?? TableStyle.Tsv));
        Sidecar.Write(path, TableSidecar.Long(cohort));
        return (cohort.Subjects.Sum(s => s.Regions.Count), 2 + cohort.Options.Measures.Count);
    }

    private static (int Rows, int Columns) PerSubject(FreeSurferCohort cohort, string folder)
    {
        foreach (var subject in cohort.Subjects)
            OutputFile.WriteText(Path.Combine(folder, $"{subject.Id}_aparc_stats.csv"), FreeSurferTables.Specified(subject));
        OutputFile.WriteText(Path.Combine(folder, "aparc_stats.json"),
            TableSidecar.Long(cohort).ToJsonString(DatasetDescription.Indented) + "\n");
        return (cohort.Subjects.Count, 4);
    }

    private static void WriteText(string path, Action<TextWriter> write) => OutputFile.Write(path, stream =>
    {
        using var output = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        write(output);
    });
}

using System.Globalization;
using System.Text;
using Pial.Analysis.Tables;
using Pial.Hub.Evaluation;

namespace Pial.Hub.Reports;

/// <summary>
/// <c>predictions/ENTRY.tsv</c>: what an entry predicted for every tested row, with the truth, so that entries of two runs can be compared
/// in pairs. It stays with the runner; a board does not take it.
/// </summary>
internal static class PredictionsFile
{
    /// <summary>Writes an entry's rows.</summary>
    /// <param name="run">The run.</param>
    /// <param name="entry">An entry that did not fail.</param>
    public static string Write(RunResult run, EntryResult entry)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(entry);
        var outcome = entry.Outcome ?? throw new ArgumentException($"{entry.Id} has no predictions.", nameof(entry));
        var isTable = run.Benchmark.Task.IsTable;
        var names = !isTable ? [.. MeasureCatalog.Of(run.Benchmark.Task).Select(m => m.Id)]
            : run.Classes.Count > 0 ? run.Classes : ["prediction"];
        var text = new StringBuilder("participant_id\trepeat");
        if (isTable) text.Append("\ttruth");
        text.Append('\t').AppendJoin('\t', names).Append('\n');
        for (var r = 0; r < outcome.Rows.Ids.Count; r++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{TextCell.Guarded(outcome.Rows.Ids[r])}\t{outcome.Rows.Repeats[r]}");
            if (isTable)
                text.Append('\t').Append(run.Classes.Count > 0 ? TextCell.Guarded(run.Classes[(int)outcome.Truth[r]])
                    : Number(outcome.Truth[r]));
            for (var w = 0; w < outcome.Width; w++)
                text.Append('\t').Append(Number(outcome.Values[(r * outcome.Width) + w]));
            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

using Pial.Formats.Streams;
using Pial.Hub.Evaluation;
using Pial.Pipelines;
using Pial.Pipelines.Bids;

namespace Pial.Hub.Reports;

/// <summary>
/// What a run leaves: <c>eval.yaml</c>, <c>report.md</c>, <c>report.html</c> and <c>predictions/</c>; all of it or nothing.
/// </summary>
public static class RunFolder
{
    private static readonly string[] Names = ["eval.yaml", "report.md", "report.html", "predictions"];

    /// <summary>Refuses a folder that holds a run already.</summary>
    /// <param name="folder">Where the run goes.</param>
    /// <param name="force">Whether an earlier run is replaced.</param>
    /// <exception cref="InputException">It holds one, or is a file.</exception>
    public static void MustBeFree(string folder, bool force)
    {
        if (File.Exists(folder)) throw new InputException($"{folder} is a file; give a folder.");
        ResultSet.Recover(folder);
        if (!force && Names.Select(n => Path.Combine(folder, n)).FirstOrDefault(p => File.Exists(p) || Directory.Exists(p)) is { } there)
            throw new InputException($"{there} exists; add option 'force' to replace it.");
    }

    /// <summary>Writes a run.</summary>
    public static void Write(string folder, RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        // Everything is made before anything is written.
        var files = new List<(string Name, string Text)>();
        files.AddRange(run.Entries.Where(e => e.Outcome is not null)
            .Select(e => (Path.Combine("predictions", $"{e.Id}.tsv"), PredictionsFile.Write(run, e))));
        files.Add(("report.html", HtmlReport.Write(run)));
        files.Add(("report.md", MarkdownReport.Write(run)));
        files.Add(("eval.yaml", EvalFile.Write(run)));
        ResultSet.Write(folder, into =>
        {
            foreach (var (name, text) in files)
                OutputFile.WriteText(Path.Combine(into, name), text);
        }, static name => Names.Contains(name, StringComparer.Ordinal)
            || (name.StartsWith("predictions/", StringComparison.Ordinal) && name.EndsWith(".tsv", StringComparison.Ordinal)));
    }
}

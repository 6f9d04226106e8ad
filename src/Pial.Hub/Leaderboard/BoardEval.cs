using Pial.Hub.Records;
using Pial.Pipelines;

namespace Pial.Hub.Leaderboard;

/// <summary>An eval on a board.</summary>
/// <param name="Path">Where its file lies.</param>
/// <param name="Eval">What it says.</param>
/// <param name="Report">The text of the <c>report.md</c> beside it; null when there is none.</param>
internal sealed record BoardEval(string Path, EvalRecord Eval, string? Report)
{
    /// <summary>Reads every eval below a folder; other files are passed over, evals that cannot be read are not.</summary>
    /// <exception cref="InputException">No folder, no eval in it, one that cannot be read, or two of one name.</exception>
    public static IReadOnlyList<BoardEval> ReadAll(string folder)
    {
        if (!Directory.Exists(folder)) throw new InputException($"{folder} does not exist; give a folder of evals (eval.yaml).");
        var all = new List<BoardEval>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.y*ml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(path);
            if (!text.Contains("eval_id:", StringComparison.Ordinal)) continue;
            var report = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, "report.md");
            all.Add(new(path, EvalRecord.Read(RecordFile.Parse(text, path, EvalFields.Kind)), File.Exists(report) ? File.ReadAllText(report) : null));
        }

        if (all.Count == 0) throw new InputException($"{folder} has no eval: no YAML file with an eval_id.");
        return all.GroupBy(e => e.Eval.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new InputException($"{twice.Key} comes twice: {string.Join(" and ", twice.Select(e => e.Path))}.") : all;
    }
}

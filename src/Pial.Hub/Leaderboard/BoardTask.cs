namespace Pial.Hub.Leaderboard;

/// <summary>Evals that may be ranked together: one benchmark, one data set, the same data and split.</summary>
/// <param name="Name">The benchmark's name.</param>
/// <param name="File">The page's name.</param>
/// <param name="Evals">Newest first.</param>
/// <param name="Variant">What tells it from others of the benchmark; empty when there are none.</param>
internal sealed record BoardTask(string Name, string File, IReadOnlyList<BoardEval> Evals, string Variant)
{
    /// <summary>The newest eval, whose words count.</summary>
    public Records.EvalRecord Newest => Evals[0].Eval;

    /// <summary>The rows: every candidate's newest eval, and every baseline of the newest eval that has it; best first.</summary>
    public IReadOnlyList<BoardRow> Rows { get; } = Ranked(Evals);

    /// <summary>Groups evals.</summary>
    public static IReadOnlyList<BoardTask> Of(IReadOnlyList<BoardEval> evals)
    {
        ArgumentNullException.ThrowIfNull(evals);
        var tasks = new List<BoardTask>();
        foreach (var benchmark in evals.GroupBy(e => (e.Eval.BenchmarkId, e.Eval.DatasetId))
            .OrderBy(g => g.Key.BenchmarkId, StringComparer.Ordinal).ThenBy(g => g.Key.DatasetId, StringComparer.Ordinal))
        {
            var shared = evals.Any(e => e.Eval.BenchmarkId == benchmark.Key.BenchmarkId && e.Eval.DatasetId != benchmark.Key.DatasetId);
            var variants = benchmark
                .GroupBy(e => (Sha: e.Eval.Metadata.GetValueOrDefault("data_sha256", ""),
                    Split: e.Eval.Metadata.GetValueOrDefault("split", ""), e.Eval.Primary)).OrderByDescending(g => g.Max(e => e.Eval.Date),
                        StringComparer.Ordinal).ToList();
            for (var n = 0; n < variants.Count; n++)
            {
                List<BoardEval> sorted = [.. variants[n].OrderByDescending(e => e.Eval.Date, StringComparer.Ordinal)
                    .ThenByDescending(e => e.Eval.Id, StringComparer.Ordinal)];
                var name = Plain(
                    $"{benchmark.Key.BenchmarkId}{(shared ? $"-{benchmark.Key.DatasetId}" : "")}{(variants.Count > 1 ? $"-{n + 1}" : "")}");
                var (sha, split, _) = variants[n].Key;
                tasks.Add(new(sorted[0].Eval.TaskName, $"{name}.html", sorted,
                    variants.Count > 1 ? $"data {(sha.Length > 8 ? sha[..8] : "unknown")}, {split}" : ""));
            }
        }

        return tasks;
    }

    internal static string Plain(string name) =>
        new([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')]);

    private static List<BoardRow> Ranked(IReadOnlyList<BoardEval> evals)
    {
        var (primary, higher) = (evals[0].Eval.Primary, evals[0].Eval.HigherIsBetter);
        var rows = new Dictionary<string, BoardRow>(StringComparer.Ordinal);
        foreach (var e in evals)
            rows.TryAdd(e.Eval.Candidate, OfCandidate(e, primary));
        foreach (var (e, entry) in evals.SelectMany(e => e.Eval.Entries.Where(c => !c.IsCandidate && c.Failed is null).Select(c => (e, c))))
            rows.TryAdd(entry.Id, Of(e, entry, primary));
        double Good(BoardRow row) => row.Metrics.TryGetValue(primary, out var value) && double.IsFinite(value)
            ? higher ? value : -value : double.NegativeInfinity;
        var sorted = rows.Values.OrderByDescending(Good).ThenBy(r => r.Id, StringComparer.Ordinal).ToList();
        return [.. sorted.Select(r => r with { Rank = 1 + sorted.Count(o => Good(o) > Good(r)) })];
    }

    // An eval of others has no entries: then all it says of its candidate stands at its top.
    private static BoardRow OfCandidate(BoardEval e, string primary) => e.Eval.Entries.FirstOrDefault(c => c.IsCandidate) is { } own
        ? Of(e, own, primary) with { Metrics = e.Eval.Metrics, IsBaseline = false }
        : new(e.Eval.Candidate, e, IsBaseline: false, e.Eval.Metrics,
            e.Eval.Confidence.TryGetValue(primary, out var i) ? i : null)
        {
            Seconds = e.Eval.Seconds,
            PeakMemoryMb = e.Eval.PeakMemoryMb,
            IsClaimed = !e.Scored.ContainsKey(e.Eval.Candidate)
        };

    private static BoardRow Of(BoardEval e, Records.EvalEntry entry, string primary) =>
        new(entry.Id, e, IsBaseline: true, e.Scored.TryGetValue(entry.Id, out var measured)
            ? BoardOwner.Merged(entry.Metrics, measured) : entry.Metrics, entry.Confidence.TryGetValue(primary, out var i) ? i : null)
        {
            Seconds = entry.Seconds,
            PeakMemoryMb = entry.PeakMemoryMb,
            IsClaimed = measured is null,
            What = entry.What,
            Places = entry.Rank > 0 && e.Eval.Entries.Count > 1
            ? (entry.Ranks.Low, entry.Ranks.High, e.Eval.Entries.Count(c => c.Failed is null)) : null,
        };
}

/// <summary>A row of a board.</summary>
/// <param name="Id">The entry.</param>
/// <param name="From">The eval it is from.</param>
/// <param name="IsBaseline">Whether it was a baseline there.</param>
/// <param name="Metrics">Its measures.</param>
/// <param name="Interval">95 % interval of the primary measure.</param>
internal sealed record BoardRow(string Id, BoardEval From, bool IsBaseline, IReadOnlyDictionary<string, double> Metrics,
    (double Low, double High)? Interval)
{
    /// <summary>What a scale must hold of it: its value and its interval.</summary>
    internal IEnumerable<double> OnScale => [Metrics.GetValueOrDefault(From.Eval.Primary, double.NaN), Interval?.Low ?? double.NaN,
        Interval?.High ?? double.NaN];


    /// <summary>Its place.</summary>
    public int Rank { get; init; }

    /// <summary>
    /// Places in 95 % of the bootstrap samples of its own run, and how many were ranked there; null where that is not known.
    /// </summary>
    public (int Low, int High, int Of)? Places { get; init; }

    /// <summary>What it cost, s; NaN where not given.</summary>
    public double Seconds { get; init; } = double.NaN;

    /// <summary>Peak memory of a program, MiB; NaN where it was none.</summary>
    public double PeakMemoryMb { get; init; } = double.NaN;

    /// <summary>Whether its measures are those that its sender says, and were not measured again from predictions.</summary>
    public bool IsClaimed { get; init; }

    /// <summary>What it is.</summary>
    public string What { get; init; } = "";
}

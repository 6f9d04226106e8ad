using Pial.Hub.Evaluation;
using Pial.Hub.Tasks;

namespace Pial.Hub.Reports;

/// <summary>What a run says, in a few sentences that stay true when the result is bad.</summary>
internal static class Summary
{
    private static readonly string[] Trivial = ["random", "mean", "majority", "identity", "nothing", "nearest",
        "zero-filled"], Confounding = ["head-size-only", "site-only", "age-sex-only"];

    public static string Sentence(RunResult run)
    {
        var best = run.Candidate;
        var value =
            $"{best.Id} reaches {run.Primary.Name} {NumberText.Number(best.Metrics[run.Primary.Id])} (95 % interval " +
                $"{NumberText.Interval(best.Confidence[run.Primary.Id])}) on {NumberText.Count(run.Test, "test subject")}, place " +
                $"{NumberText.Rank(best.Rank)} of {run.Entries.Count(e => e.Outcome is not null)}.";
        return $"{value} {Against(run, Trivial, run.Benchmark.Task.Kind.IsRestoration() ? "doing nothing" : "chance")} {Against(run,
            Confounding, "what head size, site, age or sex alone give")}".TrimEnd();
    }

    // The strongest of some baselines, and whether the candidate is told from it.
    private static string Against(RunResult run, string[] ids, string what)
    {
        var strongest = run.Entries.Where(e => ids.Contains(e.Id, StringComparer.Ordinal) && e.Against is not null)
            .MaxBy(e => run.Primary.Merit(e.Metrics[run.Primary.Id]));
        if (strongest?.Against is not { } against || !double.IsFinite(against.P)) return "";
        var better = run.Primary.Merit(run.Candidate.Metrics[run.Primary.Id]) > run.Primary.Merit(strongest.Metrics[run.Primary.Id]);
        // Of n persons whose signs are drawn, two of 2^n draws are as far out as can be.
        if (run.Test < 6) return better ? $"It is ahead of {what} ({strongest.Id}), which {run.Test} subjects cannot prove."
            : $"It is not ahead of {what} ({strongest.Id}).";
        return against.P >= 0.05 ? $"It cannot be told from {what} ({strongest.Id}, p {NumberText.P(against.P)})."
            : better ? $"It is better than {what} ({strongest.Id}, p {NumberText.P(against.P)})."
                : $"It is worse than {what} ({strongest.Id}, p {NumberText.P(against.P)}).";
    }
}

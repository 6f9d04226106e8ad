using Pial.Hub.Evaluation;

namespace Pial.Hub.Reports;

/// <summary><c>report.html</c>: one self-contained page.</summary>
public static class HtmlReport
{
    /// <summary>Draws the page.</summary>
    public static string Write(RunResult run) => run?.EvalId ?? "";
}

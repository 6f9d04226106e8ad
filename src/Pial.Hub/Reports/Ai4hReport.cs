using System.Text;
using Pial.Hub.Evaluation;

namespace Pial.Hub.Reports;

/// <summary>Where a run shows what ITU/WHO's FG-AI4H documents ask for.</summary>
internal static class Ai4hReport
{
    public static void Markdown(StringBuilder text, RunResult run) => text.Append(run.EvalId);
}

using Pial.Pipelines.FreeSurfer;
using Pial.Pipelines.FreeSurfer.Quality;
using Pial.Pipelines.Rules;

namespace Specification;

/// <summary>
/// <c>check_freesurfer_qc</c>: Euler numbers, mean thickness, brain volume, and flags for a person to look at. On the command line:
/// <c>pial features freesurfer-qc SUBJECTS_DIR -o DIR</c>.
/// </summary>
/// <remarks>
/// Three things differ from the specification's comments. The Euler number is in <c>aseg.stats</c> (or <c>recon-all.log</c>), not in
/// <c>lh.aparc.stats</c>. The nearer to 2 it is, the better: a rule "typically below −50" flags good reconstructions, as this one's −28 and
/// −24. And thresholds that hold at every scanner do not exist, so the default compares a subject with its site. The rules as written are
/// the set <c>specification</c>.
/// </remarks>
internal static class CheckFreeSurferQc
{
    public static void Run(string subjectsDir)
    {
        var cohort = FreeSurferCohort.Read(subjectsDir, ReconstructionMetric.Options("aparc"));
        foreach (var set in new[] { "default", "specification" })
        {
            var (name, rules) = RuleSets.Resolve(set, ReconstructionMetric.Vocabulary);
            foreach (var verdict in QualityControl.Judge(cohort, rules))
            {
                Console.WriteLine(
                    $"{verdict.Subject.Id}: Euler numbers {verdict["lh_euler"]}, {verdict["rh_euler"]} (from " +
                        $"{verdict.Subject.Euler.Source}), "
                    + $"mean thickness {verdict["mean_thickness_mm"]:0.00} mm, brain {verdict["brain_volume_ml"]:0} mL");
                Console.WriteLine(
                    $"  thresholds '{name}': {verdict.Word}{string.Concat(verdict.Flags.Select(f => $"\n    {f.Rule.Name}"))}");
            }
        }
    }
}

using System.Globalization;
using Pial.Formats;
using Pial.Operations.Masks;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Evaluation.Templates;

/// <summary>
/// How far the embedded template lies from the true MNI152NLin2009cAsym: the displacements of a registration of one to the other, within
/// the brain.
/// </summary>
internal static class TemplateExperiment
{
    private const string Name = "tpl-MNI152NLin2009cAsym";

    public static int Run(IReadOnlyList<string> arguments)
    {
        string In(string suffix) => Path.Combine(Workspace.Data, "templates", Name, $"{Name}_res-01_{suffix}.nii.gz");
        var reference = ImageFile.Load(In("desc-brain_T1w")).Image;
        var mask = ImageFile.LoadMask(In("desc-brain_mask"));
        var own = EmbeddedTemplate.Target();
        var rows = new List<string>();
        foreach (var metric in new[] { DiffeomorphicMetric.LocalCorrelation, DiffeomorphicMetric.MutualInformation })
        {
            foreach (var masked in new[] { true, false })
            {
                var options = DiffeomorphicOptions.Of(RegistrationQuality.Standard);
                if (masked) options = options with { ReferenceMask = mask, MovingMask = own.BrainMask };
                var found = DiffeomorphicRegistration.Run([new(own.Brain(), reference) { Metric = metric }],
                    Volumes.Affine.Identity, options);
                rows.Add(
                    Row($"{(metric == DiffeomorphicMetric.LocalCorrelation ? "local correlation" : "mutual information")}" +
                        $"{(masked ? ", within both masks" : "")}", found, mask, own.BrainMask!));
                Console.WriteLine(rows[^1]);
            }
        }

        File.WriteAllText(Workspace.Result("template.md"), Text(own, mask, rows));
        return 0;
    }

    private static string Row(string how, DiffeomorphicResult found, Volume<bool> mask, Volume<bool> own)
    {
        var warp = found.ReferenceToMoving;
        var inner = Morphology.Erode(mask, 5);
        var (all, deep) = (new List<double>(), new List<double>());
        var mean = default(Point);
        for (var n = 0; n < mask.Shape.Count; n++)
        {
            if (!mask.Span[n] || !own.Span[n]) continue;
            var d = new Point(warp.X.Span[n], warp.Y.Span[n], warp.Z.Span[n]);
            mean += d;
            all.Add(d.Length);
            if (inner.Span[n]) deep.Add(d.Length);
        }

        all.Sort();
        mean *= 1.0 / all.Count;
        return string.Create(CultureInfo.InvariantCulture,
            $"| {how} | {all.Average():0.00} | {all[all.Count / 2]:0.00} | {all[(int)(all.Count * 0.95)]:0.00} | {deep.Average():0.00} | " +
                $"{mean.X:0.00}, {mean.Y:0.00}, {mean.Z:0.00} |");
    }

    private static string Text(Template own, Volume<bool> mask, List<string> rows) => FormattableString.Invariant($"""
        # The embedded template beside the true MNI152NLin2009cAsym

        Made by `dotnet run -c Release --project bench/Pial.Evaluation -- template`: the embedded brain (1 mm) is registered to TemplateFlow's `{Name}_res-01_desc-brain_T1w` from the identity (no affine first),
        standard quality; the lengths of the displacements, mm, over the voxels in both brain masks. What is a real offset and what is the difference between two groups of people
        (152 and 31) cannot be told apart here, so the figures are upper bounds of the offset. Mean shift: right, anterior, superior.

        | registration | mean | median | 95 % | mean, 5 mm inside the mask | mean shift |
        |---|---|---|---|---|---|
        {string.Join('\n', rows)}

        Outputs may be called `space-MNI152NLin2009cAsym` because the mean is below 1 mm. Brain masks: {own.BrainMask!.Span.Count(true) / 1000.0:0} mL here, {mask.Span.Count(true) / 1000.0:0} mL in the true template.

        """);
}

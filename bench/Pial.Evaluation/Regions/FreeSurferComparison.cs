using System.Globalization;
using System.Text;
using Pial.Formats;
using Pial.Operations.Regions;
using Pial.Volumes;

namespace Pial.Evaluation.Regions;

/// <summary>Structures of <c>heads/visualqc</c> beside those of FreeSurfer on the same scan.</summary>
internal static class FreeSurferComparison
{
    public static string Text(string work, StructureAtlas atlas)
    {
        var found = RegionExperiment.Labels(work, "visualqc", atlas);
        var truth = PhantomLabels.Reduce(ImageFile.LoadLabels(Path.Combine(Workspace.Data, "heads", "visualqc", "aparc+aseg.mgz")));
        var ids = PhantomLabels.Ids.Where(id => id != 24).ToArray(); // FreeSurfer's CSF is another thing: what lies around the optic chiasm
        var own = ids.Select(id => found.Span.Count(id) * found.Grid.VoxelVolume).ToArray();
        var theirs = ids.Select(id => truth.Span.Count(id) * truth.Grid.VoxelVolume).ToArray();
        var dice = RegionExperiment.Dice(found, truth);
        var small = Enumerable.Range(0, ids.Length).Where(n => theirs[n] < 40000).ToArray();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""

            Volumes of `heads/visualqc` after `pial run` beside those of its own `aparc+aseg` (FreeSurfer 5.3). Correlation over the {ids.Length} structures {Correlation(own, theirs):0.000}, over the {small.Length}
            below 40 mL {Correlation([.. small.Select(n => own[n])], [.. small.Select(n => theirs[n])]):0.000}, of the logarithms {Correlation([.. own.Select(v => Math.Log(v))], [.. theirs.Select(v => Math.Log(v))]):0.000}.

            | structure | Pial, mm³ | FreeSurfer, mm³ | ratio | Dice of the structure, both sides |
            |---|---|---|---|---|

            """);
        for (var n = 0; n < ids.Length; n++)
        {
            var name = PhantomLabels.Name(ids[n]);
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {own[n]:0} | {theirs[n]:0} | {own[n] / theirs[n]:0.00} | {dice[name.Replace("Left-", "", StringComparison.Ordinal).Replace("Right-", "", StringComparison.Ordinal)]:0.000} |\n");
        }

        return text.ToString();
    }

    private static double Correlation(double[] x, double[] y)
    {
        var (mx, my) = (x.Average(), y.Average());
        double xy = 0, xx = 0, yy = 0;
        for (var n = 0; n < x.Length; n++)
            (xy, xx, yy) = (xy + ((x[n] - mx) * (y[n] - my)), xx + ((x[n] - mx) * (x[n] - mx)), yy + ((y[n] - my) * (y[n] - my)));
        return xy / Math.Sqrt(xx * yy);
    }
}

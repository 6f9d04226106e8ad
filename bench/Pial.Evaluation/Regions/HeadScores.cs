using Pial.Operations.Segmentation;
using Pial.Volumes;

namespace Pial.Evaluation.Regions;

/// <summary>A segmented head beside FreeSurfer's labels of the same scan, in the words of the tables.</summary>
internal static class HeadScores
{
    private static readonly int[] Grey = [3, 42, 8, 47, 10, 11, 12, 13, 17, 18, 26, 28, 49, 50, 51, 52, 53, 54, 58, 60];
    private static readonly int[] White = [2, 41, 7, 46, 16];

    /// <summary>Measures by name.</summary>
    /// <param name="found">The segmentation.</param>
    /// <param name="labels">FreeSurfer's <c>aparc+aseg</c> on the scan's grid.</param>
    public static IReadOnlyList<(string Name, double Value)> Of(HeadSegmentationResult found, Volume<int> labels)
    {
        var truth = PhantomLabels.Reduce(labels);
        var (both, ours, theirs) = (new double[256], new double[256], new double[256]);
        double greyBoth = 0, greyOurs = 0, greyTheirs = 0, whiteBoth = 0, whiteOurs = 0, whiteTheirs = 0, outside = 0, sum = 0,
            csf = 0, all = 0;
        var (isGrey, isWhite) = (new bool[256], new bool[256]);
        foreach (var l in Grey) isGrey[l] = true;
        foreach (var l in White) isWhite[l] = true;
        for (var n = 0; n < truth.Shape.Count; n++)
        {
            var (t, o, tissue) = (truth.Span[n], found.Labels.Span[n], found.Tissues.Span[n]);
            theirs[t]++;
            ours[o]++;
            if (t == o) both[t]++;
            sum += found.Fractions.Gm.Span[n];
            if (tissue != 0) all++;
            if (tissue == 3) csf++;
            if (tissue == 1) greyOurs++;
            if (tissue == 2) whiteOurs++;
            if (isGrey[t]) greyTheirs++;
            if (isWhite[t]) whiteTheirs++;
            if (isGrey[t] && tissue == 1) greyBoth++;
            if (isWhite[t] && tissue == 2) whiteBoth++;
            if (tissue == 1 && labels.Span[n] == 0) outside++;
        }

        double Dice(int l) => 2 * both[l] / Math.Max(1, ours[l] + theirs[l]);
        var ml = truth.Grid.VoxelVolume / 1000;
        var rows = new List<(string, double)>
        {
            ("GM map / FreeSurfer - 1, %", 100 * ((sum / greyTheirs) - 1)), ("hard GM outside, mL", outside * ml),
            ("Dice GM", 2 * greyBoth / (greyOurs + greyTheirs)),
            ("Dice WM", 2 * whiteBoth / (whiteOurs + whiteTheirs)), ("CSF, % of mask", 100 * csf / all),
        };
        var deep = PhantomLabels.Pairs.Where(p => PhantomLabels.Subcortical.Contains(p.Name)).ToArray();
        rows.Add(("deep nuclei, mean Dice", deep.Average(p => (Dice(p.Left) + Dice(p.Right)) / 2)));
        rows.AddRange(deep.Select(p => ($"Dice {p.Name}", (Dice(p.Left) + Dice(p.Right)) / 2)));
        rows.AddRange(PhantomLabels.Pairs.Select(
            p => ($"volume {p.Name}", (ours[p.Left] + ours[p.Right]) / Math.Max(1, theirs[p.Left] + theirs[p.Right]))));
        rows.AddRange(PhantomLabels.Middle.Where(m => m.Id != 24)
            .Select(m => ($"volume {m.Name}", ours[m.Id] / Math.Max(1, theirs[m.Id]))));
        return rows;
    }
}

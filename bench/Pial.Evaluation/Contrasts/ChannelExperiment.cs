using System.Globalization;
using Pial.Evaluation.Tissues;
using Pial.Formats;
using Pial.Operations.BiasCorrection;
using Pial.Operations.Phantoms;
using Pial.Operations.Resampling;
using Pial.Operations.Segmentation;
using Pial.Volumes;

namespace Pial.Evaluation.Contrasts;

/// <summary>
/// Tissues of phantoms from their T1w alone and with a T2w of the same head, which lies askew as another scan does, so that it is
/// interpolated once on its way.
/// </summary>
internal static class ChannelExperiment
{
    private static readonly Volumes.Affine Askew = Volumes.Affine.Rotation(0.03, 0, 0.05) * Volumes.Affine.Translation(new(0.4, -0.6, 0.3));

    public static int Run(IReadOnlyList<string> arguments)
    {
        var rows = new List<string>();
        var subjects = arguments.Count > 0 ? arguments.Select(int.Parse).ToArray() : [1, 2, 3, 4];
        foreach (var subject in subjects)
        {
            var labels = ImageFile.LoadLabels(Path.Combine(Workspace.Data, "phantoms", $"training_seg_{subject:00}.nii.gz"));
            var options = new PhantomOptions { Seed = 100 + subject };
            var (t1, t2) = (Phantom.Create(labels, options), Phantom.Create(labels, options with { Contrast = PhantomContrast.T2w }));
            foreach (var noise in (ReadOnlySpan<double>)[3, 9])
            {
                var (first, second) = (t1.Acquire(noise, 20), t2.Acquire(noise, 20));
                var inner = Volume.Create(first.Mask.Grid, first, static (Span<bool> to, Phantom p) =>
                {
                    for (var n = 0; n < to.Length; n++)
                        to[n] = p.Mask.Span[n] && p.Fractions.Gm.Span[n] + p.Fractions.Wm.Span[n] + p.Fractions.Csf.Span[n] > 0.95f;
                });
                var truth = new Truth(Environment.GetEnvironmentVariable("INNER") is null ? first.Mask : inner, first.Dseg, first.Fractions,
                    first.BiasField);
                var alone = TissueScores.Of(TissueSegmentation.Run(first.T1w, first.Mask), first.T1w, truth);
                foreach (var (name, image) in (ReadOnlySpan<(string, Volume<float>)>)[("1 mm", second.T1w),
                    ("2 mm slices", Thick(second.T1w))])
                {
                    var found = TissueSegmentation.Run(first.T1w, [Even(image, first.Mask)], first.Mask);
                    rows.Add(Row($"sub-{subject:00}", noise, name, alone, TissueScores.Of(found, first.T1w, truth), found));
                    Console.WriteLine(rows[^1]);
                }
            }
        }

        ResultSection.Replace("contrasts.md", "Segmented together", string.Join('\n', [.. Preamble(), .. rows]));
        return 0;
    }

    // A scan in thick slices, on a grid that is turned, put back on the T1w's grid as the pipeline does.
    private static Volume<float> Thick(Volume<float> image)
    {
        var grid = Resample.GridOf(image.Grid, new(1, 1, 2));
        var scan = Resample.ToGrid(image, grid, Askew, Interpolation.Cubic, new() { AntiAlias = true });
        return Resample.ToGrid(scan, image.Grid, Askew.Inverse(), Interpolation.Cubic, new() { AntiAlias = true }).Map(v => Math.Max(v, 0));
    }

    private static Volume<float> Even(Volume<float> image, Volume<bool> mask) =>
        N4.Run(image, mask, null, new() { Iterations = [50, 50] }).Corrected;

    private static string Row(string subject, double noise, string slices, TissueScores alone, TissueScores both, TissueResult found)
    {
        string Both(double[] a, double[] b) =>
            string.Join(" | ", a.Zip(b, (x, y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.0000} → {y:0.0000}")));
        return string.Create(CultureInfo.InvariantCulture,
            $"| {subject} | {noise} % | {slices} | {Both(alone.Dice, both.Dice)} | {Both(alone.Correlation, both.Correlation)} | " +
                $"{found.Channels[0].GreyWhite:0.0} |");
    }

    private static string[] Preamble() =>
    [
        "",
        "Phantoms of the label maps, T1w and T2w of one seed (20 % field, noise of white matter, each scan its own), true mask, no " +
            "priors; T1w alone → with the T2w (`TissueSegmentation.Run` with a channel;",
        "the T2w corrected by N4). 2 mm slices: the T2w cut along another direction in 2 mm slices and put back by cubic interpolation. " +
            "Dice of the hard map and correlation r of the fractions.",
        "Apart: grey and white matter's means in the T2w, in deviations. `dotnet run -c Release --project bench/Pial.Evaluation -- " +
            "channels`.",
        "",
        "| phantom | noise | T2w | Dice GM | Dice WM | Dice CSF | r GM | r WM | r CSF | apart |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ];
}

using System.Globalization;
using System.Text;
using Pial.Formats;
using Pial.Operations.Denoising;
using Pial.Operations.Phantoms;
using Pial.Volumes;

namespace Pial.Evaluation.Denoising;

/// <summary>What denoising does to phantoms whose noiseless twin is known: Rician noise of 3, 5 and 9 % of the white matter.</summary>
internal static class DenoisingExperiment
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var text = new StringBuilder(
            "\n| phantom | noise % | measured % | before, dB | after, dB | gain, dB | bias (WM = 1000) |\n|---|---|---|---|---|---|---|\n");
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Workspace.Data, "phantoms"), "training_seg_*.nii.gz")
            .Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path)[13..15];
            var phantom = Phantom.Create(ImageFile.LoadLabels(path), new()
            {
                Seed = 100 + int.Parse(name, CultureInfo.InvariantCulture),
                NoisePercent = 0,
                InuPercent = 0,
            });
            foreach (var percent in (double[])[3, 5, 9])
            {
                var noisy = phantom.Acquire(percent, 0).T1w;
                var result = NonLocalMeans.Run(noisy);
                var (before, _) = Compared(noisy, phantom);
                var (after, bias) = Compared(result.Denoised, phantom);
                var row = string.Create(CultureInfo.InvariantCulture,
                    $"| {name} | {percent:0} | {result.Sigma / 10:0.00} | {before:0.00} | {after:0.00} | {after - before:0.00} | " +
                        $"{bias:0.0} |\n");
                Console.Write(row);
                text.Append(row);
            }
        }

        ResultSection.Replace("denoising.md", "Phantoms", text.ToString());
        return 0;
    }

    // PSNR inside the intracranial mask with peak 1000, the mean of white matter.
    private static (double Psnr, double Bias) Compared(Volume<float> image, Phantom truth)
    {
        var (squares, sum, count) = (0.0, 0.0, 0);
        for (var n = 0; n < image.Shape.Count; n++)
        {
            if (!truth.Mask.Span[n]) continue;
            var d = image.Span[n] - truth.T1w.Span[n];
            (squares, sum, count) = (squares + (d * d), sum + d, count + 1);
        }

        return (20 * Math.Log10(1000 / Math.Sqrt(squares / count)), sum / count);
    }
}

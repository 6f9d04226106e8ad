using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pial.Formats;
using Pial.Operations.Comparison;
using Pial.Operations.Masks;
using Pial.Operations.Reconstruction;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Evaluation.Reconstruction;

/// <summary>
/// Thick slices made fine and under-sampled k-space made whole on real heads: PSNR and SSIM within the head, CPU seconds.
/// </summary>
internal static class ReconstructionExperiment
{
    private static readonly ResampleOptions Edge = new() { ExtendEdge = true };

    /// <summary>
    /// Runs; <c>--pictures FOLDER</c> leaves every image there, <c>--only slices|kspace</c> runs half, other arguments name heads.
    /// </summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        string? After(string option) => arguments.Index().Where(a => a.Item == option && a.Index + 1 < arguments.Count)
            .Select(a => arguments[a.Index + 1]).FirstOrDefault();
        var (pictures, only) = (After("--pictures"), After("--only"));
        string[] wanted =
            [.. arguments.Where((a, n) => !a.StartsWith("--", StringComparison.Ordinal)
                && (n == 0 || !arguments[n - 1].StartsWith("--", StringComparison.Ordinal)))];
        var (slices,
            kspace) = (new StringBuilder("\n| head | slices | method | PSNR, dB | SSIM | NMSE | CPU s |\n|---|---|---|---|---|---|---|\n"),
                new StringBuilder("\n| head | sampling | method | PSNR, dB | SSIM | NMSE | CPU s |\n|---|---|---|---|---|---|---|\n"));
        foreach (var head in Head.All.Where(
            h => wanted.Length == 0 ? h.Name is "chris" or "ds000011_sub-01" or "ds000011_sub-02" : wanted.Contains(h.Name)))
        {
            var truth = ImageFile.Load(head.Path).Image;
            var half = Otsu.Threshold(truth) / 2;
            var place = new Place(head.Name, truth, truth.Map(v => v >= half), pictures);
            if (only != "kspace") foreach (var mm in (double[])[3, 5]) Slices(place, mm, slices);
            if (only != "slices") foreach (var (acceleration, centre) in ((double, double)[])[(2, 0.16), (4, 0.08)]) KSpace(place,
                acceleration, centre, kspace);
        }

        if (wanted.Length > 0 || only is not null) return 0;
        ResultSection.Replace("reconstruction.md", "Thick slices", slices.ToString());
        ResultSection.Replace("reconstruction.md", "Under-sampled k-space", kspace.ToString());
        return 0;
    }

    private static void Slices(Place place, double mm, StringBuilder rows)
    {
        var sampling = new SliceSampling(place.Truth.Grid, place.Truth.Grid.Orientation.VoxelAxis(2), mm);
        var thick = sampling.Acquire(place.Truth);
        var what = FormattableString.Invariant($"{mm:0} mm, {place.Truth.Shape}");
        Volume<float> To(Interpolation way) => Resample.ToGrid(thick, sampling.Fine, null, way, Edge);
        place.Row(what, "nearest", () => To(Interpolation.Nearest), rows);
        place.Row(what, "linear", () => To(Interpolation.Linear), rows);
        place.Row(what, "cubic B-spline", () => To(Interpolation.Cubic), rows);
        place.Row(what, "non-local upsampling", () => NonLocalUpsampling.Apply(thick, sampling), rows);
    }

    private static void KSpace(Place place, double acceleration, double centre, StringBuilder rows)
    {
        var axis = place.Truth.Grid.Orientation.VoxelAxis(1);
        var lines = new CartesianSampling { Acceleration = acceleration, CentreFraction = centre }.Lines(place.Truth.Shape[axis]);
        var data = KSpaceData.Acquire(place.Truth, axis, lines);
        var what = FormattableString.Invariant($"random {acceleration:0}×, {place.Truth.Shape}");
        place.Row(what, "zero-filled", () => data.ZeroFilled(), rows);
        place.Row(what, "compressed sensing", () => CompressedSensing.Reconstruct(data), rows);
    }

    private sealed record Place(string Head, Volume<float> Truth, Volume<bool> Mask, string? Pictures)
    {
        public void Row(string what, string method, Func<Volume<float>> make, StringBuilder rows)
        {
            var (before, watch) = (Environment.CpuUsage.UserTime, Stopwatch.StartNew());
            var image = make();
            var cpu = (Environment.CpuUsage.UserTime - before).TotalSeconds;
            var scores = ImageSimilarity.Run(image, Truth, Mask);
            var row = string.Create(CultureInfo.InvariantCulture,
                $"| {Head} | {what} | {method} | {scores.Psnr:0.00} | {scores.Ssim:0.0000} | {scores.Nmse:0.00000} | {cpu:0.0} |");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row} wall {watch.Elapsed.TotalSeconds:0.0}"));
            rows.Append(row).Append('\n');
            if (Pictures is null) return;
            Directory.CreateDirectory(Pictures);
            ImageFile.Save(Path.Combine(Pictures, $"{Head}_{what.Split(',')[0].Replace(' ', '-')}_{method.Replace(' ', '-')}.nii.gz"),
                image);
            ImageFile.Save(Path.Combine(Pictures, $"{Head}_truth.nii.gz"), Truth);
        }
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Operations.Denoising;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary>
/// <c>pial denoise IN OUT</c>: non-local means, with the option names of ANTs' <c>DenoiseImage</c> where they mean the same.
/// </summary>
internal static class DenoiseCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("IN") { Description = "Image; NaN counts as 0." };
        var output = new Argument<string>("OUT") { Description = "Denoised image, float32." };
        var mask = new Option<string?>("--mask", "-x")
        {
            Description = "Where to work; outside the image stays as it is. Default: everywhere.",
            HelpName = "M",
        };
        var model = new Option<string>("--noise-model", "-n")
        {
            Description = "How the noise is distributed: rician (magnitude images) or gaussian.",
            DefaultValueFactory = _ => "rician",
            HelpName = "MODEL",
        };
        model.AcceptOnlyFromAmong("rician", "gaussian");
        var sigma = new Option<double?>("--sigma")
        {
            Description = "Standard deviation of the noise, in IN's units, everywhere. Default: measured.",
            HelpName = "S",
        };
        var uniform = new Option<bool>("--uniform")
        {
            Description = "The noise is the same everywhere. Default: it may vary smoothly, as with parallel imaging.",
        };
        var removed = new Option<string?>("--removed")
        {
            Description = "Also write what was taken away, IN − OUT: it should show no anatomy.",
            HelpName = "R",
        };
        var privacy = new Privacy(usual: false);
        return new Verb(
            "denoise",
            "Removes noise and keeps edges (non-local means, Rician).",
            ["pial denoise T1w.nii.gz T1w_denoised.nii.gz",
                "pial denoise T1w.nii.gz T1w_denoised.nii.gz --mask brain_mask.nii.gz --removed noise.nii.gz",
                "pial denoise T1w.nii.gz T1w_denoised.nii.gz --noise-model gaussian --json"],
            [input, output, mask, model, sigma, uniform, removed, privacy.Option],
            run =>
            {
                var (from, within) = (run.Get(input), run.Get(mask));
                var path = run.Output(run.Get(output), from, within);
                var rest = run.Output(removed, from, within, path);
                var loaded = run.Load(input);
                var region = within is null ? null : ImageFile.LoadMask(within, run.Parallel);
                var result = NonLocalMeans.Run(loaded.Image, region, new()
                {
                    Rician = run.Get(model) == "rician",
                    Sigma = run.Get(sigma),
                    Varying = !run.Get(uniform),
                }, run.Parallel);
                run.Log($"denoise: noise {result.Sigma.ToString("g4", CultureInfo.InvariantCulture)}");
                var header = privacy.Header(run, loaded.Header, from);
                ImageFile.Save(path, result.Denoised, new() { Header = header }, run.Parallel);
                if (rest is not null) ImageFile.Save(rest, loaded.Image - result.Denoised, new() { Header = header }, run.Parallel);
                if (run.Json) run.Out.WriteLine(JsonSerializer.Serialize(new { result.Sigma }, JsonSerializerOptions.Web));
            });
    }
}

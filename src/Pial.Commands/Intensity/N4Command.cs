using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Operations.BiasCorrection;
using Pial.Pipelines;

namespace Pial.Cli.Commands;

/// <summary><c>pial n4</c>: bias field correction, with the option names of ANTs' <c>N4BiasFieldCorrection</c>.</summary>
internal sealed class N4Command
{
    private static readonly N4Options Defaults = new();

    private readonly Argument<string> Input = new("IN") { Description = "Image to correct." };
    private readonly Argument<string> Output = new("OUT") { Description = "Corrected image." };
    private readonly Option<string?> Mask = new("--mask", "-x")
    {
        Description = "Where to estimate the field. Default: where the image is positive.",
        HelpName = "M",
    };
    private readonly Option<string?> Weights = new("--weights", "-w")
    {
        Description = "Confidence of each voxel, 0 leaves it out.",
        HelpName = "W"
    };
    private readonly Option<string?> Field = new("--field") { Description = "Also write the field: IN = OUT × field.", HelpName = "F" };
    private readonly Option<int> Shrink = new("--shrink-factor", "-s")
    {
        Description = "Estimate from every n-th voxel along each axis.",
        DefaultValueFactory = _ => Defaults.ShrinkFactor,
        HelpName = "N",
    };

    private readonly Option<string> Convergence = new("--convergence", "-c")
    {
        Description = "Most iterations of each level, and the change of the field that ends a level early.",
        DefaultValueFactory = _ => "50x50x50,0",
        HelpName = "ITERATIONS[,THRESHOLD]",
    };

    private readonly Option<int> Mesh = new("--mesh", "-b")
    {
        Description = "B-spline mesh elements along each axis at the first level.",
        DefaultValueFactory = _ => Defaults.MeshElements,
        HelpName = "N",
    };

    private readonly Option<string> Sharpening = new("--histogram-sharpening", "-t")
    {
        Description = "Width of the field's histogram (log intensity), Wiener noise, histogram bins.",
        DefaultValueFactory = _ => "0.15,0.01,200",
        HelpName = "FWHM[,NOISE[,BINS]]",
    };

    public static Command Create() => new N4Command().Verb();

    private Verb Verb() => new(
        "n4",
        "Bias field correction (N4): estimates the coil's smooth intensity field and divides by it.",
        [
            "pial n4 T1w.nii.gz T1w_n4.nii.gz",
            "pial n4 T1w.nii.gz T1w_n4.nii.gz --mask brain_mask.nii.gz --field field.nii.gz",
            "pial n4 T1w.nii.gz T1w_n4.nii.gz --convergence 50x50x50x50,0        as ANTs: a finer field",
        ],
        [Input, Output, Mask, Weights, Field, Shrink, Convergence, Mesh, Sharpening],
        Run);

    private void Run(CommandRun run)
    {
        var options = Options(run);
        var (input, mask, weights) = (run.Get(Input), run.Get(Mask), run.Get(Weights));
        var output = run.Output(run.Get(Output), input, mask, weights);
        var field = run.Output(Field, input, mask, weights, output);
        var loaded = run.Load(input);
        var inside = mask is null ? null : ImageFile.LoadMask(mask, run.Parallel);
        var confidence = weights is null ? null : run.Load(weights).Image;
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var result = N4.Run(loaded.Image, inside, confidence, options, run.Parallel);
        run.Log($"n4: {clock.Elapsed.TotalSeconds:f2} s, CPU {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:f2} s");
        foreach (var level in result.Levels)
            run.Log($"n4: mesh {level.MeshElements}, {level.Iterations} iterations, last change " +
                $"{level.Convergence:g3}{(level.Converged ? ", converged" : "")}");
        ImageFile.Save(output, result.Corrected, new() { Header = loaded.Header }, run.Parallel);
        if (field is not null) ImageFile.Save(field, result.Field, new() { Header = loaded.Header }, run.Parallel);
        if (run.Json) run.Out.WriteLine(JsonSerializer.Serialize(new { options, levels = result.Levels }, JsonSerializerOptions.Web));
    }

    private N4Options Options(CommandRun run)
    {
        var convergence = Parts(run.Get(Convergence)!, "--convergence", 2);
        var sharpening = Parts(run.Get(Sharpening)!, "--histogram-sharpening", 3);
        return new()
        {
            ShrinkFactor = run.Get(Shrink),
            MeshElements = run.Get(Mesh),
            Iterations = [.. convergence[0].Split('x').Select(n => (int)Number(n, "--convergence"))],
            ConvergenceThreshold = convergence.Length > 1 ? Number(convergence[1], "--convergence") : Defaults.ConvergenceThreshold,
            BiasFwhm = Number(sharpening[0], "--histogram-sharpening"),
            WienerNoise = sharpening.Length > 1 ? Number(sharpening[1], "--histogram-sharpening") : Defaults.WienerNoise,
            HistogramBins = sharpening.Length > 2 ? (int)Number(sharpening[2], "--histogram-sharpening") : Defaults.HistogramBins,
        };
    }

    // ANTs writes such lists in brackets; both forms are read.
    private static string[] Parts(string value, string option, int most)
    {
        var parts = value.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries);
        return parts.Length <= most ? parts : throw new InputException($"{option} takes at most {most} values, got '{value}'.");
    }

    private static double Number(string text, string option) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            && Math.Abs(value) < 1e9
            ? value
            : throw new InputException($"{option}: '{text}' is no number.");
}

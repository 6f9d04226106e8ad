using System.CommandLine;
using System.Text.Json.Nodes;
using Pial.Analysis.Splits;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.Streams;
using Pial.Operations.Intensity;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Intensity;
using Pial.Pipelines.Store;
using Pial.Pipelines.Tables;

namespace Pial.Cli.Commands;

/// <summary><c>pial normalize fit</c>, <c>nyul</c> and <c>leastsquares</c>: methods that learn from training images first.</summary>
internal static class NormalizeFittedCommands
{
    private enum Method
    {
        Nyul,
        LeastSquares,
    }

    public static Verb FitVerb()
    {
        var method = new Argument<Method>("METHOD") { Description = "nyul or leastsquares." };
        var images = new Argument<string[]>("IMAGE")
        {
            Description =
                "Training images, best corrected for the bias field; named as BIDS names them, so that the model knows whose they are.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Where the model goes (JSON).",
            HelpName = "MODEL",
            Required = true
        };
        var masks = new Option<string[]>("--masks")
        {
            Description = "Their brain masks, in the same order. Default: where an image is above 0.",
            HelpName = "M",
            AllowMultipleArgumentsPerToken = true,
        };
        var test = new Option<string?>("--test-ids")
        {
            Description = "Subjects that must not be fitted on: refused if one of the images is theirs.",
            HelpName = "FILE",
        };
        return new Verb(
            "fit", "Learn a standard scale from training images; the model says whose they were.",
            [
                "pial normalize fit nyul sub-01_T1w.nii.gz sub-02_T1w.nii.gz -o nyul.json --masks sub-01_mask.nii.gz sub-02_mask.nii.gz",
                "pial normalize fit leastsquares sub-01_brain.nii.gz -o leastsquares.json",
            ],
            [method, images, output, masks, test],
            run =>
            {
                var (paths, maskPaths) = (run.Get(images), run.Get(masks) ?? []);
                if (maskPaths.Length > 0 && maskPaths.Length != paths.Length)
                    throw new InputException(
                        $"--masks names {maskPaths.Length} masks for {paths.Length} images; give one an image, in the same order.");
                var path = run.Output(run.Get(output)!, [.. paths, .. maskPaths, run.Get(test)]);
                var fittedOn = new FittedOn(paths.Select(IdOf), $"{paths.Length} images", "all");
                if (run.Get(test) is { } list) fittedOn.MustNotHaveSeen(TableFile.ReadIds(list), Path.GetFileName(list));
                var learned = paths.Select((image, n) => Learn(run, run.Get(method), image, maskPaths.Length > 0 ? maskPaths[n] : null))
                    .ToList();
                OutputFile.WriteText(path, run.Get(method) == Method.Nyul
                    ? IntensityModelText.Write(NyulNormalization.Fit(learned), fittedOn)
                    : IntensityModelText.Write(LeastSquaresNormalization.Fit(learned), fittedOn));
                if (run.Json)
                    run.Out.WriteLine(JsonText.Of(new { path, images = paths.Length, subjects = SubjectKey.Set(fittedOn.Ids).Count }));
                else run.Out.WriteLine($"{path}: fitted on {paths.Length} images of {SubjectKey.Set(fittedOn.Ids).Count} subjects");
            });
    }

    public static Verb NyulVerb()
    {
        var common = new NormalizeInputs("IN with its histogram laid on the standard scale.");
        var (model, guard) = (Model(), new HeldOutOptions());
        return new Verb(
            "nyul", "Histogram matching, piece by piece, to a scale learned from training images (Nyúl and Udupa).",
            ["pial normalize nyul sub-07_T1w.nii.gz sub-07_nyul.nii.gz --mask sub-07_mask.nii.gz --model nyul.json"],
            [common.Input, common.Output, common.Mask, model, guard.TestIds, guard.AllowLeak, common.Zero, common.Anyway],
            run =>
            {
                if (run.Get(model) is { } learned) run.Output(Sidecar.PathOf(run.Get(common.Output)), run.Get(common.Input), learned);
                var (path, loaded, mask) = common.Read(run, run.Get(model), run.Get(guard.TestIds));
                var (scale, fittedOn) = Scale(run, model, guard, "its percentiles 1 and 99 become 1 and 100 in a straight line",
                    IntensityModelText.ReadNyul,
                    () => NyulNormalization.Fit(
                        [NyulNormalization.Landmarks(loaded.Image, mask, new NyulOptions().Percentiles, run.Parallel)]));
                var result = NyulNormalization.Run(loaded.Image, mask, scale, common.Outside(run), run.Parallel);
                NormalizeInputs.Write(
                    run, path, loaded, result.Image, $"nyul: landmarks {string.Join(", ", result.Landmarks.Select(l => $"{l:g5}"))}",
                    new { scale.Percentiles, result.Landmarks, standardScale = scale.Landmarks });
                WriteRecord(path, run.Get(common.Input), run.Get(model), fittedOn);
            });
    }

    public static Verb LeastSquaresVerb()
    {
        var common = new NormalizeInputs("IN divided by one number.");
        var (model, guard) = (Model(), new HeldOutOptions());
        return new Verb(
            "leastsquares", "Tissue means of a T1w brought closest to those of training images, in units of CSF.",
            ["pial normalize leastsquares sub-07_T1w.nii.gz sub-07_lsq.nii.gz --mask sub-07_mask.nii.gz --model leastsquares.json"],
            [common.Input, common.Output, common.Mask, model, guard.TestIds, guard.AllowLeak, common.Zero, common.Anyway],
            run =>
            {
                if (run.Get(model) is { } learned) run.Output(Sidecar.PathOf(run.Get(common.Output)), run.Get(common.Input), learned);
                var (path, loaded, mask) = common.Read(run, run.Get(model), run.Get(guard.TestIds));
                var (scale, fittedOn) = Scale(run, model, guard, "its CSF becomes 1", IntensityModelText.ReadLeastSquares,
                    () => LeastSquaresNormalization.Fit([LeastSquaresNormalization.TissueMeans(loaded.Image, mask, run.Parallel)]));
                var result = LeastSquaresNormalization.Run(loaded.Image, mask, scale, common.Outside(run), run.Parallel);
                NormalizeInputs.Write(
                    run, path, loaded, result.Scaled.Image, $"leastsquares: divided by {result.Scaled.Scale:g6}",
                    new { divisor = result.Scaled.Scale, result.TissueMeans, standardMeans = scale.Means });
                WriteRecord(path, run.Get(common.Input), run.Get(model), fittedOn);
            });
    }

    // A BIDS name without what changes from image to image of a scan; of other names the person, who may be in the folder's.
    private static string IdOf(string path) => Path.GetFileName(path).StartsWith("sub-", StringComparison.Ordinal)
        ? BidsName.Of(path).Prefix : SubjectKey.Of(Path.GetFullPath(path));

    private static Option<string?> Model() => new("--model")
    {
        Description = "What 'pial normalize fit' wrote. Without it the scale is that of IN alone, which matches it to no other image.",
        HelpName = "MODEL",
    };

    private static IReadOnlyList<double> Learn(CommandRun run, Method method, string path, string? maskPath)
    {
        if (!run.Force && ModulatedMap.Reason(path) is { } reason)
            throw new InputException($"{Path.GetFileName(path)} is a modulated tissue map ({reason}), not an image of intensities.");
        var image = run.Load(path).Image;
        var mask = NormalizeInputs.MaskOf(image, maskPath, run.Parallel);
        try
        {
            return method == Method.Nyul
                ? NyulNormalization.Landmarks(image, mask, new NyulOptions().Percentiles, run.Parallel)
                : LeastSquaresNormalization.TissueMeans(image, mask, run.Parallel);
        }
        catch (ArgumentException e)
        {
            throw new InputException($"{Path.GetFileName(path)}: {e.Message}", e);
        }
    }

    private static (T Scale, FittedOn? FittedOn) Scale<T>(CommandRun run, Option<string?> model, HeldOutOptions guard, string alone,
        Func<string, string, (T Scale, FittedOn FittedOn)> read, Func<T> own)
    {
        if (run.Get(model) is not { } path)
        {
            if (run.Get(guard.TestIds) is not null) throw new InputException("--test-ids needs --model.");
            run.Error.WriteLine(
                $"pial: note: without --model the scale is that of this image alone: {alone}. See 'pial normalize fit --help'.");
            return (own(), null);
        }

        var (scale, fittedOn) = read(ModelFile.Read(path, "pial normalize fit"), Path.GetFileName(path));
        guard.Check(run, null, fittedOn);
        return (scale, fittedOn);
    }

    // Whom the scale saw goes with the image, so that nobody is tested on what was fitted on them.
    private static void WriteRecord(string path, string input, string? model, FittedOn? fittedOn)
    {
        if (fittedOn is null) return;
        var json = new JsonObject
        {
            ["Description"] = "Intensities on a scale that was learned from the images of FittedOn.",
            ["Sources"] = new JsonArray(Path.GetFileName(input), Path.GetFileName(model)),
            [RecordedFits.Field] = fittedOn.ToJson(),
            ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
        };
        Sidecar.Write(path, json);
    }
}

using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Operations.Intensity;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary>
/// What every <c>pial normalize</c> method takes: an image, a place for the result, a mask; and the rule that modulated maps are refused.
/// </summary>
internal sealed class NormalizeInputs(string result)
{
    public readonly Argument<string> Input = new("IN") { Description = "Image of intensities, best corrected for the bias field." };
    public readonly Argument<string> Output = new("OUT") { Description = result };
    public readonly Option<string?> Mask = new("--mask")
    {
        Description = "The brain. Default: where IN is above 0, as in a skull-stripped image.",
        HelpName = "M",
    };
    public readonly Option<bool> Zero = new("--zero-outside")
    {
        Description = "Set voxels outside the mask to 0. Default: the same formula as inside.",
    };
    public readonly Option<bool> Anyway = new("--modulated-anyway")
    {
        Description = "Normalise a modulated tissue map all the same, although that removes the volume it measures. --force says it too.",
    };

    public static Option<HistogramPeak?> Peak() => new("--peak")
    {
        Description = "Which peak of the histogram is the tissue: last (brightest), largest or first (darkest). Default: by --modality.",
        HelpName = "last|largest|first",
    };

    public static Option<HistogramPeak> Modality() => Choice.Option(
        "--modality", "Contrast, which tells where white matter's peak is: t1 last, t2 and flair largest, pd and md first.", "t1",
        ("t1", HistogramPeak.Last), ("t2", HistogramPeak.Largest), ("flair", HistogramPeak.Largest), ("pd", HistogramPeak.First),
        ("md", HistogramPeak.First), ("other", HistogramPeak.Last));

    /// <summary>Refuses what must not be normalised or overwritten, then reads.</summary>
    public (string Path, LoadedImage Loaded, Volume<bool> Mask) Read(CommandRun run, params ReadOnlySpan<string?> others)
    {
        var (input, maskPath) = (run.Get(Input), run.Get(Mask));
        var path = run.Output(run.Get(Output), [input, maskPath, .. others]);
        if (!run.Force && !run.Get(Anyway) && ModulatedMap.Reason(input) is { } reason)
        {
            throw new InputException(
                $"{Path.GetFileName(input)} is a modulated tissue map ({reason}): normalising it subject by subject removes the volume " +
                    "it measures. Use TIV as a covariate instead; --modulated-anyway (or --force) does it all the same.");
        }

        var loaded = run.Load(Input);
        return (path, loaded, MaskOf(loaded.Image, maskPath, run.Parallel));
    }

    /// <summary>A mask from a file, or the voxels above 0.</summary>
    public static Volume<bool> MaskOf(Volume<float> image, string? path, ParallelOptions parallel) =>
        path is null ? image.Map(static v => v > 0 && float.IsFinite(v)) : ImageFile.LoadMask(path, parallel);

    public Outside Outside(CommandRun run) => run.Get(Zero) ? Operations.Intensity.Outside.Zero : Operations.Intensity.Outside.Scale;

    /// <summary>Writes the image, and its numbers where they are asked for.</summary>
    public static void Write<T>(CommandRun run, string path, LoadedImage loaded, Volume<float> image, string log, T numbers)
    {
        ImageFile.Save(path, image, new() { Header = loaded.Header }, run.Parallel);
        run.Log(log);
        if (run.Json) run.Out.WriteLine(JsonText.Of(numbers));
    }
}

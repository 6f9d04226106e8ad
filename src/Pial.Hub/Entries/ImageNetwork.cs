using Pial.Analysis.Splits;
using Pial.Hub.Networks;
using Pial.Hub.Tasks;
using Pial.Operations.Resampling;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Hub.Entries;

/// <summary>
/// A trained network over images, window by window: the task's channels in their order go in; for a segmentation one channel a structure
/// comes out, background first or left out (one channel alone is a probability, cut at one half); for a denoising one channel.
/// </summary>
/// <param name="id">Its name on the board.</param>
/// <param name="what">What it is, in a sentence.</param>
/// <param name="path">ONNX file.</param>
/// <param name="ports">Names of its input and output; null for the only ones.</param>
/// <param name="window">Voxels of the window; null for the network's own, or the whole image.</param>
/// <param name="fittedOn">Whom it was trained on; null when that is not stated.</param>
internal sealed class ImageNetwork(string id, string what, string path, (string? Input, string? Output) ports, IReadOnlyList<int>? window,
    FittedOn? fittedOn) : IImageEntry
{
    public string Id => id;

    public string What => what;

    public ImageAnswer Predict(ImageFold fold, ParallelOptions? parallel = null)
    {
        if (window is { Count: not 3 }) throw new InputException($"{id}: 'window' has {window.Count} numbers; three are expected.");
        using var network = OnnxNetwork.Open(path, ports.Input, ports.Output, Math.Max(1, parallel?.MaxDegreeOfParallelism ?? 1));
        var sliding = new SlidingWindow(network, window is [var i, var j, var k] ? new Shape(i, j, k) : null);
        // Thick slices go in as interpolated: the answer lies on the fine grid.
        IReadOnlyList<Volume<float>> Input(ImageCase c) => c.Slices is null ? [.. c.Channels.Select(x => x.Image)]
            : [RestorationBaselines.Interpolated(c, Interpolation.Cubic, parallel)];
        return new([.. fold.Test.Select(c => Answer(sliding.Predict(Input(c), parallel?.CancellationToken ?? default), fold.Task, c))],
            fittedOn);
    }

    private PredictedImage Answer(IReadOnlyList<Volume<float>> channels, TaskDefinition task, ImageCase one)
    {
        if (task.Kind.IsRestoration()) return channels is [var image] ? new(image, null)
            : throw new InputException($"{Path.GetFileName(path)} gave {channels.Count} channels; one is expected.");
        int[] numbers = channels.Count == task.Labels.Count ? [.. task.Labels.Select(l => l.Number)]
            : channels.Count == task.Labels.Count + 1 ? [0, .. task.Labels.Select(l => l.Number)]
            : throw new InputException(
                $"{Path.GetFileName(path)} gave {channels.Count} channels; one a structure " +
                    $"({string.Join(", ", task.Labels.Select(l => l.Name))}) is expected, with or without one for the background.");
        return new(null, Volume.Create<int, (IReadOnlyList<Volume<float>> Channels, int[] Numbers, ImageCase One)>(one.Image.Grid,
            (channels, numbers, one), static (voxels, s) =>
        {
            for (var n = 0; n < voxels.Length; n++)
            {
                if (s.One.Mask is not null && !s.One.Mask.Span[n]) continue;
                if (s.Channels.Count == 1)
                {
                    voxels[n] = s.Channels[0].Span[n] >= 0.5f ? s.Numbers[0] : 0;
                    continue;
                }

                var best = 0;
                for (var c = 1; c < s.Channels.Count; c++)
                    if (s.Channels[c].Span[n] > s.Channels[best].Span[n]) best = c;
                voxels[n] = s.Numbers[best];
            }
        }));
    }
}

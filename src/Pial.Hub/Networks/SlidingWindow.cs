using Pial.Kernels;
using Pial.Operations.Sampling;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Hub.Networks;

/// <summary>A network over a whole image: patches in, predictions out, put together where they overlap.</summary>
/// <remarks>
/// The input is (1, channels, x, y, z) with x, y, z the image's voxel axes, the output (1, C, x, y, z), as PyTorch's networks have it.
/// </remarks>
internal sealed class SlidingWindow
{
    private readonly OnnxNetwork network;
    private readonly Shape patch;
    private readonly double overlap;

    /// <summary>Makes one.</summary>
    /// <param name="network">The network.</param>
    /// <param name="patch">Voxels of a window; null for those of the network's input, which must then be fixed.</param>
    /// <param name="overlap">Share of a window that neighbours have in common, 0 to below 1. Default 0.5; predictions are weighted with a
    /// Hann window.</param>
    /// <exception cref="InputException">The network does not take volumes, or its extents contradict the window.</exception>
    public SlidingWindow(OnnxNetwork network, Shape? patch = null, double overlap = 0.5)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!(overlap is >= 0 and < 1)) throw new ArgumentException($"The overlap must be 0 to below 1, not {overlap}.", nameof(overlap));
        var shape = network.InputShape;
        if (shape.Count != 5)
            throw new InputException(
                $"the network's input is ({string.Join(", ", shape)}); for images (1, channels, x, y, z) is expected.");
        var fixedExtents = shape.Skip(2).All(e => e > 0) ? new Shape((int)shape[2], (int)shape[3], (int)shape[4]) : (Shape?)null;
        if (patch is { } asked && fixedExtents is { } own && asked != own)
            throw new InputException($"the network takes {own} voxels, not a window of {asked}.");
        this.patch = patch ?? fixedExtents
            ?? throw new InputException("the network takes any number of voxels; give a window, for example 'window: [64, 64, 64]'.");
        (this.network, this.overlap) = (network, overlap);
    }

    /// <summary>The network's channels for every voxel of an image of one channel.</summary>
    public IReadOnlyList<Volume<float>> Predict(Volume<float> image, CancellationToken cancellation = default) =>
        Predict([image], cancellation);

    /// <summary>The network's channels for every voxel.</summary>
    /// <param name="images">The input's channels, all of the same extents, whatever these are; where they are smaller than the window they
    /// are widened with 0.</param>
    /// <param name="cancellation">Stops between windows.</param>
    /// <exception cref="InputException">The network takes another number of channels, or its output has other extents than its
    /// input.</exception>
    public IReadOnlyList<Volume<float>> Predict(IReadOnlyList<Volume<float>> images, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        var image = images[0];
        if (images.Any(i => i.Shape != image.Shape)) throw new ArgumentException("The channels have different extents.", nameof(images));
        if (network.InputShape[1] is > 0 and var wanted && wanted != images.Count)
            throw new InputException(
                $"the network takes {wanted} {(wanted == 1 ? "channel" : "channels")} (its input is " +
                    $"{string.Join(", ", network.InputShape)}); the task's images have {images.Count}.");
        var all = images.Select(Widened).ToArray();
        var wide = all[0];
        var sampler = new GridSampler(patch, new(Even(patch.I), Even(patch.J), Even(patch.K)));
        GridAggregator? sums = null;
        var channels = 0;
        var tensor = new float[images.Count * patch.Count];
        foreach (var at in sampler.Locations(wide.Shape))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var c = 0; c < all.Length; c++)
                AxisOrder.CropReversed(all[c].Span, (wide.Shape.I, wide.Shape.J), (at.I, at.J, at.K), (patch.I, patch.J, patch.K),
                    tensor.AsSpan(c * patch.Count, patch.Count));
            var (values, shape) = network.Run(tensor, 1, images.Count, patch.I, patch.J, patch.K);
            if (shape.Length != 5 || shape[2] != patch.I || shape[3] != patch.J || shape[4] != patch.K)
                throw new InputException(
                    $"the network's output is ({string.Join(", ", shape)}); (1, C, {patch.I}, {patch.J}, {patch.K}) is expected.");
            if (values.Any(v => !float.IsFinite(v))) throw new InputException("the network's output is not finite somewhere.");
            channels = (int)shape[1];
            sums ??= new(sampler, wide.Grid, channels, overlap > 0 ? OverlapMode.Hann : OverlapMode.Crop);
            sums.Add(at, values);
        }

        return [.. Enumerable.Range(0, channels)
            .Select(c => wide.Shape == image.Shape ? sums!.Result(c) : sums!.Result(c).Crop(0, 0, 0, image.Shape))];
    }

    private int Even(int extent) => (int)(extent * overlap) / 2 * 2;

    private Volume<float> Widened(Volume<float> image)
    {
        var s = image.Shape;
        var shape = new Shape(Math.Max(s.I, patch.I), Math.Max(s.J, patch.J), Math.Max(s.K, patch.K));
        if (shape == s) return image;
        return Volume.CreateParallel<float>(new(shape, image.Grid.Affine), memory =>
        {
            memory.Span.Clear();
            for (var k = 0; k < s.K; k++)
                for (var j = 0; j < s.J; j++)
                    image.Span.Slice(s.Index(0, j, k), s.I).CopyTo(memory.Span[shape.Index(0, j, k)..]);
        });
    }
}

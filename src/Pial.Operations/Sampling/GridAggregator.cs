using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Sampling;

/// <summary>What becomes of voxels that several patches predict.</summary>
public enum OverlapMode
{
    /// <summary>
    /// Half of the overlap is cut off every patch where it has a neighbour, so that each voxel comes from the patch it is well inside of;
    /// where patches still overlap, the later one counts.
    /// </summary>
    Crop,

    /// <summary>The mean of the predictions.</summary>
    Average,

    /// <summary>The mean weighted with a Hann window, which is largest in the middle of a patch and small at its border.</summary>
    Hann,
}

/// <summary>Puts predictions of the patches of a <see cref="GridSampler"/> together to images: TorchIO's <c>GridAggregator</c>.</summary>
public sealed class GridAggregator
{
    private readonly GridSampler sampler;
    private readonly Grid grid;
    private readonly Shape padded;
    private readonly OverlapMode mode;
    private readonly float[][] sums;
    private readonly float[] weights;
    private readonly float[][] window;

    /// <summary>Makes an empty one.</summary>
    /// <param name="sampler">What cuts the patches.</param>
    /// <param name="grid">The image's grid, not padded.</param>
    /// <param name="channels">Numbers predicted for a voxel.</param>
    /// <param name="mode">What becomes of overlaps. Default crop, as TorchIO.</param>
    /// <exception cref="ArgumentException">The sampler does not suit the grid.</exception>
    public GridAggregator(GridSampler sampler, Grid grid, int channels = 1, OverlapMode mode = OverlapMode.Crop)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        sampler.Locations(grid.Shape);
        (this.sampler, this.grid, this.mode, padded) = (sampler, grid, mode, sampler.Padded(grid.Shape));
        sums = [.. Enumerable.Range(0, channels).Select(_ => new float[padded.Count])];
        weights = mode == OverlapMode.Crop ? [] : new float[padded.Count];
        window = [.. Enumerable.Range(0, 3).Select(a => Window(sampler.PatchSize[a]))];
    }

    /// <summary>Adds the prediction of a patch, one volume a channel.</summary>
    /// <exception cref="ArgumentException">A volume has another shape than the patch, or the channels are not as many.</exception>
    public void Add(PatchLocation location, params ReadOnlySpan<Volume<float>> channels)
    {
        if (channels.Length != sums.Length)
            throw new ArgumentException($"{channels.Length} channels were given, and there are {sums.Length}.", nameof(channels));
        foreach (var channel in channels)
            if (channel.Shape != location.Shape)
                throw new ArgumentException($"A prediction of {channel.Shape} is not that of a patch of {location.Shape}.",
                    nameof(channels));
        for (var c = 0; c < channels.Length; c++)
            Put(location, channels[c].Span, sums[c], c == 0);
    }

    /// <summary>Adds the prediction of a patch as a tensor (C, x, y, z) whose last axis is fastest, as networks give it.</summary>
    /// <exception cref="ArgumentException">It has not as many numbers as the channels' patches.</exception>
    public void Add(PatchLocation location, ReadOnlySpan<float> tensor)
    {
        var count = location.Shape.Count;
        if (tensor.Length != (long)count * sums.Length)
            throw new ArgumentException($"{tensor.Length} numbers are not {sums.Length} channels of {location.Shape}.", nameof(tensor));
        var image = new float[count];
        for (var c = 0; c < sums.Length; c++)
        {
            AxisOrder.Reverse(tensor.Slice(c * count, count), (location.Shape.I, location.Shape.J, location.Shape.K), image);
            Put(location, image, sums[c], c == 0);
        }
    }

    /// <summary>The image of a channel so far, without padding; 0 where no patch was added.</summary>
    public Volume<float> Result(int channel = 0)
    {
        var border = sampler.Border;
        return Volume.Create<float, float[]>(grid, sums[channel], (to, from) =>
        {
            for (var k = 0; k < grid.Shape.K; k++)
            {
                for (var j = 0; j < grid.Shape.J; j++)
                {
                    var source = padded.Index(border.I, j + border.J, k + border.K);
                    var row = to.Slice(grid.Shape.Index(0, j, k), grid.Shape.I);
                    from.AsSpan(source, row.Length).CopyTo(row);
                    if (mode == OverlapMode.Crop) continue;
                    for (var i = 0; i < row.Length; i++)
                        row[i] = weights[source + i] > 0 ? row[i] / weights[source + i] : 0;
                }
            }
        });
    }

    private void Put(PatchLocation at, ReadOnlySpan<float> patch, float[] sum, bool weigh)
    {
        if (at.I < 0 || at.J < 0 || at.K < 0 || at.I + at.Shape.I > padded.I || at.J + at.Shape.J > padded.J || at.K + at.Shape.K > padded.K
            || at.Shape != sampler.PatchSize)
            throw new ArgumentException($"A patch of {at} is none of those of {sampler.PatchSize} in {padded}.", nameof(at));
        var (i0, i1) = Kept(0, at.I);
        var (j0, j1) = Kept(1, at.J);
        var (k0, k1) = Kept(2, at.K);
        for (var k = k0; k < k1; k++)
        {
            for (var j = j0; j < j1; j++)
            {
                var from = patch.Slice(at.Shape.Index(i0, j, k), i1 - i0);
                var place = padded.Index(at.I + i0, at.J + j, at.K + k);
                if (mode == OverlapMode.Crop) from.CopyTo(sum.AsSpan(place));
                else Blend(from, sum.AsSpan(place), weights.AsSpan(place),
                    mode == OverlapMode.Hann ? window[1][j] * window[2][k] : 1, weigh);
            }
        }
    }

    private void Blend(ReadOnlySpan<float> from, Span<float> sum, Span<float> weight, float factor, bool weigh)
    {
        for (var i = 0; i < from.Length; i++)
        {
            var w = mode == OverlapMode.Hann ? factor * window[0][i] : 1;
            sum[i] += w * from[i];
            if (weigh) weight[i] += w;
        }
    }

    // What is left of a patch along an axis: a padded image loses its border afterwards, so every patch is cut at both ends.
    private (int From, int To) Kept(int axis, int start)
    {
        var size = sampler.PatchSize[axis];
        if (mode != OverlapMode.Crop) return (0, size);
        var half = sampler.PatchOverlap[axis] / 2;
        var always = sampler.PaddingMode is not null;
        return (start > 0 || always ? half : 0, start + size < padded[axis] || always ? size - half : size);
    }

    // torch.hann_window(n + 2, periodic=False)[1:-1]: no zero at the ends.
    private static float[] Window(int size) =>
        [.. Enumerable.Range(1, size).Select(n => (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * n / (size + 1)))))];
}

using System.Collections.Immutable;
using Pial.Kernels;
using Pial.Operations.Augmentation;

namespace Pial.Pipelines.Loading;

/// <summary>A batch whose rows arrive from several threads. Its arrays are made when the first row does.</summary>
internal sealed class PendingBatch(QueueLayout layout, int epoch, int index, int rows, QueueCursor next)
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource<Batch> whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Batch? batch;
    private PatchOrigin[] origins = [];
    private readonly int count = rows;
    private int missing = rows;

    public Task<Batch> Whole => whole.Task;

    /// <summary>Copies a patch of every image into a row; each row is written once.</summary>
    public void Write(int row, Subject subject, PatchOrigin origin, int[] scratch)
    {
        var target = Made();
        var at = origin.Location;
        var (start, box, voxels) = ((at.I, at.J, at.K), (at.Shape.I, at.Shape.J, at.Shape.K), at.Shape.Count);
        for (var c = 0; c < layout.Channels.Length; c++)
        {
            var volume = subject.Scalars(layout.Channels[c]);
            AxisOrder.CropReversed(volume.Span, (volume.Shape.I, volume.Shape.J), start, box,
                target.Images.Values.AsSpan(((row * layout.Channels.Length) + c) * voxels, voxels));
        }

        foreach (var labels in target.Labels)
        {
            var volume = subject.Labels(labels.Name);
            var into = labels is BatchTensor<int> wide ? wide.Values.AsSpan(row * voxels, voxels) : scratch.AsSpan(0, voxels);
            AxisOrder.CropReversed(volume.Span, (volume.Shape.I, volume.Shape.J), start, box, into);
            if (labels is BatchTensor<short> small) Narrow(into, small.Values.AsSpan(row * voxels, voxels), labels.Name);
        }

        origins[row] = origin;
        if (Interlocked.Decrement(ref missing) == 0) whole.TrySetResult(target with { Origins = ImmutableArray.Create(origins) });
    }

    public void Fail(Exception failure) => whole.TrySetException(failure);

    private Batch Made()
    {
        lock (gate)
        {
            if (batch is not null) return batch;
            var patch = layout.Patch;
            origins = new PatchOrigin[count];
            T[] Values<T>(int channels) => GC.AllocateUninitializedArray<T>(count * channels * patch.Count);
            ImmutableArray<int> shape = [count, patch.I, patch.J, patch.K];
            var images = new BatchTensor<float>("image", [count, layout.Channels.Length, patch.I, patch.J, patch.K],
                Values<float>(layout.Channels.Length));
            ImmutableArray<BatchTensor> labels =
                [.. layout.Labels.Select(
                    name => (BatchTensor)(layout.SmallLabels ? new BatchTensor<short>(name, shape, Values<short>(1))
                        : new BatchTensor<int>(name, shape, Values<int>(1))))];
            return batch = new(epoch, index, images, labels, [], next);
        }
    }

    private static void Narrow(ReadOnlySpan<int> labels, Span<short> to, string name)
    {
        if (labels.IndexOfAnyExceptInRange(short.MinValue, short.MaxValue) is >= 0 and var n)
            throw new InvalidOperationException(
                $"'{name}' has the label {labels[n]}, which 16 bits do not hold; ask for 32-bit labels (option 'label-type' int32).");
        for (var i = 0; i < to.Length; i++)
            to[i] = (short)labels[i];
    }
}

/// <summary>What is the same for all batches of a queue.</summary>
internal sealed record QueueLayout(Volumes.Shape Patch, ImmutableArray<string> Channels, ImmutableArray<string> Labels, bool SmallLabels);

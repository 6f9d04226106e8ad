using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pial.Operations.Augmentation;
using Pial.Operations.Sampling;

namespace Pial.Pipelines.Loading;

/// <summary>An array whose last axis is fastest, as networks and NumPy take it.</summary>
/// <param name="Name">What it holds: <c>image</c>, or the name of a label map.</param>
/// <param name="Shape">Length of each axis, the patch first.</param>
public abstract record BatchTensor(string Name, ImmutableArray<int> Shape)
{
    /// <summary>Type of its numbers as NumPy names it: <c>&lt;f4</c>, <c>&lt;i2</c> or <c>&lt;i4</c>.</summary>
    public abstract string NumpyType { get; }

    /// <summary>Its numbers as they lie in memory, little-endian.</summary>
    public abstract ReadOnlySpan<byte> Bytes { get; }
}

/// <summary>An array of numbers of one type.</summary>
/// <typeparam name="T">float, short or int.</typeparam>
/// <param name="Name">What it holds.</param>
/// <param name="Shape">Length of each axis, the patch first.</param>
/// <param name="Values">The numbers, last axis fastest.</param>
public sealed record BatchTensor<T>(string Name, ImmutableArray<int> Shape, T[] Values) : BatchTensor(Name, Shape)
    where T : unmanaged
{
    /// <inheritdoc/>
    public override string NumpyType => typeof(T) == typeof(float) ? "<f4" : typeof(T) == typeof(short) ? "<i2" : "<i4";

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(Values.AsSpan());
}

/// <summary>Where a patch comes from.</summary>
/// <param name="Subject">The subject's id.</param>
/// <param name="Row">Its row of the table.</param>
/// <param name="Location">The patch's place in the augmented volume.</param>
/// <param name="History">What was done to the volume; empty without a pipeline.</param>
public sealed record PatchOrigin(string Subject, IReadOnlyDictionary<string, string> Row, PatchLocation Location, History History);

/// <summary>Patches to learn from. The arrays belong to whoever receives the batch.</summary>
/// <param name="Epoch">Epoch, from 0.</param>
/// <param name="Index">Which batch of the epoch, from 0.</param>
/// <param name="Images">Intensities, shape (N, C, x, y, z); channels in the order the images were asked for.</param>
/// <param name="Labels">Label maps, shape (N, x, y, z) each, in the order they were asked for; <see cref="BatchTensor{T}"/> of short or
/// int.</param>
/// <param name="Origins">Where each patch comes from.</param>
/// <param name="Next">The place after this batch, to go on from.</param>
public sealed record Batch(int Epoch, int Index, BatchTensor<float> Images, ImmutableArray<BatchTensor> Labels,
    ImmutableArray<PatchOrigin> Origins, QueueCursor Next)
{
    /// <summary>All arrays: the images, then the label maps.</summary>
    public IEnumerable<BatchTensor> Tensors => Labels.Prepend(Images);
}

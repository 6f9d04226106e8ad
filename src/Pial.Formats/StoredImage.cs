using System.Numerics;
using System.Runtime.InteropServices;
using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Pial.Formats;

/// <summary>
/// Moves, drops or replaces voxels of any type without arithmetic on them: another orientation, the nearest voxel, a vote, a mask.
/// </summary>
public interface IVoxelMove
{
    /// <summary>Does it.</summary>
    /// <param name="stored">Voxels as the file has them.</param>
    /// <param name="outside">What stands for the value of places that have no voxel.</param>
    Volume<T> Apply<T>(Volume<T> stored, T outside)
        where T : unmanaged, INumber<T>;
}

/// <summary>
/// An image as its file stores it: every number in its own type, scaling beside it and not applied. What is moved and saved in this form
/// keeps every value exactly, 64-bit labels too; what calculates takes <see cref="LoadedImage"/>.
/// </summary>
public abstract class StoredImage
{
    private protected StoredImage(ImageHeader header, IReadOnlyList<HeaderFinding> findings) => (Header, Findings) = (header, findings);

    /// <summary>What the file says.</summary>
    public ImageHeader Header { get; }

    /// <summary>What was odd, in plain words; empty for a clean file.</summary>
    public IReadOnlyList<HeaderFinding> Findings { get; }

    /// <summary>Where the voxels are.</summary>
    public abstract Grid Grid { get; }

    /// <summary>The image after a move.</summary>
    /// <param name="move">What moves.</param>
    /// <param name="outside">Value, scaling applied, of places that have no voxel. Where the stored type has no such number, the result is
    /// of <c>float</c> or <c>double</c>.</param>
    public abstract StoredImage Move(IVoxelMove move, double outside = 0);

    /// <summary>
    /// Writes the image. Without a type in the options it stays as it is, scaling included, wherever the format can hold it; MGH, which has
    /// four types and no scaling, and <c>.npy</c>, which has no scaling, get the smallest change that keeps whole numbers whole. With an
    /// integer type, whole numbers stay what they are or are refused, and only fractions are scaled anew.
    /// </summary>
    /// <inheritdoc cref="ImageFile.Save(string, Volume{float}, SaveOptions?, ParallelOptions?)"/>
    public abstract void Save(string path, SaveOptions? options = null, ParallelOptions? parallel = null);

    /// <summary>
    /// The first value that a type would round, among whole numbers; null when it holds them all or the image holds fractions anyway.
    /// </summary>
    public abstract double? FirstRounded(StoredType type);

    /// <summary>Refuses what is no label image: a value further than 0.01 from a whole number.</summary>
    /// <param name="path">The file, for the message.</param>
    /// <exception cref="ImageFormatException">It holds fractions, NaN or infinity.</exception>
    public abstract void ThrowIfNotLabels(string path);
}

/// <summary>Voxels in the type of their file.</summary>
internal sealed class StoredImage<T>(Volume<T> voxels, VoxelLayout layout, ImageHeader header, IReadOnlyList<HeaderFinding> findings)
    : StoredImage(header, findings)
    where T : unmanaged, INumber<T>
{
    public override Grid Grid => voxels.Grid;

    public override StoredImage Move(IVoxelMove move, double outside = 0) => Stored(outside) is { } value
        ? new StoredImage<T>(move.Apply(voxels, value), layout, Header, Findings)
        : Wide().Move(move, outside);

    public override void Save(string path, SaveOptions? options = null, ParallelOptions? parallel = null)
    {
        options ??= new();
        var type = options.Type ?? Kept(path);
        var keeps = layout.IsScaled && ImageFormats.OfName(path) is { HoldsScaling: true }
            && (type.IsInteger() ? layout.Type.IsInteger() && VoxelWriter.Extremes(voxels.Span, type).Fit : options.Type is null);
        if (keeps)
            ImageFile.Write(path, voxels.Memory, Grid, type, options with { Scaling = (layout.Slope, layout.Intercept) }, parallel);
        else if (!layout.IsScaled)
            ImageFile.Write(path, voxels.Memory, Grid, type, options, parallel);
        else
            Wide().Save(path, options with { Type = type }, parallel);
    }

    public override double? FirstRounded(StoredType type)
    {
        if (type == layout.Type || (type.IsInteger() && layout.Type.IsInteger())) return null;
        double? first = null;
        foreach (var voxel in voxels.Span)
        {
            var value = Value(voxel);
            if (!double.IsFinite(value)) continue;
            if (value != Math.Floor(value)) return null;
            if (first is null && type == StoredType.Float32 && (float)value != value) first = value;
        }

        return first;
    }

    public override void ThrowIfNotLabels(string path)
    {
        if (layout.Type.IsInteger() && !layout.IsScaled) return;
        for (var n = 0; n < voxels.Span.Length; n++)
        {
            var value = Value(voxels.Span[n]);
            if (!(Math.Abs(value - Math.Round(value)) <= 0.01))
                throw new ImageFormatException(path, layout.Offset + ((long)n * layout.Type.ByteSize()), "label",
                    "whole numbers (a label image)", $"{value:g6}");
        }
    }

    // What a format without the type or without scaling gets instead.
    private StoredType Kept(string path)
    {
        var (format, type) = (ImageFormats.OfName(path), layout.Type);
        if (format is null || (format.Stores(type) && (!layout.IsScaled || format.HoldsScaling))) return type;
        StoredType[] others = layout.IsScaled || !type.IsInteger()
            ? FirstRounded(StoredType.Float32) is null ? [] : [StoredType.Float64, StoredType.Int32]
            : type.ByteSize() == 1 ? [StoredType.Int16, StoredType.Int32] : [StoredType.Int32];
        return others.Append(StoredType.Float32).First(t => t == StoredType.Float32 || format.Stores(t));
    }

    private double Value(T stored)
    {
        var value = double.CreateTruncating(stored);
        return layout.IsScaled ? (value * layout.Slope) + layout.Intercept : value;
    }

    // The stored number that stands for a value, but for the rounding of the slope; null when there is none.
    private T? Stored(double value)
    {
        var number = layout.IsScaled ? (value - layout.Intercept) / layout.Slope : value;
        if (!layout.Type.IsInteger()) return T.CreateTruncating(number);
        var stored = T.CreateSaturating(Math.Round(number));
        return Math.Abs(Value(stored) - value) <= 1e-4 * Math.Abs(layout.Slope) ? stored : null;
    }

    // The values, scaling applied, in the smaller of the two real types that holds them.
    private StoredImage Wide()
    {
        var bytes = layout.Type.ByteSize();
        return bytes < 4 || layout.Type == StoredType.Float32 ? Values<float>(StoredType.Float32) : Values<double>(StoredType.Float64);
    }

    private StoredImage<TOut> Values<TOut>(StoredType type)
        where TOut : unmanaged, INumber<TOut>
    {
        var values = Volume.Create(Grid, this, static (Span<TOut> to, StoredImage<T> from) =>
        {
            var bytes = MemoryMarshal.AsBytes(from.Voxels.Span);
            if (typeof(TOut) == typeof(float)) VoxelDecoder.Decode(bytes, from.Layout, MemoryMarshal.Cast<TOut, float>(to));
            else VoxelDecoder.Decode(bytes, from.Layout, MemoryMarshal.Cast<TOut, double>(to));
        });
        return new(values, new VoxelLayout(type, false, 1, 0, 0), Header, Findings);
    }

    private Volume<T> Voxels => voxels;

    private VoxelLayout Layout => layout;
}

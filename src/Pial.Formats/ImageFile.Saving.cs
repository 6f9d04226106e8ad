using System.Numerics;
using Pial.Formats.Mgh;
using Pial.Formats.Nifti;
using Pial.Formats.Npy;
using Pial.Formats.Streams;
using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Pial.Formats;

public static partial class ImageFile
{
    /// <summary>Writes intensities or probabilities; <c>float32</c> unless the options say otherwise.</summary>
    /// <param name="path">Output; its extension chooses the format. The file appears under this name only when it is whole.</param>
    /// <param name="image">The image.</param>
    /// <param name="options">Type on disk and descriptive fields.</param>
    /// <param name="parallel">Threads and cancellation; the bytes do not depend on them.</param>
    /// <exception cref="ArgumentException">The extension names no format Pial writes, or the type cannot hold the values.</exception>
    /// <exception cref="IOException">The file cannot be written; nothing is left behind.</exception>
    public static void Save(string path, Volume<float> image, SaveOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Write(path, image.Memory, image.Grid, options?.Type ?? StoredType.Float32, options ?? new(), parallel);
    }

    /// <summary>Writes labels; the smallest of <c>uint8</c>, <c>int16</c> and <c>int32</c> that holds them unless the options say otherwise. Never scaled.</summary>
    /// <inheritdoc cref="Save(string, Volume{float}, SaveOptions?, ParallelOptions?)"/>
    public static void Save(string path, Volume<int> image, SaveOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Write(path, image.Memory, image.Grid, options?.Type ?? SmallestType(image.Span), options ?? new(), parallel);
    }

    /// <summary>Writes a mask as <c>uint8</c> 0 and 1.</summary>
    /// <inheritdoc cref="Save(string, Volume{float}, SaveOptions?, ParallelOptions?)"/>
    public static void Save(string path, Volume<bool> image, SaveOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        var bytes = image.Map(static inside => inside ? (byte)1 : (byte)0);
        Write(path, bytes.Memory, image.Grid, options?.Type ?? StoredType.UInt8, options ?? new(), parallel);
    }

    private static StoredType SmallestType(ReadOnlySpan<int> labels)
    {
        var (min, max) = (0, 0);
        foreach (var label in labels)
            (min, max) = (Math.Min(min, label), Math.Max(max, label));
        return (min, max) switch
        {
            ( >= 0, <= byte.MaxValue) => StoredType.UInt8,
            ( >= short.MinValue, <= short.MaxValue) => StoredType.Int16,
            _ => StoredType.Int32,
        };
    }

    private static void Write<T>(string path, ReadOnlyMemory<T> voxels, Grid grid, StoredType type, SaveOptions options, ParallelOptions? parallel)
        where T : unmanaged, INumber<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!grid.Affine.IsFinite || grid.Affine.Determinant == 0)
            throw new ArgumentException($"The grid cannot be written: its affine {grid.Affine} does not place the voxels.", nameof(grid));
        var name = Path.GetFileName(path).ToLowerInvariant();
        if (name.EndsWith(".nii", StringComparison.Ordinal) || name.EndsWith(".nii.gz", StringComparison.Ordinal))
            NiftiWriter.Write(path, voxels, grid, type, options, parallel);
        else if (PairedFile.IsHeaderName(name) || name.EndsWith(".img", StringComparison.Ordinal) || name.EndsWith(".img.gz", StringComparison.Ordinal))
            NiftiWriter.WritePair(path, voxels, grid, type, options, parallel);
        else if (name.EndsWith(".mgh", StringComparison.Ordinal) || name.EndsWith(".mgz", StringComparison.Ordinal))
            MghWriter.Write(path, voxels, grid, type, options, parallel);
        else if (name.EndsWith(".npy", StringComparison.Ordinal))
            NpyWriter.Write(path, voxels, grid, type, parallel);
        else
            throw new ArgumentException($"'{Path.GetFileName(path)}' names no format Pial writes; end it in .nii, .nii.gz, .hdr, .img, .mgh, .mgz or .npy.", nameof(path));
    }
}

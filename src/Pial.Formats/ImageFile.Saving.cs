using System.Numerics;
using Pial.Formats.Nifti;
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

    /// <summary>
    /// Writes labels; the smallest of <c>uint8</c>, <c>int16</c> and <c>int32</c> that holds them unless the options say otherwise. Never
    /// scaled.
    /// </summary>
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

    /// <summary>
    /// Writes images of one grid as one 4-D NIfTI, the images along the last axis; <c>float32</c> unless the options say otherwise.
    /// </summary>
    /// <param name="path">Output, <c>.nii</c> or <c>.nii.gz</c>.</param>
    /// <param name="images">The images, at least two.</param>
    /// <param name="options">Type on disk and descriptive fields.</param>
    /// <param name="parallel">Threads and cancellation; the bytes do not depend on them.</param>
    /// <exception cref="ArgumentException">Another extension, fewer than two images, other grids, or more voxels than an array
    /// holds.</exception>
    public static void SaveSeries(string path, IReadOnlyList<Volume<float>> images, SaveOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(images);
        if (!ImageFormats.IsNifti(path))
            throw new ArgumentException($"'{Path.GetFileName(path)}': a series is written as .nii or .nii.gz.", nameof(path));
        if (images.Count < 2 || images.Any(i => !i.Grid.Matches(images[0].Grid)))
            throw new ArgumentException("A series is made of at least two images on one grid.", nameof(images));
        var count = images[0].Shape.Count;
        if ((long)count * images.Count > Array.MaxLength)
            throw new ArgumentException($"{images.Count} images of {images[0].Shape} do not fit one array.", nameof(images));
        var voxels = new float[count * images.Count];
        for (var n = 0; n < images.Count; n++)
            images[n].Span.CopyTo(voxels.AsSpan(n * count));
        NiftiWriter.Write<float>(path, voxels, images[0].Grid, options?.Type ?? StoredType.Float32, options ?? new(), parallel,
            images.Count);
    }

    /// <summary>The files an image of this name consists of: two for a pair (<c>.hdr</c> and <c>.img</c>), else one.</summary>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ImageFormats.OfName(path)?.FilesOf(path) ?? [path];
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

    /// <summary>Writes voxels of any type in the format of the name.</summary>
    internal static void Write<T>(string path, ReadOnlyMemory<T> voxels, Grid grid, StoredType type, SaveOptions options,
        ParallelOptions? parallel)
        where T : unmanaged, INumber<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!grid.Affine.IsFinite || grid.Affine.Determinant == 0)
            throw new ArgumentException($"The grid cannot be written: its affine {grid.Affine} does not place the voxels.", nameof(grid));
        var format = ImageFormats.OfName(path) is { Writes: true } known ? known : throw new ArgumentException(
            $"'{Path.GetFileName(path)}' names no format Pial writes; end it in " +
                $"{string.Join(", ", ImageFormats.WrittenEndings.SkipLast(1))} "
            + $"or {ImageFormats.WrittenEndings.Last()}.", nameof(path));
        if (!format.Stores(type))
        {
            var can = string.Join(", ", Enum.GetValues<StoredType>().Where(format.Stores).Select(t => t.Name()));
            throw new ArgumentException($"{format.Name} cannot store {type.Name()}; use one of {can}.", nameof(type));
        }

        format.Write(path, voxels, grid, type, options, parallel);
    }
}

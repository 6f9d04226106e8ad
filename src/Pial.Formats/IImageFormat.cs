using System.Numerics;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats;

/// <summary>
/// A format of image files: how it is told, read and written. <see cref="ImageFormats"/> lists those there are, and takes your own;
/// everything that reads, writes or looks for images goes by that list.
/// </summary>
public interface IImageFormat
{
    /// <summary>Its name for people, for example <c>NIfTI</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Ends of names by which it is written and found in folders, lower case, the usual one first: <c>.nii.gz</c>. Empty for a format that
    /// is only read, and told by its content.
    /// </summary>
    IReadOnlyList<string> Endings => [];

    /// <summary>Whether it is read.</summary>
    bool Reads => true;

    /// <summary>Whether it is written.</summary>
    bool Writes => Endings.Count > 0;

    /// <summary>
    /// Whether its header has a unit of length; else lengths are millimetres, or what <see cref="LoadOptions.Unit"/> says.
    /// </summary>
    bool StatesUnit => false;

    /// <summary>Whether it keeps a slope and an intercept beside the voxels.</summary>
    bool HoldsScaling => false;

    /// <summary>Whether it can store a type.</summary>
    bool Stores(StoredType type) => true;

    /// <summary>The files an image of this name consists of.</summary>
    IReadOnlyList<string> FilesOf(string path) => [path];

    /// <summary>Whether a file is of this format.</summary>
    /// <param name="head">Its first bytes, decompressed, up to 1,024.</param>
    /// <param name="path">Its path.</param>
    bool Sniff(ReadOnlySpan<byte> head, string path) => false;

    /// <summary>Reads and judges the header.</summary>
    /// <param name="file">The file, of which nothing is taken yet. Whoever reads the voxels disposes of it.</param>
    /// <param name="head">Its first bytes, decompressed, up to 1,024.</param>
    /// <param name="options">Which volume of a series, and the unit of length.</param>
    /// <exception cref="ImageFormatException">It is damaged, or holds something else than one volume of real numbers.</exception>
    OpenedImage Open(SourceFile file, ReadOnlySpan<byte> head, LoadOptions options) =>
        throw new NotSupportedException($"{Name} is not read.");

    /// <summary>Writes an image; <see cref="Voxels.VoxelWriter"/> does so for formats that are a header and voxels.</summary>
    /// <param name="path">Output; appears under this name only when it is whole.</param>
    /// <param name="voxels">Voxels, first axis fastest.</param>
    /// <param name="grid">Where they are.</param>
    /// <param name="type">Type on disk.</param>
    /// <param name="options">Descriptive fields.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The type cannot hold the values.</exception>
    void Write<T>(string path, ReadOnlyMemory<T> voxels, Grid grid, StoredType type, SaveOptions options, ParallelOptions? parallel)
        where T : unmanaged, INumber<T> => throw new NotSupportedException($"{Name} is not written.");

    /// <summary>
    /// Lines of <c>pial info</c> and the report that are this format's own: name and text; none for a header of another format.
    /// </summary>
    IEnumerable<(string Name, string Text)> HeaderLines(ImageHeader header) => [];
}

using System.Text.Json.Serialization;
using Pial.Formats;
using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Datasets;

/// <summary>What the header of one image of a dataset says.</summary>
public sealed record ImageFacts
{
    private const long Headers = 1 << 24; // and whatever follows the voxels

    /// <summary>Its place in the dataset, with forward slashes.</summary>
    [JsonIgnore]
    public string Path { get; init; } = "";

    /// <summary>Its size on disk.</summary>
    [JsonIgnore]
    public long Bytes { get; init; }

    /// <summary>Its BIDS name, taken apart.</summary>
    [JsonIgnore]
    public BidsName Name => name ??= BidsName.Of(Path);

    /// <summary>Voxels along each axis, as stored.</summary>
    public IReadOnlyList<int>? Shape { get; init; }

    /// <summary>Voxel size in mm along x (left to right), y and z, whichever way the axes are stored.</summary>
    public IReadOnlyList<double>? VoxelMm { get; init; }

    /// <summary>Directions of the stored axes, as <c>LAS</c>.</summary>
    public string? Orientation { get; init; }

    /// <summary>Type of the voxels on disk.</summary>
    public string? StoredType { get; init; }

    /// <summary>
    /// What the affine leads to, by NIfTI's code: 0 not said, 1 scanner, 2 another scan, 3 Talairach, 4 MNI, 5 another template.
    /// </summary>
    public int SpaceCode { get; init; }

    /// <summary>Corner of the first and of the last voxel's centre in RAS+ mm: six numbers.</summary>
    public IReadOnlyList<double>? Box { get; init; }

    /// <summary>Why it cannot be read; null when it can.</summary>
    public string? Problem { get; init; }

    private BidsName? name;

    // gzip ends with the length of what it holds, modulo 2³²; a file that was cut off ends with anything. Then its end is looked for, which
    // reads all of it.
    private static bool IsSuspicious(string file, long voxels, ImageHeader header)
    {
        if (!file.EndsWith("gz", StringComparison.OrdinalIgnoreCase)) return false;
        using var stream = File.OpenRead(file);
        Span<byte> end = stackalloc byte[4];
        stream.Seek(-4, SeekOrigin.End);
        stream.ReadExactly(end);
        var least = voxels * header.StoredType.ByteSize();
        return least <= uint.MaxValue && System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(end) is var length
            && (length < least || length > least + Headers);
    }

    /// <summary>Reads the header.</summary>
    /// <param name="file">The image.</param>
    /// <param name="relative">Its place in the dataset.</param>
    /// <param name="bytes">Its size.</param>
    public static ImageFacts Of(string file, string relative, long bytes)
    {
        var facts = new ImageFacts { Path = relative, Bytes = bytes };
        if (bytes == 0) return facts with { Problem = "is empty" };
        try
        {
            var (grid, header, _) = ImageFile.Describe(file);
            if (IsSuspicious(file, grid.Shape.Count, header)) ImageFile.Describe(file, toTheEnd: true);
            var (size, directions) = (grid.VoxelSize, grid.Orientation);
            double[] stored = [size.X, size.Y, size.Z];
            var (from, to) = (grid.Affine.Apply(default), grid.Affine.Apply(new(grid.Shape.I - 1, grid.Shape.J - 1, grid.Shape.K - 1)));
            return facts with
            {
                Shape = [grid.Shape.I, grid.Shape.J, grid.Shape.K],
                VoxelMm = [.. Enumerable.Range(0, 3).Select(axis => Math.Round(stored[directions.VoxelAxis(axis)], 5))],
                Orientation = directions.ToString(),
                StoredType = header.StoredType.ToString(),
                SpaceCode = header.Nifti is { } nifti ? (nifti.SformCode > 0 ? nifti.SformCode : nifti.QformCode)
                    : header.Mgh is not null ? 1 : 0,
                Box = [.. new[] { from.X, from.Y, from.Z, to.X, to.Y, to.Z }.Select(v => Math.Round(v, 3))],
            };
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return facts with { Problem = e.Message.Split('\n')[0] };
        }
    }
}

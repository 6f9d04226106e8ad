namespace Pial.Formats.Streams;

/// <summary>Header and voxels in two files.</summary>
internal static class PairedFile
{
    /// <summary>The <c>.img</c> (or <c>.img.gz</c>) beside a <c>.hdr</c>.</summary>
    /// <exception cref="ImageFormatException">There is none.</exception>
    public static SourceFile OpenVoxels(string headerPath)
    {
        var stem = Stem(headerPath);
        foreach (var extension in (string[])[".img", ".img.gz", ".IMG"])
        {
            if (File.Exists(stem + extension))
                return new SourceFile(stem + extension);
        }

        throw new ImageFormatException(headerPath, -1, "voxel file", $"{Path.GetFileName(stem)}.img beside the header", "missing");
    }

    /// <summary>Whether a name is a header's.</summary>
    public static bool IsHeaderName(string path) =>
        path.EndsWith(".hdr", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".hdr.gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a name is that of a pair's voxels.</summary>
    public static bool IsVoxelName(string path) =>
        path.EndsWith(".img", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".img.gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>The header file of either half of a pair.</summary>
    public static string HeaderPath(string path)
    {
        if (!IsVoxelName(path)) return path;
        foreach (var extension in (string[])[".hdr", ".hdr.gz", ".HDR"])
        {
            if (File.Exists(Stem(path) + extension))
                return Stem(path) + extension;
        }

        return File.Exists(path)
            ? throw new ImageFormatException(path, -1, "header file", $"{Path.GetFileName(Stem(path))}.hdr beside the voxels", "missing")
            : throw new FileNotFoundException($"{path}: no such file.", path);
    }

    /// <summary>The path without <c>.gz</c> and without the extension before it.</summary>
    public static string Stem(string path)
    {
        var plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.Combine(Path.GetDirectoryName(plain) ?? string.Empty, Path.GetFileNameWithoutExtension(plain));
    }
}

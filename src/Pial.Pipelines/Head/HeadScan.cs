using System.Globalization;
using Pial.Formats;

namespace Pial.Pipelines.Head;

/// <summary>Reads a scan that is to hold a head.</summary>
public static class HeadScan
{
    /// <summary>Reads it and refuses what cannot be a head: no contrast, no numbers, too few voxels. NaN and infinite voxels become 0.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ImageFormatException">The file cannot be read.</exception>
    /// <exception cref="InputException">It holds no head; without contrast every later step would fail in its own words, so it is said here, where the file is known.</exception>
    public static LoadedImage Load(string path, ParallelOptions? parallel = null)
    {
        var loaded = ImageFile.Load(path, parallel);
        var (low, high, bad) = (float.PositiveInfinity, float.NegativeInfinity, 0);
        foreach (var v in loaded.Image.Span)
        {
            if (float.IsFinite(v)) (low, high) = (Math.Min(low, v), Math.Max(high, v));
            else bad++;
        }

        var name = Path.GetFileName(path);
        if (low > high) throw new InputException($"{name}: no voxel holds a number (all {bad} are NaN or infinite); there is no head to work on.");
        if (low == high) throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{name}: every voxel is {low:g6}; there is no head to work on."));
        var shape = loaded.Image.Shape;
        if (Math.Min(shape.I, Math.Min(shape.J, shape.K)) < 8)
            throw new InputException($"{name}: {shape} voxels are too few for a head; a volume of the head is needed (at least 8 along each axis).");
        return bad == 0 ? loaded : loaded with { Image = loaded.Image.Map(v => float.IsFinite(v) ? v : 0) };
    }
}

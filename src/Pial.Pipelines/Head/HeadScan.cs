using System.Globalization;
using Pial.Formats;
using Pial.Kernels;
using Pial.Operations.Intensity;

namespace Pial.Pipelines.Head;

/// <summary>Reads a scan that is to hold a head.</summary>
public static class HeadScan
{
    /// <summary>
    /// Reads it and refuses what cannot be a head: no contrast, no numbers, too few voxels. NaN and infinite voxels become 0.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ImageFormatException">The file cannot be read.</exception>
    /// <exception cref="InputException">It holds no head; without contrast every later step would fail in its own words, so it is said
    /// here, where the file is known.</exception>
    public static LoadedImage Load(string path, ParallelOptions? parallel = null)
    {
        var loaded = ImageFile.Load(path, parallel);
        var (low, high) = Quantile.Range(loaded.Image.Span);
        var bad = 0;
        foreach (var v in loaded.Image.Span)
            if (!float.IsFinite(v)) bad++;
        var name = Path.GetFileName(path);
        if (float.IsNaN(low))
            throw new InputException($"{name}: no voxel holds a number (all {bad} are NaN or infinite); there is no head to work on.");
        if (low == high)
            throw new InputException(string.Create(CultureInfo.InvariantCulture,
                $"{name}: every voxel is {low:g6}; there is no head to work on."));
        var shape = loaded.Image.Shape;
        if (Math.Min(shape.I, Math.Min(shape.J, shape.K)) < 8)
            throw new InputException(
                $"{name}: {shape} voxels are too few for a head; a volume of the head is needed (at least 8 along each axis).");
        return bad == 0 ? loaded : loaded with { Image = loaded.Image.Map(v => float.IsFinite(v) ? v : 0) };
    }

    /// <summary>
    /// The same in positive units, as fields and tissue models need them: a z-scored scan, one from −½ to ½ or with an offset has its zero
    /// put back, and the finding says so. The uniform image of an MP2RAGE loses its salt-and-pepper background, as the finding says too.
    /// Others stay as they are.
    /// </summary>
    /// <inheritdoc cref="Load"/>
    public static LoadedImage LoadPositive(string path, ParallelOptions? parallel = null)
    {
        var loaded = Mp2rageScan.Clean(path, Load(path, parallel), parallel);
        var units = PositiveUnits.Of(loaded.Image, parallel);
        if (!units.Changed) return loaded;
        var times = units.Scale == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", all times {units.Scale:g4}");
        var finding = units.Offset == 0
            ? new HeaderFinding("intensity-scale", FindingSeverity.Note,
                $"The intensities are unusually small or large{times} in what follows.")
            : new HeaderFinding(
                "intensity-zero", FindingSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture,
                    $"The intensities are signed or lifted (a z-score, a ratio, an offset): {units.Offset:g4} was added so that the " +
                        $"darkest are 0, as in a magnitude image{times}."));
        return loaded with { Image = units.Image, Findings = [.. loaded.Findings, finding] };
    }
}

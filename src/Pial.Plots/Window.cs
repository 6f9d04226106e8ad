using Pial.Volumes;

namespace Pial.Plots;

/// <summary>Which intensities become black and white.</summary>
/// <param name="Low">Black at and below.</param>
/// <param name="High">White at and above.</param>
public readonly record struct Window(double Low, double High)
{
    /// <summary>
    /// From the least value (0 when there is nothing below it) to the 99.5th percentile of what differs from it; robust to bright vessels
    /// and fat.
    /// </summary>
    public static Window Of(ReadOnlySpan<float> values)
    {
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var v in values)
        {
            if (!float.IsFinite(v)) continue;
            (least, most) = (Math.Min(least, v), Math.Max(most, v));
        }

        if (!(most > least)) return new(least < most ? least : 0, Math.Max(most, 1));
        const int Bins = 2048;
        Span<int> counts = stackalloc int[Bins];
        var scale = (Bins - 1) / ((double)most - least);
        var total = 0;
        foreach (var v in values)
        {
            if (!float.IsFinite(v) || v == least) continue;
            counts[(int)((v - least) * scale)]++;
            total++;
        }

        var wanted = 0.995 * total;
        var sum = 0.0;
        for (var bin = 0; bin < Bins; bin++)
        {
            sum += counts[bin];
            if (sum >= wanted) return new(Math.Min(least, 0) == least ? least : 0, least + ((bin + 1) / scale));
        }

        return new(least, most);
    }

    /// <summary>As <see cref="Of(ReadOnlySpan{float})"/>, of the voxels in a mask.</summary>
    public static Window Of(Volume<float> image, Volume<bool> mask)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        var values = image.Span;
        var inside = mask.Span;
        var chosen = new List<float>();
        for (var n = 0; n < values.Length; n += 3) // a third of the voxels says the same
            if (inside[n]) chosen.Add(values[n]);
        if (chosen.Count == 0) return Of(values);
        var window = Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(chosen));
        return window with { Low = Math.Min(0, window.Low) };
    }

    /// <summary>A value as 0 (black) to 255 (white).</summary>
    public byte Shade(float value) => float.IsFinite(value) && High > Low
        ? (byte)Math.Clamp((value - Low) / (High - Low) * 255, 0, 255) : (byte)0;
}

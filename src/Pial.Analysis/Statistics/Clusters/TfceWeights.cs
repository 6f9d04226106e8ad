namespace Pial.Analysis.Statistics.Clusters;

/// <summary>The two factors of TFCE's integral: extent to its power, and the integral (or sum) of height to its power.</summary>
internal sealed class TfceWeights(TfceOptions options)
{
    private double step;

    /// <summary>Sets the distance of the heights of a sum, which is a share of the map's largest value.</summary>
    public void ForLargest(float largest) => step = options.Steps is { } steps ? largest / (double)steps : 0;

    public double Extent(double size) => options.Extent switch { 0.5 => Math.Sqrt(size), 1 => size, var e => Math.Pow(size, e) };

    /// <summary>∫₀ʰ xᴴ dx, or the sum over the heights taken.</summary>
    public double Height(double h)
    {
        var power = options.Height;
        if (step == 0) return power == 2 ? h * h * h / 3 : Math.Pow(h, power + 1) / (power + 1);
        var sum = 0.0;
        for (var n = 1; n <= (int)((h / step) + 1e-6); n++)
            sum += Math.Pow(n * step, power);
        return sum * step;
    }
}

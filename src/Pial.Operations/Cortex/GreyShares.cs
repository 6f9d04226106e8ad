using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>How much of a voxel at the pial border is grey matter, by what the scan shows where the tissue maps say so.</summary>
/// <remarks>
/// At the pial border the maps of tissues are probabilities more than shares: a voxel half as bright as grey matter above CSF is given to
/// CSF. The median intensity of voxels of each probability says what share it stands for; where
/// maps are shares already, nothing changes.
/// </remarks>
internal sealed class GreyShares
{
    private const int Bins = 10;
    private const int FewestVoxels = 200;
    private const float Trust = 0.25f; // in medians; the rest goes to the probabilities as they are
    private const float Pure = 0.98f, LittleWhite = 0.02f;
    private readonly float[] shares;

    private GreyShares(float[] shares) => this.shares = shares;

    /// <summary>Takes probabilities for shares.</summary>
    public static GreyShares Straight { get; } = new([.. Enumerable.Range(0, Bins + 1).Select(n => n / (float)Bins)]);

    /// <summary>Learns the shares of a hemisphere.</summary>
    public static GreyShares Of(TissueMaps tissues, Volume<int> labels, Volume<float> t1w, Hemisphere side)
    {
        var values = new List<float>[Bins + 1];
        for (var n = 0; n <= Bins; n++)
            values[n] = [];
        var (cortex, ventricle, inVentricle) = (HemisphereLabels.Cortex(side), HemisphereLabels.Ventricle(side), new List<float>());
        ReadOnlySpan<float> g = tissues.Gm.Span, w = tissues.Wm.Span, c = tissues.Csf.Span, image = t1w.Span;
        var label = labels.Span;
        for (var v = 0; v < label.Length; v++)
        {
            if (label[v] == ventricle && c[v] >= Pure && float.IsFinite(image[v])) inVentricle.Add(image[v]);
            if ((label[v] != cortex && label[v] != Regions.StructureTissues.OuterCsf) || w[v] > LittleWhite) continue;
            var sum = g[v] + c[v];
            if (sum < Pure || !float.IsFinite(image[v])) continue;
            var grey = g[v] / sum;
            if (grey is > 1 - Pure and < Pure) values[1 + Math.Min(Bins - 2, (int)(grey * (Bins - 1)))].Add(image[v]);
            else values[grey < 0.5f ? 0 : Bins].Add(image[v]);
        }

        // Zeros of a stripped scan make outer CSF too dark, enlarged ventricles can be darker than sulci: the brighter one counts.
        var medians = values.Select(Median).ToArray();
        if (medians[0] is { } outer && Median(inVentricle) is { } inner) medians[0] = Math.Max(outer, inner);
        return From(medians);
    }

    /// <summary>Grey matter's part of a voxel of grey matter and CSF.</summary>
    public float Grey(float grey, float csf)
    {
        var sum = grey + csf;
        if (grey <= 0 || csf <= 0) return grey;
        var at = grey / sum * Bins;
        var n = Math.Min((int)at, Bins - 1);
        return sum * (shares[n] + ((at - n) * (shares[n + 1] - shares[n])));
    }

    // Medians of pure CSF, of the bins between, and of pure grey matter, to shares at 0, 0.1 … 1.
    private static GreyShares From(float?[] medians)
    {
        if (medians[0] is not { } csf || medians[^1] is not { } grey || grey <= csf) return Straight;
        var (found, shares) = (new List<(float At, float Share)> { (0, 0) }, new float[Bins + 1]);
        for (var n = 1; n < Bins; n++)
            if (medians[n] is { } m) found.Add(((n - 0.5f) / (Bins - 1), Math.Clamp((m - csf) / (grey - csf), found[^1].Share, 1)));
        found.Add((1, 1));
        for (var n = 0; n <= Bins; n++)
        {
            var at = n / (float)Bins;
            var next = Math.Max(1, found.FindIndex(f => f.At >= at));
            var ((x, y), (u, z)) = (found[next - 1], found[next]);
            shares[n] = (Trust * (y + ((at - x) / (u - x) * (z - y)))) + ((1 - Trust) * at);
        }

        return new(shares);
    }

    private static float? Median(List<float> values)
    {
        if (values.Count < FewestVoxels) return null;
        values.Sort();
        return values[values.Count / 2];
    }
}

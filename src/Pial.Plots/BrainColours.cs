using Pial.Plots.Canvas;

namespace Pial.Plots;

/// <summary>Colours for brains, under the names matplotlib and nilearn use.</summary>
public static class BrainColours
{
    /// <summary>From light blue over dark to light yellow, for statistics over a grey image.</summary>
    public static ColourMap ColdHot { get; } = new([0xB5F2F2, 0x45BFE6, 0x2B83D8, 0x2146A8, 0x2A1030, 0xB2182B, 0xE8601C, 0xF7A528,
        0xFFE873]);

    /// <summary>From dark red over orange to white.</summary>
    public static ColourMap Hot { get; } = new([0x660000, 0xC60000, 0xFF6600, 0xFFCC40, 0xFFFFFF]);

    /// <summary>From pale to dark red, for magnitudes on white: the upper half of <see cref="ColourMap.BlueRed"/>.</summary>
    public static ColourMap Reds { get; } = new([.. ColourMap.BlueRed.Stops.Skip(5)]);

    private static readonly Dictionary<string, ColourMap> Named = new(StringComparer.Ordinal)
    {
        ["gray"] = ColourMap.Grey,
        ["gray_r"] = ColourMap.Grey.Reversed(),
        ["viridis"] = ColourMap.Viridis,
        ["magma"] = ColourMap.Magma,
        ["RdBu_r"] = ColourMap.BlueRed,
        ["RdBu"] = ColourMap.BlueRed.Reversed(),
        ["cold_hot"] = ColdHot,
        ["hot"] = Hot,
        ["Reds"] = Reds,
    };

    /// <summary>What can be asked for.</summary>
    public static IReadOnlyCollection<string> Names => Named.Keys;

    /// <summary>The colours of a name.</summary>
    /// <exception cref="ArgumentException">There is no such name.</exception>
    public static ColourMap Of(string name) => Named.TryGetValue(name, out var map)
        ? map : throw new ArgumentException($"'{name}' is no colour map; choose from {string.Join(", ", Names)}.", nameof(name));

    // For regions without a table; told apart with any colour vision as long as there are few.
    internal static int OfLabel(int label, bool few) => few ? Few[(label - 1) % Few.Length] : Pial.Volumes.LabelTable.ColorFor(label);

    internal static bool AreFew(IEnumerable<int> labels) => labels.All(l => l >= 1 && l <= Few.Length);

    private static readonly int[] Few = [0xE69F00, 0xF0E442, 0x0072B2, 0x009E73, 0xCC79A7, 0xD55E00, 0x56B4E9, 0xB2DF8A,
        0xFB9A99, 0xCAB2D6];
}

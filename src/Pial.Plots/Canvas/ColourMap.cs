namespace Pial.Plots.Canvas;

/// <summary>A colour for each number from 0 to 1, straight in sRGB between stops as far apart as each other.</summary>
/// <param name="Stops">Colours, 0xRRGGBB.</param>
public sealed record ColourMap(IReadOnlyList<int> Stops)
{
    /// <summary>
    /// From dark blue over green to yellow, even to the eye and to any colour vision: every eighth colour of matplotlib's viridis (Smith
    /// and van der Walt, CC0), within 2 of 255 of it.
    /// </summary>
    public static ColourMap Viridis { get; } = new([
        0x440154, 0x470D60, 0x48186A, 0x482374, 0x472D7B, 0x453681, 0x424086, 0x3F4989, 0x3B528B, 0x375A8D, 0x33638D, 0x2F6A8E, 0x2C728E,
        0x297A8E, 0x26818E, 0x23898E, 0x21908C,
        0x1F988B, 0x1F9F88, 0x21A685, 0x28AE80, 0x31B57B, 0x3EBC74, 0x4CC26C, 0x5DC963, 0x6ECE58, 0x82D34C, 0x96D83F, 0xABDC32, 0xC0DF24,
        0xD5E21A, 0xEAE51A, 0xFDE725]);

    /// <summary>From black over red to a light yellow, even to the eye: every eighth colour of matplotlib's magma (CC0).</summary>
    public static ColourMap Magma { get; } = new([
        0x000004, 0x030311, 0x0A0822, 0x130D33, 0x1D1146, 0x28115A, 0x36106A, 0x430F76, 0x50127C, 0x5D177F, 0x691C81, 0x762181, 0x822681,
        0x8F2A81, 0x9C2E7F, 0xA9327D, 0xB63779,
        0xC33B75, 0xCF4170, 0xDB486A, 0xE65163, 0xEE5C5E, 0xF5695C, 0xF9785D, 0xFB8761, 0xFD9668, 0xFEA571, 0xFEB47B, 0xFEC387, 0xFED194,
        0xFDE0A2, 0xFCEEB0, 0xFCFDBF]);

    /// <summary>
    /// Blue below, near white in the middle, red above, told apart with any colour vision: ColorBrewer's RdBu, reversed (Brewer, Harrower
    /// and The Pennsylvania State University, Apache 2.0).
    /// </summary>
    public static ColourMap BlueRed { get; } = new([0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xF7F7F7, 0xFDDBC7, 0xF4A582,
        0xD6604D, 0xB2182B, 0x67001F]);

    /// <summary>Black to white.</summary>
    public static ColourMap Grey { get; } = new([0x000000, 0xFFFFFF]);

    /// <summary>The colour of a number; below 0 and above 1 the ends', and the first for NaN.</summary>
    public int At(double t)
    {
        var at = (t > 0 ? Math.Min(t, 1) : 0) * (Stops.Count - 1);
        var n = Math.Min((int)at, Stops.Count - 2);
        return Ink.Mix(Stops[n], Stops[n + 1], at - n);
    }

    /// <summary>The other way round.</summary>
    public ColourMap Reversed() => new([.. Stops.Reverse()]);
}

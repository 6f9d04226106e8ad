namespace Pial.Volumes;

/// <summary>One label of a segmentation.</summary>
/// <param name="Id">The number in the image.</param>
/// <param name="Name">Its name, unique in the table.</param>
/// <param name="Abbreviation">Short name, as BIDS <c>dseg.tsv</c> writes it; may be empty.</param>
/// <param name="Color">Red, green, blue as 0xRRGGBB.</param>
public sealed record Label(int Id, string Name, string Abbreviation, int Color);

/// <summary>What the numbers of a label image mean.</summary>
/// <param name="Labels">The labels, in file order.</param>
public sealed record LabelTable(IReadOnlyList<Label> Labels)
{
    /// <summary>The tissue labels of BIDS: 0 background, 1 GM, 2 WM, 3 CSF (not FSL's or CAT12's order).</summary>
    public static LabelTable Tissues { get; } = new(
    [
        new(0, "Background", "BG", 0x000000),
        new(1, "Gray Matter", "GM", 0xE69F00),
        new(2, "White Matter", "WM", 0xF5F1E3),
        new(3, "Cerebrospinal Fluid", "CSF", 0x0072B2),
    ]);
}

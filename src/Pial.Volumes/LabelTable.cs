namespace Pial.Volumes;

/// <summary>Side of the brain that a label lies on.</summary>
public enum Hemisphere
{
    /// <summary>On both sides, in the middle, or not said.</summary>
    None,

    /// <summary>The person's left.</summary>
    Left,

    /// <summary>The person's right.</summary>
    Right,
}

/// <summary>One label of a segmentation.</summary>
/// <param name="Id">The number in the image.</param>
/// <param name="Name">Its name, unique in the table.</param>
/// <param name="Abbreviation">Short name, as BIDS <c>dseg.tsv</c> writes it; may be empty.</param>
/// <param name="Color">Red, green, blue as 0xRRGGBB.</param>
public sealed record Label(int Id, string Name, string Abbreviation, int Color)
{
    /// <summary>Side of the brain; told by the name unless it is set.</summary>
    public Hemisphere Hemisphere { get; init; } = HemisphereOf(Name);

    /// <summary>
    /// The side a name tells: a word <c>left</c>, <c>lh</c>, <c>l</c> (or right, rh, r) at its beginning or end, or <c>lh</c>, <c>rh</c>
    /// anywhere, words being parted by anything but letters and digits (<c>Left-Hippocampus</c>, <c>L_Precentral_gyrus</c>,
    /// <c>ctx-lh-cuneus</c>, <c>Hippocampus_R</c>).
    /// </summary>
    public static Hemisphere HemisphereOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var words = Words(name);
        for (var n = 0; n < words.Count; n++)
        {
            var outer = n == 0 || n == words.Count - 1;
            switch (words[n])
            {
                case "lh" or "left": return Hemisphere.Left;
                case "rh" or "right": return Hemisphere.Right;
                case "l" when outer: return Hemisphere.Left;
                case "r" when outer: return Hemisphere.Right;
            }
        }

        return Hemisphere.None;
    }

    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var start = -1;
        for (var n = 0; n <= name.Length; n++)
        {
            var part = n < name.Length && char.IsLetterOrDigit(name[n]);
            if (part && start < 0) start = n;
            if (part || start < 0) continue;
            words.Add(name[start..n].ToLowerInvariant());
            start = -1;
        }

        return words;
    }
}

/// <summary>What the numbers of a label image mean.</summary>
public sealed record LabelTable
{
    private readonly Dictionary<int, Label> byId;

    /// <summary>Keeps labels together.</summary>
    /// <param name="labels">The labels, in file order.</param>
    /// <exception cref="ArgumentException">Two labels have one number.</exception>
    public LabelTable(IReadOnlyList<Label> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        byId = new(labels.Count);
        foreach (var label in labels)
        {
            if (!byId.TryAdd(label.Id, label))
                throw new ArgumentException($"Label {label.Id} is in the table twice: {byId[label.Id].Name} and {label.Name}.",
                    nameof(labels));
        }

        Labels = labels;
    }

    /// <summary>The labels, in file order.</summary>
    public IReadOnlyList<Label> Labels { get; }

    /// <summary>The tissue labels of BIDS: 0 background, 1 GM, 2 WM, 3 CSF (not FSL's or CAT12's order).</summary>
    public static LabelTable Tissues { get; } = new(
    [
        new(0, "Background", "BG", 0x000000),
        new(1, "Gray Matter", "GM", 0xE69F00),
        new(2, "White Matter", "WM", 0xF5F1E3),
        new(3, "Cerebrospinal Fluid", "CSF", 0x0072B2),
    ]);

    /// <summary>The number of a lesion among BIDS's labels of tissues.</summary>
    public const int LesionId = 7;

    /// <summary><see cref="Tissues"/> with BIDS's label of a lesion, 7.</summary>
    public static LabelTable TissuesAndLesion { get; } = new([.. Tissues.Labels, new(LesionId, "Lesion", "L", 0xCC79A7)]);

    /// <summary>The label of a number; null when the table has none.</summary>
    public Label? Find(int id) => byId.GetValueOrDefault(id);

    /// <summary>A colour for a label that has none: hues a golden angle apart, so that neighbouring numbers differ; black for 0.</summary>
    /// <returns>0xRRGGBB.</returns>
    public static int ColorFor(int id)
    {
        if (id == 0) return 0;
        var hue = ((id * 0.618033988749895 % 1) + 1) % 1 * 6;
        var (value, floor) = (id % 2 == 0 ? 0.95 : 0.75, 0.25);
        int Channel(double shift)
        {
            var k = (hue + shift) % 6;
            return (int)Math.Round(255 * (floor + ((value - floor) * Math.Clamp(Math.Abs(k - 3) - 1, 0, 1))));
        }

        return (Channel(0) << 16) | (Channel(4) << 8) | Channel(2);
    }
}

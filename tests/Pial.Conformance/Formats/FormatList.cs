using Pial.Formats;

namespace Pial.Conformance.Formats;

/// <summary>A format Pial both reads and writes.</summary>
/// <param name="Extension">Ending of the file name.</param>
/// <param name="Version">NIfTI version to ask for.</param>
/// <param name="ToleranceMm">How exactly corners come back: what single precision leaves over 300 mm.</param>
/// <param name="Types">Types it stores.</param>
/// <param name="Scales">Whether it has a slope and intercept.</param>
public sealed record Format(string Extension, int? Version, double ToleranceMm, StoredType[] Types, bool Scales)
{
    public override string ToString() => $"{Extension}{(Version is 2 ? " (NIfTI-2)" : string.Empty)}";
}

/// <summary>Every format, once. A new one gets a row here, and every test of this folder runs over it.</summary>
public static class FormatList
{
    private static readonly StoredType[] Every = Enum.GetValues<StoredType>();
    private static readonly StoredType[] Mgh = [StoredType.UInt8, StoredType.Int16, StoredType.Int32, StoredType.Float32];

    public static IReadOnlyList<Format> All { get; } =
    [
        new(".nii", 1, 1e-4, Every, true),
        new(".nii.gz", 1, 1e-4, Every, true),
        new(".nii", 2, 1e-9, Every, true),
        new(".nii.gz", 2, 1e-9, Every, true),
        new(".hdr", 1, 1e-4, Every, true),
        new(".img.gz", 2, 1e-9, Every, true),
        new(".mgh", null, 2e-4, Mgh, false),
        new(".mgz", null, 2e-4, Mgh, false),
    ];

    public static TheoryData<int> Rows => new(Enumerable.Range(0, All.Count));
}

namespace Pial.Pipelines.Reports;

/// <summary>Volumes of a structure, both sides together, among adults.</summary>
/// <param name="Name">The structure.</param>
/// <param name="Ids">Its labels (FreeSurfer's numbers).</param>
/// <param name="LeastMl">What one adult in a thousand has less of, mL.</param>
/// <param name="MostMl">What one adult in a thousand has more of.</param>
/// <param name="IsNucleus">Whether it is a deep grey nucleus.</param>
/// <param name="GrowsWithAge">Whether it is a ventricle.</param>
internal sealed record StructureRange(
    string Name, IReadOnlyList<int> Ids, double LeastMl, double MostMl, bool IsNucleus = false, bool GrowsWithAge = false)
{
    /// <summary>Where the figures come from.</summary>
    public const string Source =
        "0.1st to 99.9th percentile of FreeSurfer's aseg volumes, both sides together, of 1,043 people of 18 to 85 years at 23 sites "
        + "(1000 Functional Connectomes, Biswal 2010, doi:10.1073/pnas.0911855107), a tenth wider, and the ventricles' upper limit " +
        "doubled, "
        + "since only 57 of them were 60 or older; a large head's upper and a small head's lower limits are moved by the square root of " +
        "its size. "
        + "They are no norms for one person; for those see Potvin 2016, doi:10.1016/j.neuroimage.2016.05.016";

    /// <summary>The structures that are looked at.</summary>
    public static IReadOnlyList<StructureRange> All { get; } =
    [
        new("thalamus", [10, 49], 10.21, 20.54, IsNucleus: true),
        new("caudate", [11, 50], 4.63, 10.52, IsNucleus: true),
        new("putamen", [12, 51], 5.97, 14.09, IsNucleus: true),
        new("pallidum", [13, 52], 2.33, 5.30, IsNucleus: true),
        new("hippocampus", [17, 53], 5.73, 10.92, IsNucleus: true),
        new("amygdala", [18, 54], 2.20, 4.87, IsNucleus: true),
        new("accumbens", [26, 58], 0.57, 1.89, IsNucleus: true),
        new("brainstem", [16], 12.53, 29.50),
        new("cerebellar cortex", [8, 47], 50.9, 148.5),
        new("cerebellar white matter", [7, 46], 14.2, 46.2),
        new("cerebral white matter", [2, 41], 317.8, 638.6),
        new("lateral ventricles", [4, 43], 4.98, 65.5, GrowsWithAge: true),
        new("third ventricle", [14], 0.44, 3.30, GrowsWithAge: true),
        new("fourth ventricle", [15], 0.62, 4.34, GrowsWithAge: true),
    ];

    /// <summary>Least volume that is taken for possible, mL: another program's borders are not FreeSurfer's.</summary>
    public double Low => 0.9 * LeastMl;

    /// <summary>Largest volume that is taken for possible, mL.</summary>
    public double High => (GrowsWithAge ? 2 : 1.1) * MostMl;
}

/// <summary>What was found of a structure.</summary>
/// <param name="Range">The structure.</param>
/// <param name="Ml">Its volume, both sides.</param>
/// <param name="GreyShare">Share of it that is grey matter, by partial volume; not a number when it has no voxel.</param>
/// <param name="TivMl">Intracranial volume of the head, mL; not a number where it is not known.</param>
internal sealed record StructureFound(StructureRange Range, double Ml, double GreyShare, double TivMl)
{
    private const double UsualTivMl = 1500; // median of the people the limits come from

    /// <summary>Least volume that is possible in a head of this size.</summary>
    public double Low => Range.Low * Math.Min(1, Size);

    /// <summary>Largest volume that is.</summary>
    public double High => Range.High * Math.Max(1, Size);

    /// <summary>Whether its volume is possible.</summary>
    public bool Possible => Ml >= Low && Ml <= High;

    // Structures grow with about the square root of the head (exponents of 0.32 to 0.71 in those people, 1.07 in the lateral ventricles).
    private double Size => double.IsNaN(TivMl) ? 1 : Math.Sqrt(TivMl / UsualTivMl);
}

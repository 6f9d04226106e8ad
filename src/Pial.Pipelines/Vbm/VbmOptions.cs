using Pial.Analysis.Statistics;
using Pial.Analysis.Statistics.Clusters;
using Pial.Analysis.Statistics.Permutations;

namespace Pial.Pipelines.Vbm;

/// <summary>One subject of a group analysis.</summary>
/// <param name="Id">As the table of subjects names it; <c>sub-</c> may be missing in either.</param>
/// <param name="MapPath">The map, in the same space and grid as everybody's.</param>
/// <param name="TivMl">Total intracranial volume in mL, or <c>null</c> when it is not known.</param>
public sealed record VbmParticipant(string Id, string MapPath, double? TivMl);

/// <summary>How a group analysis is done.</summary>
public sealed record VbmOptions
{
    /// <summary>The model, such as <c>age + sex</c>.</summary>
    public required string Formula { get; init; }

    /// <summary>What is tested: names of columns or terms, sums of them, or weights.</summary>
    public required IReadOnlyList<string> Contrasts { get; init; }

    /// <summary>Tests all contrasts together, with F.</summary>
    public bool FTest { get; init; }

    /// <summary>Whether total intracranial volume is a covariate, unless the formula has it.</summary>
    public bool Tiv { get; init; } = true;

    /// <summary>Rearrangements, the data as they are among them; 0 for none.</summary>
    public int Permutations { get; init; } = 5000;

    /// <summary>Whether clusters are enhanced without a threshold.</summary>
    public bool Tfce { get; init; } = true;

    /// <summary>t (or F) that forms clusters, or <c>null</c> for no cluster test.</summary>
    public double? ClusterThreshold { get; init; }

    /// <summary>The same as an uncorrected p.</summary>
    public double? ClusterP { get; init; }

    /// <summary>Column of exchangeability blocks; subjects are exchanged within a block alone.</summary>
    public string? Blocks { get; init; }

    /// <summary>What is rearranged.</summary>
    public Rearrangement Rearrangement { get; init; } = Rearrangement.Permute;

    /// <summary>Whether effects in one direction alone count.</summary>
    public Sides Sides { get; init; } = Sides.Two;

    /// <summary>Which voxels touch; faces as FSL's and nilearn's TFCE.</summary>
    public Connectivity Connectivity { get; init; } = Connectivity.Faces;

    /// <summary>Mask of the voxels to test, on the maps' grid or any other (nearest voxel).</summary>
    public string? Mask { get; init; }

    /// <summary>Voxels whose mean over the subjects is above this are tested; <c>null</c> for no such rule.</summary>
    public double? Threshold { get; init; } = 0.2;

    /// <summary>Level of significance, corrected for all voxels.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Labels in the maps' space that name regions.</summary>
    public string? Atlas { get; init; }

    /// <summary>Table of their names: <c>index</c> and <c>name</c>.</summary>
    public string? AtlasNames { get; init; }

    /// <summary>Seed of the rearrangements.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Memory for the subjects' voxels, in bytes; beyond it they are kept in a temporary file in the output folder.</summary>
    public long MemoryBytes { get; init; } = 1400L << 20;

    /// <summary>What the maps show, for the report: GM, WM or the end of their names.</summary>
    public string Map { get; init; } = "GM";

    /// <summary>Replaces results that are there.</summary>
    public bool Force { get; init; }
}

using Pial.Analysis.Statistics.Clusters;

namespace Pial.Analysis.Statistics.Permutations;

/// <summary>What may be done to the residuals when nothing is going on.</summary>
public enum Rearrangement
{
    /// <summary>They may be exchanged between subjects.</summary>
    Permute,

    /// <summary>Their signs may be flipped: errors are symmetric. For tests of a mean.</summary>
    Flip,

    /// <summary>Both.</summary>
    Both,
}

/// <summary>How a permutation test is done.</summary>
public sealed record PermutationOptions
{
    /// <summary>
    /// Rearrangements, the data as they are among them; 5000 as FSL's randomise. All there are, when there are no more than this.
    /// </summary>
    public int Count { get; init; } = 5000;

    /// <summary>Seed of the rearrangements.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What is rearranged.</summary>
    public Rearrangement Kind { get; init; } = Rearrangement.Permute;

    /// <summary>A number for each subject; only subjects with the same one are exchanged. <c>null</c>: all are.</summary>
    public IReadOnlyList<int>? Blocks { get; init; }

    /// <summary>Whether only effects in the contrast's direction count; an F test has no direction.</summary>
    public Sides Sides { get; init; } = Sides.Two;

    /// <summary>Threshold-free cluster enhancement, or <c>null</c> for none.</summary>
    public TfceOptions? Tfce { get; init; }

    /// <summary>Threshold that forms clusters (t, or F), or <c>null</c> for no cluster test.</summary>
    public double? ClusterThreshold { get; init; }
}

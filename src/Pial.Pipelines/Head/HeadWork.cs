using Pial.Formats;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Head;

/// <summary>One scan at work: what its stages write with and what they are of.</summary>
public sealed class HeadWork
{
    /// <summary>Its steps.</summary>
    public required HeadGraph Head { get; init; }

    /// <summary>Writes its derivatives.</summary>
    public required DerivativeWriter Writer { get; init; }

    /// <summary>The scan.</summary>
    public required BidsScan Scan { get; init; }

    /// <summary>The scan as read.</summary>
    public required LoadedImage Loaded { get; init; }

    /// <summary>The derivative dataset.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Stages done so far and their times.</summary>
    public required IReadOnlyList<StageTime> Times { get; init; }

    /// <summary>Who corrected the brain mask; null where nobody did.</summary>
    public MaskEdit? Edit { get; init; }

    /// <summary>Settings.</summary>
    public HeadRunOptions Options => Head.Options;

    /// <summary>Scans of the same head in other contrasts.</summary>
    internal OtherContrasts Others { get; init; } = null!;

    /// <summary>What was asked for and could not be done, in sentences; the rest was done.</summary>
    internal List<string> Problems { get; } = [];

    /// <summary>The report and its line; null when none was asked for.</summary>
    internal (string Path, string? Verdict)? Report { get; set; }

    /// <summary>Whether a stage writes its files.</summary>
    public bool Wants(string word) => Options.Wants(word);
}

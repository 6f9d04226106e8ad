namespace Pial.Pipelines.Bids;

/// <summary>A scan to work on.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its name, taken apart.</param>
/// <param name="Relative">Its place in the dataset, with forward slashes.</param>
public sealed record BidsScan(string Path, BidsName Name, string Relative)
{
    /// <summary>Its contrast, as outputs are named.</summary>
    public string Contrast { get; init; } = ContrastName.T1w;

    /// <summary>Scans of the same head in other contrasts, to be laid on this one.</summary>
    public IReadOnlyList<BidsScan> Also { get; init; } = [];

    /// <summary>Those among <see cref="Also"/> that are segmented together with this one.</summary>
    public IReadOnlyList<BidsScan> Channels { get; init; } = [];

    /// <summary>The mask of its lesion; null for none.</summary>
    public LesionMask? Lesion { get; init; }

    /// <summary>Folder of its derivatives.</summary>
    /// <param name="outputDirectory">The derivative dataset.</param>
    public string FolderIn(string outputDirectory) =>
        System.IO.Path.Combine(outputDirectory, Name.AnatFolder.Replace('/', System.IO.Path.DirectorySeparatorChar));
}

/// <summary>A part of a dataset in which no head was found.</summary>
/// <param name="Label">Subject, session or scan, as <c>sub-01_ses-02</c>.</param>
/// <param name="Why">The reason, as the end of a sentence.</param>
/// <param name="WholeSubject">Whether nothing of its subject was found.</param>
public sealed record PassedOver(string Label, string Why, bool WholeSubject);

/// <summary>What was found in a dataset.</summary>
/// <param name="Scans">The heads.</param>
/// <param name="PassedOver">Subjects, sessions and scans that were passed over.</param>
public sealed record BidsHeads(IReadOnlyList<BidsScan> Scans, IReadOnlyList<PassedOver> PassedOver)
{
    /// <summary>A line for each reason, with everything it holds for.</summary>
    public IEnumerable<string> Reasons() => PassedOver.GroupBy(p => p.Why, StringComparer.Ordinal)
        .Select(g => $"passed over {string.Join(", ", g.Select(p => p.Label))}: {g.Key}");
}

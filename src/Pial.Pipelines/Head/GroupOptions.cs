namespace Pial.Pipelines.Head;

/// <summary>How a cohort's image quality is judged.</summary>
public sealed record GroupOptions
{
    /// <summary>A set of acceptance rules that comes with Pial, or a YAML file (<c>FILE:SET</c> for one of its sets).</summary>
    public string Rules { get; init; } = "default";

    /// <summary>Table that names the scans' sites; null for <c>participants.tsv</c> of the raw dataset.</summary>
    public string? Participants { get; init; }

    /// <summary>Its column of sites; null to find one, or to take the scanner from the scans' sidecars.</summary>
    public string? Site { get; init; }
}

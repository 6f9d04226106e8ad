namespace Pial.Pipelines.FreeSurfer;

/// <summary>A region and its numbers.</summary>
/// <param name="Hemisphere"><c>lh</c> or <c>rh</c> for a region of the cortical atlas; empty for a structure of the segmentation.</param>
/// <param name="Name">FreeSurfer's name.</param>
/// <param name="Values">One for each measure asked for; NaN for those the region has not.</param>
public readonly record struct RegionValues(string Hemisphere, string Name, double[] Values)
{
    /// <summary>Whether it is a region of the cortical atlas.</summary>
    public bool IsCortical => Hemisphere.Length > 0;

    /// <summary>The name with its hemisphere before it: <c>lh_bankssts</c>; a structure's own name.</summary>
    public string FullName => IsCortical ? $"{Hemisphere}_{Name}" : Name;
}

/// <summary>A number of the whole brain or a hemisphere.</summary>
/// <param name="Name">The alias of the stats file, or the column's name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Unit">Its unit.</param>
public readonly record struct GlobalValue(string Name, double Value, string Unit);

/// <summary>What the stats files of one subject say.</summary>
public sealed record SubjectMorphometry
{
    /// <summary>The subject.</summary>
    public required string Id { get; init; }

    /// <summary>Structures of the segmentation, then the left and the right cortex, each in file order.</summary>
    public required IReadOnlyList<RegionValues> Regions { get; init; }

    /// <summary>Measures of <c>aseg.stats</c> by their alias, without eTIV.</summary>
    public required IReadOnlyList<GlobalValue> Globals { get; init; }

    /// <summary>
    /// Mean thickness and surface area of each hemisphere, as the stats files of the atlas give them: <c>lh_MeanThickness_thickness</c>, …
    /// </summary>
    public required IReadOnlyList<GlobalValue> CortexGlobals { get; init; }

    /// <summary>Volumes from further files, mm³.</summary>
    public IReadOnlyList<GlobalValue> MoreVolumes { get; init; } = [];

    /// <summary>Estimated intracranial volume, mm³; NaN when no file says it.</summary>
    public required double ETiv { get; init; }

    /// <summary>Where eTIV was found when it was not <c>eTIV</c> of <c>aseg.stats</c>; else null.</summary>
    public string? ETivSource { get; init; }

    /// <summary>Defects of the surfaces.</summary>
    public required EulerNumbers Euler { get; init; }

    /// <summary>Who wrote the files: <c>FreeSurfer 7.2.0</c>; null when they do not say.</summary>
    public string? Software { get; init; }

    /// <summary>Files that were looked for and are not there.</summary>
    public required IReadOnlyList<string> AbsentFiles { get; init; }
}

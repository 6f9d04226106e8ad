namespace Pial.Pipelines.FreeSurfer;

/// <summary>Which numbers of the stats files are taken.</summary>
public sealed record FreeSurferOptions
{
    /// <summary>
    /// Cortical atlas: <c>aparc</c> (Desikan-Killiany, 68 regions), <c>aparc.a2009s</c> (Destrieux, 148), <c>aparc.DKTatlas</c> (62), or
    /// any other for which there are <c>?h.NAME.stats</c>.
    /// </summary>
    public string Atlas { get; init; } = "aparc";

    /// <summary>
    /// Measures of the cortex, in the order of the columns. The volumes of the segmentation's structures come with
    /// <see cref="CorticalMeasure.Volume"/>.
    /// </summary>
    public IReadOnlyList<CorticalMeasure> Measures { get; init; } = [CorticalMeasure.Volume, CorticalMeasure.Thickness,
        CorticalMeasure.Area];

    /// <summary>
    /// Names of further stats files or lists of volumes, looked for in <c>stats</c> and <c>mri</c>: <c>wmparc.stats</c>,
    /// <c>hipposubfields.lh.T1.v22.stats</c>, <c>lh.hippoSfVolumes-T1.v21.txt</c>. The volumes of their regions are taken; <c>lh_</c> or
    /// <c>rh_</c> stands before them where the file's name tells the hemisphere.
    /// </summary>
    public IReadOnlyList<string> MoreStats { get; init; } = [];

    /// <summary>
    /// Kinds of run to take from a directory with FreeSurfer's longitudinal stream; when empty, single scans, or longitudinal runs where
    /// there are no others.
    /// </summary>
    public IReadOnlyList<RunKind> Runs { get; init; } = [];

    /// <summary>Whether only the atlas's regions are taken: no structures, no global measures.</summary>
    public bool CortexOnly { get; init; }
}

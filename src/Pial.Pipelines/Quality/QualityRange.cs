namespace Pial.Pipelines.Quality;

/// <summary>What a publication says a measure should be.</summary>
/// <param name="Text">The range in words.</param>
/// <param name="Source">Where it stands.</param>
internal sealed record QualityRange(string Text, string Source)
{
    private const string Cat = "CAT12's scale of marks, Gaser et al. 2024, doi 10.1093/gigascience/giae049";

    /// <summary>The published range of a measure; null for most, which depend on scanner and sequence and have none.</summary>
    public static QualityRange? Of(string metric) => metric switch
    {
        "cat_ncr" or "cat_icr" or "cat_res_rms" or "cat_iqr" => new("1 best, 6 unusable", Cat),
        "cat_iqr_percent" => new("90 and more excellent, 50 fails", Cat),
        "wm2max" => new("0.6 to 0.8", "MRIQC's documentation, Esteban et al. 2017, doi 10.1371/journal.pone.0184661"),
        _ => null,
    };
}

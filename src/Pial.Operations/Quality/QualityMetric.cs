namespace Pial.Operations.Quality;

/// <summary>One number about a scan.</summary>
/// <param name="Name">MRIQC's name where MRIQC has the measure.</param>
/// <param name="Value">The number; null where it is not defined for this scan.</param>
/// <param name="Reason">Why it is not defined.</param>
public sealed record QualityMetric(string Name, double? Value, string? Reason = null)
{
    /// <summary>A number, or null with a reason where it is not finite.</summary>
    /// <param name="name">Name of the measure.</param>
    /// <param name="value">What came out.</param>
    /// <param name="reason">Why, should it be NaN or infinite.</param>
    public static QualityMetric Of(string name, double value, string reason) =>
        double.IsFinite(value) ? new(name, value) : new(name, null, reason);
}

/// <summary>Which way a measure is better.</summary>
public enum Better
{
    /// <summary>It describes and does not rate.</summary>
    Neither,

    /// <summary>More is better.</summary>
    Higher,

    /// <summary>Less is better.</summary>
    Lower,
}

/// <summary>What a measure means.</summary>
/// <param name="Label">Name in words.</param>
/// <param name="Unit">Its unit; "1" for none.</param>
/// <param name="Better">Which way is better.</param>
/// <param name="Meaning">Definition in one sentence.</param>
/// <param name="Source">Paper or programme it is taken from.</param>
public sealed record QualityDefinition(string Label, string Unit, Better Better, string Meaning, string Source)
{
    private const string Mriqc = "MRIQC, doi 10.1371/journal.pone.0184661";
    private const string Cat = "CAT12's quality ratings, doi 10.1093/gigascience/giae049";

    private static readonly (string Prefix, QualityDefinition Definition)[] Known =
    [
        ("cjv", new("Coefficient of joint variation", "1", Better.Lower,
            "(MAD of WM + MAD of GM) / |median of WM − median of GM|: noise and bias field against contrast",
            "Ganzetti 2016, doi 10.3389/fninf.2016.00010")),
        ("cnr_spec", new("Contrast-to-noise ratio as the data specification writes it", "1", Better.Higher,
            "|mean of GM − mean of WM| / (SD of GM + 1e-8); partial volume counts as noise", "the data specification")),
        ("cnr", new("Contrast-to-noise ratio", "1", Better.Higher, "|median of WM − median of GM| / √(SD of air² + SD of GM² + SD of WM²)",
            "Magnotta and Friedman 2006, doi 10.1007/s10278-006-0264-x")),
        ("efc", new("Entropy focus criterion", "1", Better.Lower,
            "entropy of the voxels' shares of the energy, over its maximum: ghosts and blur spread energy",
            "Atkinson 1997, doi 10.1109/42.650886")),
        ("fber_mean", new("Foreground-background energy ratio, means", "1", Better.Higher,
            "mean energy in the head / mean energy outside: the definition of MRIQC's documentation",
            "Shehzad 2015, doi 10.3389/conf.fnins.2015.91.00047")),
        ("fber", new("Foreground-background energy ratio", "1", Better.Higher,
            "median energy in the head / median energy outside: what MRIQC computes",
            "Shehzad 2015, doi 10.3389/conf.fnins.2015.91.00047")),
        ("fwhm_", new("Smoothness", "voxels", Better.Neither, "FWHM of the Gaussian as smooth as the head, from differences of neighbours",
            "Forman 1995, doi 10.1002/mrm.1910330508")),
        ("icvs_", new("Share of the intracranial volume", "1", Better.Neither, "the tissue's volume / the volume of all three", Mriqc)),
        ("inu_range", new("Range of the bias field", "1", Better.Lower, "95th − 5th percentile of the field in the brain",
            "Tustison 2010, doi 10.1109/TMI.2010.2046908")),
        ("inu_med", new("Median of the bias field", "1", Better.Neither, "median of the field in the brain; near 1",
            "Tustison 2010, doi 10.1109/TMI.2010.2046908")),
        ("qi_1", new("Artefacts in the air", "1", Better.Lower, "share of the air above the neck that is far brighter than noise",
            "Mortamet 2009, doi 10.1002/mrm.21992")),
        ("qi_2", new("Noise in the air", "1", Better.Lower, "mean distance of the air's density from a fitted χ² beyond its half maximum",
            "Mortamet 2009, doi 10.1002/mrm.21992")),
        ("rpve_", new("Residual partial volume", "1", Better.Lower,
            "sum of p where p is above ½ and of 1 − p elsewhere, within the 2nd and 98th percentile, over the tissue's voxels", Mriqc)),
        ("size_", new("Size", "voxels", Better.Neither, "voxels along the axis", "the header")),
        ("spacing_", new("Voxel size", "mm", Better.Neither, "voxel size along the axis", "the header")),
        ("snr_spec", new("Signal-to-noise ratio as the data specification writes it", "1", Better.Higher,
            "mean of the brain / (SD of all the rest + 1e-8); skull and neck count as noise", "the data specification")),
        ("snrd_", new("Dietrich's signal-to-noise ratio", "1", Better.Higher,
            "0.655 · median of the tissue / MAD of the air (its SD where the MAD is 1 or less)", "Dietrich 2007, doi 10.1002/jmri.20969")),
        ("snr_", new("Signal-to-noise ratio in the tissue", "1", Better.Higher,
            "median of the tissue / (its SD · √(n / (n − 1))); partial volume counts as noise", Mriqc)),
        ("summary_", new("Intensities", "image units", Better.Neither,
            "mean, median, percentiles, SD, MAD, excess kurtosis (k) and voxels (n) of the tissue or of the air (bg)", Mriqc)),
        ("tpm_overlap_", new("Overlap with the template's tissue map", "1", Better.Higher,
            "Σ min / Σ max of the tissue's map and the template's", Mriqc)),
        ("wm2max_95", new("White matter to maximum, 95 %", "1", Better.Neither,
            "median of WM / 95th percentile of the image: the definition of MRIQC's documentation", Mriqc)),
        ("wm2max", new("White matter to maximum", "1", Better.Neither,
            "median of WM / 99.95th percentile of the image: what MRIQC computes; 0.6 to 0.8 is usual", Mriqc)),
        ("cat_ncr", new("Noise-to-contrast rating", "mark", Better.Lower,
            "local noise in white matter / smallest contrast of neighbouring tissues, as a mark: 1 best, 6 and above unusable", Cat)),
        ("cat_icr", new("Inhomogeneity-to-contrast rating", "mark", Better.Lower,
            "spread of smoothed white matter before correction / smallest contrast, as a mark", Cat)),
        ("cat_res_rms", new("Resolution rating", "mark", Better.Lower,
            "root mean square voxel size, as a mark: 0.5 mm is 1, 3 mm is 6", Cat)),
        ("cat_iqr_percent", new("Image quality rating", "%", Better.Higher, "105 − 10 · mark, between 0 and 100; below 50 fails", Cat)),
        ("cat_iqr", new("Image quality rating", "mark", Better.Lower, "((NCR⁸ + resolution⁸) / 2)^(1/8)", Cat)),
    ];

    /// <summary>What a measure of <see cref="ImageQuality"/> means.</summary>
    /// <exception cref="ArgumentException">There is no such measure.</exception>
    public static QualityDefinition Of(string name) =>
        Array.Find(Known, k => name.StartsWith(k.Prefix, StringComparison.Ordinal)).Definition
            ?? throw new ArgumentException($"There is no measure {name}.", nameof(name));
}

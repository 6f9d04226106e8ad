using Pial.Analysis.Outliers;
using Pial.Operations.Quality;

namespace Pial.Pipelines.Cohort;

/// <summary>A measure as a cohort is judged by it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Group">What it is about; the groups are those of MRIQC's documentation.</param>
/// <param name="Worse">Which side is bad; null for a measure that describes and does not rate.</param>
/// <param name="Definition">What it means.</param>
internal sealed record CohortMetric(string Name, string Group, Worse? Worse, QualityDefinition Definition)
{
    /// <summary>CAT12's quartic mean z of the smoothed, modulated grey matter.</summary>
    public const string MapMetric = "vbm_quartic_z";

    /// <summary>The distance over all rated metrics, in deviations.</summary>
    public const string Distance = "outlier_distance";

    private static readonly QualityDefinition Map = new(
        "Quartic mean z of the grey matter", "1", Better.Lower,
        "(mean over voxels of z⁴)^¼ of the smoothed, modulated grey matter against the cohort, head size taken out: high is unlike the " +
            "others",
        "CAT12, doi 10.1093/gigascience/giae049");

    private static readonly QualityDefinition All = new(
        "Distance from the cohort", "deviations", Better.Lower,
        "how far the scan lies from the cohort in all rated measures together, bad sides only, as deviations from the median distance",
        "Ledoit and Wolf 2004, doi 10.1016/S0047-259X(03)00096-4");

    private static readonly string[] Ratios = ["cjv", "cnr", "snr", "fber", "fwhm_", "inu_range"];

    // Prefixes, in the order of a page. The rest describe.
    private static readonly (string Prefix, string Group, Worse? Worse)[] Known =
    [
        ("outlier_distance", "Together", Analysis.Outliers.Worse.High),
        ("cjv", "Noise", Analysis.Outliers.Worse.High),
        ("cnr_spec", "As the data specification writes them", null),
        ("cnr", "Noise", Analysis.Outliers.Worse.Low),
        ("snr_spec", "As the data specification writes them", null),
        ("snrd_", "Noise", Analysis.Outliers.Worse.Low),
        ("snr_", "Noise", Analysis.Outliers.Worse.Low),
        ("qi_2", "Noise", Analysis.Outliers.Worse.High),
        ("efc", "Information theory", Analysis.Outliers.Worse.High),
        ("fber", "Information theory", Analysis.Outliers.Worse.Low),
        ("inu_range", "Artefacts", Analysis.Outliers.Worse.High),
        ("inu_med", "Artefacts", Analysis.Outliers.Worse.Either),
        ("qi_1", "Artefacts", Analysis.Outliers.Worse.High),
        ("wm2max", "Artefacts", Analysis.Outliers.Worse.Either),
        ("fwhm_", "Sharpness", Analysis.Outliers.Worse.Either),
        ("icvs_", "Tissues", Analysis.Outliers.Worse.Either),
        ("tpm_overlap_", "Tissues", Analysis.Outliers.Worse.Low),
        ("rpve_", "Tissues", null),
        (MapMetric, "Tissues", Analysis.Outliers.Worse.High),
        .. VolumeMetrics.Names.Select(n => (n, VolumeMetrics.Group, (Worse?)null)),
        ("cat_iqr", "CAT12's rating", null), // of noise and resolution, which are rated themselves
        ("cat_", "CAT12's rating", Analysis.Outliers.Worse.High),
        ("summary_", "Intensities", null),
        ("size_", "Grid", null),
        ("spacing_", "Grid", null),
    ];

    /// <summary>Names of all measures there may be, for rules.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        Distance, MapMetric, .. VolumeMetrics.Names, "cjv", "cnr", "cnr_spec", .. Tissues("snr_"), "snr_total", "snr_spec",
        .. Tissues("snrd_"), "snrd_total", "qi_1", "qi_2", "efc", "fber", "fber_mean", "inu_range", "inu_med",
        "wm2max", "wm2max_95", .. Axes("fwhm_"), "fwhm_avg", .. Tissues("icvs_"), .. Tissues("rpve_"), .. Tissues("tpm_overlap_"),
        "cat_ncr", "cat_icr", "cat_res_rms", "cat_iqr", "cat_iqr_percent",
        .. Axes("size_"), .. Axes("spacing_"), .. Tissues("summary_").Append("summary_bg")
            .SelectMany(t => new[] { "mean", "median", "p05", "p95", "stdv", "mad", "k", "n" }.Select(p => $"{t}_{p}")),
    ];

    /// <summary>Whether it is a mean of other measures here, and would count twice beside them.</summary>
    public bool Mean => Name is "snr_total" or "snrd_total" or "fwhm_avg";

    /// <summary>Whether deviations are of its logarithm: ratios and widths, positive with a long upper tail.</summary>
    public bool Logarithmic => Rated && Array.Exists(Ratios, r => Name.StartsWith(r, StringComparison.Ordinal));

    /// <summary>
    /// The least that counts as one deviation: for marks a tenth, one of the whole percents in which CAT12's rating is given.
    /// </summary>
    public double LeastSpread => Name.StartsWith("cat_", StringComparison.Ordinal) && Definition.Unit == "mark" ? 0.1 : 0;

    /// <summary>Whether it rates scans.</summary>
    public bool Rated => Worse is not null;

    /// <summary>A measure by its name.</summary>
    public static CohortMetric Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var known = Array.Find(Known, k => name.StartsWith(k.Prefix, StringComparison.Ordinal));
        return new(name, known.Group ?? "Other", known.Worse, name switch
        {
            MapMetric => Map,
            Distance => All,
            _ => VolumeMetrics.Definition(name) ?? QualityDefinition.Of(name),
        });
    }

    /// <summary>Measures in the order of a page: by group, then as the groups list them.</summary>
    public static IEnumerable<CohortMetric> Ordered(IEnumerable<string> names) =>
        names.OrderBy(n => Array.FindIndex(Known, k => n.StartsWith(k.Prefix, StringComparison.Ordinal)) is >= 0 and var at
            ? Array.FindIndex(Known, k => k.Group == Known[at].Group) : int.MaxValue)
            .ThenBy(n => Array.FindIndex(Known, k => n.StartsWith(k.Prefix, StringComparison.Ordinal))).ThenBy(n => n,
                StringComparer.Ordinal).Select(Of);

    private static string[] Tissues(string prefix) => [$"{prefix}csf", $"{prefix}gm", $"{prefix}wm"];

    private static string[] Axes(string prefix) => [$"{prefix}x", $"{prefix}y", $"{prefix}z"];
}

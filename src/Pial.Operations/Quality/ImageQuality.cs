using Pial.Kernels;
using Pial.Operations.Faces;
using Pial.Operations.Intensity;
using Pial.Volumes;

namespace Pial.Operations.Quality;

/// <summary>What the measures are taken from; everything on one grid.</summary>
/// <param name="Image">The scan. What is not finite, and what is negative, counts as 0.</param>
/// <param name="Brain">Brain mask.</param>
/// <param name="Tissues">Shares of GM, WM and CSF, 0 to 1.</param>
/// <param name="Masks">Head, air, artefacts and padding.</param>
public sealed record QualityInput(Volume<float> Image, Volume<bool> Brain, TissueMaps Tissues, HeadMasks Masks)
{
    /// <summary>The scan before its bias field was taken out; null when <see cref="Image"/> is as acquired.</summary>
    public Volume<float>? Raw { get; init; }

    /// <summary>The bias field; null leaves <c>inu_*</c> undefined.</summary>
    public Volume<float>? BiasField { get; init; }

    /// <summary>
    /// Makes the template's tissue maps in this scan, which are looked at once and let go; null leaves <c>tpm_overlap_*</c> undefined.
    /// </summary>
    public Func<TissueMaps>? Priors { get; init; }

    /// <summary>What the image holds besides the brain: why there is no air to measure noise in. Null when nobody looked.</summary>
    public HeadState? State { get; init; }
}

/// <summary>The image quality measures of MRIQC's T1w set and of CAT12's rating, and the data specification's own.</summary>
/// <remarks>
/// Formulas are those that MRIQC 23 computes; where its documentation says otherwise, the documented variant has a name of its own
/// (<c>fber_mean</c>, <c>wm2max_95</c>). What MRIQC gives as −1 is null here, with the reason. Cost: bench/results/quality.md.
/// </remarks>
public static class ImageQuality
{
    private const double Rayleigh = 0.6551364; // SD of Rayleigh noise over the SD of each channel's
    private static readonly string[] Names = ["csf", "gm", "wm"];

    /// <summary>Takes all measures, in the order of their names.</summary>
    /// <param name="input">Scan, masks and maps.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">Grids differ.</exception>
    public static IReadOnlyList<QualityMetric> Run(QualityInput input, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        var overlaps = Overlaps(input.Tissues, input.Priors); // first, while nothing else is held
        var image = NotNegative(input.Image);
        Volume<float>[] maps = [input.Tissues.Csf, input.Tissues.Gm, input.Tissues.Wm];
        var tissues = new IntensitySummary?[4];
        Slices.For(4, parallel,
            t => tissues[t] = t < 3 ? IntensitySummary.Of(image, maps[t]) : IntensitySummary.Of(image, input.Masks.Air));
        var air = Background.Of(image, input.Masks, tissues[3], input.State);
        List<QualityMetric> all =
        [
            .. Contrast(tissues, air), .. Noise(tissues, air), .. EnergyMeasures.Measure(image, input.Masks, air, parallel),
            .. Shares(maps, parallel), .. Widths(image, input.Masks.Head, parallel),
            .. Field(input), .. overlaps, .. Summaries(tissues), .. Geometry(image.Grid), .. Bright(image, tissues[2]),
            .. AsSpecified(input.Image, input.Brain, input.Tissues, parallel),
            .. CatRating.Measure(image, input.Raw ?? input.Image, input.Tissues, parallel),
            QualityMetric.Of("qi_1", air.ArtefactShare, air.Problem ?? ""),
            QualityMetric.Of("qi_2", air.Problem is null ? BackgroundFit.Distance(Foreground.Of(image, input.Masks.Air, 0, parallel))
                : double.NaN, air.Problem ?? "the air holds too little noise to fit"),
        ];
        return [.. all.OrderBy(m => m.Name, StringComparer.Ordinal)];
    }

    // A copy only where there is something to change: of a head that is as much memory again as the head.
    private static Volume<float> NotNegative(Volume<float> image)
    {
        foreach (var v in image.Span)
            if (!float.IsFinite(v) || float.IsNegative(v)) return image.Map(static v => v > 0 && float.IsFinite(v) ? v : 0);
        return image;
    }

    private static IEnumerable<QualityMetric> Contrast(IntensitySummary?[] tissues, Background air)
    {
        const string Missing = "grey or white matter is missing or constant";
        var (gm, wm) = (tissues[1], tissues[2]);
        yield return QualityMetric.Of("cjv", gm is null || wm is null ? double.NaN : (wm.Mad + gm.Mad) / Math.Abs(wm.Median - gm.Median),
            Missing);
        yield return QualityMetric.Of(
            "cnr",
            gm is null || wm is null || air.Problem is not null ? double.NaN
                : Math.Abs(wm.Median - gm.Median)
                    / Math.Sqrt((air.Sd * air.Sd) + (gm.StandardDeviation * gm.StandardDeviation)
                        + (wm.StandardDeviation * wm.StandardDeviation)),
            air.Problem ?? Missing);
    }

    private static IEnumerable<QualityMetric> Noise(IntensitySummary?[] tissues, Background air)
    {
        var (own, dietrich) = (new double[3], new double[3]);
        var noise = air.Mad > 1 ? air.Mad : air.Sd;
        for (var t = 0; t < 3; t++)
        {
            own[t] = tissues[t] is { } s ? s.Median / (s.StandardDeviation * Math.Sqrt(s.Count / (s.Count - 1))) : double.NaN;
            dietrich[t] = air.Problem is null && tissues[t] is { } d ? Rayleigh * d.Median / noise : double.NaN;
            yield return QualityMetric.Of($"snr_{Names[t]}", own[t], $"{Names[t].ToUpperInvariant()} is missing or constant");
            yield return QualityMetric.Of($"snrd_{Names[t]}", dietrich[t], air.Problem ?? $"{Names[t].ToUpperInvariant()} is missing");
        }

        yield return QualityMetric.Of("snr_total", own.Average(), "a tissue is missing or constant");
        yield return QualityMetric.Of("snrd_total", dietrich.Average(), air.Problem ?? "a tissue is missing");
    }

    private static IEnumerable<QualityMetric> Shares(Volume<float>[] maps, ParallelOptions? parallel)
    {
        var (sums, residuals) = (new double[3], new double[3]);
        Slices.For(3, parallel, t => (sums[t], residuals[t]) = (Sum(maps[t]), PartialVolume(maps[t])));
        for (var t = 0; t < 3; t++)
        {
            yield return QualityMetric.Of($"icvs_{Names[t]}", sums[t] / sums.Sum(), "the tissue maps are empty");
            yield return QualityMetric.Of($"rpve_{Names[t]}", residuals[t], $"{Names[t].ToUpperInvariant()} is missing");
        }
    }

    private static double Sum(Volume<float> map)
    {
        var sum = 0.0;
        foreach (var p in map.Span)
            sum += p;
        return sum;
    }

    // Voxels without the tissue count as 1 − 0, as they do in MRIQC: the figure grows with the field of view.
    private static double PartialVolume(Volume<float> map)
    {
        var present = new List<float>();
        foreach (var p in map.Span)
            if (p > 0) present.Add(Math.Min(p, 1));
        if (present.Count == 0) return double.NaN;
        var values = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(present);
        var limits = new double[2];
        Quantile.Of(values, [0.02, 0.98], limits);
        double sum = map.Shape.Count - present.Count;
        foreach (var p in values)
        {
            var kept = p < limits[0] || p > limits[1] ? 0 : p;
            sum += kept > 0.5 ? kept : 1 - kept;
        }

        return sum / present.Count;
    }

    private static IEnumerable<QualityMetric> Widths(Volume<float> image, Volume<bool> head, ParallelOptions? parallel)
    {
        const string Reason = "the head is empty, constant or rougher than noise";
        var fwhm = Smoothness.FwhmVoxels(image, head, parallel);
        yield return QualityMetric.Of("fwhm_x", fwhm.X, Reason);
        yield return QualityMetric.Of("fwhm_y", fwhm.Y, Reason);
        yield return QualityMetric.Of("fwhm_z", fwhm.Z, Reason);
        yield return QualityMetric.Of("fwhm_avg", (fwhm.X + fwhm.Y + fwhm.Z) / 3, Reason);
    }

    private static IEnumerable<QualityMetric> Field(QualityInput input)
    {
        var limits = new double[] { double.NaN, double.NaN, double.NaN };
        if (input.BiasField is { } field) Quantile.Of(Foreground.Of(field, input.Brain, 0, null), [0.05, 0.5, 0.95], limits);

        yield return QualityMetric.Of("inu_range", Math.Abs(limits[2] - limits[0]), "no bias field was given");
        yield return QualityMetric.Of("inu_med", limits[1], "no bias field was given");
    }

    private static QualityMetric[] Overlaps(TissueMaps own, Func<TissueMaps>? make)
    {
        var priors = make?.Invoke();
        QualityMetric Of(int t, Volume<float> map, Volume<float>? theirs)
        {
            var (least, most) = (0.0, 0.0);
            for (var n = 0; theirs is not null && n < map.Shape.Count; n++)
            {
                least += Math.Min(map.Span[n], theirs.Span[n]);
                most += Math.Max(map.Span[n], theirs.Span[n]);
            }

            return QualityMetric.Of($"tpm_overlap_{Names[t]}", least / most, "the template's tissue maps were not given");
        }

        return [Of(0, own.Csf, priors?.Csf), Of(1, own.Gm, priors?.Gm), Of(2, own.Wm, priors?.Wm)];
    }

    private static IEnumerable<QualityMetric> Summaries(IntensitySummary?[] tissues)
    {
        for (var t = 0; t < 4; t++)
        {
            var name = t < 3 ? Names[t] : "bg";
            var s = tissues[t];
            (string, double?)[] parts =
            [
                ("mean", s?.Mean), ("median", s?.Median), ("p05", s?.P05), ("p95", s?.P95), ("stdv", s?.StandardDeviation), ("mad", s?.Mad),
                ("k", s?.Kurtosis), ("n", s?.Count),
            ];
            foreach (var (part, value) in parts)
                yield return QualityMetric.Of($"summary_{name}_{part}", value ?? double.NaN,
                    s is null ? "there is no such voxel" : "all intensities are the same");
        }
    }

    private static IEnumerable<QualityMetric> Geometry(Grid grid)
    {
        var (s, size) = (grid.Shape, grid.VoxelSize);
        return [new("size_x", s.I), new("size_y", s.J), new("size_z", s.K), new("spacing_x", size.X), new("spacing_y", size.Y),
            new("spacing_z", size.Z)];
    }

    private static IEnumerable<QualityMetric> Bright(Volume<float> image, IntensitySummary? wm)
    {
        var limits = new double[2];
        Quantile.Of(image.Span, [0.95, 0.9995], limits);
        yield return QualityMetric.Of("wm2max", wm is null ? double.NaN : wm.Median / limits[1],
            "white matter is missing or the image is empty");
        yield return QualityMetric.Of("wm2max_95", wm is null ? double.NaN : wm.Median / limits[0],
            "white matter is missing or the image is zero in 95 % of its voxels");
    }

    // The formulas of the data specification, word for word, with the tissue masks at a half.
    private static IEnumerable<QualityMetric> AsSpecified(Volume<float> image, Volume<bool> brain, TissueMaps tissues,
        ParallelOptions? parallel)
    {
        var (inside, outside) = (Spread(image, brain, true, parallel), Spread(image, brain, false, parallel));
        var flat = outside.StandardDeviation <= 1e-6 * Math.Abs(inside.Mean); // the formula's 1e-8 would make a huge number of it
        yield return QualityMetric.Of("snr_spec", flat ? double.NaN : inside.Mean / (outside.StandardDeviation + 1e-8),
            flat ? "everything outside the brain has one value" : "the mask is empty or full");
        var (gm, wm) = (Spread(image, tissues.Gm.Map(static p => p > 0.5f), true, parallel),
            Spread(image, tissues.Wm.Map(static p => p > 0.5f), true, parallel));
        yield return QualityMetric.Of("cnr_spec", Math.Abs(gm.Mean - wm.Mean) / (gm.StandardDeviation + 1e-8), "a tissue is missing");
    }

    // Mean and standard deviation of the chosen voxels; NaN when there are none.
    private static (double Mean, double StandardDeviation) Spread(Volume<float> image, Volume<bool> mask, bool within,
        ParallelOptions? parallel)
    {
        var sums = new double[3];
        Slices.Sum(image.Shape.K, parallel, (k, row) =>
        {
            var slice = image.Slice(k);
            var chosen = mask.Slice(k);
            var (count, sum, squares) = (0, 0.0, 0.0);
            for (var n = 0; n < slice.Length; n++)
            {
                if (chosen[n] != within || !float.IsFinite(slice[n])) continue;
                count++;
                sum += slice[n];
                squares += (double)slice[n] * slice[n];
            }

            (row[0], row[1], row[2]) = (count, sum, squares);
        }, sums);
        var mean = sums[1] / sums[0];
        return (mean, Math.Sqrt(Math.Max((sums[2] / sums[0]) - (mean * mean), 0)));
    }
}

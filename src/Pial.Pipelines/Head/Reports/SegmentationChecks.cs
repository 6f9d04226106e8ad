using System.Globalization;
using Pial.Operations.Quality;
using Pial.Operations.Regions;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Reports;
using Pial.Volumes;

namespace Pial.Pipelines.Head.Reports;

/// <summary>
/// Whether what was segmented can be a head: shares, volumes and places that anatomy does not allow. A check that could not be made says
/// why.
/// </summary>
internal static class SegmentationChecks
{
    // Mean CSF of healthy adults: 11 % of the intracranial volume in 49 people of 24 to 80 years (Matsumae 1996,
    // doi:10.3171/jns.1996.84.6.0982), 19 % in the twenties to 34 % above eighty in 133 people (Yamada 2023,
    // doi:10.1007/s00330-023-09632-x). Atrophy goes beyond, children lie low.
    private const double LeastCsf = 0.10, MostCsf = 0.45;

    // Real heads by Pial's model of the head have 0.89 to 0.97 in every nucleus, the model that it replaced had 0.02 (pallidum) to 0.5
    // (putamen).
    private const double LeastGrey = 0.75;

    // real heads have 0.035 to 0.048 by the model of the head, and had 0.069 to 0.097 by the one before it, with meninges and sinuses in
    // the grey matter
    private const double MostOuterGrey = 0.06;
    private const double MostOutsideMl = 10;
    private const double MostGreyInWhiteMl = 10;
    private const double Agreement = 0.03; // of the intracranial volume: maps count parts of voxels, labels whole ones

    /// <summary>All of them.</summary>
    public static IEnumerable<(int Place, Check Check)> Of(HeadReportData data)
    {
        var (volumes, found, rest) = (data.Volumes, Structures(data), data.Tissues.Converged);
        var (grey, white) = (volumes.Gm / volumes.Tiv, volumes.Wm / volumes.Tiv);
        yield return (30, new(volumes.Tiv is > 900 and < 2100, "Intracranial volume",
            Text($"the volume inside the mask is {volumes.Tiv:0} mL"), "900 to 2100 mL for a whole adult or school-age head"));
        yield return (31, new(grey is > 0.3 and < 0.62, "Grey matter", Text($"grey matter is {100 * grey:0} % of it"), "30 to 62 %"));
        yield return (32, new(white is > 0.2 and < 0.5, "White matter", Text($"white matter is {100 * white:0} % of it"), "20 to 50 %"));
        yield return (33, Brightness(data, MeanIn(data, 1), MeanIn(data, 2)));
        yield return (60, new(rest, "Segmentation",
            rest ? "the tissue maps came to rest" : "the tissue maps were still changing at the last iteration", "the maps come to rest"));
        if (!double.IsNaN(data.Tissues.GreyWhite)) yield return (90, Apart(data.Tissues.GreyWhite));
        foreach (var check in (Check[])[Csf(data), OuterGrey(data), Outside(data), Nuclei(found), Volumes(found), Agree(data),
            GreyInWhite(data)])
            yield return (110, check);
    }

    private static Check Apart(double deviations)
    {
        var good = deviations > 2.7;
        return new(
            good, "Grey and white matter told apart",
            Text($"the intensities of grey and white matter lie {deviations:0.0} deviations ") +
                Text($"apart{(good ? "" : ", so the tissue maps follow the template's priors more than the scan")}"),
            "more than 2.7; less, and the tissue maps should not be measured");
    }

    private static Check Brightness(HeadReportData data, double gm, double wm)
    {
        var ratio = wm / Math.Max(gm, 1e-9);
        var found = Text($"white matter is {ratio:0.00} × as bright as grey matter");
        return ContrastName.IsT1(data.Contrast)
            ? new(ratio > 1.05, "Contrast", found, "more than 1.05 ×, as in a T1w image")
            : new(ratio < 0.97, "Contrast", found, Text($"less than 0.97 ×, as in a {data.Contrast} image"));
    }

    private static double MeanIn(HeadReportData data, int label)
    {
        var (sum, count) = (0.0, 0L);
        var image = data.Preproc.Span;
        var labels = data.Tissues.Labels.Span;
        for (var n = 0; n < image.Length; n++)
        {
            if (labels[n] != label) continue;
            sum += image[n];
            count++;
        }

        return count > 0 ? sum / count : 0;
    }

    /// <summary>The structures of the scan beside those of adults; null where there are none.</summary>
    public static IReadOnlyList<StructureFound>? Structures(HeadReportData data)
    {
        if (Labels(data) is not { } labels) return null;
        int[] ids = [.. StructureRange.All.SelectMany(r => r.Ids)];
        var volumes = RegionStatistics.Volumes(labels, ids, data.Tissues.Fractions).ToDictionary(v => v.Id);
        var tiv = data.Brain.AlreadyStripped ? double.NaN : data.Volumes.Tiv;
        return [.. StructureRange.All.Select(r =>
        {
            var parts = r.Ids.Select(id => volumes[id]).ToArray();
            var all = parts.Sum(p => p.VolumeMm3);
            return new StructureFound(r, all / 1000, all > 0 ? parts.Sum(p => p.GmMm3) / all : double.NaN, tiv);
        })];
    }

    // Structures that the segmentation found itself, or those of an atlas of structures that was laid over it.
    private static Volume<int>? Labels(HeadReportData data) =>
        data.Tissues.Structures ?? (data.Regions is { Atlas.Structures: not null } regions ? regions.Labels : null);

    private static Check Csf(HeadReportData data)
    {
        const string Name = "CSF";
        var expected = Text(
            $"{100 * LeastCsf:0} to {100 * MostCsf:0} %; healthy adults have 11 to 34 % on average (Matsumae 1996, Yamada 2023), old ") +
                Text($"people and atrophy more");
        if (data.Brain.AlreadyStripped)
            return new(null, Name, "the scan was stripped before, and how much CSF that left says nothing", expected);
        var share = data.Volumes.Csf / data.Volumes.Tiv;
        return new(share is >= LeastCsf and <= MostCsf, Name, Text($"CSF is {100 * share:0.0} % of the intracranial volume"), expected);
    }

    private static Check OuterGrey(HeadReportData data)
    {
        const string Name = "Grey matter at the mask's edge";
        var expected = Text($"at most {100 * MostOuterGrey:0} %: CSF lies between cortex and dura");
        if (data.Brain.AlreadyStripped) return new(null, Name, "the scan was stripped before, perhaps down to the cortex", expected);
        if (data.Plausibility is not { OuterGreyShare: var share } || double.IsNaN(share))
            return new(null, Name, "there is no grey matter to look at", expected);
        return new(
            share <= MostOuterGrey, Name,
            Text($"{100 * share:0.0} % of the grey matter lies within {SegmentationPlausibility.ShellMm:0} mm of the mask's ") +
                Text($"edge{(share <= MostOuterGrey ? "" : ": meninges or sinuses taken for cortex, or a mask that cuts the brain")}"),
                expected);
    }

    private static Check Outside(HeadReportData data)
    {
        const string Name = "Brain outside of the mask";
        var expected = Text($"at most {MostOutsideMl:0} mL in one piece");
        if (data.Brain.AlreadyStripped) return new(null, Name, "the scan was stripped before: what is missing cannot be seen", expected);
        if (data.Plausibility?.Outside is not { } outside) return new(null, Name, "it was not looked for", expected);
        var good = outside.LargestMl <= MostOutsideMl;
        return new(good, Name, good
            ? Text($"of what the template calls brain and is as bright, {outside.Ml:0.0} mL lie outside of the mask")
            : Text($"{outside.LargestMl:0} mL that the template calls brain, and as bright, lie outside of the mask in one piece at ") +
                Text($"{Place(outside)}"), expected);
    }

    private static Check Nuclei(IReadOnlyList<StructureFound>? structures)
    {
        const string Name = "Grey matter of the deep nuclei";
        var expected = Text($"at least {100 * LeastGrey:0} % of thalamus, caudate, putamen, pallidum, hippocampus, amygdala and accumbens");
        if (structures?.Where(s => s.Range.IsNucleus).ToArray() is not { } nuclei)
            return new(null, Name, "structures were not labelled", expected);
        var low = nuclei.Where(s => !(s.GreyShare >= LeastGrey)).ToArray();
        var least = nuclei.MinBy(s => s.GreyShare)!;
        return new(low.Length == 0, Name, low.Length == 0
            ? Text($"at least {100 * least.GreyShare:0} % of each is grey matter ({least.Range.Name})")
            : "too little of it is grey matter: " +
                $"{string.Join(", ",
                    low.Select(s => double.IsNaN(s.GreyShare) ? $"{s.Range.Name} is not there"
                        : Text($"{s.Range.Name} {100 * s.GreyShare:0} %")))}", expected);
    }

    private static Check Volumes(IReadOnlyList<StructureFound>? structures)
    {
        const string Name = "Volumes of structures";
        const string Expected = "within the wide limits of adults in the table below";
        if (structures is null) return new(null, Name, "structures were not labelled", Expected);
        var odd = structures.Where(s => !s.Possible).ToArray();
        return new(odd.Length == 0, Name, odd.Length == 0
            ? $"all {structures.Count} structures have volumes that adults have"
            : "volumes that adults do not have: " +
                $"{string.Join(", ", odd.Select(s => Text($"{s.Range.Name} {Ml(s.Ml)} mL ({Ml(s.Low)} to {Ml(s.High)})")))}", Expected);
    }

    private static Check Agree(HeadReportData data)
    {
        const string Name = "Tissues and regions agree";
        var expected = Text($"their GM, WM and CSF differ by at most {100 * Agreement:0} % of the intracranial volume");
        if (Labels(data) is not { } labels) return new(null, Name, "structures were not labelled", expected);
        var counts = new long[6];
        foreach (var label in labels.Span)
            if (label != 0) counts[(int)StructureTissues.Of(label)]++;
        double Of(params ReadOnlySpan<StructureTissue> tissues)
        {
            var sum = 0L;
            foreach (var t in tissues) sum += counts[(int)t];
            return sum * labels.Grid.VoxelVolume / 1000;
        }

        (string Name, double Map, double Regions)[] pairs =
        [
            ("grey matter", data.Volumes.Gm, Of(StructureTissue.Cortex, StructureTissue.Nucleus)),
            ("white matter", data.Volumes.Wm, Of(StructureTissue.White, StructureTissue.Mixed)),
            ("CSF", data.Volumes.Csf, Of(StructureTissue.Csf)),
        ];
        var apart = pairs.Where(p => Math.Abs(p.Map - p.Regions) > Agreement * data.Volumes.Tiv).ToArray();
        var shown = string.Join(", ", (apart.Length == 0 ? pairs : apart).Select(p => Text($"{p.Name} {p.Map:0} and {p.Regions:0} mL")));
        return new(apart.Length == 0, Name,
            apart.Length == 0 ? $"by maps and by regions: {shown}" : $"maps and regions contradict each other: {shown}", expected);
    }

    private static Check GreyInWhite(HeadReportData data)
    {
        const string Name = "White matter that looks grey";
        var expected = Text(
            $"at most {MostGreyInWhiteMl:0} mL where the template is sure of white matter; lesions of white matter look so, and a mask ") +
                Text($"of them can be given");
        if (data.Plausibility?.GreyInWhite is not { } grey) return new(null, Name, "it was not looked for", expected);
        var good = grey.Ml <= MostGreyInWhiteMl;
        var where = grey.At is null ? "" : Text($", the largest part {grey.LargestMl:0.0} mL at {Place(grey)}");
        return new(good, Name,
            Text($"{grey.Ml:0.0} mL deep in the white matter are called ") +
                Text($"grey{where}{(good ? "" : ": lesions, or a segmentation that failed there")}"), expected);
    }

    internal static Check Lesion(HeadReportData data)
    {
        const string Name = "Lesion";
        const string Expected = "the mask shows the lesion";
        return data.Volumes.Lesion is { } ml
            ? new(true, Name,
                Text($"{data.LesionName} has {Ml(ml)} mL, {100 * ml / data.Volumes.Tiv:0.0} % of the intracranial volume; tissues and ") +
                    Text($"registration leave it out"), Expected)
            : new(null, Name, $"{data.LesionName} is empty, and nothing was left out", Expected);
    }

    private static string Place(OddVolume odd) =>
        odd.At is { } p ? Text($"x = {Math.Round(p.X) + 0.0:0}, y = {Math.Round(p.Y) + 0.0:0}, z = {Math.Round(p.Z) + 0.0:0} mm") : "";

    /// <summary>A volume in mL with as many digits as it deserves.</summary>
    public static string Ml(double ml) => ml.ToString(ml < 1 ? "0.00" : ml < 20 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using Pial.Formats;
using Pial.Operations.Quality;
using Pial.Pipelines.Bids;
using Pial.Volumes;

namespace Pial.Pipelines.Reports;

/// <summary>What can be told from the numbers alone; the limits are wide, made to catch failures rather than to grade scans.</summary>
internal static class HeadChecks
{
    // Heads in their place have 0.6 to 0.8 in most contrasts; heads laid wrong reach 0.41.
    private const double LeastLikeness = 0.45;

    public static Verdict Judge(HeadReportData data)
    {
        var volumes = data.Volumes;
        var (gm, wm) = (MeanIn(data, 1), MeanIn(data, 2));
        var odd = data.Findings.Where(f => f.Severity == FindingSeverity.Warning).Select(f => f.Text.TrimEnd('.')).ToArray();
        var checks = new List<Check>
        {
            new(volumes.Tiv is > 900 and < 2100, "Intracranial volume", Text($"the volume inside the mask is {volumes.Tiv:0} mL"), "900 to 2100 mL for a whole adult or school-age head"),
            new(volumes.Gm / volumes.Tiv is > 0.3 and < 0.62, "Grey matter", Text($"grey matter is {100 * volumes.Gm / volumes.Tiv:0} % of it"), "30 to 62 %"),
            new(volumes.Wm / volumes.Tiv is > 0.2 and < 0.5, "White matter", Text($"white matter is {100 * volumes.Wm / volumes.Tiv:0} % of it"), "20 to 50 %"),
            Brightness(data, gm, wm),
            PlaceChecks.FieldOfView(data),
            new(data.Affine.Overlap > 0.9, "Place in the template", Text($"{100 * data.Affine.Overlap:0} % of the template's brain falls inside the image"), "more than 90 %"),
            new(data.Tissues.Converged, "Segmentation", data.Tissues.Converged ? "the tissue maps came to rest" : "the tissue maps were still changing at the last iteration", "the maps come to rest"),
            new(odd.Length == 0, "Header", odd.Length == 0 ? "the header is consistent" : Decided(odd), "nothing doubtful"),
        };
        checks.Insert(0, PlaceChecks.Orientation(data));
        if (!data.Brain.AlreadyStripped)
            checks.Insert(0, new(data.Brain.Similarity > LeastLikeness, "Likeness to the head template", Text($"local correlation {data.Brain.Similarity:0.00} near the brain"), Text($"more than {LeastLikeness:0.00}")));
        if (data.Warp is { } warp)
            checks.Add(new(warp.SmallestJacobian > 0, "Warp", Text($"the smallest Jacobian determinant of the warp is {warp.SmallestJacobian:0.000}"), "above 0: nothing folds"));
        if (!double.IsNaN(data.Tissues.GreyWhite))
        {
            checks.Add(new(
                data.Tissues.GreyWhite > 2.7, "Grey and white matter told apart",
                Text($"the intensities of grey and white matter lie {data.Tissues.GreyWhite:0.0} deviations apart{(data.Tissues.GreyWhite > 2.7 ? "" : ", so the tissue maps follow the template's priors more than the scan")}"),
                "more than 2.7; less, and the tissue maps should not be measured"));
        }

        if (data.Sides is { } sides)
        {
            var found = Text($"the brain fits the template with {sides.Likeness:0.000}, its mirror image with {sides.Mirrored:0.000}{(sides.SuspectedFlip ? ": left and right may be swapped" : "")}");
            checks.Add(new(!sides.SuspectedFlip, "Left and right", found, Text($"the mirror image fits no better by {LeftRight.LeastDifference} or more; a suspicion, since some brains are the other way round")));
        }
        else
        {
            checks.Add(new(null, "Left and right", data.WhyNoSides ?? "nobody looked", "the mirror image fits the template no better"));
        }

        checks.AddRange(SegmentationChecks.Of(data));
        checks.AddRange(data.Others.Select(Placed));
        checks.AddRange(data.Problems.Select(p => new Check(false, "Other contrasts", p, "every scan can be used")));
        return new(checks);
    }

    private static Check Brightness(HeadReportData data, double gm, double wm)
    {
        var ratio = wm / Math.Max(gm, 1e-9);
        var found = Text($"white matter is {ratio:0.00} × as bright as grey matter");
        return ContrastName.IsT1(data.Contrast)
            ? new(ratio > 1.05, "Contrast", found, "more than 1.05 ×, as in a T1w image")
            : new(ratio < 0.97, "Contrast", found, Text($"less than 0.97 ×, as in a {data.Contrast} image"));
    }

    private static Check Placed(OtherContrastData other) => new(
        other.Place.Similarity > 0.04 && other.Place.Converged, $"{other.Name} on the head",
        Text($"{other.Name} lies on the head with a likeness of {other.Place.Similarity:0.00} and shows {100 * other.Place.Coverage:0} % of the brain"), "more than 0.04");

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

    private static string Decided(string[] odd) => odd.Length == 1
        ? $"a thing in the file needed a decision: {odd[0]}"
        : $"{odd.Length} things in the file needed a decision, first: {odd[0]}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text;
using Pial.Hub.Evaluation;
using Pial.Pipelines.Reports;
using Pial.Plots;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Hub.Reports;

/// <summary>
/// Cuts through a case: of labels three with the outlines of truth and prediction, of a restoration one through the truth, what was given,
/// what came back, and what is wrong with it.
/// </summary>
internal static class CaseCuts
{
    private const double AroundMm = 18, Pixels = 300;
    private const int Caption = 14;

    /// <summary>The cuts of a case as SVG; the case's name is a stranger's, and encoded.</summary>
    public static HtmlText.Raw Draw(CasePicture one) => new(one is LabelPicture labels ? Draw(labels) : Draw((RestoredPicture)one));

    // The sagittal cut with most error; images in the truth's window, the difference in a quarter of it, grey where there is none.
    private static string Draw(RestoredPicture one)
    {
        var wrong = Volume.CreateParallel<float>(one.Truth.Grid, d =>
        {
            for (var n = 0; n < d.Length; n++)
                d.Span[n] = one.Mask is null || one.Mask.Span[n] ? one.Predicted.Span[n] - one.Truth.Span[n] : 0;
        });
        var window = Window.Of(one.Truth.Span) with { Low = 0 };
        var mean = Math.Sqrt(wrong.Span.ToArray().Average(v => (double)v * v));
        var box = WorldBox.Of(one.Truth.Map(v => v > window.High * 0.1), 4);
        var mm = Position(wrong.Map(v => Math.Abs(v) > 2 * mean), Plane.Sagittal) ?? Middle(box, Plane.Sagittal);
        var quarter = window.High / 8;
        return Panel(one, "true", one.Truth, mm, box, window) + Panel(one, "given", one.Image, mm, box, window)
            + Panel(one, "given back", one.Predicted, mm, box, window)
            + Panel(one, "given back − true, 4 ×", wrong, mm, box, new(-quarter, quarter));
    }

    private static string Panel(RestoredPicture one, string what, Volume<float> image, double mm, WorldBox box, Window window)
    {
        var (left, right, bottom, top) = box.Extent(Plane.Sagittal);
        var cut = Cut.Of(image, Plane.Sagittal, mm, box, Math.Max(right - left, top - bottom) / Pixels);
        return Opened(cut, window, string.Create(CultureInfo.InvariantCulture, $"{one.Id}, sagittal cut at x = {mm:0} mm: {what}"))
            + Captioned(cut, what);
    }

    // Where truth and prediction differ most, or, when they agree, where the structures are largest; zoomed to the structures where these
    // are small.
    private static string Draw(LabelPicture one)
    {
        var (either, differ) = (Where(one, static (t, p) => t != 0 || p != 0), Where(one, static (t, p) => t != p));
        var seen = differ.Span.Contains(true) ? differ : either;
        var whole = Window.Of(one.Image.Span);
        var window = whole with { Low = Math.Max(0, whole.Low) }; // below 0 is what interpolation leaves
        var head = WorldBox.Of(one.Image.Map(v => v > window.Low + ((window.High - window.Low) * 0.1)), 4);
        var box = either.Span.Contains(true) ? Common(WorldBox.Of(either, AroundMm), head) : head;
        var svg = new StringBuilder();
        foreach (var plane in (Plane[])[Plane.Axial, Plane.Coronal, Plane.Sagittal])
            svg.Append(Cutting(one, plane, Position(seen, plane) ?? Middle(box, plane), box, window));
        return svg.ToString();
    }

    private static string Cutting(LabelPicture one, Plane plane, double mm, WorldBox box, Window window)
    {
        var (left, right, bottom, top) = box.Extent(plane);
        var pixel = Math.Max(right - left, top - bottom) / Pixels;
        var cut = Cut.Of(one.Image, plane, mm, box, pixel);
        var (low, high, axis) = plane switch { Plane.Sagittal => ("P", "A", "x"), Plane.Coronal => ("L", "R", "y"), _ => ("L", "R", "z") };
        var title = string.Create(CultureInfo.InvariantCulture,
            $"{one.Id}, {plane} cut at {axis} = {mm:0} mm: outlines of truth and prediction");
        return Opened(cut, window, title)
            + $"<path class=\"truth\" d=\"{Outlines(one.Truth, plane, mm, box, pixel)}\"/><path class=\"predicted\" " +
            $"d=\"{Outlines(one.Predicted, plane, mm, box, pixel)}\"/>"
            + string.Create(CultureInfo.InvariantCulture,
                $"<text x=\"4\" y=\"{(cut.Height / 2) + 4}\">{low}</text><text x=\"{cut.Width - 4}\" y=\"{(cut.Height / 2) + 4}\" " +
                    $"text-anchor=\"end\">{high}</text>") + Captioned(cut, string.Create(CultureInfo.InvariantCulture, $"{axis} = {mm:0}"));
    }

    private static string Opened(Cut cut, Window window, string title)
    {
        var grey = Array.ConvertAll(cut.Values, v => window.Shade(v));
        return new HtmlText()
            .Add($"<svg class=\"cut\" role=\"img\" aria-label=\"{title}\" viewBox=\"0 0 {cut.Width} {cut.Height + Caption}\">")
            .Add($"<image width=\"{cut.Width}\" height=\"{cut.Height}\" ")
            .Add($"href=\"data:image/png;base64,{Convert.ToBase64String(Png.Grey(cut.Width, cut.Height, grey))}\"/>").ToString();
    }

    private static string Captioned(Cut cut, string text) =>
        new HtmlText()
            .Add($"<text class=\"mm\" x=\"{cut.Width / 2}\" y=\"{cut.Height + Caption - 4}\" text-anchor=\"middle\">{text}</text></svg>")
            .ToString();

    private static string Outlines(Volume<int> labels, Plane plane, double mm, WorldBox box, double pixel)
    {
        var present = Cut.Of(labels, plane, mm, box, pixel).Values.Where(v => v != 0).Select(v => (int)v).Distinct().Order();
        return string.Concat(present.Select(label => Contour.ToSvgPath(Cut.Of(labels.Map(v => v == label), plane, mm, box, pixel), 0.5)));
    }

    private static Volume<bool> Where(LabelPicture one, Func<int, int, bool> test) => Volume.CreateParallel<bool>(one.Truth.Grid, m =>
    {
        for (var n = 0; n < m.Length; n++)
            m.Span[n] = test(one.Truth.Span[n], one.Predicted.Span[n]);
    });

    // The slab, a voxel thick, in which most voxels of a mask lie; the first of equals.
    private static double? Position(Volume<bool> mask, Plane plane)
    {
        var (size, counts, shape) = (mask.Grid.VoxelSize, new SortedDictionary<int, int>(), mask.Shape);
        var thick = Math.Max(size.X, Math.Max(size.Y, size.Z));
        for (var n = 0; n < shape.Count; n++)
        {
            if (!mask.Span[n]) continue;
            var p = mask.Grid.Affine.Apply(new(n % shape.I, n / shape.I % shape.J, n / shape.SliceCount));
            var slab = (int)Math.Round((plane switch { Plane.Sagittal => p.X, Plane.Coronal => p.Y, _ => p.Z }) / thick);
            counts[slab] = counts.GetValueOrDefault(slab) + 1;
        }

        return counts.Count == 0 ? null : counts.MaxBy(c => c.Value).Key * thick;
    }

    private static double Middle(WorldBox box, Plane plane) =>
        box.At(0.5, 0.5, 0.5) is var p && plane == Plane.Sagittal ? p.X : plane == Plane.Coronal ? p.Y : p.Z;

    private static WorldBox Common(WorldBox a, WorldBox b)
    {
        var box = new WorldBox(
            new(Math.Max(a.Low.X, b.Low.X), Math.Max(a.Low.Y, b.Low.Y), Math.Max(a.Low.Z, b.Low.Z)),
            new(Math.Min(a.High.X, b.High.X), Math.Min(a.High.Y, b.High.Y), Math.Min(a.High.Z, b.High.Z)));
        return box.High.X > box.Low.X && box.High.Y > box.Low.Y && box.High.Z > box.Low.Z ? box : a;
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pial.Formats;
using Pial.Formats.Streams;
using Pial.Plots;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Web.Review;

/// <summary>
/// A small picture of a scan: three cuts through the middle of the brain with the outline of the mask, and of the surfaces where there are,
/// else of the white matter. Drawn when it is first asked for, and kept until one of its files changes.
/// </summary>
/// <param name="folder">Where pictures are kept.</param>
internal sealed class Thumbnail(string folder) : IDisposable
{
    private const double PixelMm = 1.5;
    private const int Gap = 4, White = 2, RightWhite = 41;
    private static readonly Plane[] Planes = [Plane.Axial, Plane.Coronal, Plane.Sagittal];
    private readonly SemaphoreSlim drawing = new(1); // a head is 200 MB while it is drawn

    /// <summary>The picture as SVG; null where the scan has no image.</summary>
    public async Task<byte[]?> Of(ReviewScan scan, CancellationToken cancellation)
    {
        if (scan.Head is not { } head || scan.Mask is not { } mask) return null;
        var path = Path.Combine(folder, $"{NameOf(head, mask, scan.Ribbon, scan.Tissues)}.svg");
        if (File.Exists(path)) return await File.ReadAllBytesAsync(path, cancellation);
        await drawing.WaitAsync(cancellation);
        try
        {
            if (File.Exists(path)) return await File.ReadAllBytesAsync(path, cancellation);
            var svg = Encoding.UTF8.GetBytes(await Task.Run(() => Draw(head, mask, scan.Ribbon, scan.Tissues), cancellation));
            Directory.CreateDirectory(folder);
            AtomicFile.Write(path, stream => stream.Write(svg), durable: false);
            return svg;
        }
        catch (ImageFormatException)
        {
            return null; // a damaged image has no picture; its page says what is there
        }
        finally
        {
            drawing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => drawing.Dispose();

    private static string NameOf(params IEnumerable<string?> files)
    {
        var text = string.Join('\n',
            files.Select(f => f is null ? "" : $"{f}|{File.GetLastWriteTimeUtc(f).Ticks}|{new FileInfo(f).Length}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }

    private static string Draw(string head, string mask, string? ribbon, string? tissues)
    {
        var (image, brain) = (ImageFile.Load(head).Image, ImageFile.LoadMask(mask));
        List<(string Colour, Volume<bool> Mask)> outlines = [("#ff4d3d", brain)];
        if (ribbon is not null)
        {
            var labels = ImageFile.LoadLabels(ribbon);
            outlines.Add(("#ffe000", labels.Map(static v => v is White or RightWhite)));
            outlines.Add(("#35c3ff", labels.Map(static v => v > 0)));
        }
        else if (tissues is not null)
        {
            outlines.Add(("#ffe000", ImageFile.LoadLabels(tissues).Map(static v => v == White)));
        }

        var (box, middle) = (WorldBox.Of(brain, 12), WorldBox.Of(brain, 0).At(0.5, 0.5, 0.5));
        var window = Window.Of(image, brain);
        var (svg, left, height) = (new StringBuilder(), 0, 0);
        foreach (var plane in Planes)
        {
            var at = plane switch { Plane.Sagittal => middle.X + 8, Plane.Coronal => middle.Y, _ => middle.Z };
            var frame = CutFrame.Of(plane, at, box, PixelMm);
            var cut = Cut.Of(image, frame);
            var png = Convert.ToBase64String(Png.Grey(cut.Width, cut.Height, Array.ConvertAll(cut.Values, window.Shade)));
            svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({left} 0)\"><image width=\"{cut.Width}\" ")
                .Append(CultureInfo.InvariantCulture, $"height=\"{cut.Height}\" href=\"data:image/png;base64,{png}\"/>");
            foreach (var (colour, outlined) in outlines)
                svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke=\"{colour}\" stroke-width=\".8\" d=\"")
                    .Append(Contour.ToSvgPath(Cut.Of(outlined, frame), 0.5)).Append("\"/>");
            svg.Append("</g>");
            left += cut.Width + Gap;
            height = Math.Max(height, cut.Height);
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {left - Gap} {height}\">" +
                $"<rect width=\"100%\" height=\"100%\"/>{svg}</svg>");
    }
}

using Pial.Kernels.Surfaces;
using Pial.Plots.Canvas;
using Pial.Plots.Surfaces;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>Draws overlays onto panels.</summary>
internal sealed class OverlayPainter(Overlay overlay, double? alpha, ParallelOptions? parallel)
{
    private const int MaskColour = 0xFF3B30, LineColour = 0xF0E442;
    private const double SurfaceLine = 0.6;
    private readonly Window window = overlay switch
    {
        Overlay.Map m => Window.Of(m.Image.Span),
        Overlay.Checkerboard b => Window.Of(b.Image.Span),
        _ => default
    };
    private readonly bool few = overlay is Overlay.Labels l && BrainColours.AreFew(LabelSet.Of(l.Image));

    public void Draw(Panel panel)
    {
        switch (overlay)
        {
            case Overlay.Mask mask:
                if (panel.Contour(Cut.Of(mask.Image, panel.Frame, parallel), 0.5) is { } outline)
                    panel.Clipped(() => panel.Drawing.Stroke(outline, new(new Ink(MaskColour, alpha ?? 1), 1) { Round = true }));
                break;
            case Overlay.Labels labels:
                panel.Image(Cut.Of(labels.Image, panel.Frame, parallel),
                    v => v > 0 ? new(BrainColours.OfLabel((int)v, few), alpha ?? 0.5) : new(0, 0), smooth: false);
                break;
            case Overlay.Map map:
                var high = Math.Max(window.High, 1e-12);
                panel.Image(Cut.Of(map.Image, panel.Frame, parallel),
                    v => v > 0 ? new(BrainColours.Hot.At(v / high), Math.Min(alpha ?? 0.7, 2 * v / high)) : new(0, 0));
                break;
            case Overlay.Lines lines:
                Lines(panel, lines);
                break;
            case Overlay.Checkerboard board:
                Squares(panel, board);
                break;
            case Overlay.Surfaces surfaces:
                panel.Clipped(() =>
                {
                    foreach (var (mesh, colour) in surfaces.Meshes)
                        Cuts(panel, mesh, new(new Ink(colour, alpha ?? 1), SurfaceLine) { Round = true });
                });
                break;
        }
    }

    private void Squares(Panel panel, Overlay.Checkerboard board)
    {
        var cut = Cut.Of(board.Image, panel.Frame, parallel);
        var square = Math.Max(1, (int)Math.Round(board.SquareMm / panel.Frame.PixelMm));
        panel.Drawing.Image(Picture.Create(cut.Width, cut.Height, (x, y) =>
        {
            int shade = window.Shade(cut.Values[(y * cut.Width) + x]);
            return ((x / square) + (y / square)) % 2 == 0 ? new(0, 0) : new((shade << 16) | (shade << 8) | shade);
        }), panel.Place);
    }

    private static void Cuts(Panel panel, TriangleMesh mesh, Pen pen)
    {
        var frame = panel.Frame;
        IReadOnlyList<(double, double)> Placed(IReadOnlyList<(double X, double Y)> points) =>
            [.. points.Select(p => panel.OnPaper(frame.LeftMm + (p.X * frame.PixelMm), frame.TopMm - (p.Y * frame.PixelMm)))];
        foreach (var lines in MeshCut.Trace(mesh, frame).GroupBy(static l => l.Closed).OrderByDescending(static g => g.Key))
            panel.Drawing.Stroke(new([.. lines.Select(l => Placed(l.Points))], Closed: lines.Key), pen);
    }

    // A line is where one of the plane's own two coordinates, as the map gives it, is a multiple of the step; the third's planes would be
    // areas.
    private void Lines(Panel panel, Overlay.Lines lines)
    {
        var frame = CutFrame.Of(panel.Plane, panel.Frame.PositionMm, Extent(panel.Frame),
            Math.Max(panel.Frame.PixelMm, 0.75)) with
        { Mirrored = panel.Frame.Mirrored };
        var mapped = new Point[frame.Width * frame.Height];
        Kernels.Slices.For(frame.Height, parallel, y =>
        {
            for (var x = 0; x < frame.Width; x++)
                mapped[(y * frame.Width) + x] = lines.Whole.Apply(frame.At(x, y));
        });
        var across = mapped.Select(p => (float)(panel.Plane == Plane.Sagittal ? p.Y : p.X)).ToArray();
        var up = mapped.Select(p => (float)(panel.Plane == Plane.Axial ? p.Y : p.Z)).ToArray();
        panel.Clipped(() =>
        {
            foreach (var values in (float[][])[across, up])
                Isolines(panel, frame, values, lines.StepMm);
        });
    }

    private void Isolines(Panel panel, CutFrame frame, float[] values, double step)
    {
        var parts = new List<IReadOnlyList<(double, double)>>();
        var (low, high) = Kernels.Quantile.Range(values);
        if (float.IsNaN(low)) return;
        for (var n = (int)Math.Ceiling(low / step); n * step <= high && parts.Count < 100_000; n++)
            foreach (var line in Contour.Lines(values, frame.Width, frame.Height, n * step))
                parts.Add([.. line.Select(p =>
                {
                    var q = frame.At(p.X, p.Y);
                    return panel.OnPaper(panel.Plane == Plane.Sagittal ? q.Y : q.X, panel.Plane == Plane.Axial ? q.Y : q.Z);
                })]);
        if (parts.Count > 0) panel.Drawing.Stroke(new(parts, Closed: false), new(new Ink(LineColour, alpha ?? 0.85), 0.7) { Round = true });
    }

    private static WorldBox Extent(CutFrame frame)
    {
        var (half, a, b) = (frame.PixelMm / 2, frame.LeftMm, frame.LeftMm + ((frame.Width - 1) * frame.PixelMm));
        var (c, d) = (frame.TopMm - ((frame.Height - 1) * frame.PixelMm) - half, frame.TopMm + half);
        (a, b) = (a - half, b + half);
        var p = frame.PositionMm;
        return frame.Plane switch
        {
            Plane.Sagittal => new(new(p, a, c), new(p, b, d)),
            Plane.Coronal => new(new(a, p, c), new(b, p, d)),
            _ => new(new(a, c, p), new(b, d, p)),
        };
    }
}

using Pial.Operations.Regions;
using Pial.Operations.Resampling;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>The schematic brain around a glass brain's statistic: shadows of its parts from three sides.</summary>
public sealed class GlassOutline
{
    private const double PixelMm = 1, MarginMm = 7;
    private static readonly HashSet<int> Cerebellum = [7, 8, 46, 47], BrainStem = [16], Ventricles = [4, 43];
    private readonly List<(Plane Plane, int Side, bool Main, IReadOnlyList<IReadOnlyList<(double U, double V)>> Lines)> shadows = [];

    private GlassOutline(WorldBox box) => Box = box;

    /// <summary>What is shown of the world.</summary>
    public WorldBox Box { get; }

    /// <summary>The shadow of a mask.</summary>
    public static GlassOutline Of(Volume<bool> mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var outline = new GlassOutline(WorldBox.Of(mask, MarginMm));
        outline.Add(mask, 0, true, [Plane.Sagittal, Plane.Coronal, Plane.Axial]);
        return outline;
    }

    /// <summary>The shadow of a brain, and those of its hemispheres, cerebellum, brain stem and lateral ventricles.</summary>
    /// <param name="brain">Everything inside.</param>
    /// <param name="wide">FreeSurfer's numbers of the structures; may reach beyond the brain.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static GlassOutline Of(Volume<bool> brain, Volume<int> wide, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(wide);
        var outline = Of(brain);
        var within = Resample.Mask(brain, wide.Grid, parallel: parallel);
        var labels = Volume.Create(wide.Grid, (wide, within), static (Span<int> to, (Volume<int> Labels, Volume<bool> Within) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Within.Span[n] ? s.Labels.Span[n] : 0;
        });
        var left = LeftOf(labels);
        bool IsCerebrum(int l) => l != 0 && l != StructureTissues.OuterCsf && !Cerebellum.Contains(l) && !BrainStem.Contains(l);
        outline.Add(labels.Map(l => IsCerebrum(l)), 0, false, [Plane.Sagittal]);
        outline.Add(Both(labels.Map(l => IsCerebrum(l)), left), 0, false, [Plane.Coronal, Plane.Axial]);
        outline.Add(Both(labels.Map(l => IsCerebrum(l)), left.Map(static l => !l)), 0, false, [Plane.Coronal, Plane.Axial]);
        outline.Add(labels.Map(Cerebellum.Contains), 0, false, [Plane.Sagittal, Plane.Coronal, Plane.Axial]);
        outline.Add(labels.Map(BrainStem.Contains), 0, false, [Plane.Sagittal, Plane.Coronal]);
        outline.Add(labels.Map(Ventricles.Contains), 0, false, [Plane.Sagittal, Plane.Axial]);
        return outline;
    }

    /// <summary>Tints the inside.</summary>
    internal void Fill(Panel panel, bool dark)
    {
        foreach (var shadow in shadows.Where(s => s.Plane == panel.Plane && s.Main))
            panel.Drawing.Fill(OnPaper(panel, shadow.Lines), dark ? 0x161616 : 0xF4F4F4);
    }

    /// <summary>Draws the lines.</summary>
    internal void Stroke(Panel panel, int side, bool dark)
    {
        foreach (var shadow in shadows.Where(s => s.Plane == panel.Plane && (s.Side == 0 || s.Side == side)))
            panel.Drawing.Stroke(OnPaper(panel, shadow.Lines),
                new(new Ink(dark ? 0xE8E8E8 : 0x303030, shadow.Main ? 1 : 0.45), shadow.Main ? 1.2 : 0.7) { Round = true });
    }

    private static Outline OnPaper(Panel panel, IReadOnlyList<IReadOnlyList<(double U, double V)>> lines) =>
        new([.. lines.Select(line => (IReadOnlyList<(double, double)>)[.. line.Select(p => panel.OnPaper(p.U, p.V))])], Closed: true);

    private void Add(Volume<bool> part, int side, bool main, IReadOnlyList<Plane> planes)
    {
        foreach (var plane in planes)
        {
            var frame = CutFrame.Of(plane, 0, Box, PixelMm);
            var lines = Contour.Trace(new(frame, Smooth(Shadow(part, frame), frame)), 0.5);
            shadows.Add((plane, side, main,
                [.. lines.Where(l => l.Count > 20)
                    .Select(line =>
                        (IReadOnlyList<(double, double)>)[
                            .. line.Select(p => (frame.LeftMm + (p.X * PixelMm), frame.TopMm - (p.Y * PixelMm)))])]));
        }
    }

    // Each voxel darkens the pixels within half its size.
    private static float[] Shadow(Volume<bool> part, CutFrame frame)
    {
        var (values, shape, affine) = (new float[frame.Width * frame.Height], part.Shape, part.Grid.Affine);
        var half = Math.Max(part.Grid.VoxelSize.X, Math.Max(part.Grid.VoxelSize.Y, part.Grid.VoxelSize.Z)) / 2 / frame.PixelMm;
        for (var n = 0; n < shape.Count; n++)
        {
            if (!part.Span[n]) continue;
            var p = affine.Apply(new(n % shape.I, n / shape.I % shape.J, n / shape.SliceCount));
            var (u, v) = (((frame.Plane == Plane.Sagittal ? p.Y : p.X) - frame.LeftMm) / frame.PixelMm,
                (frame.TopMm - (frame.Plane == Plane.Axial ? p.Y : p.Z)) / frame.PixelMm);
            for (var y = (int)Math.Ceiling(v - half); y <= v + half; y++)
                for (var x = (int)Math.Ceiling(u - half); x <= u + half; x++)
                    if ((uint)x < (uint)frame.Width && (uint)y < (uint)frame.Height) values[(y * frame.Width) + x] = 1;
        }

        return values;
    }

    // A Gaussian of 2 mm: the staircase of voxels becomes a line.
    private static float[] Smooth(float[] values, CutFrame frame)
    {
        const int Reach = 6;
        var weights = Enumerable.Range(-Reach, (2 * Reach) + 1).Select(d => Math.Exp(-d * d / 8.0)).ToArray();
        var total = weights.Sum();
        float[] Pass(float[] from, int dx, int dy)
        {
            var to = new float[from.Length];
            for (var y = 0; y < frame.Height; y++)
            {
                for (var x = 0; x < frame.Width; x++)
                {
                    var sum = 0.0;
                    for (var d = -Reach; d <= Reach; d++)
                        if ((uint)(x + (d * dx)) < (uint)frame.Width && (uint)(y + (d * dy)) < (uint)frame.Height)
                            sum += weights[d + Reach] * from[((y + (d * dy)) * frame.Width) + x + (d * dx)];
                    to[(y * frame.Width) + x] = (float)(sum / total);
                }
            }

            return to;
        }

        return Pass(Pass(values, 1, 0), 0, 1);
    }

    private static Volume<bool> LeftOf(Volume<int> labels) => Volume.Create(labels.Grid, labels.Grid, static (Span<bool> to, Grid g) =>
    {
        var s = g.Shape;
        for (var n = 0; n < to.Length; n++)
            to[n] = g.Affine.Apply(new(n % s.I, n / s.I % s.J, n / s.SliceCount)).X < 0;
    });

    private static Volume<bool> Both(Volume<bool> a, Volume<bool> b) =>
        Volume.Create(a.Grid, (a, b), static (Span<bool> to, (Volume<bool> A, Volume<bool> B) s) =>
    {
        for (var n = 0; n < to.Length; n++)
            to[n] = s.A.Span[n] && s.B.Span[n];
    });
}

using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Resampling;

/// <summary>An affine and the warp behind it, applied to rows of positions.</summary>
/// <param name="affine">Applied first.</param>
/// <param name="warp">Applied to the affine's image.</param>
/// <param name="fromReference">Reference voxel → voxel of the warp where rows of one reference grid come in; else null.</param>
internal sealed class WarpLink(Affine affine, Warp warp, Affine? fromReference = null)
{
    private readonly double[] entry = Rows(affine);
    private readonly double[] toVoxel = Rows(warp.Grid.WorldToVoxel);
    private readonly bool onCentres = fromReference == Affine.Identity;

    /// <summary>The identity as twelve numbers.</summary>
    public static double[] Unit { get; } = Rows(Affine.Identity);

    public Affine Affine => affine;

    public Affine? FromReference => fromReference;

    /// <summary>Twelve numbers, row by row.</summary>
    public static double[] Rows(Affine a) => [.. Enumerable.Range(0, 12).Select(n => a[n / 4, n % 4])];

    /// <summary>Moves positions in mm: p ← A p + d(A p).</summary>
    public void Apply(Span<double> x, Span<double> y, Span<double> z)
    {
        Span<double> vx = stackalloc double[x.Length], vy = stackalloc double[x.Length], vz = stackalloc double[x.Length];
        Span<float> dx = stackalloc float[x.Length], dy = stackalloc float[x.Length], dz = stackalloc float[x.Length];
        Positions.Apply(entry, x, y, z);
        x.CopyTo(vx);
        y.CopyTo(vy);
        z.CopyTo(vz);
        Positions.Apply(toVoxel, vx, vy, vz);
        Sample(vx, vy, vz, dx, dy, dz);
        Positions.Add(Unit, dx, dy, dz, x, y, z);
    }

    /// <summary>Displacements along a row of the reference, in voxels of the warp; x, y and z are scratch.</summary>
    public void Displacements(in SampleLine line, Span<double> x, Span<double> y, Span<double> z, Span<float> dx, Span<float> dy,
        Span<float> dz)
    {
        var s = warp.Grid.Shape;
        var (i, j, k) = ((int)line.X, (int)line.Y, (int)line.Z);
        if (onCentres && s.Contains(i, j, k) && i + x.Length <= s.I)
        {
            warp.X.Span.Slice(s.Index(i, j, k), x.Length).CopyTo(dx);
            warp.Y.Span.Slice(s.Index(i, j, k), x.Length).CopyTo(dy);
            warp.Z.Span.Slice(s.Index(i, j, k), x.Length).CopyTo(dz);
            return;
        }

        Positions.Line(line, x, y, z);
        Sample(x, y, z, dx, dy, dz);
    }

    private void Sample(Span<double> x, Span<double> y, Span<double> z, Span<float> dx, Span<float> dy, Span<float> dz)
    {
        var s = warp.Grid.Shape;
        new TrilinearSampler(warp.X.Span, s.I, s.J, s.K).SampleClamped(x, y, z, dx);
        new TrilinearSampler(warp.Y.Span, s.I, s.J, s.K).SampleClamped(x, y, z, dy);
        new TrilinearSampler(warp.Z.Span, s.I, s.J, s.K).SampleClamped(x, y, z, dz);
    }
}

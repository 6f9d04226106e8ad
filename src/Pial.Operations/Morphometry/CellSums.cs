using Pial.Kernels;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Morphometry;

/// <summary>Sums of value × mapped volume over the sub-cells of a slice of reference voxels. Scratch for one thread.</summary>
internal sealed class CellSums
{
    private const int Chunk = 64;
    private readonly Volume<float> native;
    private readonly Pull pull;
    private readonly Shape shape;
    private readonly int cuts, nodesI, nodesJ;
    private readonly double[] centres = new double[3 * Chunk], volumes = new double[Chunk];
    private readonly float[] values = new float[Chunk];
    private double[][] low, high; // node positions of two planes, native voxels: x, y and z

    /// <summary>Prepares for a reference shape; the pull starts from the lattice of sub-cell corners.</summary>
    public CellSums(Volume<float> native, Pull pull, Shape shape, int cuts)
    {
        (this.native, this.pull, this.shape, this.cuts) = (native, pull, shape, cuts);
        (nodesI, nodesJ) = ((shape.I * cuts) + 1, (shape.J * cuts) + 1);
        low = [new double[nodesI * nodesJ], new double[nodesI * nodesJ], new double[nodesI * nodesJ]];
        high = [new double[nodesI * nodesJ], new double[nodesI * nodesJ], new double[nodesI * nodesJ]];
    }

    /// <summary>Fills one slice of the result: sums times a scale.</summary>
    public void Slice(int k, double scale, Span<float> destination)
    {
        var sums = new double[destination.Length];
        FillPlane(k * cuts, low);
        for (var plane = 0; plane < cuts; plane++)
        {
            FillPlane((k * cuts) + plane + 1, high);
            for (var j = 0; j < nodesJ - 1; j++)
            {
                for (var i = 0; i < nodesI - 1; i += Chunk)
                    AddCells(i, j, Math.Min(Chunk, nodesI - 1 - i), sums.AsSpan(j / cuts * shape.I, shape.I));
            }

            (low, high) = (high, low);
        }

        for (var n = 0; n < sums.Length; n++)
            destination[n] = (float)(sums[n] * scale);
    }

    private void FillPlane(int k, double[][] plane)
    {
        for (var j = 0; j < nodesJ; j++)
        {
            for (var i = 0; i < nodesI; i += Chunk)
            {
                var (at, length) = ((j * nodesI) + i, Math.Min(Chunk, nodesI - i));
                var x = plane[0].AsSpan(at, length);
                var y = plane[1].AsSpan(at, length);
                var z = plane[2].AsSpan(at, length);
                if (pull.Warped is { } warped) warped.Fill(i, j, k, x, y, z);
                else Positions.Line(Pull.Row(pull.Linear, i, j, k), x, y, z);
            }
        }
    }

    private void AddCells(int i, int j, int count, Span<double> sums)
    {
        var x = centres.AsSpan(0, count);
        var y = centres.AsSpan(Chunk, count);
        var z = centres.AsSpan(2 * Chunk, count);
        for (var n = 0; n < count; n++)
        {
            var a = (j * nodesI) + i + n;
            var b = a + nodesI;
            Point p000 = At(low, a), p100 = At(low, a + 1), p010 = At(low, b), p110 = At(low, b + 1);
            Point p001 = At(high, a), p101 = At(high, a + 1), p011 = At(high, b), p111 = At(high, b + 1);
            volumes[n] = SixVolumes(p100 - p000, p110 - p000, p010 - p000, p011 - p000, p001 - p000, p101 - p000, p111 - p000) / 6;
            var centre = (p000 + p100 + (p010 + p110) + (p001 + p101 + (p011 + p111))) * 0.125;
            (x[n], y[n], z[n]) = (centre.X, centre.Y, centre.Z);
        }

        var s = native.Shape;
        var found = values.AsSpan(0, count);
        new TrilinearSampler(native.Span, s.I, s.J, s.K).Sample(x, y, z, 0, SampleLine.Rounding, found);
        for (var n = 0; n < count; n++)
            sums[(i + n) / cuts] += found[n] * volumes[n];
    }

    private static Point At(double[][] plane, int n) => new(plane[0][n], plane[1][n], plane[2][n]);

    // Six tetrahedra around the diagonal d, each between two neighbours of the ring a … f: d · (a×b + b×c + … + f×a).
    private static double SixVolumes(Point a, Point b, Point c, Point d, Point e, Point f, Point diagonal)
    {
        var ring = Cross(a, b) + Cross(b, c) + Cross(c, d) + (Cross(d, e) + Cross(e, f) + Cross(f, a));
        return (diagonal.X * ring.X) + (diagonal.Y * ring.Y) + (diagonal.Z * ring.Z);
    }

    private static Point Cross(Point a, Point b) => new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));
}

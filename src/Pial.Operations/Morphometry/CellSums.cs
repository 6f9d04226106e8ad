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
    private readonly double[] x, y, z; // node positions of two planes, native voxels
    private readonly double[] centres = new double[3 * Chunk], volumes = new double[Chunk];
    private readonly float[] values = new float[Chunk];
    private int held = -1; // the plane of nodes that stands first in x, y and z

    /// <summary>Prepares for a reference shape; the pull starts from the lattice of sub-cell corners.</summary>
    public CellSums(Volume<float> native, Pull pull, Shape shape, int cuts)
    {
        (this.native, this.pull, this.shape, this.cuts) = (native, pull, shape, cuts);
        (nodesI, nodesJ) = ((shape.I * cuts) + 1, (shape.J * cuts) + 1);
        var two = 2 * nodesI * nodesJ;
        (x, y, z) = (new double[two], new double[two], new double[two]);
    }

    /// <summary>Fills one slice of the result: sums times a scale.</summary>
    public void Slice(int k, double scale, Span<float> destination)
    {
        var sums = new double[destination.Length];
        if (held != k * cuts) FillPlane(k * cuts, 0); // of the slice before it is there already
        for (var plane = 0; plane < cuts; plane++)
        {
            var low = plane % 2 * nodesI * nodesJ;
            var high = (nodesI * nodesJ) - low;
            FillPlane((k * cuts) + plane + 1, high);
            for (var j = 0; j < nodesJ - 1; j++)
            {
                for (var i = 0; i < nodesI - 1; i += Chunk)
                {
                    var at = (j * nodesI) + i;
                    var edges = new MappedCells.Edges(low + at, low + at + nodesI, high + at, high + at + nodesI);
                    AddCells(edges, i, Math.Min(Chunk, nodesI - 1 - i), sums.AsSpan(j / cuts * shape.I, shape.I));
                }
            }
        }

        held = cuts % 2 == 0 ? (k + 1) * cuts : -1; // an even count of planes ends where it began
        for (var n = 0; n < sums.Length; n++)
            destination[n] = (float)(sums[n] * scale);
    }

    private void FillPlane(int k, int start)
    {
        for (var j = 0; j < nodesJ; j++)
        {
            for (var i = 0; i < nodesI; i += Chunk)
            {
                var (at, length) = (start + (j * nodesI) + i, Math.Min(Chunk, nodesI - i));
                var (px, py, pz) = (x.AsMemory(at, length), y.AsMemory(at, length), z.AsMemory(at, length));
                if (pull.Warped is { } warped) warped.Fill(i, j, k, px.Span, py.Span, pz.Span);
                else Positions.Line(Pull.Row(pull.Linear, i, j, k), px.Span, py.Span, pz.Span);
            }
        }
    }

    private void AddCells(MappedCells.Edges edges, int i, int count, Span<double> sums)
    {
        var cx = centres.AsSpan(0, count);
        var cy = centres.AsSpan(Chunk, count);
        var cz = centres.AsSpan(2 * Chunk, count);
        MappedCells.Centres(x, edges, cx);
        MappedCells.Centres(y, edges, cy);
        MappedCells.Centres(z, edges, cz);
        var s = native.Shape;
        var found = values.AsSpan(0, count);
        new TrilinearSampler(native.Span, s.I, s.J, s.K).Sample(cx, cy, cz, 0, SampleLine.Rounding, found);
        if (found.IndexOfAnyExcept(0f) < 0) return; // most of a tissue map

        MappedCells.Volumes(x, y, z, edges, volumes.AsSpan(0, count));
        for (var n = 0; n < count; n++)
            sums[(i + n) / cuts] += found[n] * volumes[n];
    }
}

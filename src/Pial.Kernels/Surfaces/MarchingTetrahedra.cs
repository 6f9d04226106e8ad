namespace Pial.Kernels.Surfaces;

/// <summary>
/// The surface where a field on a lattice crosses a level, through the tetrahedra of <see cref="Freudenthal"/>: closed, without edges of
/// more than two triangles, and of exactly the topology of the voxels above the level.
/// </summary>
/// <remarks>
/// Doi &amp; Koide 1991, IEICE Trans. E74:214. Where a surface of cubes has to settle ambiguous faces (Han et al. 2003, doi
/// 10.1109/TPAMI.2003.1201824), tetrahedra have none.
/// </remarks>
public static class MarchingTetrahedra
{
    // The seven edges that start at a voxel, as corner numbers (bit 0: i + 1, bit 1: j + 1, bit 2: k + 1), and the six tetrahedra 0 – a – b
    // – 7 of its cube, each turned the same way.
    private static readonly int[] Middle = [1, 3, 3, 2, 2, 6, 6, 4, 4, 5, 5, 1];

    /// <summary>Draws the surface; vertices are in voxel coordinates.</summary>
    /// <param name="field">ni·nj·nk values; nothing of the outermost layer may lie above the level, or the surface is open there.</param>
    /// <param name="level">Inside is above it.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    public static TriangleMesh Extract(ReadOnlySpan<float> field, float level, int ni, int nj, int nk)
    {
        if (field.Length != ni * nj * nk) throw new ArgumentException($"{field.Length} values do not fill {ni}×{nj}×{nk}.", nameof(field));
        var slice = ni * nj;
        var (positions, triangles) = (new List<float>(), new List<int>());
        var (below, above) = (new int[7 * slice], new int[7 * slice]);
        Array.Fill(below, -1);
        Span<int> corners = stackalloc int[8];
        Span<float> values = stackalloc float[8];
        for (var c = 0; c < 8; c++)
            corners[c] = (c & 1) + (ni * ((c >> 1) & 1)) + (slice * (c >> 2));
        for (var k = 0; k < nk - 1; k++)
        {
            Array.Fill(above, -1);
            for (var j = 0; j < nj - 1; j++)
            {
                for (var i = 0; i < ni - 1; i++)
                {
                    var at = i + (ni * (j + (nj * k)));
                    var inside = 0;
                    for (var c = 0; c < 8; c++)
                    {
                        values[c] = field[at + corners[c]] - level;
                        if (values[c] > 0) inside |= 1 << c;
                    }

                    if (inside is 0 or 255) continue;
                    var cube = new Cube(i, j, k, at - (k * slice), ni, values, below, above, positions);
                    for (var t = 0; t < 6; t++)
                        Cut(cube, Middle[2 * t], Middle[(2 * t) + 1], inside, triangles);
                }
            }

            (below, above) = (above, below);
        }

        return new([.. positions], [.. triangles]);
    }

    private static void Cut(in Cube cube, int a, int b, int inside, List<int> triangles)
    {
        Span<int> corner = [0, a, b, 7];
        var bits = (inside & 1) | ((inside >> a & 1) << 1) | ((inside >> b & 1) << 2) | ((inside >> 7) << 3);
        if (bits is 0 or 15) return;
        var count = System.Numerics.BitOperations.PopCount((uint)bits);
        Span<int> ins = stackalloc int[4], outs = stackalloc int[4];
        var (x, y, parity) = (0, 0, 0);
        for (var c = 0; c < 4; c++)
        {
            if ((bits >> c & 1) == 1)
            {
                parity ^= y & 1; // how often this corner passes one that is outside: the sign of the order insiders, outsiders
                ins[x++] = corner[c];
            }
            else
            {
                outs[y++] = corner[c];
            }
        }

        var turned = parity == 1;
        switch (count)
        {
            case 1:
                Add(cube.Vertex(ins[0], outs[0]), cube.Vertex(ins[0], outs[1]), cube.Vertex(ins[0], outs[2]), turned, triangles);
                break;
            case 3:
                Add(cube.Vertex(ins[0], outs[0]), cube.Vertex(ins[1], outs[0]), cube.Vertex(ins[2], outs[0]), turned, triangles);
                break;
            default:
                var (p, q, r, s) = (cube.Vertex(ins[0], outs[0]), cube.Vertex(ins[0], outs[1]), cube.Vertex(ins[1], outs[1]),
                    cube.Vertex(ins[1], outs[0]));
                Add(p, q, r, turned, triangles);
                Add(p, r, s, turned, triangles);
                break;
        }
    }

    private static void Add(int a, int b, int c, bool turned, List<int> triangles)
    {
        triangles.Add(a);
        triangles.Add(turned ? c : b);
        triangles.Add(turned ? b : c);
    }

    private readonly ref struct Cube(int i, int j, int k, int inSlice, int ni, Span<float> values, int[] below, int[] above,
        List<float> positions)
    {
        private readonly Span<float> values = values;

        // An edge runs from the corner whose bits are fewer to the one that adds some; it is kept at the voxel where it starts.
        public int Vertex(int from, int to)
        {
            if (from > to) (from, to) = (to, from);
            var direction = to & ~from;
            var start = inSlice + (from & 1) + (ni * ((from >> 1) & 1));
            ref var known = ref ((from >> 2) == 0 ? below : above)[(7 * start) + direction - 1];
            if (known >= 0) return known;
            var t = Math.Clamp(values[from] / (values[from] - values[to]), 0.02f, 0.98f);
            known = positions.Count / 3;
            positions.Add(i + (from & 1) + (t * (direction & 1)));
            positions.Add(j + ((from >> 1) & 1) + (t * ((direction >> 1) & 1)));
            positions.Add(k + (from >> 2) + (t * (direction >> 2)));
            return known;
        }
    }
}

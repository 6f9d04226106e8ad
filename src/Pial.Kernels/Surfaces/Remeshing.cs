namespace Pial.Kernels.Surfaces;

/// <summary>
/// Brings a closed surface to triangles of even size, with its topology kept: short edges are collapsed, edges flipped to even out the
/// number of neighbours, vertices moved along the surface.
/// </summary>
/// <remarks>
/// Botsch &amp; Kobbelt 2004, SGP, doi 10.1145/1057432.1057457, without splitting: the input must be finer than the result. Edges are taken
/// by length, then by number; one thread.
/// </remarks>
public static class Remeshing
{
    private const int LengthLevels = 64;

    /// <summary>Collapses edges until the mesh has at most the given number of vertices, or no edge is left that may go.</summary>
    /// <param name="mesh">A closed surface, finer than the result.</param>
    /// <param name="vertices">Most vertices of the result.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>A new mesh of the same topology.</returns>
    /// <exception cref="ArgumentException">The surface is not closed.</exception>
    public static TriangleMesh Coarsen(TriangleMesh mesh, int vertices, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        var table = new CornerTable(mesh);
        if (table.Vertices <= vertices) return table.ToMesh();
        var wanted = (float)Math.Sqrt(MeshGeometry.Area(mesh.Positions, mesh.Triangles) / (0.866 * vertices));

        // From short edges to long ones, so that all of the surface coarsens evenly; at the end the limit rises until the count is met.
        float[] shares = [0.35f, 0.5f, 0.65f, 0.8f, 0.85f, 0.9f, 0.95f, 1f, 1.05f, 1.1f, 1.15f, 1.2f];
        foreach (var share in shares)
        {
            for (var pass = 0; pass < 3 && table.Vertices > vertices; pass++)
            {
                cancel.ThrowIfCancellationRequested();
                if (CollapsePass(table, share * wanted, 1.5f * wanted, vertices) < table.Vertices / 200) break;
            }

            if (share > 0.4f) FlipPass(table);
        }

        for (var pass = 0; pass < 4; pass++)
        {
            Relax(table);
            FlipPass(table);
        }

        return table.ToMesh();
    }

    private static int CollapsePass(CornerTable table, float shortest, float longest, int vertices)
    {
        var levels = new List<int>?[LengthLevels + 1];
        for (var c = 0; c < table.Corners; c++)
        {
            if (table.IsGone(c) || c > table.Opposite(c)) continue;
            var length = Length(table, table.VertexAt(CornerTable.Next(c)), table.VertexAt(CornerTable.Previous(c)));
            if (length < shortest) (levels[(int)(length / shortest * LengthLevels)] ??= []).Add(c);
        }

        var gone = 0;
        foreach (var level in levels)
        {
            foreach (var c in level ?? [])
            {
                if (table.Vertices <= vertices) return gone;
                if (table.IsGone(c)) continue;
                var (a, b) = (table.VertexAt(CornerTable.Next(c)), table.VertexAt(CornerTable.Previous(c)));
                if (Length(table, a, b) >= shortest || !table.MayCollapse(c)) continue;
                var p = table.Positions;
                var (x, y, z) = ((p[3 * a] + p[3 * b]) / 2, (p[(3 * a) + 1] + p[(3 * b) + 1]) / 2, (p[(3 * a) + 2] + p[(3 * b) + 2]) / 2);
                if (!Keeps(table, a, b, x, y, z, longest) || !Keeps(table, b, a, x, y, z, longest)) continue;
                table.Collapse(c);
                (p[3 * a], p[(3 * a) + 1], p[(3 * a) + 2]) = (x, y, z);
                gone++;
            }
        }

        return gone;
    }

    // Whether the triangles around a vertex neither turn over nor get long edges when it moves.
    private static bool Keeps(CornerTable table, int v, int other, float x, float y, float z, float longest)
    {
        var p = table.Positions;
        var start = table.CornerAt(v);
        var c = start;
        do
        {
            var (m, n) = (table.VertexAt(CornerTable.Next(c)), table.VertexAt(CornerTable.Previous(c)));
            c = table.Swing(c);
            if (m == other || n == other) continue;
            var (mx, my, mz) = (p[3 * m], p[(3 * m) + 1], p[(3 * m) + 2]);
            float ex = p[3 * n] - mx, ey = p[(3 * n) + 1] - my, ez = p[(3 * n) + 2] - mz;
            float ax = p[3 * v] - mx, ay = p[(3 * v) + 1] - my, az = p[(3 * v) + 2] - mz;
            float bx = x - mx, by = y - my, bz = z - mz;
            if ((bx * bx) + (by * by) + (bz * bz) > longest * longest) return false;
            float ux = (ey * az) - (ez * ay), uy = (ez * ax) - (ex * az), uz = (ex * ay) - (ey * ax);
            float wx = (ey * bz) - (ez * by), wy = (ez * bx) - (ex * bz), wz = (ex * by) - (ey * bx);
            var dot = (ux * wx) + (uy * wy) + (uz * wz);
            if (dot <= 0 || dot * dot < 0.09f * ((ux * ux) + (uy * uy) + (uz * uz)) * ((wx * wx) + (wy * wy) + (wz * wz))) return false;
        }
        while (c != start);
        return true;
    }

    private static void FlipPass(CornerTable table)
    {
        for (var c = 0; c < table.Corners; c++)
        {
            if (table.IsGone(c) || c > table.Opposite(c)) continue;
            var (a, b, l, r) = (table.VertexAt(CornerTable.Next(c)), table.VertexAt(CornerTable.Previous(c)), table.VertexAt(c),
                table.VertexAt(table.Opposite(c)));
            var (va, vb, vl, vr) = (table.Valence(a) - 6, table.Valence(b) - 6, table.Valence(l) - 6, table.Valence(r) - 6);
            var before = (va * va) + (vb * vb) + (vl * vl) + (vr * vr);
            var after = ((va - 1) * (va - 1)) + ((vb - 1) * (vb - 1)) + ((vl + 1) * (vl + 1)) + ((vr + 1) * (vr + 1));
            if (after >= before || !table.MayFlip(c) || !IsFlat(table.Positions, a, b, l, r)) continue;
            table.Flip(c);
        }
    }

    // The two triangles before and after must face one way.
    private static bool IsFlat(float[] p, int a, int b, int l, int r)
    {
        Span<float> old1 = stackalloc float[3], old2 = stackalloc float[3], new1 = stackalloc float[3], new2 = stackalloc float[3];
        MeshGeometry.Normal(p, l, a, b, old1);
        MeshGeometry.Normal(p, r, b, a, old2);
        MeshGeometry.Normal(p, l, a, r, new1);
        MeshGeometry.Normal(p, r, b, l, new2);
        return Alike(old1, old2, 0.7f) && Alike(new1, new2, 0.8f) && Alike(old1, new1, 0.7f) && Alike(old2, new2, 0.7f);
    }

    private static bool Alike(ReadOnlySpan<float> u, ReadOnlySpan<float> w, float cosine)
    {
        var dot = (u[0] * w[0]) + (u[1] * w[1]) + (u[2] * w[2]);
        var (uu, ww) = ((u[0] * u[0]) + (u[1] * u[1]) + (u[2] * u[2]), (w[0] * w[0]) + (w[1] * w[1]) + (w[2] * w[2]));
        return dot > 0 && dot * dot > cosine * cosine * uu * ww;
    }

    // Each vertex half the way to the middle of its neighbours, within its tangent plane.
    private static void Relax(CornerTable table)
    {
        var p = table.Positions;
        var moved = (float[])p.Clone();
        Span<float> normal = stackalloc float[3];
        for (var v = 0; v < p.Length / 3; v++)
        {
            var start = table.CornerAt(v);
            if (start < 0) continue;
            float x = 0, y = 0, z = 0, nx = 0, ny = 0, nz = 0;
            var (count, c) = (0, start);
            do
            {
                var n = table.VertexAt(CornerTable.Next(c));
                (x, y, z) = (x + p[3 * n], y + p[(3 * n) + 1], z + p[(3 * n) + 2]);
                MeshGeometry.Normal(p, v, n, table.VertexAt(CornerTable.Previous(c)), normal);
                (nx, ny, nz) = (nx + normal[0], ny + normal[1], nz + normal[2]);
                count++;
                c = table.Swing(c);
            }
            while (c != start);
            var scale = 1 / MathF.Sqrt(Math.Max((nx * nx) + (ny * ny) + (nz * nz), 1e-20f));
            (nx, ny, nz) = (nx * scale, ny * scale, nz * scale);
            float dx = (x / count) - p[3 * v], dy = (y / count) - p[(3 * v) + 1], dz = (z / count) - p[(3 * v) + 2];
            var out1 = (dx * nx) + (dy * ny) + (dz * nz);
            moved[3 * v] += 0.5f * (dx - (out1 * nx));
            moved[(3 * v) + 1] += 0.5f * (dy - (out1 * ny));
            moved[(3 * v) + 2] += 0.5f * (dz - (out1 * nz));
        }

        moved.CopyTo(p, 0);
    }

    private static float Length(CornerTable table, int a, int b)
    {
        var p = table.Positions;
        float x = p[3 * a] - p[3 * b], y = p[(3 * a) + 1] - p[(3 * b) + 1], z = p[(3 * a) + 2] - p[(3 * b) + 2];
        return MathF.Sqrt((x * x) + (y * y) + (z * z));
    }
}

namespace Pial.Kernels.Surfaces;

/// <summary>
/// A closed surface of triangles whose edges can be collapsed and flipped without changing its topology. Corner c belongs to triangle c /
/// 3; the opposite corner lies across the edge that faces c.
/// </summary>
/// <remarks>
/// Rossignac 2001, SMA doi 10.1109/SMA.2001.923381; an edge may be collapsed if its ends share no neighbours but the two across (Dey et al.
/// 1999, Publ. Inst. Math. 66:23).
/// </remarks>
internal sealed class CornerTable
{
    private readonly int[] vertex, opposite, cornerOf, valence;
    private readonly float[] position;
    private readonly int[] mark;
    private int stamp;

    /// <exception cref="ArgumentException">An edge has not exactly two triangles that turn the same way.</exception>
    public CornerTable(TriangleMesh mesh)
    {
        (vertex, position) = ((int[])mesh.Triangles.Clone(), (float[])mesh.Positions.Clone());
        (opposite, cornerOf, mark) = (new int[vertex.Length], new int[mesh.VertexCount], new int[mesh.VertexCount]);
        valence = new int[mesh.VertexCount];
        foreach (var v in vertex) valence[v]++;
        Array.Fill(cornerOf, -1);
        Connect();
        (Vertices, Triangles) = (mesh.VertexCount, mesh.TriangleCount);
    }

    public int Corners => vertex.Length;

    public int Vertices { get; private set; }

    public int Triangles { get; private set; }

    public float[] Positions => position;

    public bool IsGone(int corner) => vertex[corner] < 0;

    public int VertexAt(int corner) => vertex[corner];

    public int CornerAt(int v) => cornerOf[v];

    public int Opposite(int corner) => opposite[corner];

    public static int Next(int c) => c % 3 == 2 ? c - 2 : c + 1;

    public static int Previous(int c) => c % 3 == 0 ? c + 2 : c - 1;

    /// <summary>The corner of the same vertex in the next triangle, counter-clockwise.</summary>
    public int Swing(int corner) => Next(opposite[Next(corner)]);

    /// <summary>Triangles of a vertex, which are as many as its neighbours.</summary>
    public int Valence(int v) => valence[v];

    /// <summary>Whether the edge that faces a corner may be collapsed.</summary>
    public bool MayCollapse(int corner)
    {
        var (a, b, left, right) = (vertex[Next(corner)], vertex[Previous(corner)], vertex[corner], vertex[opposite[corner]]);
        if (left == right || Valence(left) <= 3 || Valence(right) <= 3) return false;
        stamp++;
        var c = cornerOf[a];
        for (var n = valence[a]; n > 0; n--, c = Swing(c))
            mark[vertex[Next(c)]] = stamp;
        var shared = 0;
        c = cornerOf[b];
        for (var n = valence[b]; n > 0; n--, c = Swing(c))
            if (mark[vertex[Next(c)]] == stamp) shared++;
        return shared == 2;
    }

    /// <summary>Collapses the edge that faces a corner; the second of its vertices goes, the first stays.</summary>
    public void Collapse(int corner)
    {
        var other = opposite[corner];
        var (a, b) = (vertex[Next(corner)], vertex[Previous(corner)]);
        var (left, right) = (vertex[corner], vertex[other]);
        var first = cornerOf[b];
        var c = first;
        do
        {
            var following = Swing(c);
            vertex[c] = a;
            c = following;
        }
        while (c != first);

        var (p, q) = (Join(opposite[Next(corner)], opposite[Previous(corner)]), Join(opposite[Next(other)], opposite[Previous(other)]));
        for (var n = 0; n < 3; n++)
            vertex[(corner / 3 * 3) + n] = vertex[(other / 3 * 3) + n] = -1;
        cornerOf[b] = -1;
        cornerOf[left] = Find(p, left);
        cornerOf[right] = Find(q, right);
        cornerOf[a] = Find(p, a);
        valence[a] += valence[b] - 4;
        valence[left]--;
        valence[right]--;
        Vertices--;
        Triangles -= 2;
    }

    /// <summary>Whether the edge that faces a corner may be flipped: its far vertices must not be neighbours yet.</summary>
    public bool MayFlip(int corner)
    {
        var (a, b, left, right) = (vertex[Next(corner)], vertex[Previous(corner)], vertex[corner], vertex[opposite[corner]]);
        if (left == right || Valence(a) <= 3 || Valence(b) <= 3) return false;
        var c = cornerOf[left];
        do
        {
            if (vertex[Next(c)] == right) return false;
            c = Swing(c);
        }
        while (c != cornerOf[left]);
        return true;
    }

    /// <summary>Turns the edge that faces a corner within its two triangles.</summary>
    public void Flip(int corner)
    {
        // Triangles (l, a, b) and (r, b, a) become (l, a, r) and (r, b, l).
        var (cl, ca, cb) = (corner, Next(corner), Previous(corner));
        var or = opposite[corner];
        var (ob, oa) = (Next(or), Previous(or));
        var (l, a, b, r) = (vertex[cl], vertex[ca], vertex[cb], vertex[or]);
        var (acrossLb, acrossRa) = (opposite[ca], opposite[ob]);
        (vertex[cb], vertex[oa]) = (r, l);
        // Of (l, a, r): across l the old neighbour over a–r, across a the other triangle, across r stays the neighbour over l–a.
        Join(cl, acrossRa);
        Join(or, acrossLb);
        Join(ca, ob);
        (cornerOf[l], cornerOf[a], cornerOf[r], cornerOf[b]) = (cl, ca, or, ob);
        (valence[l], valence[r], valence[a], valence[b]) = (valence[l] + 1, valence[r] + 1, valence[a] - 1, valence[b] - 1);
    }

    /// <summary>The mesh that is left, vertices and triangles in their order.</summary>
    public TriangleMesh ToMesh()
    {
        var number = new int[cornerOf.Length];
        var positions = new float[3 * Vertices];
        var next = 0;
        for (var v = 0; v < cornerOf.Length; v++)
        {
            if (cornerOf[v] < 0) continue;
            position.AsSpan(3 * v, 3).CopyTo(positions.AsSpan(3 * next));
            number[v] = next++;
        }

        var triangles = new int[3 * Triangles];
        next = 0;
        foreach (var v in vertex)
            if (v >= 0) triangles[next++] = number[v];
        return new(positions, triangles);
    }

    private int Join(int p, int q)
    {
        (opposite[p], opposite[q]) = (q, p);
        return p;
    }

    private int Find(int corner, int v) => vertex[corner] == v ? corner : vertex[Next(corner)] == v ? Next(corner) : Previous(corner);

    private void Connect()
    {
        // Corners in the order of the smaller end of the edge they face; edges of one smaller end are few.
        var start = new int[cornerOf.Length + 1];
        for (var c = 0; c < vertex.Length; c++)
        {
            cornerOf[vertex[c]] = c;
            start[Math.Min(vertex[Next(c)], vertex[Previous(c)]) + 1]++;
        }

        for (var v = 0; v < cornerOf.Length; v++)
            start[v + 1] += start[v];
        var (fill, sorted) = (start.AsSpan(0, cornerOf.Length).ToArray(), new int[vertex.Length]);
        for (var c = 0; c < vertex.Length; c++)
            sorted[fill[Math.Min(vertex[Next(c)], vertex[Previous(c)])]++] = c;
        Array.Fill(opposite, -1);
        for (var v = 0; v < cornerOf.Length; v++)
        {
            for (var x = start[v]; x < start[v + 1]; x++)
            {
                for (var y = x + 1; y < start[v + 1]; y++)
                {
                    var (c, d) = (sorted[x], sorted[y]);
                    if (vertex[Next(c)] != vertex[Previous(d)] || vertex[Previous(c)] != vertex[Next(d)]) continue;
                    if (opposite[c] >= 0 || opposite[d] >= 0)
                        throw new ArgumentException($"The edge at vertex {v} has more than two triangles.");
                    Join(c, d);
                }
            }
        }

        if (Array.IndexOf(opposite, -1) is >= 0 and var open)
            throw new ArgumentException($"The surface is open at vertex {vertex[Next(open)]}.");
    }
}

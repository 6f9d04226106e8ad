namespace Pial.Kernels.Surfaces;

/// <summary>Triangles sorted into the cells of a grid that their boxes touch, to find those that may cross.</summary>
internal sealed class TriangleCells
{
    private readonly float[] positions;
    private readonly int[] triangles, start, items;
    private readonly float x0, y0, z0, cell;
    private readonly int ni, nj, nk;

    /// <summary>Sorts the triangles.</summary>
    /// <param name="positions">x, y, z of each vertex.</param>
    /// <param name="triangles">Three vertices of each triangle.</param>
    /// <param name="cell">Edge of a cell.</param>
    /// <param name="only">Which triangles to sort in; null for all.</param>
    public TriangleCells(float[] positions, int[] triangles, float cell, bool[]? only = null)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(triangles);
        (this.positions, this.triangles, this.cell) = (positions, triangles, cell);
        float[] low = [float.MaxValue, float.MaxValue, float.MaxValue], high = [float.MinValue, float.MinValue, float.MinValue];
        for (var n = 0; n < positions.Length; n++)
            (low[n % 3], high[n % 3]) = (Math.Min(low[n % 3], positions[n]), Math.Max(high[n % 3], positions[n]));
        (x0, y0, z0) = (low[0], low[1], low[2]);
        (ni, nj, nk) = ((int)((high[0] - x0) / cell) + 1, (int)((high[1] - y0) / cell) + 1, (int)((high[2] - z0) / cell) + 1);
        start = new int[(ni * nj * nk) + 1];
        Count(only);
        for (var c = 1; c < start.Length; c++)
            start[c] += start[c - 1];
        items = new int[start[^1]];
        Sort(only);
    }

    /// <summary>The cells that the box of a triangle touches.</summary>
    public CellBox Box(int t)
    {
        int a = 3 * triangles[3 * t], b = 3 * triangles[(3 * t) + 1], c = 3 * triangles[(3 * t) + 2];
        return new(
            Cell(Math.Min(positions[a], Math.Min(positions[b], positions[c])) - x0, ni),
            Cell(Math.Max(positions[a], Math.Max(positions[b], positions[c])) - x0, ni),
            Cell(Math.Min(positions[a + 1], Math.Min(positions[b + 1], positions[c + 1])) - y0, nj),
            Cell(Math.Max(positions[a + 1], Math.Max(positions[b + 1], positions[c + 1])) - y0, nj),
            Cell(Math.Min(positions[a + 2], Math.Min(positions[b + 2], positions[c + 2])) - z0, nk),
                Cell(Math.Max(positions[a + 2], Math.Max(positions[b + 2], positions[c + 2])) - z0, nk));
    }

    /// <summary>The triangles of a cell.</summary>
    public ReadOnlySpan<int> At(int i, int j, int k)
    {
        var c = i + (ni * (j + (nj * k)));
        return items.AsSpan(start[c], start[c + 1] - start[c]);
    }

    /// <summary>Whether the boxes of two triangles overlap.</summary>
    public static bool Overlap(float[] p, int[] triangles, int t, int u)
    {
        int a = 3 * triangles[3 * t], b = 3 * triangles[(3 * t) + 1], c = 3 * triangles[(3 * t) + 2];
        int d = 3 * triangles[3 * u], e = 3 * triangles[(3 * u) + 1], f = 3 * triangles[(3 * u) + 2];
        for (var x = 0; x < 3; x++)
        {
            if (Math.Min(p[a + x], Math.Min(p[b + x], p[c + x])) > Math.Max(p[d + x], Math.Max(p[e + x], p[f + x]))) return false;
            if (Math.Max(p[a + x], Math.Max(p[b + x], p[c + x])) < Math.Min(p[d + x], Math.Min(p[e + x], p[f + x]))) return false;
        }

        return true;
    }

    private int Cell(float x, int count) => Math.Clamp((int)(x / cell), 0, count - 1);

    private void Count(bool[]? only)
    {
        for (var t = 0; t < triangles.Length / 3; t++)
        {
            if (only is not null && !only[t]) continue;
            var box = Box(t);
            for (var k = box.K0; k <= box.K1; k++)
                for (var j = box.J0; j <= box.J1; j++)
                    for (var i = box.I0; i <= box.I1; i++)
                        start[i + (ni * (j + (nj * k))) + 1]++;
        }
    }

    private void Sort(bool[]? only)
    {
        var fill = start.AsSpan(0, start.Length - 1).ToArray();
        for (var t = 0; t < triangles.Length / 3; t++)
        {
            if (only is not null && !only[t]) continue;
            var box = Box(t);
            for (var k = box.K0; k <= box.K1; k++)
                for (var j = box.J0; j <= box.J1; j++)
                    for (var i = box.I0; i <= box.I1; i++)
                        items[fill[i + (ni * (j + (nj * k)))]++] = t;
        }
    }

    /// <summary>A range of cells, ends included.</summary>
    public readonly record struct CellBox(int I0, int I1, int J0, int J1, int K0, int K1);
}

namespace Pial.Kernels.Surfaces;

/// <summary>Connected parts of voxel sets, with the neighbours of <see cref="Freudenthal"/>.</summary>
public static class LatticeFlood
{
    /// <summary>What of a set is reached from a voxel of it; the outermost layer of the lattice is walked but not left.</summary>
    /// <param name="set">The set.</param>
    /// <param name="seed">Where to start.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    public static bool[] Reach(bool[] set, int seed, int ni, int nj, int nk)
    {
        ArgumentNullException.ThrowIfNull(set);
        var (reached, stack) = (new bool[set.Length], new Stack<int>());
        if (!set[seed]) return reached;
        var offsets = Freudenthal.Offsets;
        var steps = Freudenthal.ArraySteps(ni, nj);
        reached[seed] = true;
        stack.Push(seed);
        while (stack.TryPop(out var v))
        {
            var (i, j, k) = (v % ni, v / ni % nj, v / (ni * nj));
            var inner = i > 0 && j > 0 && k > 0 && i < ni - 1 && j < nj - 1 && k < nk - 1;
            for (var n = 0; n < steps.Length; n++)
            {
                if (!inner && ((uint)(i + offsets[3 * n]) >= (uint)ni || (uint)(j + offsets[(3 * n) + 1]) >= (uint)nj
                    || (uint)(k + offsets[(3 * n) + 2]) >= (uint)nk))
                    continue;
                var u = v + steps[n];
                if (!set[u] || reached[u]) continue;
                reached[u] = true;
                stack.Push(u);
            }
        }

        return reached;
    }

    /// <summary>Euler characteristic of a set: parts + cavities − handles.</summary>
    /// <param name="set">The set; empty in the outermost layer.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    public static int EulerCharacteristic(ReadOnlySpan<bool> set, int ni, int nj, int nk)
    {
        // Vertices − edges + triangles − tetrahedra of the cut cubes whose corners are all inside; each is counted at its lowest corner.
        Span<int> step = stackalloc int[8];
        for (var c = 0; c < 8; c++)
            step[c] = (c & 1) + (ni * ((c >> 1) & 1)) + (ni * nj * (c >> 2));
        var sum = 0;
        for (var k = 0; k < nk - 1; k++)
        {
            for (var j = 0; j < nj - 1; j++)
            {
                for (var v = ni * (j + (nj * k)); v < (ni * (j + (nj * k))) + ni - 1; v++)
                {
                    if (!set[v]) continue;
                    sum++;
                    for (var a = 1; a < 8; a++)
                    {
                        if (!set[v + step[a]]) continue;
                        sum--;
                        for (var b = a + 1; b < 8; b++)
                        {
                            if ((a & b) != a || !set[v + step[b]]) continue;
                            sum++;
                            for (var c = b + 1; c < 8; c++)
                                if ((b & c) == b && set[v + step[c]]) sum--;
                        }
                    }
                }
            }
        }

        return sum;
    }
}

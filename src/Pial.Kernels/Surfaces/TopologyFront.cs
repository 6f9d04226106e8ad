namespace Pial.Kernels.Surfaces;

/// <summary>Fronts that grow over a lattice voxel by voxel, best first, and never change their topology.</summary>
/// <remarks>
/// The topology-preserving fast marching of Bazin &amp; Pham 2007, Comput. Methods Programs Biomed. 88:182, doi 10.1016/j.cmpb.2007.08.006,
/// with the simple points of <see cref="Freudenthal"/>. A voxel that is not simple when its turn
/// comes is looked at again whenever a neighbour has joined. Ranks are a byte, and voxels of one rank are taken first in, first out, which
/// keeps the front compact: the result depends on nothing else.
/// </remarks>
public static class TopologyFront
{
    /// <summary>Grows a set.</summary>
    /// <param name="set">The set; receives what joined. Its outermost layer of voxels is never added to.</param>
    /// <param name="ranks">0 where the set may not go; else the higher, the earlier.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>Voxels added.</returns>
    public static int Grow(bool[] set, byte[] ranks, int ni, int nj, int nk, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(ranks);
        if (set.Length != ni * nj * nk || ranks.Length != set.Length)
            throw new ArgumentException($"{set.Length} voxels and {ranks.Length} ranks do not fill {ni}×{nj}×{nk}.", nameof(set));
        var steps = Freudenthal.ArraySteps(ni, nj);
        Close(ranks, ni, nj, nk);
        var (front, open) = (new Waiting(), (byte[])ranks.Clone()); // the ranks of what neither is in the set nor waits; else 0
        for (var v = 0; v < set.Length; v++)
            if (set[v]) open[v] = 0;
        for (var v = 0; v < set.Length; v++)
            if (open[v] > 0 && Touches(set, v, steps)) front.Push(v, open);
        var added = 0;
        while (front.Pop() is >= 0 and var v)
        {
            var inside = 0;
            for (var n = 0; n < steps.Length; n++)
                if (set[v + steps[n]]) inside |= 1 << n;
            if (!Freudenthal.IsSimple(inside))
            {
                open[v] = ranks[v];
                continue;
            }

            set[v] = true;
            if ((++added & 0xFFFF) == 0) cancel.ThrowIfCancellationRequested();
            foreach (var step in steps)
                if (open[v + step] > 0) front.Push(v + step, open);
        }

        return added;
    }

    // The outermost voxels have no full neighbourhood.
    private static void Close(byte[] ranks, int ni, int nj, int nk)
    {
        var slice = ni * nj;
        ranks.AsSpan(0, slice).Clear();
        ranks.AsSpan((nk - 1) * slice, slice).Clear();
        for (var k = 0; k < nk; k++)
        {
            ranks.AsSpan(k * slice, ni).Clear();
            ranks.AsSpan((k * slice) + ((nj - 1) * ni), ni).Clear();
            for (var j = 0; j < nj; j++)
                ranks[(k * slice) + (j * ni)] = ranks[(k * slice) + (j * ni) + ni - 1] = 0;
        }
    }

    private static bool Touches(bool[] set, int v, int[] steps)
    {
        foreach (var step in steps)
            if (set[v + step]) return true;
        return false;
    }

    private sealed class Waiting
    {
        private readonly Queue<int>?[] levels = new Queue<int>?[256];
        private int top;

        public void Push(int v, byte[] open)
        {
            var rank = open[v];
            open[v] = 0;
            (levels[rank] ??= new()).Enqueue(v);
            top = Math.Max(top, rank);
        }

        public int Pop()
        {
            while (top > 0 && levels[top] is not { Count: > 0 }) top--;
            return levels[top] is { Count: > 0 } level ? level.Dequeue() : -1;
        }
    }
}

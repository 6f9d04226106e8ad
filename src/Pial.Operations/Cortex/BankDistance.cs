using System.Numerics;

namespace Pial.Operations.Cortex;

/// <summary>
/// Grey matter's distances to one of its borders, and how far it is from there to the other border or to where the distances of two banks
/// meet, in voxels.
/// </summary>
/// <param name="grey">The voxels of grey matter.</param>
/// <param name="levels">Tissue levels of all voxels.</param>
/// <param name="from">Level of the border that distances start from.</param>
/// <param name="to">Level of the other one.</param>
internal sealed class BankDistance(GreyVoxels grey, float[] levels, float from, float to)
{
    private const int BinsAVoxel = 20;
    private const float LeastGain = 1e-4f, Progress = 0.5f;
    private readonly float[] distance = new float[grey.Count];
    private readonly Vector3[] foot = new Vector3[grey.Count];
    private readonly bool[] meets = new bool[grey.Count];

    /// <summary>Distance of a voxel to the border that distances start from; infinity where none is reached.</summary>
    public float Distance(int n) => distance[n];

    /// <summary>Whether the ways of two banks meet at a voxel, and none leads on; after <see cref="Across"/>.</summary>
    public bool Meets(int n) => meets[n];

    /// <summary>The way from border to border through each voxel.</summary>
    public float[] Across(CancellationToken cancel)
    {
        Spread(cancel);
        var across = new float[grey.Count];
        for (var n = 0; n < across.Length; n++)
            across[n] = float.IsFinite(distance[n]) ? distance[n] + Edge(n) : 0;
        cancel.ThrowIfCancellationRequested();
        foreach (var n in Descending())
            if (float.IsPositiveInfinity(across[n])) across[n] = distance[n] + Beyond(n, across);
        return across;
    }

    // The nearest point of the border is handed from voxel to voxel within grey matter, there and back through memory until none gains.
    // Only a voxel beside one that gained since its last turn can gain.
    private void Spread(CancellationToken cancel)
    {
        Array.Fill(distance, float.PositiveInfinity);
        var stale = new bool[grey.Count];
        for (var n = 0; n < grey.Count; n++)
            if (Start(n)) Stir(n, stale);
        for (var (sweep, gains) = (0, 1); gains > 0; sweep++)
        {
            cancel.ThrowIfCancellationRequested();
            gains = 0;
            for (var x = 0; x < grey.Count; x++)
            {
                var n = sweep % 2 == 0 ? x : grey.Count - 1 - x;
                if (!stale[n]) continue;
                stale[n] = false;
                if (!Take(n)) continue;
                gains++;
                Stir(n, stale);
            }
        }
    }

    private void Stir(int n, bool[] stale)
    {
        for (var a = 0; a < GreyVoxels.Around; a++)
            if (grey.Neighbour(n, a) is >= 0 and var u) stale[u] = true;
    }

    private bool Take(int n)
    {
        var (best, from, at) = (distance[n], -1, grey.At(n));
        for (var a = 0; a < GreyVoxels.Around; a++)
        {
            var u = grey.Neighbour(n, a);
            if (u < 0 || distance[u] >= best) continue;
            var d = Vector3.Distance(at, foot[u]);
            if (d < best - LeastGain) (best, from) = (d, u);
        }

        if (from < 0) return false;
        (distance[n], foot[n]) = (best, foot[from]);
        return true;
    }

    // Where the ways to neighbours beyond the border cross it, if any does.
    private bool Start(int n)
    {
        var here = levels[grey.Voxel(n)];
        for (var a = 0; a < GreyVoxels.Around; a++)
        {
            var there = levels[grey.Voxel(n) + grey.Step(a)];
            if (there > from == here > from) continue;
            var share = (here - from) / (here - there);
            if (share * GreyVoxels.Length(a) >= distance[n]) continue;
            (distance[n], foot[n]) = (share * GreyVoxels.Length(a), grey.At(n) + (share * GreyVoxels.Way(a)));
        }

        return float.IsFinite(distance[n]);
    }

    // As far as its successors say; else to where it meets the other bank.
    private float Beyond(int n, float[] across)
    {
        var (sum, count) = (0f, 0);
        for (var a = 0; a < GreyVoxels.Around; a++)
        {
            if (grey.Neighbour(n, a) is not (>= 0 and var u) || !float.IsFinite(distance[u])) continue;
            if (distance[u] - distance[n] > Progress * GreyVoxels.Length(a)) (sum, count) = (sum + across[u], count + 1);
        }

        meets[n] = count == 0;
        return count > 0 ? (sum / count) - distance[n] : Meeting(n);
    }

    // To the other border beside it; infinity where there is none.
    private float Edge(int n)
    {
        var (voxel, edge) = (grey.Voxel(n), float.PositiveInfinity);
        var here = levels[voxel];
        for (var a = 0; a < GreyVoxels.Around; a++)
        {
            var there = levels[voxel + grey.Step(a)];
            if (there > to != here > to) edge = Math.Min(edge, GreyVoxels.Length(a) * (here - to) / (here - there));
        }

        return edge;
    }

    private float Meeting(int n)
    {
        var meeting = float.PositiveInfinity;
        for (var a = 0; a < GreyVoxels.Around; a++)
        {
            if (grey.Neighbour(n, a) is not (>= 0 and var u) || !float.IsFinite(distance[u])) continue;
            var (ahead, length) = (distance[u] - distance[n], GreyVoxels.Length(a));
            if (Vector3.Dot(grey.At(n) - foot[n], grey.At(u) - foot[u]) < 0)
                meeting = Math.Min(meeting, Math.Clamp((length + ahead) / 2, 0, length));
        }

        return float.IsFinite(meeting) ? meeting : 0;
    }

    private int Bin(int n) => (int)(distance[n] * BinsAVoxel);

    // The farthest first; within a bin in their order. What no border reaches is left away.
    private int[] Descending()
    {
        var most = 0;
        for (var n = 0; n < distance.Length; n++)
            if (float.IsFinite(distance[n])) most = Math.Max(most, Bin(n));
        var start = new int[most + 2];
        for (var n = 0; n < distance.Length; n++)
            if (float.IsFinite(distance[n])) start[most - Bin(n) + 1]++;
        for (var b = 0; b <= most; b++) start[b + 1] += start[b];
        var sorted = new int[start[^1]];
        for (var n = 0; n < distance.Length; n++)
            if (float.IsFinite(distance[n])) sorted[start[most - Bin(n)]++] = n;
        return sorted;
    }
}

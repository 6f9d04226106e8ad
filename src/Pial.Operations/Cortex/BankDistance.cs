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

    /// <summary>The way from border to border through each voxel.</summary>
    public float[] Across(CancellationToken cancel)
    {
        Spread(cancel);
        var across = new float[grey.Count];
        foreach (var n in Descending())
            across[n] = distance[n] + Beyond(n, across);
        return across;
    }

    // The nearest point of the border is handed from voxel to voxel within grey matter, there and back through memory until none gains.
    private void Spread(CancellationToken cancel)
    {
        Array.Fill(distance, float.PositiveInfinity);
        for (var n = 0; n < grey.Count; n++) Start(n);
        for (var (sweep, gains) = (0, 1); gains > 0; sweep++)
        {
            cancel.ThrowIfCancellationRequested();
            gains = 0;
            for (var x = 0; x < grey.Count; x++)
                if (Take(sweep % 2 == 0 ? x : grey.Count - 1 - x)) gains++;
        }
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

    // Where the ways to neighbours beyond the border cross it.
    private void Start(int n)
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
    }

    // To the other border beside it; else as far as its successors say; else to where it meets the other bank.
    private float Beyond(int n, float[] across)
    {
        if (!float.IsFinite(distance[n])) return 0;
        var (here, edge, meeting) = (levels[grey.Voxel(n)], float.PositiveInfinity, float.PositiveInfinity);
        var (sum, count) = (0f, 0);
        for (var a = 0; a < GreyVoxels.Around; a++)
        {
            var (there, length) = (levels[grey.Voxel(n) + grey.Step(a)], GreyVoxels.Length(a));
            if (there > to != here > to) edge = Math.Min(edge, length * (here - to) / (here - there));
            var u = grey.Neighbour(n, a);
            if (u < 0 || !float.IsFinite(distance[u])) continue;
            var ahead = distance[u] - distance[n];
            if (ahead > Progress * length) (sum, count) = (sum + across[u], count + 1);
            else if (Vector3.Dot(grey.At(n) - foot[n], grey.At(u) - foot[u]) < 0)
                meeting = Math.Min(meeting, Math.Clamp((length + ahead) / 2, 0, length));
        }

        if (float.IsFinite(edge)) return edge;
        if (count > 0) return (sum / count) - distance[n];
        return float.IsFinite(meeting) ? meeting : 0;
    }

    private int Bin(int n) => (int)(distance[n] * BinsAVoxel);

    // The farthest first; within a bin in their order. What no border reaches is left at infinity.
    private IEnumerable<int> Descending()
    {
        var most = 0;
        for (var n = 0; n < distance.Length; n++)
            if (float.IsFinite(distance[n])) most = Math.Max(most, Bin(n));
        var bins = new List<int>[most + 1];
        for (var n = 0; n < distance.Length; n++)
            if (float.IsFinite(distance[n])) (bins[Bin(n)] ??= []).Add(n);
        return Enumerable.Range(0, bins.Length).Reverse().SelectMany(b => bins[b] ?? []);
    }
}

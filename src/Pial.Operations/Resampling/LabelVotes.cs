using System.Numerics;
using Pial.Volumes;

namespace Pial.Operations.Resampling;

/// <summary>
/// Counts the votes for the label of one voxel: the labels around each position count with their trilinear weights, another one beyond the
/// image; equal votes go to the smaller label.
/// </summary>
/// <param name="outside">Label beyond the image.</param>
internal sealed class LabelVotes<T>(T outside)
    where T : unmanaged, INumber<T>
{
    private readonly List<(T Label, double Weight)> votes = new(16);

    /// <summary>Forgets the votes.</summary>
    public void Clear() => votes.Clear();

    /// <summary>The eight voxels around a position vote; a position that is no number has no vote.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="x">First voxel index.</param>
    /// <param name="y">Second voxel index.</param>
    /// <param name="z">Third voxel index.</param>
    public void Cast(Volume<T> labels, double x, double y, double z)
    {
        if (!double.IsFinite(x + y + z)) return;
        var s = labels.Shape;
        var (fx, fy, fz) = (Math.Floor(x), Math.Floor(y), Math.Floor(z));
        for (var corner = 0; corner < 8; corner++)
        {
            var (di, dj, dk) = (corner & 1, (corner >> 1) & 1, corner >> 2);
            var weight = (di == 0 ? 1 - (x - fx) : x - fx) * (dj == 0 ? 1 - (y - fy) : y - fy) * (dk == 0 ? 1 - (z - fz) : z - fz);
            if (weight <= 0) continue;
            var (i, j, k) = (fx + di, fy + dj, fz + dk);
            var inside = i >= 0 && j >= 0 && k >= 0 && i < s.I && j < s.J && k < s.K;
            Add(inside ? labels.Span[s.Index((int)i, (int)j, (int)k)] : outside, weight);
        }
    }

    /// <summary>The label with most votes; that beyond the image when nobody voted.</summary>
    public T Winner()
    {
        var best = (Label: outside, Weight: 0.0);
        foreach (var vote in votes)
            if (vote.Weight > best.Weight + 1e-9 || (vote.Weight > best.Weight - 1e-9 && vote.Label < best.Label)) best = vote;
        return best.Label;
    }

    private void Add(T label, double weight)
    {
        for (var n = 0; n < votes.Count; n++)
        {
            if (votes[n].Label != label) continue;
            votes[n] = (label, votes[n].Weight + weight);
            return;
        }

        votes.Add((label, weight));
    }
}

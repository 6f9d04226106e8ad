using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Faces;

/// <summary>What of an image holds signal.</summary>
/// <param name="From">Lowest voxel indices of what is not 0.</param>
/// <param name="To">Highest.</param>
/// <param name="Outside">Voxels outside the brain above a limit, over the brain's.</param>
/// <param name="Zeros">Share of exact zeros outside the head; NaN when there is no outside.</param>
internal sealed record Extent(Point From, Point To, double Outside, double Zeros)
{
    public static Extent Of(Volume<float> image, Volume<bool> brain, Volume<bool>? head, float limit, ParallelOptions? parallel)
    {
        var s = image.Shape;
        var (low, high) = (Enumerable.Range(0, s.K).Select(_ => new[] { s.I, s.J }).ToArray(),
            Enumerable.Range(0, s.K).Select(_ => new[] { -1, -1 }).ToArray());
        var sums = new double[4]; // brain; lit outside of it; outside the head; zeros there
        Slices.Sum(s.K, parallel, (k, row) =>
        {
            for (var j = 0; j < s.J; j++)
            {
                var first = s.Index(0, j, k);
                var voxels = image.Span.Slice(first, s.I);
                var inside = brain.Span.Slice(first, s.I);
                var skin = head is null ? default : head.Span.Slice(first, s.I);
                for (var i = 0; i < s.I; i++)
                {
                    var v = float.IsFinite(voxels[i]) ? voxels[i] : 0;
                    if (inside[i]) row[0]++;
                    else if (v > limit) row[1]++;
                    if (head is not null && !skin[i]) (row[2], row[3]) = (row[2] + 1, row[3] + (v == 0 ? 1 : 0));
                    if (v == 0) continue;
                    (low[k][0], high[k][0]) = (Math.Min(low[k][0], i), Math.Max(high[k][0], i));
                    (low[k][1], high[k][1]) = (Math.Min(low[k][1], j), Math.Max(high[k][1], j));
                }
            }
        }, sums);
        var used = Enumerable.Range(0, s.K).Where(k => high[k][0] >= 0).ToArray();
        Point from = used.Length == 0 ? default : new(low.Min(p => p[0]), low.Min(p => p[1]), used[0]);
        Point to = used.Length == 0 ? new(-1, -1, -1) : new(high.Max(p => p[0]), high.Max(p => p[1]), used[^1]);
        return new(from, to, sums[1] / sums[0], sums[3] / sums[2]);
    }

    public bool Holds(Point voxel) =>
        voxel.X >= From.X - 0.5 && voxel.X <= To.X + 0.5 && voxel.Y >= From.Y - 0.5 && voxel.Y <= To.Y + 0.5 && voxel.Z >= From.Z - 0.5
            && voxel.Z <= To.Z + 0.5;
}

using Pial.Kernels;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>
/// The tissues of a hemisphere as one number: 1 for CSF and all that does not belong to it, 2 for grey, 3 for white matter and what is
/// filled, with partial volume between. The white surface lies at 2.5, the pial one at 1.5.
/// </summary>
internal static class TissueLevels
{
    public const float White = 2.5f;
    public const float Pial = 1.5f;
    private const double MarginMm = 5;

    /// <summary>Builds the field of a hemisphere.</summary>
    /// <returns>The field; null when the labels hold nothing of the hemisphere.</returns>
    public static LevelField? Build(TissueMaps tissues, Volume<int> labels, Volume<float>? t1w, Hemisphere side, CortexOptions options,
        ParallelOptions? parallel)
    {
        if (FineGrid(labels, side, options.GridMm) is not { } grid) return null;
        var raw = Levels(tissues, t1w is null ? GreyShares.Straight : GreyShares.Of(tissues, labels, t1w, side), parallel);
        var native = Volume.CreateParallel<float>(raw.Grid, voxels =>
            Slices.For(raw.Shape.K, parallel, k => Slice(raw, labels, side, k, voxels.Span)), writesAll: true);
        var fine = Resample.ToGrid(native, grid, null, Interpolation.Cubic, new() { Fill = 1 }, parallel);
        var values = new float[grid.Shape.Count];
        Slices.For(grid.Shape.K, parallel, k =>
        {
            var from = fine.Slice(k);
            var to = values.AsSpan(k * grid.Shape.SliceCount, from.Length);
            for (var n = 0; n < to.Length; n++)
                to[n] = Math.Clamp(from[n], 1, 3);
        });
        return new(grid, values);
    }

    private static Volume<float> Levels(TissueMaps tissues, GreyShares shares, ParallelOptions? parallel)
    {
        var s = tissues.Grid.Shape;
        return Volume.CreateParallel<float>(tissues.Grid, voxels => Slices.For(s.K, parallel, k =>
        {
            ReadOnlySpan<float> c = tissues.Csf.Slice(k), g = tissues.Gm.Slice(k), w = tissues.Wm.Slice(k);
            var to = voxels.Span.Slice(k * s.SliceCount, s.SliceCount);
            for (var n = 0; n < to.Length; n++)
                to[n] = Math.Max(1, c[n] + g[n] + shares.Grey(g[n], c[n]) + (3 * w[n]));
        }), writesAll: true);
    }

    private static void Slice(Volume<float> raw, Volume<int> labels, Hemisphere side, int k, Span<float> voxels)
    {
        var (s, white) = (raw.Shape, HemisphereLabels.White(side));
        var level = raw.Span;
        var label = labels.Span;
        for (var j = 0; j < s.J; j++)
        {
            for (var i = 0; i < s.I; i++)
            {
                var v = s.Index(i, j, k);
                var own = label[v];
                if (HemisphereLabels.IsFilled(own, side))
                {
                    voxels[v] = 3;
                    continue;
                }

                if (i == 0 || j == 0 || k == 0 || i == s.I - 1 || j == s.J - 1 || k == s.K - 1)
                {
                    voxels[v] = 1;
                    continue;
                }

                var (mine, filled) = Around(label, side, v, s);
                var isOwn = HemisphereLabels.IsOwn(own, side);
                if (own == white && filled)
                    voxels[v] = 3; // the rim of mixed voxels around a ventricle or nucleus
                else if (isOwn || (mine && own is 0 or Regions.StructureTissues.OuterCsf))
                    voxels[v] = Math.Min(level[v], 3);
                else
                    voxels[v] = 1;
            }
        }
    }

    // Whether something of the hemisphere, and something that is filled, lies among the 26 neighbours.
    private static (bool Own, bool Filled) Around(ReadOnlySpan<int> label, Hemisphere side, int v, Shape s)
    {
        var (own, filled) = (false, false);
        for (var k = -1; k <= 1; k++)
        {
            for (var j = -1; j <= 1; j++)
            {
                for (var i = -1; i <= 1; i++)
                {
                    var there = label[v + i + (s.I * j) + (s.SliceCount * k)];
                    if (there == 0) continue;
                    filled |= HemisphereLabels.IsFilled(there, side);
                    own |= HemisphereLabels.IsOwn(there, side);
                }
            }
        }

        return (own, filled);
    }

    private static Grid? FineGrid(Volume<int> labels, Hemisphere side, double mm)
    {
        var s = labels.Shape;
        double[] low = [double.MaxValue, double.MaxValue, double.MaxValue], high = [double.MinValue, double.MinValue, double.MinValue];
        for (var k = 0; k < s.K; k++)
        {
            for (var j = 0; j < s.J; j++)
            {
                var row = labels.Span.Slice(s.Index(0, j, k), s.I);
                var (first, last) = (-1, -1);
                for (var i = 0; i < row.Length; i++)
                    if (row[i] != 0 && HemisphereLabels.IsOwn(row[i], side)) (first, last) = (first < 0 ? i : first, i);
                if (first < 0) continue;
                foreach (var i in (ReadOnlySpan<int>)[first, last])
                {
                    var p = labels.Grid.Affine.Apply(new(i, j, k));
                    (low[0], low[1], low[2]) = (Math.Min(low[0], p.X), Math.Min(low[1], p.Y), Math.Min(low[2], p.Z));
                    (high[0], high[1], high[2]) = (Math.Max(high[0], p.X), Math.Max(high[1], p.Y), Math.Max(high[2], p.Z));
                }
            }
        }

        if (low[0] > high[0]) return null;
        int Steps(int axis) => (int)Math.Ceiling((high[axis] - low[axis] + (2 * MarginMm)) / mm) + 1;
        return new(new(Steps(0), Steps(1), Steps(2)),
            Affine.Scaling(mm, mm, mm).WithOffset(new(low[0] - MarginMm, low[1] - MarginMm, low[2] - MarginMm)));
    }
}

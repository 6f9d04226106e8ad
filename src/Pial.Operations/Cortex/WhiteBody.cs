using Pial.Kernels.Surfaces;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>Makes the white matter body of a hemisphere one part without cavities and handles.</summary>
/// <remarks>
/// A front that starts at the deepest voxel and keeps its topology cuts every handle at its thinnest place; one that starts outside and
/// eats up the background fills every tunnel. Where they disagree about a handle, that is done which
/// changes less; then the inner front runs once more, so that the result is simple whatever was chosen (Bazin &amp; Pham 2007, doi
/// 10.1016/j.cmpb.2007.08.006).
/// </remarks>
internal static class WhiteBody
{
    private const float Push = 0.1f; // how far levels of changed voxels go past that of the surface
    private const float FarMm = 4.5f;
    private static readonly ParallelOptions AllThreads = new();

    /// <summary>Corrects a field in place, so that what lies above <see cref="TissueLevels.White"/> is simple.</summary>
    /// <returns>What was changed, and the body; null when there is no white matter.</returns>
    public static (TopologyLog Log, bool[] Body)? Correct(LevelField field, ParallelOptions? parallel)
    {
        var (s, level) = (field.Grid.Shape, field.Values);
        var cancel = (parallel ?? AllThreads).CancellationToken;
        var raw = Array.ConvertAll(level, l => l > TissueLevels.White);
        Clear(raw, s);
        var depth = EuclideanDistance.Inside(Volume.Create<bool>(field.Grid, raw), parallel);
        var seed = Deepest(depth.Span);
        if (seed < 0) return null;
        var body = LatticeFlood.Reach(raw, seed, s.I, s.J, s.K);
        var loose = Count(raw) - Count(body);
        var outside = LatticeFlood.Reach(Array.ConvertAll(body, b => !b), 0, s.I, s.J, s.K);
        var cavities = outside.Length - Count(outside) - Count(body);
        body = Array.ConvertAll(outside, o => !o);
        var handles = 1 - LatticeFlood.EulerCharacteristic(body, s.I, s.J, s.K);
        var cut = Inner(level, body, seed, field, parallel, cancel);
        var filled = Outer(level, body, field, parallel, cancel);
        var changes = Choose(level, body, cut, filled, field.Grid);
        if (changes.Exists(c => c.Filled)) cut = Inner(level, body, seed, field, parallel, cancel);
        for (var v = 0; v < level.Length; v++)
            level[v] = cut[v] ? Math.Max(level[v], TissueLevels.White + Push) : raw[v]
                ? Math.Min(level[v], TissueLevels.White - Push) : level[v];
        var voxel = field.Grid.VoxelVolume;
        return (new(handles, cavities * voxel, loose * voxel, [.. changes.OrderByDescending(c => c.VolumeMm3)]), cut);
    }

    private static bool[] Inner(float[] level, bool[] body, int seed, LevelField field, ParallelOptions? parallel, CancellationToken cancel)
    {
        var s = field.Grid.Shape;
        var depth = EuclideanDistance.Inside(Volume.Create<bool>(field.Grid, body), parallel).Span;
        var (set, ranks) = (new bool[body.Length], new byte[body.Length]);
        for (var v = 0; v < body.Length; v++)
            if (body[v]) ranks[v] = Rank(depth[v], level[v] - TissueLevels.White);
        set[seed] = true;
        TopologyFront.Grow(set, ranks, s.I, s.J, s.K, cancel);
        return set;
    }

    private static bool[] Outer(float[] level, bool[] body, LevelField field, ParallelOptions? parallel, CancellationToken cancel)
    {
        var s = field.Grid.Shape;
        var depth = EuclideanDistance.Of(Volume.Create<bool>(field.Grid, body), parallel).Span;
        var (set, ranks, near) = (new bool[body.Length], new byte[body.Length], new bool[body.Length]);
        for (var v = 0; v < body.Length; v++)
        {
            if (!body[v]) ranks[v] = Rank(depth[v], TissueLevels.White - level[v]);
            set[v] = depth[v] > FarMm;
            near[v] = !set[v];
        }

        // What lies within some millimetres is nearly always a ball already; else the front starts at the edge of the grid.
        if (LatticeFlood.EulerCharacteristic(near, s.I, s.J, s.K) != 1) Array.Clear(set);
        Border(set, s);
        TopologyFront.Grow(set, ranks, s.I, s.J, s.K, cancel);
        return Array.ConvertAll(set, b => !b);
    }

    private static void Border(bool[] set, Shape s)
    {
        for (var k = 0; k < s.K; k++)
        {
            for (var j = 0; j < s.J; j++)
            {
                var row = set.AsSpan(s.Index(0, j, k), s.I);
                if (k == 0 || j == 0 || k == s.K - 1 || j == s.J - 1) row.Fill(true);
                else row[0] = row[^1] = true;
            }
        }
    }

    private static byte Rank(float depthMm, float contrast) =>
        (byte)(1 + Math.Clamp((int)(40 * Math.Min(depthMm, 5.25f)) + (int)(80 * Math.Clamp(contrast, 0, 0.5f)), 0, 254));

    // Bridges that were cut and tunnels that were filled, in parts that touch; adds to the body what is filled.
    private static List<TopologyChange> Choose(float[] level, bool[] body, bool[] cut, bool[] filled, Grid grid)
    {
        var s = grid.Shape;
        var state = new byte[body.Length];
        for (var v = 0; v < body.Length; v++)
            state[v] = body[v] && !cut[v] ? (byte)1 : filled[v] && !body[v] ? (byte)2 : (byte)0;
        var (changes, part, stack) = (new List<TopologyChange>(), new List<int>(), new Stack<int>());
        for (var first = 0; first < state.Length; first++)
        {
            if (state[first] == 0) continue;
            part.Clear();
            Collect(state, first, s, part, stack, body);
            double costCut = 0, costFill = 0;
            foreach (var v in part)
            {
                if (body[v]) costCut += level[v] - TissueLevels.White + 0.05;
                else costFill += TissueLevels.White - level[v] + 0.05;
            }

            // Only one of the two found the handle when it is at the other's start; then that one decides.
            var fill = costFill > 0 && (costCut == 0 || costFill < costCut);
            if (fill && costCut == 0) continue;
            var side = part.FindAll(v => body[v] != fill);
            changes.Add(new(Centre(side, grid), fill, side.Count * grid.VoxelVolume));
            if (fill) side.ForEach(v => body[v] = true);
        }

        return changes;
    }

    private static void Collect(byte[] state, int first, Shape s, List<int> part, Stack<int> stack, bool[] body)
    {
        stack.Push(first);
        state[first] = 0;
        while (stack.TryPop(out var v))
        {
            part.Add(v);
            for (var k = -1; k <= 1; k++)
            {
                for (var j = -1; j <= 1; j++)
                {
                    for (var i = -1; i <= 1; i++)
                    {
                        var u = v + i + (s.I * j) + (s.SliceCount * k);
                        if ((uint)u >= (uint)body.Length || state[u] == 0) continue;
                        state[u] = 0;
                        stack.Push(u);
                    }
                }
            }
        }
    }

    private static Point Centre(List<int> voxels, Grid grid)
    {
        var s = grid.Shape;
        double x = 0, y = 0, z = 0;
        foreach (var v in voxels)
            (x, y, z) = (x + (v % s.I), y + (v / s.I % s.J), z + (v / s.SliceCount));
        return grid.Affine.Apply(new Point(x, y, z) * (1.0 / voxels.Count));
    }

    // The outermost two layers stay empty.
    private static void Clear(bool[] set, Shape s)
    {
        for (var k = 0; k < s.K; k++)
        {
            for (var j = 0; j < s.J; j++)
            {
                var row = set.AsSpan(s.Index(0, j, k), s.I);
                if (k < 2 || j < 2 || k >= s.K - 2 || j >= s.J - 2) row.Clear();
                else row[0] = row[1] = row[^1] = row[^2] = false;
            }
        }
    }

    private static int Deepest(ReadOnlySpan<float> depth)
    {
        var (best, at) = (0f, -1);
        for (var v = 0; v < depth.Length; v++)
            if (depth[v] > best && float.IsFinite(depth[v])) (best, at) = (depth[v], v);
        return at;
    }

    private static int Count(bool[] set) => set.AsSpan().Count(true);
}

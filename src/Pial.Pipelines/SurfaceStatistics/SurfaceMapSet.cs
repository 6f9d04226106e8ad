using Pial.Analysis.Statistics.Clusters;
using Pial.Analysis.Statistics.Linear;
using Pial.Formats.FreeSurfer;
using Pial.Pipelines.Vbm;

namespace Pial.Pipelines.SurfaceStatistics;

/// <summary>The tested vertices of all subjects, of both hemispheres one after the other.</summary>
/// <param name="Sides">The hemispheres.</param>
/// <param name="Vertices">Hemisphere and vertex of each tested one.</param>
/// <param name="Table">Smoothed values, one row a subject.</param>
/// <param name="Lattice">Which of them touch, and their areas.</param>
internal sealed record SurfaceMapSet(IReadOnlyList<TargetSurface> Sides, (int Side, int Vertex)[] Vertices, IVoxelTable Table,
    Lattice Lattice)
{
    private const string Left = "_hemi-L_";
    private const float Enough = 0.01f; // share of a smoothed value that must come from vertices with a value

    /// <summary>Reads and smooths everybody's maps.</summary>
    /// <exception cref="InputException">A map is missing or of another mesh; no vertex is left.</exception>
    public static SurfaceMapSet Load(IReadOnlyList<VbmParticipant> participants, SurfaceStatsOptions options, ParallelOptions parallel)
    {
        var sides = TargetSurface.Both();
        float[][][] maps = [.. participants.Select(p => sides.Select(side => Read(PathOf(p, side.Hemi), side)).ToArray())];
        Parallel.For(0, participants.Count, parallel, s =>
        {
            foreach (var (h, side) in sides.Index())
                maps[s][h] = Smoothed(maps[s][h], side, options.FwhmMm);
        });
        var vertices = new List<(int, int)>();
        for (var h = 0; h < sides.Count; h++)
            for (var v = 0; v < sides[h].IsCortex.Length; v++)
                if (sides[h].IsCortex[v] && IsTested(maps, h, v)) vertices.Add((h, v));
        if (vertices.Count == 0)
            throw new InputException($"No vertex is left to test: no vertex of the cortex has a {options.Measure} that differs and that " +
                "everybody has.");
        (int Side, int Vertex)[] tested = [.. vertices];
        var rows = maps.Select(m => Array.ConvertAll(tested, t => m[t.Side][t.Vertex])).ToArray();
        return new(sides, tested, new VoxelTable(rows), TargetSurface.LatticeOf(sides, tested));
    }

    /// <summary>The map of a hemisphere of a participant, whose path is the left one's.</summary>
    /// <exception cref="InputException">The path does not say that it is.</exception>
    public static string PathOf(VbmParticipant participant, string hemi)
    {
        var (folder, name) = (Path.GetDirectoryName(participant.MapPath)!, Path.GetFileName(participant.MapPath));
        return name.Contains(Left, StringComparison.Ordinal)
            ? Path.Combine(folder, name.Replace(Left, $"_hemi-{hemi}_", StringComparison.Ordinal))
            : throw new InputException($"{participant.MapPath} is no map of a left hemisphere: its name lacks {Left}.");
    }

    /// <summary>Values of the tested vertices back at their places in a hemisphere.</summary>
    public float[] On(int side, ReadOnlySpan<float> values, float outside)
    {
        var map = new float[Sides[side].IsCortex.Length];
        Array.Fill(map, outside);
        for (var n = 0; n < Vertices.Length; n++)
            if (Vertices[n].Side == side) map[Vertices[n].Vertex] = values[n];
        return map;
    }

    private static float[] Read(string path, TargetSurface side)
    {
        if (!File.Exists(path)) throw new InputException($"{path} does not exist; both hemispheres are needed.");
        var map = MorphometryFile.Read(path);
        return map.Length == side.IsCortex.Length ? map : throw new InputException(
            $"{path} has {map.Length} vertices; maps must be on fsaverage6, which has {side.IsCortex.Length}.");
    }

    // Vertices without a value (0 or not a number) are left out of the mean; beyond all others the value is not a number.
    private static float[] Smoothed(float[] map, TargetSurface side, double fwhm)
    {
        var shares = new float[map.Length];
        var whole = true;
        for (var v = 0; v < map.Length; v++)
        {
            if (!float.IsFinite(map[v])) map[v] = 0;
            shares[v] = map[v] == 0 ? 0 : 1;
            whole &= shares[v] > 0 || !side.IsCortex[v];
        }

        var smooth = side.Smoothing.Run(map, fwhm);
        if (whole) return smooth;
        var share = side.Smoothing.Run(shares, fwhm);
        for (var v = 0; v < map.Length; v++)
            smooth[v] = share[v] > Enough ? smooth[v] / share[v] : float.NaN;
        return smooth;
    }

    private static bool IsTested(float[][][] maps, int side, int vertex)
    {
        var (first, differs) = (maps[0][side][vertex], false);
        foreach (var subject in maps)
        {
            if (!float.IsFinite(subject[side][vertex])) return false;
            differs |= subject[side][vertex] != first;
        }

        return differs;
    }
}

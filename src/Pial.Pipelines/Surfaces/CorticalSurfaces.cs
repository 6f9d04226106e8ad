using Pial.Kernels.Surfaces;
using Pial.Operations.Cortex;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Surfaces;

/// <summary>The surfaces of a head, and what should make one look before using them.</summary>
/// <param name="Sides">The hemispheres that could be made, left before right; empty when none could.</param>
/// <param name="Warnings">
/// Sentences without a full stop, of the scan: its voxels, its field of view, a lesion, a hemisphere that is missing.
/// </param>
public sealed record CorticalSurfaces(IReadOnlyList<CorticalHemisphere> Sides, IReadOnlyList<string> Warnings)
{
    /// <summary>How the store keeps it.</summary>
    public static ArtifactCodec<CorticalSurfaces> Codec { get; } = new(
        static (w, s) =>
        {
            w.Write(s.Sides.Count);
            foreach (var side in s.Sides) Write(w, side);
            w.Write(s.Warnings.Count);
            foreach (var warning in s.Warnings) w.Write(warning);
        },
        static r => new(Many(r, static r => ReadSide(r)), Many(r, static r => r.ReadString())));

    /// <summary>The numbers of each hemisphere as a whole.</summary>
    public IReadOnlyList<SurfaceSummary> Summaries() => [.. Sides.Select(SurfaceSummary.Of)];

    /// <summary>All warnings: of the scan, then of each hemisphere.</summary>
    public IReadOnlyList<string> AllWarnings() => [.. Warnings, .. Summaries().SelectMany(static s => s.Warnings())];

    private static void Write(ArtifactWriter w, CorticalHemisphere side)
    {
        w.Write(side.Side == Hemisphere.Right);
        w.WriteArray<float>(side.White.Positions);
        w.WriteArray<float>(side.Pial.Positions);
        w.WriteArray<int>(side.White.Triangles);
        w.WriteArray<bool>(side.IsCortex);
        var m = side.Measures;
        foreach (var values in new[]
        {
            m.ThicknessMm, m.WhiteAreaMm2, m.MidAreaMm2, m.PialAreaMm2, m.VolumeMm3, m.MeanCurvature, m.GaussianCurvature, m.SulcalDepthMm,
            m.ProjectedThicknessMm, m.GyrificationIndex,
        })
            w.WriteArray<float>(values);
        w.Write(m.HullAreaMm2);
        var log = side.Topology;
        foreach (var number in (ReadOnlySpan<double>)[log.Handles, log.CavityMm3, log.LooseMm3, log.Changes.Count]) w.Write(number);
        foreach (var change in log.Changes)
        {
            var (centre, volume) = (change.Centre, change.VolumeMm3);
            foreach (var number in (ReadOnlySpan<double>)[centre.X, centre.Y, centre.Z, volume]) w.Write(number);
            w.Write(change.Filled);
        }

        foreach (var count in (ReadOnlySpan<IntersectionCount>)[side.WhiteCrossings, side.PialCrossings])
        {
            w.Write(count.Before);
            w.Write(count.After);
        }
    }

    private static CorticalHemisphere ReadSide(ArtifactReader r)
    {
        var side = r.ReadBoolean() ? Hemisphere.Right : Hemisphere.Left;
        var (white, pial, triangles, cortex) = (r.ReadArray<float>(), r.ReadArray<float>(), r.ReadArray<int>(), r.ReadArray<bool>());
        var measures = new CorticalMeasures
        {
            ThicknessMm = r.ReadArray<float>(),
            WhiteAreaMm2 = r.ReadArray<float>(),
            MidAreaMm2 = r.ReadArray<float>(),
            PialAreaMm2 = r.ReadArray<float>(),
            VolumeMm3 = r.ReadArray<float>(),
            MeanCurvature = r.ReadArray<float>(),
            GaussianCurvature = r.ReadArray<float>(),
            SulcalDepthMm = r.ReadArray<float>(),
            ProjectedThicknessMm = r.ReadArray<float>(),
            GyrificationIndex = r.ReadArray<float>(),
            HullAreaMm2 = r.ReadDouble(),
        };
        var (handles, cavity, loose) = ((int)r.ReadDouble(), r.ReadDouble(), r.ReadDouble());
        var changes = Many(r, static r =>
        {
            var (x, y, z, volume) = (r.ReadDouble(), r.ReadDouble(), r.ReadDouble(), r.ReadDouble());
            return new TopologyChange(new(x, y, z), r.ReadBoolean(), volume);
        });
        IntersectionCount Crossings() => new((int)r.ReadDouble(), (int)r.ReadDouble());
        var crossings = Crossings();
        return new(side, new(white, triangles), new(pial, triangles), cortex, measures,
            new(handles, cavity, loose, changes), crossings, Crossings());
    }

    // A damaged file may name any count: it ends before that many are read.
    private static List<T> Many<T>(ArtifactReader r, Func<ArtifactReader, T> read)
    {
        var (count, all) = ((int)r.ReadDouble(), new List<T>());
        for (var n = 0; n < count; n++) all.Add(read(r));
        return all;
    }
}

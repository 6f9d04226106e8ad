using System.Numerics;
using Pial.Kernels.Surfaces;

namespace Pial.Operations.Cortex;

/// <summary>Moves the white surface outward to the pial one.</summary>
/// <remarks>
/// Vertices follow the gradient of a potential between the surfaces most of the way (<see cref="GreyPotential"/>), at one speed, so that
/// the surface does not fold: to a share of the potential, and where that ends in the midst of grey matter, as it does in front of a tip
/// of white matter, until little of the way is left. What crosses itself by then goes back. Then each moves along its normal until the
/// tissue level falls to that of the pial border, and looks ahead: where the other bank of a sulcus comes towards it, it goes no farther
/// than halfway, so that banks without CSF between them meet in the middle, at the skeleton of the sulcus (Han et al. 2004, doi
/// 10.1016/j.neuroimage.2004.06.043), and do not cross.
/// </remarks>
internal static class PialSurface
{
    private const float StepMm = 0.15f;
    private const int NearingRounds = 16, SettlingRounds = 10;
    private const float FlowTo = 0.8f, Slowing = 0.1f; // of the potential
    private const float LeftMm = 0.8f, LeftSlowingMm = 0.2f; // of the way, judged by the gradient
    private const float FlowMost = 0.97f, MostSlowing = 0.02f; // of the potential, however much of the way is left
    private const float LeastGradient = 1e-3f; // over two voxels
    private const float LeastSlope = 0.4f;
    private const float GapMm = 0.03f; // kept between banks that touch
    private const float ReachMm = 0.7f, AsideMm = 0.4f;
    private const float LeastMm = 0.01f; // of the pial surface outside of the white one

    /// <summary>The pial surface, and its crossings before and after repair.</summary>
    public static (SurfaceDraft Surface, IntersectionCount Crossings) Grow(SurfaceDraft white, LevelField field, GreyBanks banks,
        CortexOptions options, ParallelOptions? parallel)
    {
        var pial = new SurfaceDraft(white.Mesh.At((float[])white.Positions.Clone()));
        var potential = GreyPotential.Of(field, banks, parallel?.CancellationToken ?? default);
        Flow(pial, potential, (float)options.MostThicknessMm, parallel);
        IntersectionRepair.Run(pial, white.Positions, parallel);
        var flowed = (float[])pial.Positions.Clone();
        var (step, clear) = (new float[pial.Mesh.VertexCount], new float[pial.Mesh.VertexCount]);
        for (var round = 0; round < NearingRounds + SettlingRounds; round++)
        {
            pial.UpdateNormals();
            var settling = round >= NearingRounds;
            pial.Neighbours.Smooth(pial.Normals, 3, 0.5f, settling ? 1 : 2);
            var most = settling ? StepMm / 3 : StepMm;
            pial.FindClearance(clear, ReachMm, AsideMm, Pause(most), parallel);
            SurfaceDraft.ForEach(step.Length, parallel, v =>
                step[v] = Step(pial, white, field, v, most, (float)options.MostThicknessMm));
            pial.Neighbours.Smooth(step, 1, 0.5f, 1);
            SurfaceDraft.ForEach(step.Length, parallel, v =>
                step[v] = Math.Max(-most, Math.Min(step[v], (clear[v] - GapMm) / 2)));
            pial.Shift(step);
            pial.Relax(0.15f, settling ? 0.05f : 0.02f, parallel);
        }

        KeepOutside(pial, white);
        return (pial, Repair(pial, white, flowed, parallel));
    }

    // Back towards where the flow ended, and only what crosses then, too, towards the white surface.
    private static IntersectionCount Repair(SurfaceDraft pial, SurfaceDraft white, float[] flowed, ParallelOptions? parallel)
    {
        var count = IntersectionRepair.Run(pial, flowed, parallel);
        return count.After == 0 ? count : count with { After = IntersectionRepair.Run(pial, white.Positions, parallel).After };
    }

    // Along the gradient, slower where the end is near.
    private static void Flow(SurfaceDraft pial, LevelField potential, float mostMm, ParallelOptions? parallel)
    {
        var (p, way, step) = (pial.Positions, new float[pial.Positions.Length], new float[pial.Mesh.VertexCount]);
        for (var round = 0; round < (int)Math.Ceiling(mostMm / StepMm); round++)
        {
            pial.UpdateNormals();
            SurfaceDraft.ForEach(step.Length, parallel, v =>
            {
                var at = new Vector3(p.AsSpan(3 * v, 3));
                var gradient = potential.Difference(at);
                var length = gradient.Length();
                (length > LeastGradient ? gradient / length : new(pial.Normals.AsSpan(3 * v, 3))).CopyTo(way.AsSpan(3 * v, 3));
                var here = potential.Sample(at.X, at.Y, at.Z);
                var left = (1 - here) * 2 * potential.StepMm / Math.Max(length, LeastGradient);
                var pace = Math.Max((FlowTo - here) / Slowing, Math.Min((left - LeftMm) / LeftSlowingMm, (FlowMost - here) / MostSlowing));
                step[v] = StepMm * Math.Clamp(pace, 0, 1);
            });
            pial.Neighbours.Smooth(way, 3, 0.5f, 1);
            pial.Neighbours.Smooth(step, 1, 0.5f, 1);
            for (var n = 0; n < p.Length; n++)
                p[n] += step[n / 3] * way[n];
            pial.Relax(0.15f, 0.02f, parallel);
        }
    }

    // As long as two banks that move towards each other cannot have met yet.
    private static byte Pause(float step) => (byte)((ReachMm - GapMm) / (2 * step) - 1);

    private static float Step(SurfaceDraft pial, SurfaceDraft white, LevelField field, int v, float most, float limit)
    {
        var (p, n, w) = (pial.Positions, pial.Normals, white.Positions);
        var (x, y, z, nx, ny, nz) = (p[3 * v], p[(3 * v) + 1], p[(3 * v) + 2], n[3 * v], n[(3 * v) + 1], n[(3 * v) + 2]);
        float dx = x - w[3 * v], dy = y - w[(3 * v) + 1], dz = z - w[(3 * v) + 2];
        var off = field.Sample(x, y, z) - TissueLevels.Pial;
        var slope = -field.Slope(x, y, z, nx, ny, nz);
        var wanted = Math.Clamp(off / Math.Max(slope, LeastSlope), -most, most);
        return wanted > 0 && (dx * dx) + (dy * dy) + (dz * dz) > limit * limit ? 0 : wanted;
    }

    private static void KeepOutside(SurfaceDraft pial, SurfaceDraft white)
    {
        white.UpdateNormals();
        var (p, w, n) = (pial.Positions, white.Positions, white.Normals);
        for (var at = 0; at < p.Length; at += 3)
        {
            var up = ((p[at] - w[at]) * n[at]) + ((p[at + 1] - w[at + 1]) * n[at + 1]) + ((p[at + 2] - w[at + 2]) * n[at + 2]);
            if (up >= LeastMm) continue;
            for (var c = 0; c < 3; c++)
                p[at + c] += (LeastMm - up) * n[at + c];
        }
    }
}

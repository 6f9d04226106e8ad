using Pial.Kernels.Surfaces;

namespace Pial.Operations.Cortex;

/// <summary>Thickness of the cortex by projection, from tissue levels instead of surfaces.</summary>
/// <remarks>
/// Distances to white matter grow through grey matter until they meet CSF, or those of the other bank where no CSF is seen; what they
/// come to there is projected back onto all voxels on the way. The same from CSF, for blades of white matter that are not seen; the smaller
/// one counts (Dahnke, Yotter &amp; Gaser 2013, doi 10.1016/j.neuroimage.2012.09.050). Here borders lie where levels pass them between
/// voxels, and banks meet between voxels, so that no correction for half voxels is needed.
/// </remarks>
internal static class ProjectedThickness
{
    private const float MostMm = 5;

    /// <summary>The thickness halfway between the surfaces, mm; 0 where there is no cortex.</summary>
    public static float[] Of(LevelField field, GreyBanks banks, TriangleMesh white, TriangleMesh pial, bool[] cortex,
        ParallelOptions? parallel)
    {
        var grey = banks.Grey;
        var across = new BankDistance(grey, field.Values, TissueLevels.Pial, TissueLevels.White)
            .Across(parallel?.CancellationToken ?? default);
        for (var n = 0; n < grey.Count; n++)
            across[n] = Math.Min(banks.Across[n], across[n]) * field.StepMm;
        var thickness = new float[white.VertexCount];
        SurfaceDraft.ForEach(thickness.Length, parallel, v =>
        {
            if (cortex[v]) thickness[v] = Math.Min(MostMm, At(field, grey, across, white.Positions, pial.Positions, v));
        });
        return thickness;
    }

    // The mean over the voxels of grey matter around the middle; near the surfaces where there is none.
    private static float At(LevelField field, GreyVoxels grey, float[] values, float[] white, float[] pial, int v)
    {
        Span<float> p = stackalloc float[3];
        foreach (var share in (ReadOnlySpan<float>)[0.5f, 0.3f, 0.7f])
        {
            for (var c = 0; c < 3; c++)
                p[c] = white[(3 * v) + c] + (share * (pial[(3 * v) + c] - white[(3 * v) + c]));
            if (Mean(field, grey, values, p) is { } found) return found;
        }

        return 0;
    }

    private static float? Mean(LevelField field, GreyVoxels grey, float[] values, ReadOnlySpan<float> p)
    {
        var (s, origin, step) = (field.Grid.Shape, field.Grid.Affine.Offset, field.StepMm);
        float x = (float)(p[0] - origin.X) / step, y = (float)(p[1] - origin.Y) / step, z = (float)(p[2] - origin.Z) / step;
        var (i0, j0, k0) = ((int)MathF.Floor(x), (int)MathF.Floor(y), (int)MathF.Floor(z));
        if (i0 < 0 || j0 < 0 || k0 < 0 || i0 >= s.I - 1 || j0 >= s.J - 1 || k0 >= s.K - 1) return null;
        var (sum, weights) = (0f, 0f);
        for (var corner = 0; corner < 8; corner++)
        {
            var (i, j, k) = (i0 + (corner & 1), j0 + ((corner >> 1) & 1), k0 + (corner >> 2));
            var n = grey.Number(s.Index(i, j, k));
            if (n < 0 || !float.IsFinite(values[n])) continue;
            var weight = (1 - Math.Abs(x - i)) * (1 - Math.Abs(y - j)) * (1 - Math.Abs(z - k));
            (sum, weights) = (sum + (weight * values[n]), weights + weight);
        }

        return weights > 1e-3f ? sum / weights : null;
    }
}

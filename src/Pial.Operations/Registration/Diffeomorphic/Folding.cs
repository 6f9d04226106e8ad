using System.Numerics;
using Pial.Kernels;
using Pial.Kernels.Fields;

namespace Pial.Operations.Registration.Diffeomorphic;

/// <summary>Takes folds out of half warps by smoothing them where the whole map folds, and nowhere else.</summary>
internal static class Folding
{
    /// <summary>Determinants at or below this are folds.</summary>
    public const double Least = 0.01;

    private const double SigmaVoxels = 1, SpreadVoxels = 2;

    /// <summary>Smooths both halves around the middle points whose image in either whole map lies at a fold.</summary>
    public static void Smooth(HalfWarps warps, Vector4[] forward, Vector4[] backward, ParallelOptions? parallel)
    {
        var (ni, nj, nk) = (warps.Shape.I, warps.Shape.J, warps.Shape.K);
        var where = new Vector4[forward.Length];
        Mark(forward, warps.ToReference);
        Mark(backward, warps.ToMoving);
        // Spread, and cut back to 0…1: full strength a voxel or two around each fold, fading over a few more.
        FieldKernels.Smooth(where, ni, nj, nk, Convolution.GaussianHalfKernel(SpreadVoxels, 3), parallel);
        foreach (var half in (ReadOnlySpan<Vector4[]>)[warps.ToReference, warps.ToMoving])
        {
            var smooth = half.ToArray();
            FieldKernels.Smooth(smooth, ni, nj, nk, Convolution.GaussianHalfKernel(SigmaVoxels, 3), parallel);
            for (var n = 0; n < half.Length; n++)
                half[n] = Vector4.Lerp(half[n], smooth[n], Math.Min(1, where[n].W * 100));
        }

        // A fold at x of the whole map belongs to the middle point that the half warp takes to x: each middle point looks where it goes.
        void Mark(Vector4[] whole, Vector4[] half) => Slices.For(nk, parallel, k =>
        {
            var n = k * ni * nj;
            for (var j = 0; j < nj; j++)
                for (var i = 0; i < ni; i++, n++)
                {
                    var (x, y, z) = ((int)MathF.Round(i + half[n].X), (int)MathF.Round(j + half[n].Y), (int)MathF.Round(k + half[n].Z));
                    if (x < 1 || y < 1 || z < 1 || x >= ni - 1 || y >= nj - 1 || z >= nk - 1) continue;
                    if (FieldKernels.Jacobian(whole, x + (ni * (y + (nj * z))), ni, ni * nj) <= 2 * Least) where[n].W = 1;
                }
        });
    }
}

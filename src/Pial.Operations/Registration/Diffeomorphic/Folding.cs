using System.Numerics;
using Pial.Kernels;
using Pial.Kernels.Fields;

namespace Pial.Operations.Registration.Diffeomorphic;

/// <summary>Takes folds out of half warps by smoothing them where the whole map folds, and nowhere else.</summary>
internal static class Folding
{
    /// <summary>Determinants at or below this are folds.</summary>
    public const double Least = 0.01;

    private const double SpreadVoxels = 2;

    /// <summary>Smooths both halves around the middle points that either whole map passes through at a fold.</summary>
    public static void Smooth(HalfWarps warps, HalfWarps.Whole forward, HalfWarps.Whole backward, int round, ParallelOptions? parallel)
    {
        var (ni, nj, nk) = (warps.Shape.I, warps.Shape.J, warps.Shape.K);
        var where = new Vector4[warps.Shape.Count];
        Mark(forward);
        Mark(backward);
        // Spread, and cut back to 0…1: full strength a voxel or two around each fold, fading over a few more.
        FieldKernels.Smooth(where, ni, nj, nk, Convolution.GaussianHalfKernel(SpreadVoxels, 3), parallel);
        var kernel = Convolution.GaussianHalfKernel(1 + (0.2 * round), 3); // stubborn folds need more
        foreach (var half in (ReadOnlySpan<Vector4[]>)[warps.ToReference, warps.ToMoving])
        {
            var smooth = half.ToArray();
            FieldKernels.Smooth(smooth, ni, nj, nk, kernel, parallel);
            for (var n = 0; n < half.Length; n++)
                half[n] = Vector4.Lerp(half[n], smooth[n], Math.Min(1, where[n].W * 100));
        }

        void Mark(HalfWarps.Whole whole) => Slices.For(nk - 2, parallel, below =>
        {
            for (var j = 1; j < nj - 1; j++)
                for (var i = 1; i < ni - 1; i++)
                {
                    var n = i + (ni * (j + (nj * (below + 1))));
                    if (FieldKernels.Jacobian(whole.Field, n, ni, ni * nj) > 2 * Least) continue;
                    var v = whole.ToMiddle[n];
                    var x = Math.Clamp((int)MathF.Round(i + v.X), 0, ni - 1);
                    var y = Math.Clamp((int)MathF.Round(j + v.Y), 0, nj - 1);
                    var z = Math.Clamp((int)MathF.Round(below + 1 + v.Z), 0, nk - 1);
                    where[x + (ni * (y + (nj * z)))].W = 1; // slices may write the same, never something else
                }
        });
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Registration.Diffeomorphic;

/// <summary>
/// What one channel of two images, both pulled to the middle, says about the way that remains between them: at every voxel the normal
/// equation of a Gauss–Newton step, right-hand side N (x, y, z) and curvature D (w), <c>step = N / D</c>. Channels and neighbours are added
/// before dividing.
/// </summary>
/// <remarks>
/// Each residual r appears in N as r·J, J its derivative when the moving image goes half the step forward and the fixed one half of it
/// back, and in D as |J|² + damping·r² (Thirion's demons, doi 10.1016/S1361-8415(98)80022-4): where the residual is large against the
/// gradient, the linear model is not to be trusted.
/// </remarks>
internal abstract class Force(Shape shape, int channel, float share)
{
    /// <summary>Weight of r² in the curvature.</summary>
    protected const float Damping = 0.5f;

    /// <summary>Grid of the level.</summary>
    protected Shape Shape { get; } = shape;

    /// <summary>This channel's share in the sum.</summary>
    protected float Share { get; } = share;

    /// <summary>The fixed image's values in this channel, the moving one's, and the product of both weights.</summary>
    protected float[] F { get; } = new float[shape.Count];

    /// <inheritdoc cref="F" />
    protected float[] M { get; } = new float[shape.Count];

    /// <inheritdoc cref="F" />
    protected float[] W { get; } = new float[shape.Count];

    /// <summary>
    /// Takes a row of the fixed image, pulled to the middle; values times weight, and weight, as <see cref="WorkingGrid.Pack"/> lays them
    /// out.
    /// </summary>
    public void TakeFixed(ReadOnlySpan<Vector4> image, int at)
    {
        var f = F.AsSpan(at, image.Length);
        var w = W.AsSpan(at, image.Length);
        for (var n = 0; n < image.Length; n++)
        {
            w[n] = image[n].W;
            f[n] = w[n] > 0 ? image[n][channel] / w[n] : 0;
        }
    }

    /// <summary>Takes a row of the moving image, pulled to the middle; after the fixed one.</summary>
    public void TakeMoving(ReadOnlySpan<Vector4> image, int at)
    {
        var m = M.AsSpan(at, image.Length);
        var w = W.AsSpan(at, image.Length);
        for (var n = 0; n < image.Length; n++)
        {
            m[n] = image[n].W > 0 ? image[n][channel] / image[n].W : 0;
            w[n] *= image[n].W;
        }
    }

    /// <summary>Adds this channel's equations, N and D of every voxel, to those of others, and returns its likeness.</summary>
    public abstract double Add(Vector4[] equations, ParallelOptions? parallel);

    /// <summary>Whether a voxel and its six neighbours are known, so that it has a gradient; not for voxels on the border.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool HasGradient(int n, int row, int slice) =>
        W[n] > 0 && W[n - 1] > 0 && W[n + 1] > 0 && W[n - row] > 0 && W[n + row] > 0 && W[n - slice] > 0 && W[n + slice] > 0;

    /// <summary>Gradient by central differences, per voxel; not for voxels on the border.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static Vector3 Gradient(ReadOnlySpan<float> plane, int n, int row, int slice) =>
        new Vector3(plane[n + 1] - plane[n - 1], plane[n + row] - plane[n - row], plane[n + slice] - plane[n - slice]) * 0.5f;
}

using System.Numerics;
using System.Runtime.CompilerServices;
using Pial.Volumes;

namespace Pial.Operations.Registration.Diffeomorphic;

/// <summary>
/// What one channel of two images, both pulled to the middle, says about the way that remains between them: at every voxel the normal equation of a
/// Gauss–Newton step, right-hand side N (x, y, z) and curvature D (w), <c>step = N / D</c>. Channels and neighbours are added before dividing.
/// </summary>
/// <remarks>
/// Each residual r appears in N as r·J, J its derivative when the moving image goes half the step forward and the fixed one half of it back, and in D as
/// |J|² + damping·r² (Thirion's demons, doi 10.1016/S1361-8415(98)80022-4): where the residual is large against the gradient, the linear model is not to be trusted.
/// </remarks>
internal abstract class Force(Shape shape, int channel, float share)
{
    /// <summary>Weight of r² in the curvature.</summary>
    protected const float Damping = 0.5f;

    /// <summary>Grid of the level.</summary>
    protected Shape Shape { get; } = shape;

    /// <summary>Which of the four numbers.</summary>
    protected int Channel { get; } = channel;

    /// <summary>This channel's share in the sum.</summary>
    protected float Share { get; } = share;

    /// <summary>Adds this channel's equations and returns its likeness.</summary>
    public abstract double Add(Vector4[] fixedImage, Vector4[] movingImage, Vector4[] equations, ParallelOptions? parallel);

    /// <summary>Gradient of one number by central differences, per voxel; not for voxels on the border.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static Vector3 Gradient(ReadOnlySpan<float> plane, int n, int row, int slice) =>
        new Vector3(plane[n + 1] - plane[n - 1], plane[n + row] - plane[n - row], plane[n + slice] - plane[n - slice]) * 0.5f;
}

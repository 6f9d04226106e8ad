using System.Numerics;
using Pial.Kernels.Fields;
using Pial.Volumes;

namespace Pial.Operations.Registration.Diffeomorphic;

/// <summary>
/// The two maps of a symmetric registration, middle → reference and middle → moving image, as displacements in voxels of the level. Every
/// step goes half forward on one side and half back on the other, so neither image is preferred and the inverse needs no bookkeeping on the
/// way.
/// </summary>
internal sealed class HalfWarps
{
    private Vector4[] scratch;

    public HalfWarps(Shape shape)
    {
        Shape = shape;
        (ToReference, ToMoving, scratch) = (new Vector4[shape.Count], new Vector4[shape.Count], new Vector4[shape.Count]);
    }

    public Shape Shape { get; }

    public Vector4[] ToReference { get; private set; }

    public Vector4[] ToMoving { get; private set; }

    /// <summary>An image as the middle sees it, row by row; a row is overwritten by the next.</summary>
    public void Pull(Vector4[] image, Vector4[] along, Action<int, ArraySegment<Vector4>> take, ParallelOptions? parallel) =>
        FieldKernels.Pull(image, along, Shape.I, Shape.J, Shape.K, take, parallel);

    /// <summary>The same maps at twice the resolution.</summary>
    public HalfWarps Doubled(ParallelOptions? parallel)
    {
        var shape = new Shape(Shape.I * 2, Shape.J * 2, Shape.K * 2);
        var result = new HalfWarps(shape);
        var (from, to) = ((Shape.I, Shape.J, Shape.K), (shape.I, shape.J, shape.K));
        FieldKernels.Resample(ToReference, from, 0.5f, -0.25f, to, result.ToReference, parallel);
        FieldKernels.Resample(ToMoving, from, 0.5f, -0.25f, to, result.ToMoving, parallel);
        return result;
    }

    /// <summary>Goes on by a step, half on each side, and smooths both sides.</summary>
    public void Advance(Vector4[] step, float[] smoothing, ParallelOptions? parallel)
    {
        var extent = (Shape.I, Shape.J, Shape.K);
        FieldKernels.ComposeSmooth(ToReference, step, -0.5f, extent, smoothing, scratch, parallel);
        (ToReference, scratch) = (scratch, ToReference);
        FieldKernels.ComposeSmooth(ToMoving, step, 0.5f, extent, smoothing, scratch, parallel);
        (ToMoving, scratch) = (scratch, ToMoving);
    }

    /// <summary>
    /// The whole maps, reference → moving and back. Where the sampled maps fold, although every step was invertible, both halves are
    /// smoothed there until they do not.
    /// </summary>
    /// <param name="room">Three fields of this level that are no longer needed; they hold the result.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public (Whole Forward, Whole Backward, double SmallestJacobian, int Repairs) Unite(Vector4[][] room, ParallelOptions? parallel)
    {
        const int MostRepairs = 20;
        for (var repairs = 0; ; repairs++)
        {
            var forward = Through(ToReference, ToMoving, room[0], room[1], parallel);
            var backward = Through(ToMoving, ToReference, room[2], scratch, parallel);
            var smallest = Math.Min(
                FieldKernels.SmallestJacobian(forward.Field, Shape.I, Shape.J, Shape.K, parallel),
                FieldKernels.SmallestJacobian(backward.Field, Shape.I, Shape.J, Shape.K, parallel));
            if (smallest > Folding.Least || repairs == MostRepairs) return (forward, backward, smallest, repairs);
            Folding.Smooth(this, forward, backward, repairs, parallel);
        }
    }

    // second ∘ first⁻¹
    private Whole Through(Vector4[] first, Vector4[] second, Vector4[] inverse, Vector4[] result, ParallelOptions? parallel)
    {
        Array.Clear(inverse);
        FieldKernels.Invert(first, Shape.I, Shape.J, Shape.K, inverse, parallel);
        FieldKernels.Compose(second, inverse, 1, Shape.I, Shape.J, Shape.K, result, parallel);
        return new(first, second, inverse, result);
    }

    /// <summary>
    /// A whole map: the half it goes back along to the middle, the half it leaves by, and on the working grid the way to the middle and the
    /// map itself.
    /// </summary>
    internal readonly record struct Whole(Vector4[] First, Vector4[] Second, Vector4[] ToMiddle, Vector4[] Field);
}

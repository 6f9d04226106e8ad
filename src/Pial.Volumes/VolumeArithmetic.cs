using System.Numerics;

namespace Pial.Volumes;

/// <summary>
/// Arithmetic and masks, voxel by voxel: <c>image * 2</c>, <c>image - denoised</c>, <c>brain &amp; ~lesion</c>,
/// <c>image.Within(brain)</c>.
/// </summary>
/// <remarks>
/// Two volumes must have one grid (<see cref="Grid.Matches"/>), and the result has the left one's. Numbers are those of the voxel type:
/// bytes overflow, integers divide to integers, 0 / 0 of floats is
/// not a number.
/// </remarks>
public static class VolumeArithmetic
{
    extension<T>(Volume<T> image)
        where T : unmanaged, INumber<T>
    {
        /// <summary>The sum of two images.</summary>
        /// <exception cref="ArgumentException">The grids differ.</exception>
        public static Volume<T> operator +(Volume<T> left, Volume<T> right) => left.With(right, static (a, b) => a + b);

        /// <summary>The difference of two images.</summary>
        /// <exception cref="ArgumentException">The grids differ.</exception>
        public static Volume<T> operator -(Volume<T> left, Volume<T> right) => left.With(right, static (a, b) => a - b);

        /// <summary>The product of two images.</summary>
        /// <exception cref="ArgumentException">The grids differ.</exception>
        public static Volume<T> operator *(Volume<T> left, Volume<T> right) => left.With(right, static (a, b) => a * b);

        /// <summary>One image divided by another.</summary>
        /// <exception cref="ArgumentException">The grids differ.</exception>
        public static Volume<T> operator /(Volume<T> left, Volume<T> right) => left.With(right, static (a, b) => a / b);

        /// <summary>The image with a number added to every voxel.</summary>
        public static Volume<T> operator +(Volume<T> left, T right) => left.Map(v => v + right);

        /// <summary>The image with a number taken from every voxel.</summary>
        public static Volume<T> operator -(Volume<T> left, T right) => left.Map(v => v - right);

        /// <summary>The image with every voxel multiplied by a number.</summary>
        public static Volume<T> operator *(Volume<T> left, T right) => left.Map(v => v * right);

        /// <summary>The image with every voxel divided by a number.</summary>
        public static Volume<T> operator /(Volume<T> left, T right) => left.Map(v => v / right);

        /// <summary>
        /// The sum of all voxels, added in double precision in the order of the array; not a number when one voxel is not.
        /// </summary>
        public double Sum()
        {
            ArgumentNullException.ThrowIfNull(image);
            var sum = 0.0;
            foreach (var v in image.Span)
                sum += double.CreateChecked(v);
            return sum;
        }
    }

    extension(Volume<bool>)
    {
        /// <summary>What both masks hold.</summary>
        /// <exception cref="ArgumentException">The grids differ.</exception>
        public static Volume<bool> operator &(Volume<bool> left, Volume<bool> right) => left.With(right, static (a, b) => a && b);

        /// <summary>What one mask or the other holds.</summary>
        /// <exception cref="ArgumentException">The grids differ.</exception>
        public static Volume<bool> operator |(Volume<bool> left, Volume<bool> right) => left.With(right, static (a, b) => a || b);

        /// <summary>What the mask leaves out.</summary>
        public static Volume<bool> operator ~(Volume<bool> mask) => mask.Map(static v => !v);
    }

    /// <summary>The image with one value everywhere outside of a mask.</summary>
    /// <param name="image">The image.</param>
    /// <param name="mask">Where it stays, on its grid.</param>
    /// <param name="outside">The value elsewhere; default 0.</param>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public static Volume<T> Within<T>(this Volume<T> image, Volume<bool> mask, T outside = default)
        where T : unmanaged
        => image.With(mask, (v, inside) => inside ? v : outside);

    /// <summary>The voxels of two volumes made into one, pair by pair.</summary>
    /// <param name="left">The first; its grid is the result's.</param>
    /// <param name="right">The second, on the same grid.</param>
    /// <param name="combine">What becomes of a pair.</param>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public static Volume<TOut> With<TLeft, TRight, TOut>(this Volume<TLeft> left, Volume<TRight> right, Func<TLeft, TRight, TOut> combine)
        where TLeft : unmanaged
        where TRight : unmanaged
        where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(combine);
        if (!left.Grid.Matches(right.Grid))
        {
            throw new ArgumentException(
                $"The volumes lie on different grids ({left.Grid} and {right.Grid}): resample one to the other.", nameof(right));
        }

        var result = new TOut[left.Shape.Count];
        var a = left.Span;
        var b = right.Span;
        for (var n = 0; n < result.Length; n++)
            result[n] = combine(a[n], b[n]);
        return new(left.Grid, result);
    }
}

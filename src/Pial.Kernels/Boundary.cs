namespace Pial.Kernels;

/// <summary>What a kernel sees beyond the ends of a line a b c d.</summary>
public enum Boundary
{
    /// <summary>
    /// Mirrored about the edge of the outermost voxel, <c>b a | a b c d | d c</c>: scipy's <c>reflect</c>. A symmetric kernel keeps the
    /// total exactly.
    /// </summary>
    Reflect,

    /// <summary>Mirrored about the centre of the outermost voxel, <c>c b | a b c d | c b</c>: scipy's <c>mirror</c>.</summary>
    Mirror,

    /// <summary>The outermost value goes on, <c>a a | a b c d | d d</c>: scipy's <c>nearest</c>.</summary>
    Nearest,

    /// <summary>Zeros: scipy's <c>constant</c>.</summary>
    Zero,
}

/// <summary>Index arithmetic of <see cref="Boundary"/>.</summary>
public static class Boundaries
{
    /// <summary>
    /// The index inside 0 … count − 1 that an index beyond the ends stands for, at any distance; −1 where it stands for zero.
    /// </summary>
    public static int Fold(Boundary boundary, int index, int count)
    {
        if ((uint)index < (uint)count) return index;
        switch (boundary)
        {
            case Boundary.Reflect:
                var r = Modulo(index, 2 * count);
                return r < count ? r : (2 * count) - 1 - r;
            case Boundary.Mirror:
                if (count == 1) return 0;
                var m = Modulo(index, (2 * count) - 2);
                return m < count ? m : (2 * count) - 2 - m;
            case Boundary.Nearest:
                return index < 0 ? 0 : count - 1;
            default:
                return -1;
        }
    }

    private static int Modulo(int a, int n)
    {
        var r = a % n;
        return r < 0 ? r + n : r;
    }
}

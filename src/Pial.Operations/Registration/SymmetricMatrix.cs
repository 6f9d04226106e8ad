using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>Functions of a symmetric positive definite 3×3 matrix through its eigenvectors (Jacobi's rotations).</summary>
internal static class SymmetricMatrix
{
    /// <summary>log S and S^(−1/2); translations are ignored and zero.</summary>
    public static (Affine Log, Affine InverseRoot) LogAndInverseRoot(Affine s)
    {
        Span<double> a = [s.M00, s.M01, s.M02, s.M10, s.M11, s.M12, s.M20, s.M21, s.M22];
        Span<double> v = [1, 0, 0, 0, 1, 0, 0, 0, 1];
        for (var sweep = 0; sweep < 20; sweep++)
        {
            Rotate(a, v, 0, 1);
            Rotate(a, v, 0, 2);
            Rotate(a, v, 1, 2);
        }

        return (Compose(v, Math.Log(a[0]), Math.Log(a[4]), Math.Log(a[8])),
            Compose(v, 1 / Math.Sqrt(a[0]), 1 / Math.Sqrt(a[4]), 1 / Math.Sqrt(a[8])));
    }

    private static void Rotate(Span<double> a, Span<double> v, int p, int q)
    {
        var off = a[(3 * p) + q];
        if (off == 0) return;
        var theta = 0.5 * Math.Atan2(2 * off, a[(3 * q) + q] - a[(3 * p) + p]);
        var (s, c) = Math.SinCos(theta);
        for (var n = 0; n < 3; n++)
        {
            var (x, y) = (a[(3 * n) + p], a[(3 * n) + q]);
            (a[(3 * n) + p], a[(3 * n) + q]) = ((c * x) - (s * y), (s * x) + (c * y));
            (x, y) = (v[(3 * n) + p], v[(3 * n) + q]);
            (v[(3 * n) + p], v[(3 * n) + q]) = ((c * x) - (s * y), (s * x) + (c * y));
        }

        for (var n = 0; n < 3; n++)
        {
            var (x, y) = (a[(3 * p) + n], a[(3 * q) + n]);
            (a[(3 * p) + n], a[(3 * q) + n]) = ((c * x) - (s * y), (s * x) + (c * y));
        }
    }

    private static Affine Compose(ReadOnlySpan<double> v, double x, double y, double z)
    {
        Span<double> m = stackalloc double[12];
        for (var r = 0; r < 3; r++)
        {
            for (var c = 0; c < 3; c++)
                m[(4 * r) + c] = (v[3 * r] * x * v[3 * c]) + (v[(3 * r) + 1] * y * v[(3 * c) + 1]) + (v[(3 * r) + 2] * z * v[(3 * c) + 2]);
        }

        return Affine.FromRows(m);
    }
}

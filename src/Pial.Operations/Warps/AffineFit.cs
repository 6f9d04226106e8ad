using Pial.Volumes;

namespace Pial.Operations.Warps;

/// <summary>Least-squares affine through pairs of points: with both sides about their means, <c>A = C_yx C_xx⁻¹</c>.</summary>
/// <param name="about">A point near the others, subtracted first so that sums keep their digits.</param>
internal sealed class AffineFit(Point about)
{
    private readonly double[] xx = new double[9], yx = new double[9];
    private Point sumX, sumY;
    private int count;

    public void Add(Point x, Point y)
    {
        if (!double.IsFinite(y.X + y.Y + y.Z)) return;
        (x, y) = (x - about, y - about);
        ReadOnlySpan<double> a = [x.X, x.Y, x.Z], b = [y.X, y.Y, y.Z];
        for (var r = 0; r < 3; r++)
        {
            for (var c = 0; c < 3; c++)
            {
                xx[(3 * r) + c] += a[r] * a[c];
                yx[(3 * r) + c] += b[r] * a[c];
            }
        }

        (sumX, sumY) = (sumX + x, sumY + y);
        count++;
    }

    public Affine Solve()
    {
        if (count == 0) return Affine.Identity;
        var (meanX, meanY) = (sumX * (1.0 / count), sumY * (1.0 / count));
        var spread = Central(xx, meanX, meanX);
        var size = spread.M00 + spread.M11 + spread.M22;
        var flat = count < 4 || !(spread.Determinant > 1e-9 * size * size * size);
        var linear = flat ? Affine.Identity : Central(yx, meanY, meanX) * spread.Inverse();
        return linear.WithOffset(about + meanY - linear.ApplyVector(about + meanX));
    }

    private Affine Central(double[] products, Point a, Point b)
    {
        double Entry(int n, double p, double q) => (products[n] / count) - (p * q);
        return new(
            Entry(0, a.X, b.X), Entry(1, a.X, b.Y), Entry(2, a.X, b.Z), 0,
            Entry(3, a.Y, b.X), Entry(4, a.Y, b.Y), Entry(5, a.Y, b.Z), 0,
            Entry(6, a.Z, b.X), Entry(7, a.Z, b.Y), Entry(8, a.Z, b.Z), 0);
    }
}

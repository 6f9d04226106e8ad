namespace Pial.Operations.Fingerprints;

/// <summary>Lays one map onto another: shifts on the grid, then turns and shifts by halving steps, for the largest correlation.</summary>
internal static class FingerprintPlacing
{
    private const int Reach = 3;          // places of 5 mm
    private const int LeastPoints = 200;  // of a sixth of all
    private const double FirstTurn = 0.1; // radians
    private const int Halvings = 4;
    private const int Row = ImageFingerprint.I, Slice = ImageFingerprint.I * ImageFingerprint.J;

    public static double Best(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second)
    {
        var whole = Whole(second);
        var few = Points(first, fewer: true);
        Span<double> pose = stackalloc double[6]; // turns about x, y, z; shifts in places
        var best = double.NegativeInfinity;
        for (var k = -Reach; k <= Reach; k++)
        {
            for (var j = -Reach; j <= Reach; j++)
            {
                for (var i = -Reach; i <= Reach; i++)
                {
                    var here = Shifted(few, second, i, j, k);
                    if (here <= best) continue;
                    best = here;
                    (pose[3], pose[4], pose[5]) = (i, j, k);
                }
            }
        }

        if (double.IsNegativeInfinity(best)) return 0;
        Climb(few, second, whole, pose);
        return Math.Max(Turned(Points(first, fewer: false), second, whole, pose), 0);
    }

    // One coordinate after the other, in either direction, with steps that halve when none helps.
    private static void Climb(short[] points, ReadOnlySpan<sbyte> second, bool[] whole, Span<double> pose)
    {
        var best = Turned(points, second, whole, pose);
        Span<double> step = [FirstTurn, FirstTurn, FirstTurn, 1, 1, 1];
        for (var halvings = 0; halvings <= Halvings;)
        {
            var better = false;
            for (var p = 0; p < 6; p++)
            {
                foreach (var sign in (ReadOnlySpan<int>)[1, -1])
                {
                    pose[p] += sign * step[p];
                    var here = Turned(points, second, whole, pose);
                    if (here > best + 1e-4)
                    {
                        (best, better) = (here, true);
                        break;
                    }

                    pose[p] -= sign * step[p];
                }
            }

            if (better) continue;
            halvings++;
            for (var p = 0; p < 6; p++) step[p] /= 2;
        }
    }

    // Places with tissue, all or a sixth of them: i, j, k and value.
    private static short[] Points(ReadOnlySpan<sbyte> field, bool fewer)
    {
        var points = new List<short>();
        for (var n = 0; n < field.Length; n++)
        {
            var (i, j, k) = (n % Row, n / Row % ImageFingerprint.J, n / Slice);
            if (field[n] != ImageFingerprint.Outside && (!fewer || ((i + (2 * j) + (3 * k)) % 3 == 0 && (j + k) % 2 == 0)))
                points.AddRange([(short)i, (short)j, (short)k, field[n]]);
        }

        return [.. points];
    }

    // Whether a place and its seven next ones are all tissue, so that one look tells that it can be interpolated there.
    private static bool[] Whole(ReadOnlySpan<sbyte> field)
    {
        var whole = new bool[field.Length];
        for (var k = 0; k < ImageFingerprint.K - 1; k++)
        {
            for (var j = 0; j < ImageFingerprint.J - 1; j++)
            {
                for (var i = 0; i < ImageFingerprint.I - 1; i++)
                {
                    var at = (k * Slice) + (j * Row) + i;
                    whole[at] = field[at] != ImageFingerprint.Outside && field[at + 1] != ImageFingerprint.Outside
                        && field[at + Row] != ImageFingerprint.Outside && field[at + Row + 1] != ImageFingerprint.Outside
                        && field[at + Slice] != ImageFingerprint.Outside && field[at + Slice + 1] != ImageFingerprint.Outside
                        && field[at + Slice + Row] != ImageFingerprint.Outside && field[at + Slice + Row + 1] != ImageFingerprint.Outside;
                }
            }
        }

        return whole;
    }

    // By whole places: nothing to interpolate.
    private static double Shifted(short[] points, ReadOnlySpan<sbyte> second, int di, int dj, int dk)
    {
        var sums = default(Sums);
        for (var n = 0; n < points.Length; n += 4)
        {
            var (i, j, k) = (points[n] + di, points[n + 1] + dj, points[n + 2] + dk);
            if ((uint)i >= ImageFingerprint.I || (uint)j >= ImageFingerprint.J || (uint)k >= ImageFingerprint.K) continue;
            var other = second[(k * Slice) + (j * Row) + i];
            if (other != ImageFingerprint.Outside) sums.Add(points[n + 3], other);
        }

        return sums.Correlation(points.Length);
    }

    private static double Turned(short[] points, ReadOnlySpan<sbyte> second, bool[] whole, ReadOnlySpan<double> pose)
    {
        const float Ci = (ImageFingerprint.I - 1) / 2f, Cj = (ImageFingerprint.J - 1) / 2f, Ck = (ImageFingerprint.K - 1) / 2f;
        var turn = System.Numerics.Matrix4x4.CreateFromYawPitchRoll((float)pose[1], (float)pose[0], (float)pose[2]);
        var (si, sj, sk) = (Ci + (float)pose[3], Cj + (float)pose[4], Ck + (float)pose[5]);
        var sums = default(Sums);
        for (var n = 0; n < points.Length; n += 4)
        {
            var (x, y, z) = (points[n] - Ci, points[n + 1] - Cj, points[n + 2] - Ck);
            var i = (x * turn.M11) + (y * turn.M21) + (z * turn.M31) + si;
            var j = (x * turn.M12) + (y * turn.M22) + (z * turn.M32) + sj;
            var k = (x * turn.M13) + (y * turn.M23) + (z * turn.M33) + sk;
            if (i < 0 || j < 0 || k < 0 || i >= ImageFingerprint.I || j >= ImageFingerprint.J || k >= ImageFingerprint.K) continue;
            var (i0, j0, k0) = ((int)i, (int)j, (int)k);
            var at = (k0 * Slice) + (j0 * Row) + i0;
            if (!whole[at]) continue;
            var (u, v, w) = (i - i0, j - j0, k - k0);
            var low = Between(second, at, u, v);
            sums.Add(points[n + 3], low + ((Between(second, at + Slice, u, v) - low) * w));
        }

        return sums.Correlation(points.Length);
    }

    private static float Between(ReadOnlySpan<sbyte> field, int at, float u, float v)
    {
        float a = field[at], b = field[at + 1], c = field[at + Row], d = field[at + Row + 1];
        var (near, far) = (a + ((b - a) * u), c + ((d - c) * u));
        return near + ((far - near) * v);
    }

    private struct Sums
    {
        private int count;
        private double a, b, aa, bb, ab;

        public void Add(double first, double second)
        {
            count++;
            a += first;
            b += second;
            aa += first * first;
            bb += second * second;
            ab += first * second;
        }

        // Of pairs where both have tissue; too few of them tell nothing.
        public readonly double Correlation(int numbers)
        {
            if (count < LeastPoints || count < numbers / 4 * 0.4) return double.NegativeInfinity;
            var (va, vb, vab) = (aa - (a * a / count), bb - (b * b / count), ab - (a * b / count));
            return va > 0 && vb > 0 ? vab / Math.Sqrt(va * vb) : 0;
        }
    }
}

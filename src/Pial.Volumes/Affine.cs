namespace Pial.Volumes;

/// <summary>
/// A 3×4 affine map in double precision, <c>y = A x + t</c>: voxel → RAS+ mm where it places a grid, RAS+ mm → RAS+ mm where it moves
/// space.
/// </summary>
/// <remarks>Compose right to left as matrices do: <c>(a * b).Apply(p) == a.Apply(b.Apply(p))</c>.</remarks>
public readonly record struct Affine(
    double M00, double M01, double M02, double M03,
    double M10, double M11, double M12, double M13,
    double M20, double M21, double M22, double M23)
{
    /// <summary>The map that changes nothing.</summary>
    public static Affine Identity { get; } = new(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);

    /// <summary>Entry at a row (0–2) and column (0–3).</summary>
    public double this[int row, int column] => ((row * 4) + column) switch
    {
        0 => M00,
        1 => M01,
        2 => M02,
        3 => M03,
        4 => M10,
        5 => M11,
        6 => M12,
        7 => M13,
        8 => M20,
        9 => M21,
        10 => M22,
        11 => M23,
        _ => throw new ArgumentOutOfRangeException(nameof(row)),
    };

    /// <summary>Builds from three rows of four, row by row.</summary>
    /// <exception cref="ArgumentException">Not twelve values.</exception>
    public static Affine FromRows(ReadOnlySpan<double> m) => m.Length < 12
        ? throw new ArgumentException($"An affine needs 12 values, got {m.Length}.", nameof(m))
        : new(m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8], m[9], m[10], m[11]);

    /// <summary>A shift.</summary>
    public static Affine Translation(Point t) => Identity with { M03 = t.X, M13 = t.Y, M23 = t.Z };

    /// <summary>A stretch along the axes.</summary>
    public static Affine Scaling(double x, double y, double z) => new(x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0);

    /// <summary>Rotation by radians about x, then y, then z: <c>Rz·Ry·Rx</c>.</summary>
    public static Affine Rotation(double x, double y, double z)
    {
        var (sx, cx) = Math.SinCos(x);
        var (sy, cy) = Math.SinCos(y);
        var (sz, cz) = Math.SinCos(z);
        return new(
            cz * cy, (cz * sy * sx) - (sz * cx), (cz * sy * cx) + (sz * sx), 0,
            sz * cy, (sz * sy * sx) + (cz * cx), (sz * sy * cx) - (cz * sx), 0,
            -sy, cy * sx, cy * cx, 0);
    }

    /// <summary>The same map about another origin: <c>T(c)·this·T(−c)</c>.</summary>
    public Affine About(Point centre) => Translation(centre) * this * Translation(centre * -1);

    /// <summary>The translation column.</summary>
    public Point Offset => new(M03, M13, M23);

    /// <summary>Column 0, 1 or 2: the step of one voxel along that axis, mm.</summary>
    public Point Column(int axis) => axis switch
    {
        0 => new(M00, M10, M20),
        1 => new(M01, M11, M21),
        2 => new(M02, M12, M22),
        _ => throw new ArgumentOutOfRangeException(nameof(axis)),
    };

    /// <summary>The same directions with another translation.</summary>
    public Affine WithOffset(Point t) => this with { M03 = t.X, M13 = t.Y, M23 = t.Z };

    /// <summary>Lengths of the three columns: the voxel size in mm of a voxel → mm affine.</summary>
    public Point VoxelSize => new(Column(0).Length, Column(1).Length, Column(2).Length);

    /// <summary>Determinant of the 3×3 part: volume scale, negative where handedness flips.</summary>
    public double Determinant =>
        (M00 * ((M11 * M22) - (M12 * M21))) - (M01 * ((M10 * M22) - (M12 * M20))) + (M02 * ((M10 * M21) - (M11 * M20)));

    /// <summary>Whether every entry is a finite number.</summary>
    public bool IsFinite
    {
        get
        {
            for (var r = 0; r < 3; r++)
                for (var c = 0; c < 4; c++)
                    if (!double.IsFinite(this[r, c])) return false;
            return true;
        }
    }

    /// <summary>Image of a point.</summary>
    public Point Apply(Point p) => new(
        (M00 * p.X) + (M01 * p.Y) + (M02 * p.Z) + M03,
        (M10 * p.X) + (M11 * p.Y) + (M12 * p.Z) + M13,
        (M20 * p.X) + (M21 * p.Y) + (M22 * p.Z) + M23);

    /// <summary>Image of a direction (no translation).</summary>
    public Point ApplyVector(Point p) => new(
        (M00 * p.X) + (M01 * p.Y) + (M02 * p.Z),
        (M10 * p.X) + (M11 * p.Y) + (M12 * p.Z),
        (M20 * p.X) + (M21 * p.Y) + (M22 * p.Z));

    /// <summary>Composition: the right operand is applied first.</summary>
    public static Affine operator *(Affine a, Affine b)
    {
        Span<double> m = stackalloc double[12];
        for (var r = 0; r < 3; r++)
        {
            for (var c = 0; c < 4; c++)
                m[(r * 4) + c] = (a[r, 0] * b[0, c]) + (a[r, 1] * b[1, c]) + (a[r, 2] * b[2, c]) + (c == 3 ? a[r, 3] : 0);
        }

        return FromRows(m);
    }

    /// <summary>The map that undoes this one.</summary>
    /// <exception cref="InvalidOperationException">The map is singular: its determinant is zero or not finite.</exception>
    public Affine Inverse()
    {
        var det = Determinant;
        if (det == 0 || !double.IsFinite(det))
            throw new InvalidOperationException($"The affine cannot be inverted: its determinant is {det}.");
        var s = 1 / det;
        var (a, b, c) = (((M11 * M22) - (M12 * M21)) * s, ((M02 * M21) - (M01 * M22)) * s, ((M01 * M12) - (M02 * M11)) * s);
        var (d, e, f) = (((M12 * M20) - (M10 * M22)) * s, ((M00 * M22) - (M02 * M20)) * s, ((M02 * M10) - (M00 * M12)) * s);
        var (g, h, i) = (((M10 * M21) - (M11 * M20)) * s, ((M01 * M20) - (M00 * M21)) * s, ((M00 * M11) - (M01 * M10)) * s);
        return new(
            a, b, c, -((a * M03) + (b * M13) + (c * M23)),
            d, e, f, -((d * M03) + (e * M13) + (f * M23)),
            g, h, i, -((g * M03) + (h * M13) + (i * M23)));
    }

    /// <summary>Three rows of four numbers.</summary>
    public override string ToString() =>
        $"[{M00:g6} {M01:g6} {M02:g6} {M03:g6}; {M10:g6} {M11:g6} {M12:g6} {M13:g6}; {M20:g6} {M21:g6} {M22:g6} {M23:g6}]";
}

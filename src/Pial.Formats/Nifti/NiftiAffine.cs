using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Pial.Formats.Nifti;

/// <summary>The three ways a NIfTI header can place its voxels.</summary>
internal static class NiftiAffine
{
    /// <summary>How much longer than 1 a quaternion may be: rounding of whoever wrote it, not damage.</summary>
    private const double Longest = 1.1;

    /// <summary>Length of b, c, d of the quaternion where it is more than single precision makes of 1; else 1.</summary>
    public static double QuaternionLength(NiftiHeader h) =>
        h.Quatern.Length is var length && length * length > 1 + (h.Version == 1 ? 1e-5 : 1e-9) ? length : 1;

    /// <summary>
    /// Method 2: quaternion, voxel sizes and offset. A quaternion a little longer than 1 is brought to that length with a = 0, as NIfTI's
    /// own library does; <c>null</c> when it is much longer or anything is not finite.
    /// </summary>
    public static Affine? Qform(NiftiHeader h)
    {
        var (b, c, d) = (h.Quatern.X, h.Quatern.Y, h.Quatern.Z);
        var a2 = 1 - ((b * b) + (c * c) + (d * d));
        if (!(a2 >= 1 - (Longest * Longest))) return null;
        var a = Math.Sqrt(Math.Max(0, a2));
        var s = 2 / ((a * a) + (b * b) + (c * c) + (d * d));
        var qfac = h.PixDim[0] < 0 ? -1 : 1;
        var (x, y, z) = (HeaderRules.Size(h.PixDim[1]), HeaderRules.Size(h.PixDim[2]), HeaderRules.Size(h.PixDim[3]) * qfac);
        var affine = new Affine(
            (1 - (s * ((c * c) + (d * d)))) * x, s * ((b * c) - (a * d)) * y, s * ((b * d) + (a * c)) * z, h.QOffset.X,
            s * ((b * c) + (a * d)) * x, (1 - (s * ((b * b) + (d * d)))) * y, s * ((c * d) - (a * b)) * z, h.QOffset.Y,
            s * ((b * d) - (a * c)) * x, s * ((c * d) + (a * b)) * y, (1 - (s * ((b * b) + (c * c)))) * z, h.QOffset.Z);
        return HeaderRules.IsUsable(affine) ? affine : null;
    }

    /// <summary>No orientation at all: nibabel's choice, first axis to the left and the world's origin at the centre.</summary>
    public static Affine FromVoxelSizes(Shape shape, IReadOnlyList<double> pixDim)
    {
        var (x, y, z) = (-HeaderRules.Size(pixDim[1]), HeaderRules.Size(pixDim[2]), HeaderRules.Size(pixDim[3]));
        return Affine.Scaling(x, y, z).WithOffset(new(-x * (shape.I - 1) / 2, -y * (shape.J - 1) / 2, -z * (shape.K - 1) / 2));
    }

    /// <summary>The header with qform (closest rigid) and sform set to an affine.</summary>
    public static NiftiHeader Place(NiftiHeader header, Affine affine, int code)
    {
        var size = affine.VoxelSize;
        var turn = affine * Affine.Scaling(1 / size.X, 1 / size.Y, 1 / size.Z);
        var qfac = turn.Determinant < 0 ? -1 : 1;
        if (qfac < 0)
            turn *= Affine.Scaling(1, 1, -1);
        var pixDim = header.PixDim.ToArray();
        (pixDim[0], pixDim[1], pixDim[2], pixDim[3]) = (qfac, size.X, size.Y, size.Z);
        return header with
        {
            PixDim = pixDim,
            Quatern = Quaternion(ClosestRotation(turn)),
            QOffset = affine.Offset,
            Srow = affine,
            QformCode = code,
            SformCode = code,
        };
    }

    /// <summary>
    /// The rotation closest to a matrix (its orthogonal polar factor), by Higham's Newton iteration <c>X ← (X + X⁻ᵀ)/2</c>
    /// (Higham 1986, doi:10.1137/0907079), which converges quadratically for any invertible matrix.
    /// </summary>
    internal static Affine ClosestRotation(Affine m)
    {
        var x = m.WithOffset(default);
        for (var step = 0; step < 60; step++)
        {
            var i = x.Inverse();
            var next = new Affine(
                (x.M00 + i.M00) / 2, (x.M01 + i.M10) / 2, (x.M02 + i.M20) / 2, 0,
                (x.M10 + i.M01) / 2, (x.M11 + i.M11) / 2, (x.M12 + i.M21) / 2, 0,
                (x.M20 + i.M02) / 2, (x.M21 + i.M12) / 2, (x.M22 + i.M22) / 2, 0);
            var change = (next.Column(0) - x.Column(0)).Length + (next.Column(1) - x.Column(1)).Length
                + (next.Column(2) - x.Column(2)).Length;
            x = next;
            if (change < 1e-15) break;
        }

        return x;
    }

    /// <summary>b, c, d of the unit quaternion (a ≥ 0) of a rotation.</summary>
    internal static Point Quaternion(Affine r)
    {
        var (xd, yd, zd) = (1 + r.M00 - (r.M11 + r.M22), 1 + r.M11 - (r.M00 + r.M22), 1 + r.M22 - (r.M00 + r.M11));
        var trace = 1 + r.M00 + r.M11 + r.M22;
        double a, b, c, d;
        if (trace > 0.5)
        {
            a = Math.Sqrt(trace) / 2;
            (b, c, d) = ((r.M21 - r.M12) / (4 * a), (r.M02 - r.M20) / (4 * a), (r.M10 - r.M01) / (4 * a));
        }
        else if (xd > 1)
        {
            b = Math.Sqrt(xd) / 2;
            (a, c, d) = ((r.M21 - r.M12) / (4 * b), (r.M01 + r.M10) / (4 * b), (r.M02 + r.M20) / (4 * b));
        }
        else if (yd > 1)
        {
            c = Math.Sqrt(yd) / 2;
            (a, b, d) = ((r.M02 - r.M20) / (4 * c), (r.M01 + r.M10) / (4 * c), (r.M12 + r.M21) / (4 * c));
        }
        else
        {
            d = Math.Sqrt(zd) / 2;
            (a, b, c) = ((r.M10 - r.M01) / (4 * d), (r.M02 + r.M20) / (4 * d), (r.M12 + r.M21) / (4 * d));
        }

        return a < 0 ? new(-b, -c, -d) : new(b, c, d);
    }
}

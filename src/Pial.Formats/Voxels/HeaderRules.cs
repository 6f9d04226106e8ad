using Pial.Volumes;

namespace Pial.Formats.Voxels;

/// <summary>What every format with a header decides in the same way: shapes, volumes of a series, affines that place nothing.</summary>
public static class HeaderRules
{
    /// <summary>Shape of one volume of a series that lists its extents as <c>dim[0]</c> (how many) to <c>dim[7]</c>.</summary>
    /// <param name="dim">The extents.</param>
    /// <param name="at">Byte of <c>dim[0]</c>, for messages.</param>
    /// <param name="width">Bytes of one of them.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="findings">Receives what was odd.</param>
    /// <param name="volume">Which volume, counted from 0; null for the only one.</param>
    /// <exception cref="ImageFormatException">It is no volume, or not the only one and none was asked for.</exception>
    public static Shape Shape(IReadOnlyList<long> dim, int at, int width, string path, Findings findings, int? volume = null)
    {
        ArgumentNullException.ThrowIfNull(dim);
        ArgumentNullException.ThrowIfNull(findings);
        var rank = dim[0];
        if (rank is < 1 or > 7)
            throw new ImageFormatException(path, at, "dim[0]", "1 to 7 (the header may be byte-swapped or damaged)", $"{rank}");
        for (var d = 1; d <= Math.Min(rank, 3); d++)
        {
            if (dim[d] < 1) throw new ImageFormatException(path, at + (d * width), $"dim[{d}]", "at least 1", $"{dim[d]}");
        }

        if (rank < 3)
            throw new ImageFormatException(path, at, "dim[0]", "3 (a volume)", $"{rank}: the file holds a {rank}-D picture");
        for (var d = 4; d <= rank; d++)
        {
            if (dim[d] > 1 && !(d == 4 && volume is not null)) throw TooManyVolumes(dim, path, at + (d * width), d);
            if (dim[d] < 1) findings.Warn("empty-dimension", $"dim[{d}] is {dim[d]}; it is taken as 1.");
        }

        if (volume is { } wanted)
            CheckVolume(wanted, rank < 4 ? 1 : dim[4], path, at + (4 * width), "dim[4]");
        else if (rank > 3)
            findings.Note("one-volume-series", $"The file lists {rank} dimensions but holds one volume; it is read as 3-D.");
        return ShapeOf(path, at + width, dim[1], dim[2], dim[3], findings);
    }

    /// <summary>Refuses a volume a series does not have.</summary>
    public static void CheckVolume(int volume, long volumes, string path, long at, string field)
    {
        if (volume < 0 || volume >= Math.Max(1, volumes))
            throw new ImageFormatException(path, at, field, $"more than {volume}, for volume {volume} (counted from 0)", $"{volumes}");
    }

    /// <summary>A shape, refused when it is too large for one array.</summary>
    public static Shape ShapeOf(string path, long offset, long i, long j, long k, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        if ((double)i * j * k > Array.MaxLength) // a damaged NIfTI-2 header can name three extents of 2⁶³
            throw new ImageFormatException(path, offset, "dim", $"at most {Array.MaxLength} voxels",
                $"{i}×{j}×{k}, which no head scan has");
        if (i == 1 || j == 1 || k == 1)
            findings.Note("single-slice", $"The volume is one voxel thick ({i}×{j}×{k}).");
        return new Shape((int)i, (int)j, (int)k);
    }

    /// <summary>A voxel size that can be used: its absolute value, or 1 mm where the header has 0 or no number.</summary>
    public static double Size(double pixDim) => double.IsFinite(pixDim) && pixDim != 0 ? Math.Abs(pixDim) : 1;

    /// <summary>Whether an affine places voxels at all: finite, and invertible in proportion to its voxel sizes.</summary>
    public static bool IsUsable(Affine affine)
    {
        var size = affine.VoxelSize;
        return affine.IsFinite && Math.Abs(affine.Determinant) > 1e-6 * size.X * size.Y * size.Z && size.X * size.Y * size.Z > 0;
    }

    /// <summary>Notes axes that are not at right angles.</summary>
    public static void CheckShear(Affine affine, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var size = affine.VoxelSize;
        double Cosine(int a, int b) =>
            Math.Abs(((affine[0, a] * affine[0, b]) + (affine[1, a] * affine[1, b]) + (affine[2, a] * affine[2, b]))
                / (affine.Column(a).Length * affine.Column(b).Length));
        var worst = Math.Max(Cosine(0, 1), Math.Max(Cosine(0, 2), Cosine(1, 2)));
        if (worst > 1e-3 && size.X > 0)
        {
            findings.Warn(
                "shear",
                $"The voxel axes are not at right angles (off by {Math.Asin(Math.Min(1, worst)) * 180 / Math.PI:0.##}°); "
                + "the affine is used as it is, but ITK-based tools refuse such files.");
        }
    }

    private static ImageFormatException TooManyVolumes(IReadOnlyList<long> dim, string path, long at, int d)
    {
        var shape = string.Join("×", dim.Skip(1).Take((int)dim[0]));
        var hint = d == 4 ? "1 (one volume); take one with pial convert, option 'volume' N"
            : "1; vectors and displacement fields are no images";
        return new(path, at, $"dim[{d}]", hint, $"{dim[d]}: the file holds {shape} voxels");
    }
}

using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Pial.Formats.Nifti;

/// <summary>
/// What Pial decides where a NIfTI header is silent, odd or contradicts itself; each case is listed in
/// <c>docs/reference/header-policy.md</c>.
/// </summary>
internal static class NiftiPolicy
{
    /// <summary>Shape of one volume of the file: the only one, or the one asked for of a series.</summary>
    public static Shape Shape(NiftiHeader h, string path, Findings findings, int? volume = null)
    {
        if (h.Version == 1 && h.Dim is [>= 1 and <= 7, -1, 1, 1, ..] or [>= 1 and <= 7, 27307, 1, 6, ..])
            throw new ImageFormatException(path, 40, "dim", "the extents of a volume", "FreeSurfer's mark for values on a surface");
        return h.Version == 1 ? HeaderRules.Shape(h.Dim, 40, 2, path, findings, volume)
            : HeaderRules.Shape(h.Dim, 16, 8, path, findings, volume);
    }

    /// <summary>Type, scaling and place of the voxels.</summary>
    /// <param name="h">The header.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="voxelFileLength">Length of the file that holds the voxels, or <c>null</c> when it is compressed.</param>
    /// <param name="shape">Shape of the volume.</param>
    /// <param name="findings">Receives what was odd.</param>
    public static VoxelLayout Layout(NiftiHeader h, string path, long? voxelFileLength, Shape shape, Findings findings)
    {
        var type = DataTypeCodes.Type(h.DataType)
            ?? throw new ImageFormatException(path, h.Version == 1 ? 70 : 12, "datatype", "an integer or real type",
                DataTypeCodes.Refusal(h.DataType));
        if (h.BitPix != type.ByteSize() * 8)
            findings.Warn("bitpix",
                $"bitpix is {h.BitPix} but datatype {type.Name()} has {type.ByteSize() * 8} bits; datatype is believed.");
        var (slope, intercept) = Scaling(h, path, findings);
        var offset = Offset(h, voxelFileLength, (long)shape.Count * type.ByteSize(), findings);
        return new(type, h.BigEndian, slope, intercept, offset);
    }

    // As nibabel: no slope (0 or not finite) means no scaling whatever the intercept says; a slope with a senseless intercept is an error.
    private static (double Slope, double Intercept) Scaling(NiftiHeader h, string path, Findings findings)
    {
        if (h.SclSlope == 0 || !double.IsFinite(h.SclSlope))
        {
            if (h.SclInter != 0 && double.IsFinite(h.SclInter))
                findings.Warn("slope-without-meaning",
                    $"scl_slope is {h.SclSlope} (no scaling), so scl_inter {h.SclInter:g6} is not applied.");
            return (1, 0);
        }

        if (!double.IsFinite(h.SclInter))
            throw new ImageFormatException(path, h.Version == 1 ? 116 : 184, "scl_inter", "a finite number beside a valid scl_slope",
                $"{h.SclInter}");
        if (h.SclSlope < 0)
            findings.Warn("negative-slope", $"scl_slope is {h.SclSlope:g6}; it is applied, so the order of intensities is reversed.");
        return (h.SclSlope, h.SclInter);
    }

    private static long Offset(NiftiHeader h, long? fileLength, long dataBytes, Findings findings)
    {
        var smallest = h.SmallestOffset;
        if (!(h.VoxOffset >= smallest) || h.VoxOffset > long.MaxValue / 2)
        {
            if (h.VoxOffset != 0 || !h.IsPair)
                findings.Warn("vox-offset-low",
                    $"vox_offset is {h.VoxOffset}, inside the header; the voxels are read from byte {smallest}.");
            return smallest;
        }

        var offset = (long)h.VoxOffset;
        if (fileLength is { } length && offset + dataBytes > length && smallest + dataBytes == length)
        {
            findings.Warn("vox-offset-lies",
                $"vox_offset is {offset}, but the voxels fill the file exactly from byte {smallest}; they are read from there.");
            return smallest;
        }

        return offset;
    }

    /// <summary>The affine: sform, else qform, else voxel sizes; and every reason to doubt it.</summary>
    public static (Affine Affine, AffineSource Source) Place(NiftiHeader h, Shape shape, LengthUnit? unit, Findings findings)
    {
        CheckFields(h, findings);
        var sform = h.SformCode > 0 && HeaderRules.IsUsable(h.Srow) ? h.Srow : (Affine?)null;
        var qform = h.QformCode > 0 ? NiftiAffine.Qform(h) : null;
        if (h.SformCode > 0 && sform is null)
            findings.Warn("sform-unusable", $"The sform ({h.Srow}) is {(h.Srow.IsFinite ? "degenerate" : "not finite")} and is ignored.");
        if (h.QformCode > 0 && qform is null)
            findings.Warn("qform-unusable",
                $"The qform (quaternion {h.Quatern.X:g6} {h.Quatern.Y:g6} {h.Quatern.Z:g6}) is no rotation and is ignored.");
        if (sform is { } s)
        {
            if (qform is { } q)
                Compare(s, q, shape, findings);
            return (NiftiUnits.ToMm(s, h, unit, findings), AffineSource.Sform);
        }

        if (h.PixDim.Skip(1).Take(3).Any(p => !(p > 0) || !double.IsFinite(p)))
            findings.Warn("pixdim",
                $"Voxel sizes {h.PixDim[1]:g6} {h.PixDim[2]:g6} {h.PixDim[3]:g6} are not all positive; the sign is dropped, and 0 is " +
                    "taken as 1 mm.");
        if (qform is { } only)
        {
            if (NiftiAffine.QuaternionLength(h) is > 1 and var length)
                findings.Warn("quaternion-long",
                    $"The quaternion's b, c, d have the length {length:0.#####}, not at most 1; it is normalised, as NIfTI's own library " +
                        "does.");
            return (NiftiUnits.ToMm(only, h, unit, findings), AffineSource.Qform);
        }

        findings.Warn("no-orientation",
            "Neither sform nor qform is usable: voxel sizes only; the first axis is taken to run to the left, as nibabel does. Left and " +
                "right cannot be told from this file.");
        return (NiftiUnits.ToMm(NiftiAffine.FromVoxelSizes(shape, h.PixDim), h, unit, findings), AffineSource.VoxelSizesOnly);
    }

    private static void CheckFields(NiftiHeader h, Findings findings)
    {
        if (h.QformCode is < 0 or > 5 || h.SformCode is < 0 or > 5)
            findings.Warn("form-code",
                $"qform_code {h.QformCode} or sform_code {h.SformCode} is none of 0 to 5; a positive one is taken as 'aligned', a " +
                    "negative one as none.");
        if (h.QformCode > 0 && h.PixDim[0] is not (1 or -1))
            findings.Note("qfac", $"pixdim[0] (qfac) is {h.PixDim[0]:g6}; {(h.PixDim[0] < 0 ? -1 : 1)} is used.");
        if (h.BigEndian)
            findings.Note("big-endian", "The file is big-endian.");
    }

    private static void Compare(Affine sform, Affine qform, Shape shape, Findings findings)
    {
        var corners = new Grid(shape, sform).Corners();
        var theirs = new Grid(shape, qform).Corners();
        var apart = corners.Select((p, c) => p.DistanceTo(theirs[c])).Max();
        if (apart > 0.5) // below that lies the rounding of a single-precision quaternion
        {
            findings.Warn(
                "forms-disagree",
                Orientation.Of(sform) == Orientation.Of(qform)
                    ? $"sform and qform place the corners up to {apart:0.##} mm apart; the sform is used."
                    : $"sform ({Orientation.Of(sform)}) and qform ({Orientation.Of(qform)}) disagree about the axes, by up to " +
                        $"{apart:0.##} mm; the sform is used.");
        }
    }
}

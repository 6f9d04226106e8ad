using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.Nifti;

/// <summary>Header bytes ↔ <see cref="NiftiHeader"/>; offsets as in nifti1.h and nifti2.h.</summary>
internal static class NiftiHeaderCodec
{
    public static NiftiHeader Read(ReadOnlySpan<byte> bytes, int version, bool bigEndian, bool isPair)
    {
        var f = new FieldReader(bytes, bigEndian);
        return version == 1 ? Read1(f, isPair) : Read2(f, isPair);
    }

    /// <summary>The fields of a NIfTI-1 layout, which Analyze shares for shape, type and voxel size.</summary>
    public static NiftiHeader Read(FieldReader fields, bool isPair) => Read1(fields, isPair);

    public static byte[] Write(NiftiHeader header)
    {
        var bytes = new byte[header.HeaderSize];
        var f = new FieldWriter(bytes, header.BigEndian);
        if (header.Version == 1)
            Write1(f, header);
        else
            Write2(f, header);
        return bytes;
    }

    private static NiftiHeader Read1(FieldReader f, bool isPair) => new()
    {
        Version = 1,
        IsPair = isPair,
        BigEndian = f.BigEndian,
        DbName = f.Text(14, 18),
        DimInfo = f.Byte(39),
        Dim = [f.I16(40), f.I16(42), f.I16(44), f.I16(46), f.I16(48), f.I16(50), f.I16(52), f.I16(54)],
        IntentP1 = f.F32(56),
        IntentP2 = f.F32(60),
        IntentP3 = f.F32(64),
        IntentCode = f.I16(68),
        DataType = f.I16(70),
        BitPix = f.I16(72),
        SliceStart = f.I16(74),
        PixDim = [f.F32(76), f.F32(80), f.F32(84), f.F32(88), f.F32(92), f.F32(96), f.F32(100), f.F32(104)],
        VoxOffset = f.F32(108),
        SclSlope = f.F32(112),
        SclInter = f.F32(116),
        SliceEnd = f.I16(120),
        SliceCode = f.Byte(122),
        XyztUnits = f.Byte(123),
        CalMax = f.F32(124),
        CalMin = f.F32(128),
        SliceDuration = f.F32(132),
        TOffset = f.F32(136),
        Descrip = f.Text(148, 80),
        AuxFile = f.Text(228, 24),
        QformCode = f.I16(252),
        SformCode = f.I16(254),
        Quatern = new(f.F32(256), f.F32(260), f.F32(264)),
        QOffset = new(f.F32(268), f.F32(272), f.F32(276)),
        Srow = new(f.F32(280), f.F32(284), f.F32(288), f.F32(292), f.F32(296), f.F32(300), f.F32(304), f.F32(308), f.F32(312), f.F32(316),
            f.F32(320), f.F32(324)),
        IntentName = f.Text(328, 16),
    };

    private static NiftiHeader Read2(FieldReader f, bool isPair) => new()
    {
        Version = 2,
        IsPair = isPair,
        BigEndian = f.BigEndian,
        DataType = f.I16(12),
        BitPix = f.I16(14),
        Dim = [f.I64(16), f.I64(24), f.I64(32), f.I64(40), f.I64(48), f.I64(56), f.I64(64), f.I64(72)],
        IntentP1 = f.F64(80),
        IntentP2 = f.F64(88),
        IntentP3 = f.F64(96),
        PixDim = [f.F64(104), f.F64(112), f.F64(120), f.F64(128), f.F64(136), f.F64(144), f.F64(152), f.F64(160)],
        VoxOffset = f.I64(168),
        SclSlope = f.F64(176),
        SclInter = f.F64(184),
        CalMax = f.F64(192),
        CalMin = f.F64(200),
        SliceDuration = f.F64(208),
        TOffset = f.F64(216),
        SliceStart = f.I64(224),
        SliceEnd = f.I64(232),
        Descrip = f.Text(240, 80),
        AuxFile = f.Text(320, 24),
        QformCode = f.I32(344),
        SformCode = f.I32(348),
        Quatern = new(f.F64(352), f.F64(360), f.F64(368)),
        QOffset = new(f.F64(376), f.F64(384), f.F64(392)),
        Srow = new(f.F64(400), f.F64(408), f.F64(416), f.F64(424), f.F64(432), f.F64(440), f.F64(448), f.F64(456), f.F64(464), f.F64(472),
            f.F64(480), f.F64(488)),
        SliceCode = f.I32(496),
        XyztUnits = f.I32(500),
        IntentCode = f.I32(504),
        IntentName = f.Text(508, 16),
        DimInfo = f.Byte(524),
    };

    private static void Write1(FieldWriter f, NiftiHeader h)
    {
        f.I32(0, 348);
        f.Text(14, 18, h.DbName);
        f.Byte(38, (byte)'r');
        f.Byte(39, h.DimInfo);
        for (var n = 0; n < 8; n++)
            f.I16(40 + (2 * n), h.Dim[n]);
        f.F32(56, h.IntentP1, h.IntentP2, h.IntentP3);
        f.I16(68, h.IntentCode);
        f.I16(70, h.DataType);
        f.I16(72, h.BitPix);
        f.I16(74, h.SliceStart);
        f.F32(76, [.. h.PixDim]);
        f.F32(108, h.VoxOffset, h.SclSlope, h.SclInter);
        f.I16(120, h.SliceEnd);
        f.Byte(122, (byte)h.SliceCode);
        f.Byte(123, (byte)h.XyztUnits);
        f.F32(124, h.CalMax, h.CalMin, h.SliceDuration, h.TOffset);
        f.Text(148, 80, h.Descrip);
        f.Text(228, 24, h.AuxFile);
        f.I16(252, h.QformCode);
        f.I16(254, h.SformCode);
        f.F32(256, h.Quatern.X, h.Quatern.Y, h.Quatern.Z, h.QOffset.X, h.QOffset.Y, h.QOffset.Z);
        f.F32(280, Rows(h.Srow));
        f.Text(328, 16, h.IntentName);
        f.Text(344, 4, h.IsPair ? "ni1" : "n+1");
    }

    private static void Write2(FieldWriter f, NiftiHeader h)
    {
        f.I32(0, 540);
        f.Text(4, 8, (h.IsPair ? "ni2" : "n+2") + "\0\r\n\x1a\n");
        f.I16(12, h.DataType);
        f.I16(14, h.BitPix);
        for (var n = 0; n < 8; n++)
            f.I64(16 + (8 * n), h.Dim[n]);
        f.F64(80, h.IntentP1, h.IntentP2, h.IntentP3);
        f.F64(104, [.. h.PixDim]);
        f.I64(168, (long)h.VoxOffset);
        f.F64(176, h.SclSlope, h.SclInter, h.CalMax, h.CalMin, h.SliceDuration, h.TOffset);
        f.I64(224, h.SliceStart);
        f.I64(232, h.SliceEnd);
        f.Text(240, 80, h.Descrip);
        f.Text(320, 24, h.AuxFile);
        f.I32(344, h.QformCode);
        f.I32(348, h.SformCode);
        f.F64(352, h.Quatern.X, h.Quatern.Y, h.Quatern.Z, h.QOffset.X, h.QOffset.Y, h.QOffset.Z);
        f.F64(400, Rows(h.Srow));
        f.I32(496, h.SliceCode);
        f.I32(500, h.XyztUnits);
        f.I32(504, h.IntentCode);
        f.Text(508, 16, h.IntentName);
        f.Byte(524, h.DimInfo);
    }

    private static double[] Rows(Affine a) => [a.M00, a.M01, a.M02, a.M03, a.M10, a.M11, a.M12, a.M13, a.M20, a.M21, a.M22, a.M23];
}

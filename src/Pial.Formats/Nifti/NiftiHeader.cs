using Pial.Volumes;

namespace Pial.Formats.Nifti;

/// <summary>One header extension: a code (6 is a comment) and its bytes.</summary>
/// <param name="Code">Registered extension code.</param>
/// <param name="Content">Bytes as stored, padding included.</param>
public sealed record NiftiExtension(int Code, ReadOnlyMemory<byte> Content);

/// <summary>
/// The fields of a NIfTI-1 or NIfTI-2 header, as the file has them, in one shape: integers as <c>long</c> or <c>int</c>, reals as
/// <c>double</c>.
/// </summary>
/// <remarks>
/// NIfTI-1: Cox et al. 2004, <see href="https://nifti.nimh.nih.gov/nifti-1"/>; NIfTI-2: <see href="https://nifti.nimh.nih.gov/nifti-2"/>.
/// </remarks>
public sealed record NiftiHeader
{
    /// <summary>1 or 2.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Whether header and voxels are two files (<c>.hdr</c> and <c>.img</c>).</summary>
    public bool IsPair { get; init; }

    /// <summary>Whether numbers are big-endian.</summary>
    public bool BigEndian { get; init; }

    /// <summary>Acquisition axes: frequency, phase and slice, two bits each.</summary>
    public byte DimInfo { get; init; }

    /// <summary><c>dim[0]</c> to <c>dim[7]</c>.</summary>
    public IReadOnlyList<long> Dim { get; init; } = [3, 1, 1, 1, 1, 1, 1, 1];

    /// <summary>First parameter of the intent.</summary>
    public double IntentP1 { get; init; }

    /// <summary>Second parameter of the intent.</summary>
    public double IntentP2 { get; init; }

    /// <summary>Third parameter of the intent.</summary>
    public double IntentP3 { get; init; }

    /// <summary>What the values mean; 1002 is labels, 1007 a vector.</summary>
    public int IntentCode { get; init; }

    /// <summary>Name of the intent.</summary>
    public string IntentName { get; init; } = string.Empty;

    /// <summary>NIfTI code of the voxel type.</summary>
    public int DataType { get; init; }

    /// <summary>Bits of a voxel.</summary>
    public int BitPix { get; init; }

    /// <summary><c>pixdim[0]</c> (qfac) to <c>pixdim[7]</c>.</summary>
    public IReadOnlyList<double> PixDim { get; init; } = [1, 1, 1, 1, 1, 1, 1, 1];

    /// <summary>Byte at which the voxels start.</summary>
    public double VoxOffset { get; init; }

    /// <summary>Factor of the stored values; 0 or not finite: none.</summary>
    public double SclSlope { get; init; }

    /// <summary>Added after the factor.</summary>
    public double SclInter { get; init; }

    /// <summary>First timed slice.</summary>
    public long SliceStart { get; init; }

    /// <summary>Last timed slice.</summary>
    public long SliceEnd { get; init; }

    /// <summary>Slice timing order.</summary>
    public int SliceCode { get; init; }

    /// <summary>Seconds for one slice.</summary>
    public double SliceDuration { get; init; }

    /// <summary>Units of space (low three bits: 1 m, 2 mm, 3 µm) and time.</summary>
    public int XyztUnits { get; init; }

    /// <summary>Largest display intensity.</summary>
    public double CalMax { get; init; }

    /// <summary>Smallest display intensity.</summary>
    public double CalMin { get; init; }

    /// <summary>Shift of the time axis.</summary>
    public double TOffset { get; init; }

    /// <summary>Any text, at most 79 characters.</summary>
    public string Descrip { get; init; } = string.Empty;

    /// <summary>Auxiliary file name.</summary>
    public string AuxFile { get; init; } = string.Empty;

    /// <summary>Analyze's database name; NIfTI-1 only.</summary>
    public string DbName { get; init; } = string.Empty;

    /// <summary>What the qform is aligned to: 0 nothing, 1 scanner, 2 another image, 3 Talairach, 4 MNI152, 5 another template.</summary>
    public int QformCode { get; init; }

    /// <summary>What the sform is aligned to; codes as <see cref="QformCode"/>.</summary>
    public int SformCode { get; init; }

    /// <summary>The unit quaternion's b, c, d.</summary>
    public Point Quatern { get; init; }

    /// <summary>Offset of the qform, mm.</summary>
    public Point QOffset { get; init; }

    /// <summary>Rows of the sform.</summary>
    public Affine Srow { get; init; }

    /// <summary>Extensions, in file order.</summary>
    public IReadOnlyList<NiftiExtension> Extensions { get; init; } = [];

    /// <summary>Bytes of the fixed header.</summary>
    public int HeaderSize => Version == 1 ? 348 : 540;

    /// <summary>First byte at which voxels of a single file may start.</summary>
    public int SmallestOffset => IsPair ? 0 : HeaderSize + 4;
}

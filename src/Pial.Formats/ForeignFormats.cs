using System.Text;

namespace Pial.Formats;

/// <summary>Names the formats Pial does not read, so that a refusal can say what the file is.</summary>
internal static class ForeignFormats
{
    /// <summary>What a file is, from its first bytes and its name; <c>null</c> when nothing is recognised.</summary>
    public static string? Name(ReadOnlySpan<byte> head, string path)
    {
        if (head.Length >= 132 && head[128..132].SequenceEqual("DICM"u8)) return "DICOM; convert the series with dcm2niix first";
        foreach (var (magic, name) in Magics)
        {
            if (head.StartsWith(magic)) return name;
        }

        var text = Encoding.Latin1.GetString(head[..Math.Min(head.Length, 512)]);
        if (text.Contains("<GIFTI", StringComparison.Ordinal)) return "GIFTI (surface data), not a volume";
        if (text.Contains("Philips", StringComparison.OrdinalIgnoreCase)
            || text.Contains("DATA DESCRIPTION FILE", StringComparison.Ordinal))
            return "a Philips PAR/REC header; convert it with dcm2niix first";
        var file = Path.GetFileName(path);
        foreach (var (ending, name) in Endings)
        {
            if (file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return name;
        }

        return text.Length > 0 && text.All(c => c is >= ' ' or '\t' or '\r' or '\n' and < '\x7f') ? "text" : null;
    }

    private static readonly (byte[] Magic, string Name)[] Magics =
    [
        ("CDF\x01"u8.ToArray(), "MINC 1 (netCDF); convert it with mnc2nii first"),
        ("CDF\x02"u8.ToArray(), "MINC 1 (netCDF); convert it with mnc2nii first"),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "MINC 2 or another HDF5 file; convert it with mnc2nii first"),
        ("MATRIX7"u8.ToArray(), "ECAT 7 (PET), which Pial does not read"),
        ("TRACK\0"u8.ToArray(), "TrackVis streamlines, not a volume"),
        ("mrtrix tracks"u8.ToArray(), "MRtrix streamlines, not a volume"),
        ("mrtrix image"u8.ToArray(), "MRtrix .mif; convert it with mrconvert first"),
        ("NRRD"u8.ToArray(), "NRRD; convert it to NIfTI first"),
        ("ObjectType"u8.ToArray(), "MetaImage; convert it to NIfTI first"),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG picture"),
        ([0xff, 0xd8, 0xff], "a JPEG picture"),
        ("PK\x03\x04"u8.ToArray(), "a ZIP archive; unpack it first"),
        ("BZh"u8.ToArray(), "compressed with bzip2; unpack it first"),
        ([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "compressed with xz; unpack it first"),
        ([0x28, 0xb5, 0x2f, 0xfd], "compressed with zstd; unpack it first"),
        ([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'], "a NumPy array, which has no affine"),
        ("version https://git-lfs"u8.ToArray(), "a Git LFS pointer; fetch the real file first"),
    ];

    private static readonly (string Ending, string Name)[] Endings =
    [
        (".HEAD", "an AFNI header; convert it with 3dAFNItoNIFTI first"),
        (".BRIK", "AFNI voxels; convert them with 3dAFNItoNIFTI first"),
        (".BRIK.gz", "AFNI voxels; convert them with 3dAFNItoNIFTI first"),
        (".PAR", "a Philips PAR/REC header; convert it with dcm2niix first"),
        (".REC", "Philips PAR/REC voxels; convert them with dcm2niix first"),
        (".v", "ECAT (PET), which Pial does not read"),
        (".mnc", "MINC; convert it with mnc2nii first"),
        (".trk", "TrackVis streamlines, not a volume"),
        (".tck", "MRtrix streamlines, not a volume"),
        (".gii", "GIFTI (surface data), not a volume"),
        (".dcm", "DICOM; convert the series with dcm2niix first"),
    ];
}

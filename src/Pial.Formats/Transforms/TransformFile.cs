using Pial.Formats.Nifti;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.Transforms;

/// <summary>The form a transform is written in.</summary>
public enum TransformForm
{
    /// <summary>
    /// ITK and ANTs: <c>.txt</c>, <c>.tfm</c> or <c>.mat</c> for affines, <c>.nii</c> or <c>.nii.gz</c> for displacement fields.
    /// </summary>
    Itk,

    /// <summary>FSL's FLIRT: a text matrix between scaled voxels.</summary>
    Fsl,

    /// <summary>FreeSurfer <c>.lta</c>.</summary>
    Lta,

    /// <summary>MNI <c>.xfm</c>.</summary>
    Xfm,
}

/// <summary>
/// Transform files of every tool ↔ pull maps in RAS mm. The form of an input is told by its content, that of an output by its name.
/// </summary>
public static class TransformFile
{
    /// <summary>Reads a transform.</summary>
    /// <param name="path">ITK affine (text or MATLAB level 4), ITK displacement field (NIfTI), FLIRT matrix, FreeSurfer LTA or
    /// register.dat, or MNI xfm.</param>
    /// <param name="moving">Grid of the image the transform moves; only FLIRT matrices and register.dat need it.</param>
    /// <param name="reference">Grid of its reference; only FLIRT matrices and register.dat need it.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>Reference RAS mm → moving RAS mm.</returns>
    /// <exception cref="ImageFormatException">None of these, or damaged.</exception>
    /// <exception cref="ArgumentException">A FLIRT matrix or register.dat without both grids.</exception>
    public static PointMap Read(string path, Grid? moving = null, Grid? reference = null, ParallelOptions? parallel = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new ImageFormatException(path, -1, "input", "a transform file", "a directory");
        byte[] head;
        using (var file = new SourceFile(path))
            head = file.Peek(1024).ToArray();
        if (NiftiFormat.Kind(head) is not null) return ItkDisplacement.Read(path, parallel);
        if (head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F']))
            throw new ImageFormatException(path, 0, "file", "an ITK affine (.txt, .mat) or displacement field (.nii.gz)",
                "an HDF5 composite; take it apart with CompositeTransformUtil --disassemble");
        if (head.AsSpan().ContainsAnyInRange((byte)0, (byte)8))
            return MatlabOrUnknown(path, head);
        var text = System.Text.Encoding.Latin1.GetString(head).TrimStart();
        if (text.StartsWith("#Insight", StringComparison.Ordinal)) return ItkTransform.Read(path);
        if (text.StartsWith(XfmTransform.Signature, StringComparison.Ordinal)) return XfmTransform.Read(path);
        if (text.Split('\n').Any(static l => l.StartsWith("type", StringComparison.Ordinal) && l.Contains('=', StringComparison.Ordinal)))
            return LtaTransform.Read(path);
        if (text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.'))
        {
            return moving is { } m && reference is { } r
                ? FslTransform.Read(path, m, r)
                : throw new ArgumentException(
                    $"{Path.GetFileName(path)}: a FLIRT matrix needs the grids of its moving and reference image.", nameof(moving));
        }

        if (RegisterTransform.Sniff(text))
        {
            return moving is { } m && reference is { } r
                ? RegisterTransform.Read(path, m, r)
                : throw new ArgumentException(
                    $"{Path.GetFileName(path)}: a register.dat needs the grids of its moving and reference image.", nameof(moving));
        }

        throw Unknown(path);
    }

    /// <summary>Writes a transform.</summary>
    /// <param name="path">The file; its extension chooses the form unless one is given. <c>.mat</c> is ITK's.</param>
    /// <param name="map">Reference RAS mm → moving RAS mm: an affine, or a single warp for a displacement field.</param>
    /// <param name="moving">Grid of the moving image; FLIRT needs it, LTA keeps it.</param>
    /// <param name="reference">Grid of the reference.</param>
    /// <param name="form">The tool, when the name does not say it.</param>
    /// <param name="parallel">Threads and cancellation; the bytes do not depend on them.</param>
    /// <exception cref="ArgumentException">The name says no form, the form cannot hold the map, or a grid is missing.</exception>
    public static void Write(
        string path, PointMap map, Grid? moving = null, Grid? reference = null, TransformForm? form = null,
        ParallelOptions? parallel = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(map);
        var name = Path.GetFileName(path);
        if (IsFieldName(path))
        {
            if (form is not (null or TransformForm.Itk))
                throw new ArgumentException($"'{name}': only ITK's form has displacement fields.", nameof(form));
            if (map.Links is not [{ Warp: { } warp }] || map.FirstAffine != Affine.Identity)
                throw new ArgumentException($"'{name}': a displacement field holds one warp; sample the chain on the reference grid first.",
                    nameof(map));
            ItkDisplacement.Write(path, warp, parallel);
            return;
        }

        if (!map.IsAffine)
            throw new ArgumentException($"'{name}': a map with a warp is written as .nii or .nii.gz.", nameof(map));
        switch (form ?? FormOf(path)
            ?? throw new ArgumentException($"'{name}' names no form of transform; end it in .txt, .tfm, .mat, .lta, .xfm, .nii or .nii.gz.",
                nameof(path)))
        {
            case TransformForm.Itk:
                ItkTransform.Write(path, map.FirstAffine);
                break;
            case TransformForm.Lta:
                LtaTransform.Write(path, map.FirstAffine, moving, reference);
                break;
            case TransformForm.Xfm:
                XfmTransform.Write(path, map.FirstAffine);
                break;
            default:
                if (moving is not { } m || reference is not { } r)
                    throw new ArgumentException($"'{name}': a FLIRT matrix needs the grids of its moving and reference image.",
                        nameof(moving));
                FslTransform.Write(path, map.FirstAffine, m, r);
                break;
        }
    }

    /// <summary>Whether the name is one of a displacement field.</summary>
    public static bool IsFieldName(string path)
    {
        return ImageFormats.IsNifti(path);
    }

    /// <summary>Name of the inverse's file: <c>_inverse</c> before the extension.</summary>
    public static string InverseName(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var extension = ImageFormats.EndingOf(path) is { Length: > 0 } image ? image : Path.GetExtension(path);
        return path[..^extension.Length] + "_inverse" + extension;
    }

    /// <summary>The form an affine of this name is written in; null when the name says none.</summary>
    public static TransformForm? FormOf(string path) => Path.GetExtension(path)?.ToLowerInvariant() switch
    {
        ".txt" or ".tfm" or ".mat" => TransformForm.Itk,
        ".lta" => TransformForm.Lta,
        ".xfm" => TransformForm.Xfm,
        _ => null,
    };

    private static PointMap MatlabOrUnknown(string path, byte[] head)
    {
        if (head.AsSpan().StartsWith("MATLAB 5.0"u8) || path.EndsWith(".mat", StringComparison.OrdinalIgnoreCase))
            return ItkTransform.Read(path);
        throw Unknown(path);
    }

    private static ImageFormatException Unknown(string path) => new(
        path, 0, "file",
        "a transform: ITK .txt, .tfm or .mat, a displacement field .nii.gz, FLIRT .mat, FreeSurfer .lta or register.dat, MNI .xfm",
        "none of them");
}

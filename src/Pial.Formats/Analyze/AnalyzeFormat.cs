using Pial.Formats.Streams;
using Pial.Formats.Transforms;
using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Pial.Formats.Analyze;

/// <summary>
/// Analyze 7.5 and SPM's dialects of it (<c>.hdr</c> and <c>.img</c>), read as nibabel reads them, that is by SPM2's rules: <c>funused1</c>
/// is a slope, <c>originator</c> holds an origin, a <c>.mat</c> beside it holds the affine, and the first axis runs to the left.
/// </summary>
internal sealed class AnalyzeFormat : IImageFormat
{
    private const int HeaderSize = 348;

    public string Name => "Analyze";

    public bool Sniff(ReadOnlySpan<byte> head, string path)
    {
        if (head.Length < HeaderSize || !PairedFile.IsHeaderName(path)) return false;
        return new FieldReader(head, false).I32(0) == HeaderSize || new FieldReader(head, true).I32(0) == HeaderSize;
    }

    public IEnumerable<(string Name, string Text)> HeaderLines(ImageHeader header) =>
        header.Analyze is { Description.Length: > 0 } analyze ? [("description", analyze.Description)] : [];

    public OpenedImage Open(SourceFile file, ReadOnlySpan<byte> head, LoadOptions options)
    {
        var bytes = head[..HeaderSize].ToArray();
        var f = new FieldReader(bytes, new FieldReader(bytes, true).I32(0) == HeaderSize);
        var voxels = PairedFile.OpenVoxels(file.Path);
        try
        {
            var opened = Judge(file.Path, f, voxels, options.Volume);
            return opened with { Header = opened.Header with { Analyze = new AnalyzeHeader(bytes) } };
        }
        catch
        {
            voxels.Dispose();
            throw;
        }
        finally
        {
            file.Dispose();
        }
    }

    private static OpenedImage Judge(string path, FieldReader f, SourceFile voxels, int? volume)
    {
        var findings = new Findings();
        var dim = new long[8];
        for (var d = 0; d < dim.Length; d++)
            dim[d] = f.I16(40 + (2 * d));
        var shape = HeaderRules.Shape(dim, 40, 2, path, findings, volume);
        var code = f.I16(70);
        var type = DataTypeCodes.Type(code);
        if (type is null || code > 255)
            throw new ImageFormatException(path, 70, "datatype", "2, 4, 8, 16 or 64", DataTypeCodes.Refusal(code));
        var (slope, intercept) = Scaling(f);
        var start = f.F32(108);
        var offset = float.IsFinite(start) && start > 0 ? (long)start : 0;
        var (affine, source) = Place(path, f, shape, findings);
        if (f.BigEndian)
            findings.Note("big-endian", "The file is big-endian.");
        var header = new ImageHeader
        {
            Format = "Analyze",
            StoredType = type.Value,
            BigEndian = f.BigEndian,
            Compressed = voxels.Compressed,
            Dimensions = [.. dim.Skip(1).Take((int)dim[0])],
            Slope = slope,
            Intercept = intercept,
            AffineSource = source,
        };
        var layout = new VoxelLayout(type.Value, f.BigEndian, slope, intercept, offset).OfVolume(volume, shape);
        return new(voxels, layout, new Grid(shape, affine), header, findings);
    }

    // SPM2: a slope with its intercept; else the recorded stored and calibrated ranges; else none.
    private static (double Slope, double Intercept) Scaling(FieldReader f)
    {
        double slope = f.F32(112), intercept = f.F32(116);
        if (slope != 0 && double.IsFinite(slope))
            return (slope, double.IsFinite(intercept) ? intercept : 0);
        double stored = (double)f.I32(140) - f.I32(144), scaled = (double)f.F32(124) - f.F32(128);
        if (stored == 0 || scaled == 0 || !double.IsFinite(scaled)) return (1, 0);
        slope = scaled / stored;
        return (slope, f.F32(128) - (slope * f.I32(144)));
    }

    private static (Affine Affine, AffineSource Source) Place(string path, FieldReader f, Shape shape, Findings findings)
    {
        if (SpmMat(path, findings) is { } mat) return (mat, AffineSource.SpmMat);
        double[] size = [-HeaderRules.Size(f.F32(80)), HeaderRules.Size(f.F32(84)), HeaderRules.Size(f.F32(88))];
        int[] origin = [f.I16(253), f.I16(255), f.I16(257)];
        var given = origin.Any(o => o != 0);
        var sensible = given && Enumerable.Range(0, 3).All(a => origin[a] > -shape[a] && origin[a] < 2 * shape[a]);
        if (given && !sensible)
            findings.Warn("spm-origin", $"The origin field ({string.Join(", ", origin)}) lies far outside the image and is ignored.");
        var zero = new Point[] { new((shape.I - 1) / 2.0, (shape.J - 1) / 2.0, (shape.K - 1) / 2.0),
            new(origin[0] - 1, origin[1] - 1, origin[2] - 1) }[sensible ? 1 : 0];
        findings.Warn("no-orientation",
            "Analyze does not record left and right; the first axis is taken to run to the left, as SPM and nibabel do.");
        var scale = Affine.Scaling(size[0], size[1], size[2]);
        return (scale.WithOffset(scale.ApplyVector(zero) * -1), sensible ? AffineSource.SpmOrigin : AffineSource.VoxelSizesOnly);
    }

    // 'mat' maps voxels counted from 1 to mm; 'M' is older and leaves the left-right flip to the reader.
    private static Affine? SpmMat(string headerPath, Findings findings)
    {
        var path = PairedFile.Stem(headerPath) + ".mat";
        if (!File.Exists(path)) return null;
        try
        {
            var matrices = MatlabV4.Read(path);
            var flip = !matrices.TryGetValue("mat", out var m);
            if (flip && !matrices.TryGetValue("M", out m) || m!.Rows != 4 || m.Columns != 4)
            {
                findings.Warn("spm-mat", $"{Path.GetFileName(path)} has no 4×4 matrix 'mat' or 'M'; it is ignored.");
                return null;
            }

            var affine = Affine.FromRows([m[0, 0], m[0, 1], m[0, 2], m[0, 3], m[1, 0], m[1, 1], m[1, 2], m[1, 3], m[2, 0], m[2, 1],
                m[2, 2], m[2, 3]]);
            affine = (flip ? Affine.Scaling(-1, 1, 1) * affine : affine) * Affine.Translation(new(1, 1, 1));
            if (HeaderRules.IsUsable(affine)) return affine;
            findings.Warn("spm-mat", $"The matrix of {Path.GetFileName(path)} does not place the voxels; it is ignored.");
        }
        catch (ImageFormatException e)
        {
            findings.Warn("spm-mat", $"{e.Message}; it is ignored.");
        }

        return null;
    }
}

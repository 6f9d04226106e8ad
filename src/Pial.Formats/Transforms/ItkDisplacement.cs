using Pial.Formats.Nifti;
using Pial.Formats.Streams;
using Pial.Formats.Voxels;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Formats.Transforms;

/// <summary>
/// Displacement fields as ITK and ANTs write them: NIfTI of five dimensions (i, j, k, 1, 3), intent 1007 (vector), millimetres in LPS, from
/// points of the reference to points of the moving image. In memory the same in RAS, so x and y change sign.
/// </summary>
public static class ItkDisplacement
{
    private const int Vector = 1007;

    /// <summary>Reads a field stored as any real type; float64 is rounded to float32.</summary>
    /// <param name="path">A <c>.nii</c> or <c>.nii.gz</c> file.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ImageFormatException">Not a NIfTI file, not a field of three-component vectors, cut off, or holding displacements
    /// that are not numbers.</exception>
    public static Warp Read(string path, ParallelOptions? parallel = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new SourceFile(path);
        var head = file.Peek(1024);
        var kind = NiftiFormat.Kind(head)
            ?? throw new ImageFormatException(path, 0, "file", "a displacement field as NIfTI (.nii, .nii.gz)", "no NIfTI image");
        var header = NiftiHeaderCodec.Read(head, kind.Version, kind.BigEndian, kind.IsPair);
        Check(header, path);

        // The three components lie one behind the other: read as one volume three times as deep.
        var findings = new Findings();
        var one = NiftiPolicy.Shape(header with { Dim = [3, header.Dim[1], header.Dim[2], header.Dim[3], 1, 1, 1, 1] }, path, findings);
        if (3L * one.Count > Array.MaxLength)
            throw new ImageFormatException(path, 40, "dim", $"at most {Array.MaxLength / 3} voxels", $"{one}");
        var three = new Shape(one.I, one.J, 3 * one.K);
        var layout = NiftiPolicy.Layout(header, path, file.Compressed ? null : file.StoredLength, three, findings);
        var grid = new Grid(one, NiftiPolicy.Place(header, one, null, findings).Affine);
        var all = VoxelReader.Read<float>(file, layout, grid with { Shape = three },
            static (bytes, l, voxels, _) => VoxelDecoder.Decode(bytes, l, voxels), parallel);
        var odd = all.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (odd >= 0)
            throw new ImageFormatException(path, layout.Offset + ((long)odd * layout.Type.ByteSize()), "displacement", "a number of mm",
                $"{all.Span[odd]}");
        file.CountToEnd(); // so that gzip compares its checksum
        return new(Component(all, grid, 0, -1, parallel), Component(all, grid, 1, -1, parallel), Component(all, grid, 2, 1, parallel));
    }

    /// <summary>Writes a field as float32.</summary>
    /// <param name="path">Ends in <c>.nii</c> or <c>.nii.gz</c>. The file appears under this name only when it is whole.</param>
    /// <param name="warp">Reference → moving, RAS mm.</param>
    /// <param name="parallel">Threads and cancellation; the bytes do not depend on them.</param>
    /// <exception cref="ArgumentException">Another extension, or a grid ITK cannot hold: its axes are not at right angles.</exception>
    public static void Write(string path, Warp warp, ParallelOptions? parallel = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(warp);
        if (!TransformFile.IsFieldName(path))
            throw new ArgumentException($"'{Path.GetFileName(path)}': a displacement field is written as .nii or .nii.gz.", nameof(path));
        ThrowIfSheared(warp.Grid);
        var (grid, shape) = (warp.Grid, warp.Grid.Shape);
        var lps = new float[3L * shape.Count];
        Slices.For(shape.K, parallel, k =>
        {
            var at = k * shape.SliceCount;
            Copy(warp.X.Slice(k), -1, lps.AsSpan(at, shape.SliceCount));
            Copy(warp.Y.Slice(k), -1, lps.AsSpan(shape.Count + at, shape.SliceCount));
            Copy(warp.Z.Slice(k), 1, lps.AsSpan((2 * shape.Count) + at, shape.SliceCount));
        });
        var large = Math.Max(shape.I, Math.Max(shape.J, shape.K)) > short.MaxValue;
        var header = NiftiAffine.Place(
            new NiftiHeader
            {
                Version = large ? 2 : 1,
                Dim = [5, shape.I, shape.J, shape.K, 1, 3, 1, 1],
                IntentCode = Vector,
                DataType = DataTypeCodes.Code(StoredType.Float32),
                BitPix = 32,
                SclSlope = 1,
                XyztUnits = 2,
                Descrip = "displacement, mm, LPS",
            },
            grid.Affine,
            1);
        header = header with { VoxOffset = header.SmallestOffset };
        var bytes = new byte[header.SmallestOffset];
        NiftiHeaderCodec.Write(header).CopyTo(bytes, 0);
        VoxelWriter.Write<float>(
            path, path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase), bytes, lps, new VoxelLayout(StoredType.Float32, false, 1, 0, 0),
            ReadOnlyMemory<byte>.Empty, parallel);
    }

    private static void Check(NiftiHeader h, string path)
    {
        var at = h.Version == 1 ? 40 : 16;
        var dims = string.Join('×', h.Dim.Skip(1).Take((int)Math.Clamp(h.Dim[0], 0, 7)));
        if (h.IsPair)
            throw new ImageFormatException(path, -1, "file", "one file (.nii, .nii.gz)", "half of a pair");
        if (h.Dim[0] != 5 || h.Dim[4] != 1 || h.Dim[5] != 3)
        {
            var hint = h.Dim[0] == 4 && h.Dim[4] == 3 ? "; a 4-D series of three volumes, as FSL writes warps, is not one" : string.Empty;
            throw new ImageFormatException(path, at, "dim", $"I×J×K×1×3 (an ITK displacement field{hint})", dims);
        }

        if (h.IntentCode != Vector)
            throw new ImageFormatException(path, h.Version == 1 ? 68 : 504, "intent_code", "1007 (vector)", $"{h.IntentCode}");
        if (h.IntentName.StartsWith("Mapping", StringComparison.OrdinalIgnoreCase))
            throw new ImageFormatException(path, h.Version == 1 ? 328 : 508, "intent_name", "displacements",
                "'Mapping': an SPM deformation, which holds positions");
    }

    // ITK keeps a grid as spacing and a rotation; a shear in the sform would be dropped or refused there.
    private static void ThrowIfSheared(Grid grid)
    {
        var (a, size) = (grid.Affine, grid.VoxelSize);
        for (var n = 0; n < 3; n++)
        {
            var m = (n + 1) % 3;
            var (p, q) = (a.Column(n), a.Column(m));
            var cosine = ((p.X * q.X) + (p.Y * q.Y) + (p.Z * q.Z)) / (p.Length * q.Length);
            if (Math.Abs(cosine) > 1e-3)
                throw new ArgumentException(
                    $"The grid's axes are not at right angles ({size.X:g4}×{size.Y:g4}×{size.Z:g4} mm, cosine {cosine:f3}); ITK cannot " +
                        "hold such a field. Sample it on another grid.", nameof(grid));
        }
    }

    private static Volume<float> Component(Volume<float> all, Grid grid, int n, float sign, ParallelOptions? parallel) =>
        Volume.CreateParallel<float>(grid, to => Slices.For(grid.Shape.K, parallel, k =>
            Copy(all.Slice((n * grid.Shape.K) + k), sign, to.Span.Slice(k * grid.Shape.SliceCount, grid.Shape.SliceCount))));

    private static void Copy(ReadOnlySpan<float> from, float sign, Span<float> to) =>
        System.Numerics.Tensors.TensorPrimitives.Multiply(from, sign, to);
}

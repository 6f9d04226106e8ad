using System.Buffers.Binary;
using System.IO.Compression;
using Pial.Formats;
using Pial.Volumes;

namespace Pial.Conformance.BadInput;

/// <summary>Files that are no head scan, each made new.</summary>
internal static class BadFiles
{
    private static readonly Grid Grid = new(new(24, 24, 24), Affine.Scaling(4, 4, 4).WithOffset(new(-46, -46, -46)));

    /// <summary>What no command can read.</summary>
    public static IReadOnlyDictionary<string, Action<string>> Unreadable { get; } = new Dictionary<string, Action<string>>(
        StringComparer.Ordinal)
    {
        ["missing"] = _ => { },
        ["a directory"] = path => Directory.CreateDirectory(path),
        ["empty"] = path => File.WriteAllBytes(path, []),
        ["text"] = path => File.WriteAllText(path, new string('x', 5000)),
        ["truncated in the voxels"] = path => File.WriteAllBytes(path, Gzip(Head()[..20_000])),
        ["truncated in the compression"] = path =>
        {
            var whole = Gzip(Head());
            File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        },
        ["truncated in the header"] = path => File.WriteAllBytes(path, Gzip(Head()[..200])),
        ["two-dimensional"] = path => File.WriteAllBytes(path, Gzip(WithDimensions(2, 24, 24, 1, 1))),
        ["four-dimensional"] = path => File.WriteAllBytes(path, Gzip(WithDimensions(4, 24, 24, 12, 2))),
        ["absurdly sized"] = path => File.WriteAllBytes(path, Gzip(WithDimensions(3, 30000, 30000, 30000, 1))),
        ["larger than the file"] = path => File.WriteAllBytes(path, Gzip(WithDimensions(3, 1200, 1200, 1200, 1))),
    };

    /// <summary>Images that are read, but hold no head.</summary>
    public static IReadOnlyDictionary<string, Action<string>> NoHead { get; } = new Dictionary<string, Action<string>>(
        StringComparer.Ordinal)
    {
        ["all zero"] = path => ImageFile.Save(path, Volume.Filled(Grid, 0f)),
        ["constant"] = path => ImageFile.Save(path, Volume.Filled(Grid, 7f)),
        ["NaN everywhere"] = path => ImageFile.Save(path, Volume.Filled(Grid, float.NaN)),
    };

    /// <summary>A good image, for what goes wrong elsewhere.</summary>
    public static void Good(string path) => ImageFile.Save(path, Ball());

    private static Volume<float> Ball() => Volume.Create(Grid, Grid, static (Span<float> v, Grid g) =>
    {
        for (var k = 0; k < g.Shape.K; k++)
            for (var j = 0; j < g.Shape.J; j++)
                for (var i = 0; i < g.Shape.I; i++)
                    v[g.Shape.Index(i, j, k)] = (float)Math.Max(0, 100 - g.Affine.Apply(new(i, j, k)).Length);
    });

    private static byte[] Head()
    {
        var path = Path.Combine(Path.GetTempPath(), $"pial-{Path.GetRandomFileName()}.nii");
        try
        {
            ImageFile.Save(path, Ball());
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] WithDimensions(params ReadOnlySpan<short> dim)
    {
        var bytes = Head();
        for (var n = 0; n < dim.Length; n++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(40 + (2 * n)), dim[n]);
        return bytes;
    }

    private static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return result.ToArray();
    }
}

using System.Buffers.Binary;
using Pial.Formats.Tests.Support;
using Pial.Volumes;

namespace Pial.Formats.Tests.Analyze;

/// <summary>What the nibabel files of tests/Pial.Golden do not show.</summary>
public sealed class AnalyzeTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Either_half_of_the_pair_names_the_image()
    {
        Write();
        Assert.Equal(23, ImageFile.Load(folder["a.hdr"]).Image[1, 2, 3]);
        Assert.Equal(23, ImageFile.Load(folder["a.img"]).Image[1, 2, 3]);
    }

    [Fact]
    public void Calibrated_ranges_stand_in_for_a_slope()
    {
        Write(h =>
        {
            BinaryPrimitives.WriteInt32LittleEndian(h.AsSpan(140), 20); // glmax
            BinaryPrimitives.WriteSingleLittleEndian(h.AsSpan(124), 10); // cal_max
        });
        Assert.Equal(11.5f, ImageFile.Load(folder["a.hdr"]).Image[1, 2, 3]);
    }

    [Fact]
    public void A_far_origin_is_ignored()
    {
        Write(h => BinaryPrimitives.WriteInt16LittleEndian(h.AsSpan(253), 500));
        var loaded = ImageFile.Load(folder["a.hdr"]);
        Assert.Equal(AffineSource.VoxelSizesOnly, loaded.Header.AffineSource);
        Assert.Contains(loaded.Findings, f => f.Code == "spm-origin");
    }

    [Fact]
    public void A_damaged_mat_is_ignored_and_said()
    {
        Write();
        File.WriteAllText(folder["a.mat"], "not a matrix, but long enough for a header");
        Assert.Contains(ImageFile.Load(folder["a.hdr"]).Findings, f => f.Code == "spm-mat");
    }

    private void Write(Action<byte[]>? change = null)
    {
        var header = new byte[348];
        BinaryPrimitives.WriteInt32LittleEndian(header, 348);
        short[] dim = [4, 2, 3, 4, 1];
        for (var d = 0; d < dim.Length; d++)
            BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(40 + (2 * d)), dim[d]);
        header[70] = 2;
        header[72] = 8;
        for (var d = 0; d < 3; d++)
            BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(80 + (4 * d)), 2);
        change?.Invoke(header);
        File.WriteAllBytes(folder["a.hdr"], header);
        File.WriteAllBytes(folder["a.img"], [.. Enumerable.Range(0, 24).Select(v => (byte)v)]);
    }
}

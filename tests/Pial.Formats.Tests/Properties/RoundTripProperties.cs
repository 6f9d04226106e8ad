using FsCheck;
using FsCheck.Xunit;
using Pial.Formats.Streams;
using Pial.Formats.Tests.Support;
using Pial.Volumes;

namespace Pial.Formats.Tests.Properties;

public sealed class RoundTripProperties
{
    [Property(MaxTest = 60)]
    public bool Read_after_write_is_the_image(byte i, byte j, byte k, NormalFloat rx, NormalFloat ry, NormalFloat rz, bool flip, int seed)
    {
        using var folder = new TempFolder();
        var turn = Affine.Rotation(rx.Get % 7, ry.Get % 7, rz.Get % 7) * Affine.Scaling(flip ? -0.8 : 0.8, 1.1, 2.3);
        var grid = new Grid(new(1 + (i % 9), 1 + (j % 9), 1 + (k % 9)), Affine.Translation(new(seed % 200, 3.25, -70)) * turn);
        var image = Volume.Create(grid, seed, static (Span<float> v, int s) =>
        {
            var random = new Random(s);
            for (var n = 0; n < v.Length; n++)
                v[n] = (float)(random.NextDouble() - 0.5) * 1e4f;
        });
        return new[] { "a.nii", "a.nii.gz", "a.hdr", "a.mgz" }.All(name =>
        {
            ImageFile.Save(folder[name], image);
            var back = ImageFile.Load(folder[name]).Image;
            return back.Span.SequenceEqual(image.Span) && back.Grid.Matches(grid, 1e-3);
        });
    }

    [Property(MaxTest = 200)]
    public bool Checksums_of_parts_combine(byte[] a, byte[] b) => Crc([.. a, .. b]) == Crc32.Combine(Crc(a), Crc(b), b.Length);

    [Property(MaxTest = 300)]
    public bool A_header_of_any_bytes_is_read_or_refused_in_one_line(byte[] noise, int seed)
    {
        // A clean file with bytes of the header overwritten: whatever they are, the answer is an image or one line, never another failure.
        using var folder = new TempFolder();
        var bytes = new NiftiBytes(seed % 2 == 0 ? 1 : 2, seed % 3 == 0).ToArray();
        var random = new Random(seed);
        foreach (var value in noise)
            bytes[random.Next(4, bytes.Length)] = value;
        File.WriteAllBytes(folder["x.nii"], bytes);
        try
        {
            return ImageFile.Load(folder["x.nii"]).Image.Grid.Affine.IsFinite;
        }
        catch (ImageFormatException e)
        {
            return !e.Message.Contains('\n', StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Extents_beyond_any_number_are_refused_in_one_line()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["x.nii"], new NiftiBytes(2).Dim(3, long.MaxValue, long.MaxValue, long.MaxValue).ToArray());
        Assert.Contains("voxels", Assert.Throws<ImageFormatException>(() => ImageFile.Load(folder["x.nii"])).Message,
            StringComparison.Ordinal);
    }

    // The checksum by its definition, a bit at a time.
    private static uint Crc(byte[] bytes)
    {
        var crc = 0xffffffffu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        }

        return ~crc;
    }
}

using System.Numerics;
using Pial.Formats.Tests.Support;
using Pial.Volumes;

namespace Pial.Formats.Tests;

/// <summary>What is moved and not calculated keeps every number of its file.</summary>
public sealed class StoredImageTests : IDisposable
{
    private static readonly Grid Place = new(new(2, 3, 4), Affine.Scaling(2, 3, 4));
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(2, 8, (byte)200)]
    [InlineData(256, 8, (sbyte)-100)]
    [InlineData(4, 16, (short)-30000)]
    [InlineData(512, 16, (ushort)60001)]
    [InlineData(8, 32, 614454277)]
    [InlineData(768, 32, 3000000001u)]
    [InlineData(1024, 64, (1L << 62) + 1)]
    [InlineData(1280, 64, ulong.MaxValue - 2)]
    [InlineData(64, 64, 9007199254740991.0)]
    [InlineData(16, 32, 2.9999f)]
    public void Every_type_and_number_stays_through_a_flip(int code, int bits, object value)
    {
        var file = new NiftiBytes().Type(code, bits);
        byte[] number = file.Number(value);
        file.Voxels = [.. Enumerable.Range(0, 24).SelectMany(n => n == 5 ? number : new byte[bits / 8])];
        var stored = ImageFile.LoadStored(file.Save(folder["a.nii"]));
        stored.Move(new Turned()).Save(folder["b.nii"], new() { Header = stored.Header });
        var bytes = File.ReadAllBytes(folder["b.nii"]);
        Assert.Equal(code, BitConverter.ToInt16(bytes, 70));
        Assert.Equal(number, bytes[(352 + ((23 - 5) * bits / 8))..(352 + ((23 - 5 + 1) * bits / 8))]);
        Assert.Equal(number.Count(b => b != 0), bytes[352..].Count(b => b != 0));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(StoredType.Int16)]
    [InlineData(StoredType.Int32)]
    public void Labels_that_scaling_made_2_9999_keep_stored_numbers_and_slope(StoredType? type)
    {
        var file = new NiftiBytes().Type(2, 8).Slope(0.0117643, 0);
        file.Voxels = [.. Enumerable.Range(0, 24).Select(n => (byte)(n * 10))];
        var stored = ImageFile.LoadStored(file.Save(folder["a.nii"]));
        stored.Save(folder["b.nii"], new() { Header = stored.Header, Type = type });
        var (before, after) = (ImageFile.Load(folder["a.nii"]), ImageFile.Load(folder["b.nii"]));
        Assert.Equal(before.Header.Slope, after.Header.Slope);
        Assert.Equal(type ?? StoredType.UInt8, after.Header.StoredType);
        Assert.Equal(before.Image.Span.ToArray(), after.Image.Span.ToArray());
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(5, 0)]
    public void What_lies_outside_has_the_value_that_is_asked_for(double outside, int stored)
    {
        // value = 5 − 0.025 × stored
        var image = ImageFile.LoadStored(new NiftiBytes().Slope(-0.025, 5).Save(folder["a.nii"])).Move(new Emptied(), outside);
        image.Save(folder["b.nii"]);
        var read = ImageFile.Load(folder["b.nii"]);
        Assert.Equal(StoredType.Int16, read.Header.StoredType);
        Assert.Equal(outside, read.Image[0, 0, 0], 1e-5);
        Assert.Equal(stored, BitConverter.ToInt16(File.ReadAllBytes(folder["b.nii"]), 352));
    }

    [Fact]
    public void A_value_that_the_type_has_not_widens_it()
    {
        var image = ImageFile.LoadStored(new NiftiBytes().Save(folder["a.nii"])).Move(new Emptied(), 0.5);
        image.Save(folder["b.nii"]);
        var read = ImageFile.Load(folder["b.nii"]);
        Assert.Equal((StoredType.Float32, 0.5f), (read.Header.StoredType, read.Image[1, 1, 1]));
    }

    [Theory]
    [InlineData(8, 32, 614454277, "b.mgz", StoredType.Int32)]
    [InlineData(512, 16, (ushort)60001, "b.mgz", StoredType.Int32)]
    [InlineData(64, 64, 614454277.0, "b.mgz", StoredType.Int32)]
    [InlineData(64, 64, 2.5, "b.mgz", StoredType.Float32)]
    public void A_format_without_the_type_gets_the_one_that_keeps_the_number(int code, int bits, object value, string name,
        StoredType expected)
    {
        var file = new NiftiBytes().Type(code, bits);
        file.Voxels = [.. Enumerable.Range(0, 24).SelectMany(_ => file.Number(value))];
        ImageFile.LoadStored(file.Save(folder["a.nii"])).Save(folder[name]);
        var read = ImageFile.Load(folder[name]);
        Assert.Equal(expected, read.Header.StoredType);
        Assert.Equal(Convert.ToSingle(value, System.Globalization.CultureInfo.InvariantCulture), read.Image[1, 2, 3]);
    }

    [Theory]
    [InlineData("b.mgz", null, "3000000001")]
    [InlineData("b.nii", StoredType.Int32, "do not fit int32")]
    [InlineData("b.nii", StoredType.Int16, "do not fit int16")]
    public void Whole_numbers_are_never_squeezed_into_a_type_that_does_not_hold_them(string name, StoredType? type, string says)
    {
        var file = new NiftiBytes().Type(768, 32);
        file.Voxels = [.. Enumerable.Range(0, 24).SelectMany(_ => file.Number(3000000001u))];
        var stored = ImageFile.LoadStored(file.Save(folder["a.nii"]));
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => stored.Save(folder[name], new() { Type = type })).Message,
            StringComparison.Ordinal);
        Assert.False(File.Exists(folder[name]));
    }

    [Fact]
    public void Rounding_by_calculation_is_a_finding()
    {
        ImageFile.Save(folder["a.nii"], Volume.Filled(Place, 614454277));
        Assert.Contains(ImageFile.Load(folder["a.nii"]).Findings, f => f.Code == "beyond-single-precision");
        Assert.Equal(614454277.0, ImageFile.LoadStored(folder["a.nii"]).FirstRounded(StoredType.Float32));
        Assert.Null(ImageFile.LoadStored(folder["a.nii"]).FirstRounded(StoredType.Float64));
    }

    private sealed class Turned : IVoxelMove
    {
        public Volume<T> Apply<T>(Volume<T> stored, T outside)
            where T : unmanaged, INumber<T>
        {
            var voxels = stored.Span.ToArray();
            Array.Reverse(voxels);
            return Volume.Create<T>(stored.Grid, voxels);
        }
    }

    private sealed class Emptied : IVoxelMove
    {
        public Volume<T> Apply<T>(Volume<T> stored, T outside)
            where T : unmanaged, INumber<T> => Volume.Filled(stored.Grid, outside);
    }
}

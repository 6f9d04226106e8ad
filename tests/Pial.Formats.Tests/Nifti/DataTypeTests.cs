using Pial.Formats.Tests.Support;

namespace Pial.Formats.Tests.Nifti;

/// <summary>Every numeric type, both byte orders, both versions; scaled as nibabel scales.</summary>
public sealed class DataTypeTests : IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<int, object, int, bool> Cases()
    {
        (int Code, object Value)[] types =
        [
            (2, (byte)250), (256, (sbyte)-100), (4, (short)-12345), (512, (ushort)54321), (8, -1_000_001), (768, 4_000_000_000u),
            (1024, -5_000_000_000_001L), (1280, 18_000_000_000_000_000_000ul), (16, -1.5f), (64, 1e-3),
        ];
        var cases = new TheoryData<int, object, int, bool>();
        foreach (var (code, value) in types)
        {
            foreach (var version in (int[])[1, 2])
            {
                cases.Add(code, value, version, false);
                cases.Add(code, value, version, true);
            }
        }

        return cases;
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_value_is_read_as_stored_and_scaled_in_double(int code, object value, int version, bool bigEndian)
    {
        var plain = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
        var file = new NiftiBytes(version, bigEndian);
        var bytes = file.Number(value);
        file.Voxels = [.. Enumerable.Repeat(bytes, 24).SelectMany(b => b)];
        file.Type(code, bytes.Length * 8);
        var unscaled = ImageFile.Load(file.Save(folder["a.nii.gz"]));
        Assert.Equal((float)plain, unscaled.Image[1, 2, 3]);
        Assert.Equal(bytes.Length, unscaled.Header.StoredType.ByteSize());
        Assert.Equal(bigEndian, unscaled.Header.BigEndian);
        var scaled = ImageFile.Load(file.Slope(0.1f, -3).Save(folder["b.nii"]));
        Assert.Equal((float)((plain * (double)(version == 1 ? 0.1f : (double)0.1f)) - 3), scaled.Image[1, 2, 3]);
    }

    [Fact]
    public void Scaled_labels_come_back_whole()
    {
        // 3 stored as 30000 with slope 0.0001 in single precision is 2.99999…
        var file = new NiftiBytes().Slope(0.0001, 0);
        file.Voxels = [.. Enumerable.Repeat(BitConverter.GetBytes((short)30000), 24).SelectMany(b => b)];
        Assert.Equal(3, ImageFile.LoadLabels(file.Save(folder["l.nii"]))[0, 0, 0]);
    }

    [Fact]
    public void Labels_beyond_single_precision_survive()
    {
        var file = new NiftiBytes().Type(8, 32);
        file.Voxels = [.. Enumerable.Repeat(BitConverter.GetBytes(16_777_217), 24).SelectMany(b => b)];
        Assert.Equal(16_777_217, ImageFile.LoadLabels(file.Save(folder["l.nii"]))[0, 0, 0]);
    }
}

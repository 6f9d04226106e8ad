using Pial.Formats.Voxels;
using Xunit;

namespace Pial.Formats.Tests.Voxels;

/// <summary>Voxels turned a vector at a time are those turned one at a time, at any length.</summary>
public sealed class VectorPathTests
{
    private static readonly float[] Odd = [0, -0f, 0.5f, 1.5f, -2.5f, 32767.5f, 1e9f, -1e9f, 70000, float.NaN, float.PositiveInfinity,
        float.NegativeInfinity, 1e-40f];

    [Theory]
    [InlineData(StoredType.Int16)]
    [InlineData(StoredType.UInt16)]
    public void FloatsAreRoundedAndHeldInRange(StoredType type)
    {
        var layout = new VoxelLayout(type, false, 1, 0, 0);
        for (var length = 0; length < 70; length++)
        {
            var values = Enumerable.Range(0, length).Select(n => n % 3 == 0 ? Odd[(n + length) % Odd.Length] : (n * 37.5f) - 200).ToArray();
            var (many, single) = (new byte[2 * length], new byte[2 * length]);
            VoxelEncoder.Encode<float>(values, layout, many);
            for (var n = 0; n < length; n++)
                VoxelEncoder.Encode<float>(values.AsSpan(n, 1), layout, single.AsSpan(2 * n, 2));
            Assert.Equal(single, many);
        }
    }

    [Fact]
    public void ShortsBecomeTheSameFloats()
    {
        var layout = new VoxelLayout(StoredType.Int16, false, 1, 0, 0);
        for (var length = 0; length < 70; length++)
        {
            var values = Enumerable.Range(0, length).Select(n => (short)((n * 12345) + length)).ToArray();
            var decoded = new float[length];
            VoxelDecoder.Decode(System.Runtime.InteropServices.MemoryMarshal.AsBytes<short>(values), layout, decoded);
            Assert.Equal(values.Select(v => (float)v), decoded);
        }
    }

    [Theory]
    [InlineData(31, 7f)]
    [InlineData(40, 7.25f)]
    [InlineData(3, 2.5f)]
    public void OneFractionAnywhereIsSeen(int length, float odd)
    {
        for (var at = 0; at < length; at++)
        {
            var values = Enumerable.Range(0, length).Select(n => (float)n).ToArray();
            values[at] = odd;
            var layout = VoxelWriter.Plan<float>(values, StoredType.Int16, canScale: true, "x.nii", null);
            Assert.Equal(odd % 1 != 0, layout.IsScaled);
        }
    }
}

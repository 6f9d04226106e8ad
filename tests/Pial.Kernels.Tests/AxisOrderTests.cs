namespace Pial.Kernels.Tests;

public sealed class AxisOrderTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(17, 3, 33)]
    [InlineData(5, 16, 16)]
    public void A_box_is_copied_with_its_axes_reversed_and_back(int i, int j, int k)
    {
        var (w, h) = (i + 4, j + 2);
        var source = Enumerable.Range(0, w * h * (k + 1)).ToArray();
        var tensor = new int[i * j * k];
        AxisOrder.CropReversed<int>(source, (w, h), (3, 1, 1), (i, j, k), tensor);
        for (var n = 0; n < tensor.Length; n++)
        {
            var (x, y, z) = (n / (j * k), n / k % j, n % k);
            Assert.Equal(source[x + 3 + (w * (y + 1 + (h * (z + 1))))], tensor[n]);
        }

        var image = new int[tensor.Length];
        AxisOrder.Reverse<int>(tensor, (i, j, k), image);
        for (var n = 0; n < image.Length; n++)
            Assert.Equal(tensor[(((n % i * j) + (n / i % j)) * k) + (n / (i * j))], image[n]);
        Assert.Throws<ArgumentException>(
            () => AxisOrder.CropReversed<int>(source, (w, h), (0, 0, 0), (i, j, k), new int[tensor.Length + 1]));
    }

    [Fact]
    public void Mapped_bytes_are_copied_within_their_bounds()
    {
        using var file = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateNew(null, 4096);
        using var view = file.CreateViewAccessor(0, 4096);
        byte[] bytes = [1, 2, 3, 4, 5];
        MappedBytes.Write(bytes, view.SafeMemoryMappedViewHandle, 100);
        var back = new byte[5];
        MappedBytes.Read(view.SafeMemoryMappedViewHandle, 100, back);
        Assert.Equal(bytes, back);
        Assert.Throws<ArgumentOutOfRangeException>(() => MappedBytes.Read(view.SafeMemoryMappedViewHandle, 4092, back));
        Assert.Throws<ArgumentOutOfRangeException>(() => MappedBytes.Write(bytes, view.SafeMemoryMappedViewHandle, -1));
    }
}

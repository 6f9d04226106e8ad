using System.Text;
using Pial.Formats.Tests.Support;
using Pial.Volumes;

namespace Pial.Formats.Tests.Npy;

public sealed class NpyTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NumPy_sees_the_axes_in_order()
    {
        var image = Volume.Create<float>(new Grid(new(2, 3, 4), Affine.Identity), Enumerable.Range(0, 24).Select(v => (float)v).ToArray());
        ImageFile.Save(folder["a.npy"], image);
        var bytes = File.ReadAllBytes(folder["a.npy"]);
        Assert.Equal(0, (bytes.Length - 96) % 64);
        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0], bytes[..10]);
        Assert.Equal("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3, 4), }", Encoding.ASCII.GetString(bytes, 10, 118).TrimEnd());
        Assert.Equal(23, BitConverter.ToSingle(bytes, 128 + (23 * 4)));
    }

    [Fact]
    public void Labels_are_integers()
    {
        var labels = Volume.Create<int>(new Grid(new(1, 1, 2), Affine.Identity), [0, 300]);
        ImageFile.Save(folder["l.npy"], labels);
        Assert.Contains("'<i2'", Encoding.ASCII.GetString(File.ReadAllBytes(folder["l.npy"]), 10, 60), StringComparison.Ordinal);
    }
}

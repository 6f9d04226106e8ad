using Pial.Formats.Cifti;
using Pial.Formats.Tests.Support;
using Pial.Volumes;

namespace Pial.Formats.Tests.Cifti;

public sealed class CiftiFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Scalars_come_back_as_they_were_written()
    {
        var path = folder["two.dscalar.nii"];
        CiftiFile.Write(path, new(
            [new("CORTEX_LEFT", 10, [0, 3, 9]), new("CORTEX_RIGHT", 8, [7]), new("THALAMUS_LEFT", 0, [1, 2, 3, 4, 5, 6])],
            [new("thickness", [1.5f, 2, 3, 4, 5, 6], null), new("a < b & \"c\"", [0, -1, float.NaN, 9, 8, 7], null)]));
        var back = CiftiFile.Read(path);
        Assert.Equal(["CORTEX_LEFT", "CORTEX_RIGHT", "THALAMUS_LEFT"], back.Models.Select(static m => m.Name));
        Assert.Equal((10, 8, 0), (back.Models[0].Vertices, back.Models[1].Vertices, back.Models[2].Vertices));
        Assert.Equal([1, 2, 3, 4, 5, 6], back.Models[2].Indices);
        Assert.Equal([1.5f, 2, 3, 4, 5, 6], back.Maps[0].Values);
        Assert.Equal("a < b & \"c\"", back.Maps[1].Name);
        Assert.Equal([1.5f, -9, -9, 2, -9, -9, -9, -9, -9, 3], back.Surface(0, CiftiModel.CortexLeft, -9)!);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 9], back.Surface(1, CiftiModel.CortexRight, 0)!);
        Assert.Null(back.Surface(0, "CEREBELLUM", 0));
    }

    [Fact]
    public void Labels_keep_names_and_colours()
    {
        var path = folder["parcels.dlabel.nii"];
        var table = new LabelTable([new(0, "???", "", 0), new(7, "L_bankssts", "", 0x196428)]);
        CiftiFile.Write(path, new([new("CORTEX_LEFT", 4, [1, 2])], [new("aparc", [7, 0], table)]));
        var back = CiftiFile.Read(path).Maps[0];
        Assert.Equal([7, 0], back.Values);
        Assert.Equal([(0, "???", 0), (7, "L_bankssts", 0x196428)], back.Labels!.Labels.Select(static l => (l.Id, l.Name, l.Color)));
    }

    [Fact]
    public void What_is_damaged_is_named()
    {
        var path = folder["a.dscalar.nii"];
        CiftiFile.Write(path, new([new("CORTEX_LEFT", 4, [1, 2])], [new("x", [1, 2], null)]));
        var whole = File.ReadAllBytes(path);
        for (var cut = 0; cut < whole.Length; cut += 31)
        {
            File.WriteAllBytes(path, whole[..cut]);
            Assert.ThrowsAny<ImageFormatException>(() => CiftiFile.Read(path));
        }

        var wrong = (byte[])whole.Clone();
        wrong[504] ^= 3; // the intent
        File.WriteAllBytes(path, wrong);
        Assert.Contains("intent", Assert.Throws<ImageFormatException>(() => CiftiFile.Read(path)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CiftiFile.Write(path, new([new("CORTEX_LEFT", 4, [1, 2])], [new("x", [1], null)])));
    }
}

using Pial.Formats.Cifti;

namespace Pial.Golden.Formats;

/// <summary>CIFTI-2 files that nibabel wrote (<c>cifti/make.py</c>).</summary>
public sealed class CiftiTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "cifti");

    [Fact]
    public void Scalars()
    {
        var dense = CiftiFile.Read(Path.Combine(Folder, "two.dscalar.nii"));
        Assert.Equal(["first", "second"], dense.Maps.Select(static m => m.Name));
        Assert.Equal([0, 0, 0.25f, 0.5f, 0, 0, 0.75f], dense.Surface(0, CiftiModel.CortexLeft, 0)!);
        Assert.Equal([-1, 2.5f, 2.75f], dense.Surface(1, CiftiModel.CortexRight, -1)!);
    }

    [Fact]
    public void Labels()
    {
        var map = Assert.Single(CiftiFile.Read(Path.Combine(Folder, "parcels.dlabel.nii")).Maps);
        Assert.Equal(("parcels", 6), (map.Name, map.Values.Length));
        Assert.Equal([0, 3, 3, 0, 3, 0], map.Values);
        Assert.Equal([(0, "???", 0), (3, "area", 0xFF0080)], map.Labels!.Labels.Select(static l => (l.Id, l.Name, l.Color)));
    }
}

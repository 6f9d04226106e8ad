using System.Text;
using Pial.Formats.Nifti;
using Pial.Formats.Tests.Support;

namespace Pial.Formats.Tests.Nifti;

public sealed class KeptFieldsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, false, null)]
    [InlineData(1, true, null)]
    [InlineData(2, false, null)]
    [InlineData(2, true, null)]
    [InlineData(1, false, 2)]
    [InlineData(2, true, 1)]
    public void Descriptive_fields_and_extensions_survive(int version, bool bigEndian, int? saveAs)
    {
        var file = new NiftiBytes(version, bigEndian);
        var one = version == 1;
        file.Text(one ? 148 : 240, "FSL 5.0").Text(one ? 228 : 320, "none.txt").Text(one ? 328 : 508, "labels").Units(2 + 8);
        file.I16(one ? 68 : 504 + (bigEndian ? 2 : 0), 1002).PixDim(1, 1, 1, 1, 2.5, 1, 1, 1);
        file.AfterHeader = [1, 0, 0, 0, .. file.Number(32), .. file.Number(6), .. Encoding.ASCII.GetBytes("a comment".PadRight(24, '\0'))];
        var loaded = ImageFile.Load(file.VoxOffset((one ? 348 : 540) + 4 + 32).Save(folder["a.nii"]));
        ImageFile.Save(folder["b.nii.gz"], loaded.Image, new() { Header = loaded.Header, NiftiVersion = saveAs });
        var back = ImageFile.Load(folder["b.nii.gz"]).Header.Nifti!;
        Assert.Equal(saveAs ?? version, back.Version);
        Assert.Equal(("FSL 5.0", "none.txt", "labels", 1002, 10),
            (back.Descrip, back.AuxFile, back.IntentName, back.IntentCode, back.XyztUnits));
        var extension = Assert.Single(back.Extensions);
        Assert.Equal((6, "a comment"), (extension.Code, Encoding.ASCII.GetString(extension.Content.Span).TrimEnd('\0')));
    }

    [Theory]
    [InlineData(null, 0, 1)]
    [InlineData(null, 3, 3)]
    [InlineData("MNI152NLin2009cAsym", 1, 4)]
    [InlineData("MNIColin27", 1, 5)]
    public void Both_forms_say_the_same_space(string? space, int sourceCode, int expected)
    {
        var loaded = ImageFile.Load(new NiftiBytes().Sform(sourceCode, [2, 0, 0, 1, 0, 2, 0, 2, 0, 0, 2, 3]).Save(folder["a.nii"]));
        ImageFile.Save(folder["b.nii"], loaded.Image, new() { Header = loaded.Header, Space = space });
        var back = ImageFile.Load(folder["b.nii"]).Header.Nifti!;
        Assert.Equal((expected, expected), (back.QformCode, back.SformCode));
    }

    [Fact]
    public void A_description_replaces_the_sources_and_is_cut_to_the_field()
    {
        var loaded = ImageFile.Load(new NiftiBytes().Text(148, "old").Save(folder["a.nii"]));
        ImageFile.Save(folder["b.nii"], loaded.Image, new() { Header = loaded.Header, Description = new string('x', 200) });
        Assert.Equal(new string('x', 79), ImageFile.Load(folder["b.nii"]).Header.Nifti!.Descrip);
    }

    [Fact]
    public void A_qform_of_every_rotation_comes_back()
    {
        var random = new Random(5);
        for (var n = 0; n < 500; n++)
        {
            var angle = n < 50 ? Math.PI : random.NextDouble() * 6.3;
            var turn = Volumes.Affine.Rotation(angle, n % 3 * Math.PI / 2, random.NextDouble() * 6.3);
            var affine = turn * Volumes.Affine.Scaling(n % 2 == 0 ? 1 : -1, 1.5, 0.7);
            var header = NiftiAffine.Place(new NiftiHeader { Version = 2 }, affine, 1);
            var back = NiftiAffine.Qform(header)!.Value;
            for (var c = 0; c < 3; c++)
                Assert.Equal(0, back.Column(c).DistanceTo(affine.Column(c)), 6);
        }
    }

    [Fact]
    public void NaN_is_stored_as_the_value_nearest_zero_in_an_integer_type()
    {
        var grid = new Volumes.Grid(new(2, 1, 2), Volumes.Affine.Identity);
        var image = Volumes.Volume.Create<float>(grid, [float.NaN, 10.25f, -3.5f, float.PositiveInfinity]);
        ImageFile.Save(folder["n.nii"], image, new() { Type = StoredType.Int16 });
        var back = ImageFile.Load(folder["n.nii"]).Image;
        Assert.Equal(0, back[0, 0, 0], 1e-3);
        Assert.Equal(10.25, back[1, 0, 0], 1e-3);
        Assert.Equal(-3.5, back[0, 0, 1], 1e-3);
        Assert.Equal(10.25, back[1, 0, 1], 1e-3); // infinity: the largest value there is
    }
}

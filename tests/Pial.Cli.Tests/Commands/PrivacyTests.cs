using System.Text;
using Pial.Formats;
using Pial.Formats.Mgh;
using Pial.Formats.Nifti;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

/// <summary>What a header tells of a person is left out when asked for, and named when it is kept.</summary>
public sealed class PrivacyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-private-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Convert_names_what_it_keeps_and_anonymise_leaves_it_out()
    {
        var (input, kept, clean) = (Path.Combine(folder, "in.nii"), Path.Combine(folder, "kept.nii"), Path.Combine(folder, "clean.nii"));
        ImageFile.Save(input, Image(), new()
        {
            Header = new()
            {
                Format = "NIfTI-1",
                StoredType = StoredType.Float32,
                Dimensions = [4, 4, 4],
                AffineSource = AffineSource.Sform,
                Nifti = new NiftiHeader
                {
                    Descrip = "DOE^JANE 1970-01-02",
                    AuxFile = "/home/jane/x",
                    DbName = "jane",
                    Extensions = [new(2, Encoding.ASCII.GetBytes("PatientName=DOE^JANE    "))],
                },
            },
        });
        var (code, _, error) = await PialLine.Run("convert", input, kept);
        Assert.Equal(0, code);
        Assert.Contains("the header keeps descrip 'DOE^JANE 1970-01-02', aux_file '/home/jane/x', db_name 'jane', a DICOM extension of",
            error, StringComparison.Ordinal);
        Assert.Contains("JANE", Text(kept), StringComparison.Ordinal);
        (code, _, error) = await PialLine.Run("convert", input, clean, "--anonymise");
        Assert.Equal((0, ""), (code, error));
        Assert.DoesNotContain("jane", Text(clean), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(ImageFile.Load(kept).Image.Span.ToArray(), ImageFile.Load(clean).Image.Span.ToArray());
        Assert.True(ImageFile.Load(kept).Image.Grid.Matches(ImageFile.Load(clean).Image.Grid));
    }

    [Fact]
    public void Mgh_keeps_its_parameters_and_loses_its_command_lines()
    {
        var footer = new byte[20].Concat(Encoding.ASCII.GetBytes("\0\0\0\u0003\0\0\0\0\0\0\0\u0020mri_convert /data/jane_doe/1.dcm"))
            .ToArray();
        var header = new ImageHeader
        {
            Format = "MGH",
            StoredType = StoredType.Float32,
            Dimensions = [4, 4, 4],
            AffineSource = AffineSource.MghDirections,
            Mgh = new MghHeader { Footer = footer },
        };
        Assert.Equal(["command lines behind the voxels"], HeaderPrivacy.Personal(header));
        var clean = HeaderPrivacy.Anonymised(header);
        Assert.Empty(HeaderPrivacy.Personal(clean));
        var path = Path.Combine(folder, "a.mgh");
        ImageFile.Save(path, Image(), new() { Header = clean });
        Assert.DoesNotContain("jane", Text(path), StringComparison.Ordinal);
        Assert.Equal(0, ImageFile.Load(path).Header.Mgh!.RepetitionTimeMs);
    }

    [Theory]
    [InlineData("FSL5.0")]
    [InlineData("Pial")]
    [InlineData("FreeSurfer Nov 30 2026")]
    [InlineData("SPM compatible")]
    public void What_programs_write_is_not_personal(string descrip) => Assert.Empty(HeaderPrivacy.Personal(new()
    {
        Format = "NIfTI-1",
        StoredType = StoredType.Float32,
        Dimensions = [4, 4, 4],
        AffineSource = AffineSource.Sform,
        Nifti = new NiftiHeader { Descrip = descrip },
    }));

    [Theory]
    [InlineData("../../x")]
    [InlineData("a/../../../x")]
    public async Task A_template_stays_in_the_cache(string file)
    {
        var (code, _, error) = await PialLine.Run("template", "get", "NoSuch", "--file", file, "--sha256", new string('0', 64));
        Assert.Equal(2, code);
        Assert.Contains("is no name of a file within the cache", error, StringComparison.Ordinal);
    }

    private static Volume<float> Image() => Volume.Filled(new Grid(new(4, 4, 4), Affine.Identity), 3f);

    private static string Text(string path) => Encoding.Latin1.GetString(File.ReadAllBytes(path));
}

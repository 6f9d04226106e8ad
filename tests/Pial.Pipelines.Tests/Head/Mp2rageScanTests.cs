using Pial.Formats;
using Pial.Kernels;
using Pial.Pipelines.Head;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Head;

public sealed class Mp2rageScanTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Volume<float> uni, first, second;

    public Mp2rageScanTests()
    {
        // A ball whose ratio is 0.3, in noise: what a UNI image is made of.
        var grid = Grid.Centred(new(40, 40, 40), new(4, 4, 4), default);
        float[] u = new float[64000], one = new float[64000], two = new float[64000];
        var random = new CounterRandom(3, 4);
        for (var n = 0; n < u.Length; n++)
        {
            var (x, y, z) = ((n % 40) - 19.5, (n / 40 % 40) - 19.5, (n / 1600) - 19.5);
            var late = (x * x) + (y * y) + (z * z) < 225 ? 1 : 0;
            var (a, b, c, d) = random.Normals((ulong)n);
            var (r1, i1, r2, i2) = ((0.333 * late) + (0.03 * a), 0.03 * b, late + (0.03 * c), 0.03 * d);
            u[n] = (float)Math.Round((0.5 + (((r1 * r2) + (i1 * i2)) / ((r1 * r1) + (i1 * i1) + (r2 * r2) + (i2 * i2)))) * 4095);
            (one[n], two[n]) = ((float)(1000 * Math.Sqrt((r1 * r1) + (i1 * i1))), (float)(1000 * Math.Sqrt((r2 * r2) + (i2 * i2))));
        }

        (uni, first, second) = (Volume.Create<float>(grid, u), Volume.Create<float>(grid, one), Volume.Create<float>(grid, two));
    }

    public void Dispose() => folder.Dispose();

    private string Save(string name, Volume<float> image)
    {
        var path = Path.Combine(folder.Path, name);
        ImageFile.Save(path, image);
        return path;
    }

    [Theory]
    [InlineData("sub-01_UNIT1.nii.gz", "sub-01_inv-1_MP2RAGE.nii.gz", "sub-01_inv-2_MP2RAGE.nii.gz")]
    [InlineData("sub-01_acq-highres_UNIT1.nii.gz", "sub-01_acq-highres_inv-1_part-mag_MP2RAGE.nii.gz",
        "sub-01_acq-highres_inv-2_part-mag_MP2RAGE.nii.gz")]
    [InlineData("scan_UNI.nii.gz", "scan_INV1.nii.gz", "scan_INV2.nii.gz")]
    public void Inversion_images_beside_the_scan_are_found_and_named(string name, string inv1, string inv2)
    {
        var path = Save(name, uni);
        Save(inv1, first);
        Save(inv2, second);
        Save("sub-02_inv-2_MP2RAGE.nii.gz", second.Map(static _ => 1f)); // another person's
        var loaded = HeadScan.LoadPositive(path);
        var finding = Assert.Single(loaded.Findings, f => f.Code == Mp2rageScan.Finding);
        Assert.Contains($"with {inv1} and {inv2}", finding.Text, StringComparison.Ordinal);
        Assert.InRange(loaded.Image[1, 1, 1], 0, 600);
        Assert.InRange(loaded.Image[20, 20, 20], 0.72 * 4095, 0.85 * 4095);
    }

    [Fact]
    public void Without_them_the_scan_alone_is_cleaned_whatever_its_name()
    {
        var loaded = HeadScan.LoadPositive(Save("anonymous.nii.gz", uni));
        Assert.Contains("noise of the image alone", Assert.Single(loaded.Findings, f => f.Code == Mp2rageScan.Finding).Text,
            StringComparison.Ordinal);
        Assert.InRange(loaded.Image[1, 1, 1], 0, 800);
    }

    [Fact]
    public void Other_scans_stay_as_they_are_even_when_their_name_says_UNI()
    {
        var path = Save("sub-01_UNIT1.nii.gz", second);
        var loaded = HeadScan.LoadPositive(path);
        Assert.DoesNotContain(loaded.Findings, f => f.Code == Mp2rageScan.Finding);
        Assert.Equal(HeadScan.Load(path).Image.Span.ToArray(), loaded.Image.Span.ToArray());
    }
}

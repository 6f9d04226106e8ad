using System.Text.Json;
using Pial.Operations.Comparison;
using Pial.Volumes;

namespace Pial.Golden.Operations;

/// <summary>Overlaps, surface distances and similarities are scipy's and scikit-image's (comparison/README.md).</summary>
public sealed class ComparisonTests
{
    private static readonly Grid Place = new(new(31, 27, 22), Affine.Scaling(1, 1.3, 2));

    [Theory]
    [InlineData("balls", 17, 13, 9, 7.2, 14, 12, 10, 9.5, 1)]
    [InlineData("far", 3, 3, 3, 3.1, 26, 22, 18, 4.2, 1)]
    [InlineData("edge", 0, 0, 0, 6.5, 1, 1, 0, 7.5, 1.5)]
    [InlineData("same", 14, 12, 10, 9.5, 14, 12, 10, 9.5, 0)]
    public void Structures(string name, int i, int j, int k, double radius, int i2, int j2, int k2, double radius2, double tolerance)
    {
        var expected = Values("structures", name);
        var s = StructureComparison.Run(Ball(i, j, k, radius), Ball(i2, j2, k2, radius2), tolerance);
        Assert.Equal(
            ["assd", "dice", "hausdorff", "hd95", "iou", "nsd", "volume"],
            expected.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Check("dice", s.Dice);
        Check("iou", s.Iou);
        Check("volume", s.VolumeSimilarity);
        Check("hd95", s.Hd95Mm);
        Check("hausdorff", s.HausdorffMm);
        Check("assd", s.AssdMm);
        Check("nsd", s.SurfaceDice);
        Assert.Equal(StructureCase.Found, s.Case);

        void Check(string of, double value) => Assert.Equal(expected.GetProperty(of).GetDouble(), value, 1e-5);
    }

    [Fact]
    public void Images()
    {
        var truth = Of((i, j, k) => (float)(100 + (40 * Math.Sin(i / 3.0) * Math.Cos(j / 4.0)) + (2 * k)));
        var image = Of((i, j, k) => (float)(truth[i, j, k] + (9 * Math.Sin((1.7 * i) + (2.3 * j) + (0.9 * k)))));
        Check("whole", ImageSimilarity.Run(image, truth));
        Check("masked", ImageSimilarity.Run(image, truth, Ball(14, 12, 10, 9.5), 200));

        static void Check(string name, ImageScores scores)
        {
            var expected = Values("images", name);
            Assert.Equal(expected.GetProperty("psnr").GetDouble(), scores.Psnr, 1e-4);
            Assert.Equal(expected.GetProperty("nmse").GetDouble(), scores.Nmse, 1e-8);
            Assert.Equal(expected.GetProperty("ssim").GetDouble(), scores.Ssim, 1e-5);
        }
    }

    private static JsonElement Values(string group, string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "comparison", "values.json"))).RootElement
            .GetProperty(group).GetProperty(name);

    private static Volume<bool> Ball(int i, int j, int k, double radius) => Volume.CreateParallel<bool>(Place, m =>
    {
        for (var n = 0; n < m.Length; n++)
        {
            var (x, y, z) = (n % 31 - i, n / 31 % 27 - j, n / (31 * 27) - k);
            m.Span[n] = (x * x) + (y * 1.3 * (y * 1.3)) + (z * 2.0 * (z * 2.0)) <= radius * radius;
        }
    });

    private static Volume<float> Of(Func<int, int, int, float> value) => Volume.CreateParallel<float>(Place, m =>
    {
        for (var n = 0; n < m.Length; n++)
            m.Span[n] = value(n % 31, n / 31 % 27, n / (31 * 27));
    });
}

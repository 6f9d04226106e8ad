using System.Runtime.InteropServices;
using System.Text.Json;
using Pial.Formats;
using Pial.Operations.Intensity;
using Pial.Tests.Shared;
using Pial.Volumes;

namespace Pial.Golden.Operations;

/// <summary>Intensity normalisations give the numbers of their published definitions in NumPy and SciPy (intensity/README.md).</summary>
public sealed class IntensityTests
{
    private static readonly JsonElement About = JsonDocument.Parse(File.ReadAllText(PathOf("intensity.json"))).RootElement;
    private static readonly Grid Grid = new(Shape(), Affine.Identity);
    private static readonly Volume<float> Image = Brain(1);
    private static readonly Volume<bool> Mask = Inside(1);

    public static TheoryData<string> Methods => new(About.GetProperty("methods").EnumerateArray().Select(m => m.GetString()!));

    [Theory]
    [MemberData(nameof(Methods))]
    public void Method(string method)
    {
        var result = Run(method);
        var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(PathOf($"{method}.f32")));
        var inside = Enumerable.Range(0, Mask.Shape.Count).Where(n => Mask.Span[n]).ToArray();
        var (low, high, worst, everywhere) = (float.MaxValue, float.MinValue, 0.0, 0.0);
        foreach (var n in inside)
            (low, high) = (Math.Min(low, expected[n]), Math.Max(high, expected[n]));
        for (var n = 0; n < expected.Length; n++)
        {
            everywhere = Math.Max(everywhere, Math.Abs((double)expected[n] - result.Span[n]));
            if (Mask.Span[n]) worst = Math.Max(worst, Math.Abs((double)expected[n] - result.Span[n]));
        }

        Assert.InRange(worst / (high - low), 0, 1e-3);
        Assert.InRange(everywhere / (high - low), 0, 3e-3);
    }

    [Fact]
    public void What_was_fitted_is_theirs()
    {
        var scale = Numbers("standardScale");
        Assert.All(Enumerable.Range(0, scale.Length), n => Assert.Equal(scale[n], Scale().Landmarks[n], 1e-5));
        var means = Numbers("standardMeans");
        Assert.All(Enumerable.Range(0, 3), n => Assert.Equal(means[n], Means().Means[n], 1e-3));
    }

    [DataFact]
    public void Whole_heads()
    {
        foreach (var head in JsonDocument.Parse(File.ReadAllText(PathOf("heads.json"))).RootElement.EnumerateArray())
        {
            var image = ImageFile.Load(Path.Combine(DataFactAttribute.Folder!, head.GetProperty("image").GetString()!)).Image;
            var mask = ImageFile.LoadMask(Path.Combine(DataFactAttribute.Folder!, head.GetProperty("mask").GetString()!));
            double Of(string name) => head.GetProperty(name).GetDouble();
            var (score, robust, stripe) = (ZScore.Run(image, mask), ZScore.Run(image, mask, new() { Robust = true }),
                WhiteStripe.Run(image, mask));
            Assert.Equal(1, score.Mean / Of("mean"), 1e-6);
            Assert.Equal(1, score.StandardDeviation / Of("sd"), 1e-6);
            Assert.Equal(Of("median"), robust.Mean, 1e-3);
            Assert.Equal(1, stripe.Mode / Of("mode"), 1e-6);
            Assert.Equal(1, KdeNormalization.Run(image, mask).Scale / Of("mode"), 1e-6);
            Assert.Equal(1, stripe.Scaled.Location / Of("stripeMean"), 1e-6);
            Assert.Equal(1, stripe.Scaled.Scale / Of("stripeSd"), 1e-6);
            var tissues = FcmNormalization.Run(image, mask).Classes.Means;
            Assert.All(Enumerable.Range(0, 3), t => Assert.Equal(1, tissues[t] / head.GetProperty("tissues")[t].GetDouble(), 1e-4));
            var landmarks = NyulNormalization.Landmarks(image, mask, new NyulOptions().Percentiles);
            Assert.All(Enumerable.Range(0, landmarks.Count),
                n => Assert.Equal(head.GetProperty("landmarks")[n].GetDouble(), landmarks[n], 1e-3));
        }
    }

    private static Volume<float> Run(string method) => method switch
    {
        "zscore" => ZScore.Run(Image, Mask, new() { KeepOutside = true }).Image,
        "zscore_sample" => ZScore.Run(Image, Mask, new() { KeepOutside = true, DeltaDegreesOfFreedom = 1 }).Image,
        "zscore_robust" => ZScore.Run(Image, Mask, new() { KeepOutside = true, Robust = true }).Image,
        "kde" => KdeNormalization.Run(Image, Mask).Image,
        "kde_largest" => KdeNormalization.Run(Image, Mask, new() { Peak = HistogramPeak.Largest }).Image,
        "kde_first" => KdeNormalization.Run(Image, Mask, new() { Peak = HistogramPeak.First }).Image,
        "whitestripe" => WhiteStripe.Run(Image, Mask).Scaled.Image,
        "fcm" => FcmNormalization.Run(Image, Mask).Scaled.Image,
        "fcm_gm" => FcmNormalization.Run(Image, Mask, new() { Tissue = T1wTissue.Gm }).Scaled.Image,
        "nyul" => NyulNormalization.Run(Image, Mask, Scale()).Image,
        "leastsquares" => LeastSquaresNormalization.Run(Image, Mask, Means()).Scaled.Image,
        _ => throw new ArgumentException($"No method {method}.", nameof(method)),
    };

    private static NyulScale Scale() =>
        NyulNormalization.Fit(
            [.. new[] { 2, 3 }.Select(b => NyulNormalization.Landmarks(Brain(b), Inside(b), new NyulOptions().Percentiles))]);

    private static TissueScale Means() =>
        LeastSquaresNormalization.Fit([.. new[] { 2, 3 }.Select(b => LeastSquaresNormalization.TissueMeans(Brain(b), Inside(b)))]);

    private static Volume<float> Brain(int n) => Volume.Create<float>(Grid,
        [.. MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(PathOf($"brain{n}.i16"))).ToArray().Select(v => (float)v)]);

    private static Volume<bool> Inside(int n) =>
        Volume.Create<bool>(Grid, [.. File.ReadAllBytes(PathOf($"brain{n}.u8")).Select(v => v != 0)]);

    private static double[] Numbers(string name) => [.. About.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static Shape Shape()
    {
        var n = Numbers("shape");
        return new((int)n[0], (int)n[1], (int)n[2]);
    }

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "intensity", file);
}

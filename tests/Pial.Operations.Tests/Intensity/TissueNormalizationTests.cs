using Pial.Operations.Intensity;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Intensity;

/// <summary>Three tissues of known intensity in a ball; what each normalisation makes of them can be derived by hand.</summary>
public sealed class TissueNormalizationTests
{
    private static readonly Grid Grid = Cube(40);
    private static readonly Volume<bool> Mask = OfWorld(Grid, static p => p.DistanceTo(default) < 18);
    private static readonly Volume<float> Image = Head(1, 0);

    public static TheoryData<string> Methods => new(All.Keys);

    private static Dictionary<string, Func<Volume<float>, Volume<bool>, Outside, ParallelOptions?, Volume<float>>> All { get; } = new(
        StringComparer.Ordinal)
    {
        ["zscore"] = static (i, m, o, p) => ZScore.Run(i, m, new() { KeepOutside = o == Outside.Scale }, p).Image,
        ["robust"] = static (i, m, o, p) => ZScore.Run(i, m, new() { KeepOutside = o == Outside.Scale, Robust = true }, p).Image,
        ["whitestripe"] = static (i, m, o, p) => WhiteStripe.Run(i, m, new() { Outside = o }, p).Scaled.Image,
        ["kde"] = static (i, m, o, p) => KdeNormalization.Run(i, m, new() { Outside = o }, p).Image,
        ["fcm"] = static (i, m, o, p) => FcmNormalization.Run(i, m, new() { Outside = o }, p).Scaled.Image,
        ["nyul"] = static (i, m, o,
            p) => NyulNormalization.Run(i, m,
                NyulNormalization.Fit([NyulNormalization.Landmarks(Head(3, 0), Mask, new NyulOptions().Percentiles)]), o, p).Image,
        ["leastsquares"] = static (i, m, o,
            p) => LeastSquaresNormalization.Run(i, m,
                LeastSquaresNormalization.Fit([LeastSquaresNormalization.TissueMeans(Head(3, 0), Mask)]), o, p).Scaled.Image,
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_gain_of_the_scanner_is_undone(string method) =>
        Assert.InRange(MaxDifference(All[method](Image, Mask, Outside.Zero, null).Span,
            All[method](Head(4, 0), Mask, Outside.Zero, null).Span), 0, method == "nyul" ? 1e-3 : 1e-4);

    [Theory]
    [MemberData(nameof(Methods))]
    public void Threads_change_no_bit(string method) =>
    AssertSameBits(All[method](Image, Mask, Outside.Scale, One).Span, All[method](Image, Mask, Outside.Scale, Seven).Span);

    [Theory]
    [MemberData(nameof(Methods))]
    public void Outside_is_scaled_or_0_and_nan_becomes_0(string method)
    {
        var dirty = Volume.Create<float>(Grid,
            [.. Image.Span.ToArray().Select((v, n) => n == Grid.Shape.Index(20, 20, 20) ? float.NaN : v)]);
        var (scaled, zero) = (All[method](dirty, Mask, Outside.Scale, null), All[method](dirty, Mask, Outside.Zero, null));
        Assert.Equal(0, scaled[20, 20, 20]);
        Assert.NotEqual(0, scaled[0, 0, 0]);
        Assert.Equal(0, zero[0, 0, 0]);
        for (var n = 0; n < Mask.Span.Length; n++)
            if (Mask.Span[n]) Assert.Equal(scaled.Span[n], zero.Span[n]);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Constant_images_empty_masks_and_other_grids_are_refused(string method)
    {
        Assert.Throws<ArgumentException>(() => All[method](Volume.Filled(Grid, 5f), Mask, Outside.Scale, null));
        Assert.Throws<ArgumentException>(() => All[method](Image, Volume.Filled(Grid, false), Outside.Scale, null));
        Assert.Throws<ArgumentException>(() => All[method](Image, Volume.Filled(Cube(5), true), Outside.Scale, null));
        Assert.Throws<ArgumentException>(() => All[method](Volume.Filled(Grid, float.NaN), Mask, Outside.Scale, null));
    }

    [Fact]
    public void White_matter_becomes_1()
    {
        Assert.InRange(Mean(KdeNormalization.Run(Image, Mask).Image, 0, 8), 0.98, 1.02);
        Assert.InRange(Mean(FcmNormalization.Run(Image, Mask).Scaled.Image, 0, 8), 0.98, 1.02);
        Assert.InRange(Mean(FcmNormalization.Run(Image, Mask, new() { Target = 110 }).Scaled.Image, 0, 8), 108, 112);
        Assert.InRange(Mean(FcmNormalization.Run(Image, Mask, new() { Tissue = T1wTissue.Gm }).Scaled.Image, 12, 14), 0.97, 1.03);
        var stripe = WhiteStripe.Run(Image, Mask);
        Assert.InRange(stripe.Mode, 985, 1015);
        Assert.InRange((double)stripe.StripeVoxels / Mask.Span.Count(true), 0.08, 0.101);
        Assert.InRange(Mean(stripe.Scaled.Image, 0, 8), -3, 3);
    }

    [Fact]
    public void The_robust_score_is_not_moved_by_lesions()
    {
        var lesions = Volume.Create<float>(Grid, [.. Image.Span.ToArray().Select((v, n) => Mask.Span[n] && n % 50 == 0 ? 9000f : v)]);
        var (clean, robust) = (ZScore.Run(Image, Mask, new() { Robust = true }), ZScore.Run(lesions, Mask, new() { Robust = true }));
        var plain = ZScore.Run(lesions, Mask);
        Assert.Equal(1, robust.StandardDeviation / clean.StandardDeviation, 0.05);
        Assert.True(plain.StandardDeviation > 2 * ZScore.Run(Image, Mask).StandardDeviation);
        Assert.Throws<ArgumentException>(
            () => ZScore.Run(Volume.Create<float>(Grid, [.. Image.Span.ToArray().Select((_, n) => n % 3 == 0 ? n : 7f)]), Mask,
                new() { Robust = true }));
    }

    [Fact]
    public void A_training_image_matches_its_own_scale()
    {
        var landmarks = NyulNormalization.Landmarks(Image, Mask, new NyulOptions().Percentiles);
        var scale = NyulNormalization.Fit([landmarks]);
        var result = NyulNormalization.Run(Image, Mask, scale);
        var after = NyulNormalization.Landmarks(result.Image, Mask, scale.Percentiles);
        Assert.Equal((1.0, 100.0), (scale.Landmarks[0], scale.Landmarks[^1]));
        Assert.All(Enumerable.Range(0, after.Count), n => Assert.Equal(scale.Landmarks[n], after[n], 1e-3));
    }

    [Fact]
    public void Landmarks_that_coincide_are_passed_over()
    {
        var half = Volume.Create<float>(Grid, [.. Image.Span.ToArray().Select(v => Math.Max(v, 700f))]);
        var scale = NyulNormalization.Fit([NyulNormalization.Landmarks(Image, Mask, new NyulOptions().Percentiles)]);
        Assert.DoesNotContain(NyulNormalization.Run(half, Mask, scale).Image.Span.ToArray(), v => !float.IsFinite(v));
    }

    [Fact]
    public void Wrong_options_are_refused()
    {
        Assert.Throws<ArgumentException>(() => WhiteStripe.Run(Image, Mask, new() { Width = 0 }));
        Assert.Throws<ArgumentException>(() => KdeNormalization.Run(Image, Mask, new() { Target = -1 }));
        Assert.Throws<ArgumentException>(() => KdeNormalization.Run(Image.Map(static v => -v - 1000), Mask));
        Assert.Throws<ArgumentException>(() => ZScore.Run(Image, Mask, new() { DeltaDegreesOfFreedom = 2 }));
        Assert.Throws<ArgumentException>(() => NyulNormalization.Landmarks(Image, Mask, [50, 10]));
        Assert.Throws<ArgumentException>(() => NyulNormalization.Fit([]));
        Assert.Throws<ArgumentException>(() => LeastSquaresNormalization.Fit([]));
    }

    private static double Mean(Volume<float> image, double from, double to)
    {
        var (sum, count) = (0.0, 0);
        for (var n = 0; n < image.Span.Length; n++)
        {
            var (i, j, k) = (n % 40, n / 40 % 40, n / 1600);
            var r = Grid.Affine.Apply(new(i, j, k)).DistanceTo(default);
            if (r < from || r >= to) continue;
            sum += image.Span[n];
            count++;
        }

        return sum / count;
    }

    // White matter 1000 within 10 mm, grey matter 650 to 15, CSF 250 to 18, then nothing; noise of 25.
    private static Volume<float> Head(double gain, double offset)
    {
        var random = new Random(5);
        return OfWorld(Grid, p =>
        {
            var r = p.DistanceTo(default);
            var noise = 25 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            return (float)((((r < 10 ? 1000 : r < 15 ? 650 : r < 18 ? 250 : 20) + noise) * gain) + offset);
        });
    }
}

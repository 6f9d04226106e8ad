using Pial.Operations.Phantoms;
using Pial.Volumes;

namespace Pial.Operations.Tests.Phantoms;

public sealed class PhantomTests
{
    private static readonly PhantomOptions Plain = new() { NoisePercent = 3, InuPercent = 40, Seed = 5, FwhmMm = 2, ContrastJitter = 0 };
    private static readonly Volume<int> Labels = AnalyticHead.Create(3);
    private static readonly Lazy<Phantom> Shared = new(() => Phantom.Create(Labels, Plain));

    [Fact]
    public void Fractions_lie_between_0_and_1_and_fill_the_brain()
    {
        var (gm, wm, csf) = (Shared.Value.Fractions.Gm, Shared.Value.Fractions.Wm, Shared.Value.Fractions.Csf);
        var tight = Shared.Value.TightMask;
        var (worst, least, most) = (0.0, 1f, 0f);
        for (var n = 0; n < tight.Shape.Count; n++)
        {
            var sum = gm.Span[n] + wm.Span[n] + csf.Span[n];
            least = Math.Min(least, Math.Min(gm.Span[n], Math.Min(wm.Span[n], csf.Span[n])));
            most = Math.Max(most, sum);
            if (Shared.Value.Labels.Span[n] is 2 or 41 && tight.Span[n]) worst = Math.Max(worst, Math.Abs(sum - 1));
        }

        Assert.InRange(least, -1e-6f, 0);
        Assert.InRange(most, 0.999f, 1.00001f);
        Assert.InRange(worst, 0, 1e-5);
    }

    [Fact]
    public void Volumes_are_those_of_the_labels()
    {
        var phantom = Shared.Value;
        AssertClose(Count(phantom.Labels, 2, 41, 7, 46, 28, 60, 16), Sum(phantom.Fractions.Wm), 0.02);
        // sulci thinner than a voxel close
        AssertClose(Count(phantom.Labels, 3, 42, 8, 47, 10, 49, 11, 50, 12, 51, 13, 52, 17, 53, 18, 54, 26, 58),
            Sum(phantom.Fractions.Gm), 0.25);
    }

    [Fact]
    public void Pure_tissue_has_its_mean()
    {
        foreach (var (label, mean) in new[] { (2, 1.0), (41, 1.0), (16, 0.95) })
            Assert.Equal(mean, MeanWhere(label), 0.02); // the texture is 2 %

        double MeanWhere(int label)
        {
            var sum = new List<double>();
            for (var n = 0; n < Shared.Value.Labels.Shape.Count; n++)
            {
                if (Deep(Shared.Value.Labels, n, label)) sum.Add(Shared.Value.Noiseless.Span[n]);
            }

            return sum.Average();
        }
    }

    [Fact]
    public void Noise_in_white_matter_has_the_asked_spread_and_is_Rayleigh_in_air()
    {
        var noisy = Shared.Value.Acquire(5, 0);
        var (white, air) = (new List<double>(), new List<double>());
        for (var n = 0; n < noisy.Labels.Shape.Count; n++)
        {
            if (Deep(noisy.Labels, n, 2)) white.Add(noisy.T1w.Span[n] - (1000 * noisy.Noiseless.Span[n]));
            if (noisy.Noiseless.Span[n] == 0) air.Add(noisy.T1w.Span[n]);
        }

        Assert.True(white.Count > 2000 && air.Count > 10000);
        Assert.Equal(50, Math.Sqrt(white.Average(v => v * v)), 2.0);
        Assert.Equal(50 * Math.Sqrt(Math.PI / 2), air.Average(), 0.7);
    }

    [Fact]
    public void The_field_has_the_asked_range_near_the_brain_and_is_smooth()
    {
        var field = Shared.Value.BiasField;
        var (least, most, steepest) = (2f, 0f, 0f);
        for (var n = 1; n < field.Shape.Count; n++)
        {
            if (Shared.Value.Mask.Span[n]) (least, most) = (Math.Min(least, field.Span[n]), Math.Max(most, field.Span[n]));
            if (n % field.Shape.I != 0) steepest = Math.Max(steepest, Math.Abs(field.Span[n] - field.Span[n - 1]));
        }

        Assert.InRange(least, 0.8f, 0.95f);
        Assert.InRange(most, 1.05f, 1.2f);
        Assert.InRange(steepest, 0, 0.03f);
        Assert.All([.. Shared.Value.Acquire(0, 0).BiasField.Span[..100]], b => Assert.Equal(1, b));
    }

    [Fact]
    public void Masks_hold_what_they_say()
    {
        var phantom = Shared.Value;
        for (var n = 0; n < phantom.Mask.Shape.Count; n++)
        {
            Assert.True(phantom.Mask.Span[n] || !phantom.TightMask.Span[n]);
            Assert.Equal(phantom.Mask.Span[n], phantom.Dseg.Span[n] != 0);
        }

        Assert.InRange(Count(phantom.Mask) * phantom.Mask.Grid.VoxelVolume / 1000, 1500, 2100);
        Assert.InRange((double)Count(phantom.TightMask) / Count(phantom.Mask), 0.8, 0.99);
    }

    [Fact]
    public void The_threads_do_not_change_a_bit()
    {
        var labels = AnalyticHead.Create(5);
        var one = Phantom.Create(labels, Plain, new() { MaxDegreeOfParallelism = 1 });
        var many = Phantom.Create(labels, Plain, new() { MaxDegreeOfParallelism = 4 });
        Assert.Equal(one.T1w.Span.ToArray(), many.T1w.Span.ToArray());
        Assert.Equal(one.BiasField.Span.ToArray(), many.BiasField.Span.ToArray());
        Assert.Equal(one.Fractions.Gm.Span.ToArray(), many.Fractions.Gm.Span.ToArray());
        Assert.Equal(one.Mask.Span.ToArray(), many.Mask.Span.ToArray());
    }

    [Fact]
    public void Twins_share_everything_but_noise_and_field()
    {
        var labels = AnalyticHead.Create(5);
        var a = Phantom.Create(labels, Plain);
        var b = Phantom.Create(labels, Plain with { NoisePercent = 9, InuPercent = 0 });
        Assert.Equal(a.Noiseless.Span.ToArray(), b.Noiseless.Span.ToArray());
        Assert.Equal(b.T1w.Span.ToArray(), a.Acquire(9, 0).T1w.Span.ToArray());
        Assert.NotEqual(a.Noiseless.Span.ToArray(), Phantom.Create(labels, Plain with { Seed = 6 }).Noiseless.Span.ToArray());
    }

    [Theory]
    [InlineData(PhantomContrast.T1w, "8FB3891CCB038841")]
    [InlineData(PhantomContrast.T2w, "972C09F6B396335F")]
    [InlineData(PhantomContrast.FLAIR, "6A74E500CE5DD323")]
    public void Heads_that_are_not_hard_are_those_of_before_bit_by_bit(PhantomContrast contrast, string hash)
    {
        var phantom = Phantom.Create(AnalyticHead.Create(5), new() { Contrast = contrast, Seed = 7 });
        var bytes = new[] { phantom.T1w, phantom.Fractions.Gm, phantom.Fractions.Wm, phantom.Fractions.Csf }
            .SelectMany(v => System.Runtime.InteropServices.MemoryMarshal.AsBytes(v.Span).ToArray()).ToArray();
        Assert.Equal(hash, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes))[..16]);
    }

    private static readonly Lazy<(Volume<int> Labels, Phantom Easy, Phantom Hard)> Hardness = new(() =>
    {
        var (labels, options) = (AnalyticHead.Create(2),
            new PhantomOptions { NoisePercent = 0, InuPercent = 0, Seed = 5, ContrastJitter = 0 });
        var (easy, hard) = (Phantom.Create(labels, options), Phantom.Create(labels, options with { Hard = true }));
        return (easy.Labels, easy, hard);
    });

    [Fact]
    public void Sulci_and_ventricles_of_a_hard_head_differ_and_sulcal_CSF_varies()
    {
        var (labels, easy, hard) = Hardness.Value;
        var (ventricle, sulcus) = (Values(hard, n => labels.Span[n] is 4 or 43 && hard.Fractions.Csf.Span[n] > 0.98f),
            Values(hard, n => labels.Span[n] == 24 && hard.Fractions.Csf.Span[n] > 0.98f && hard.Mask.Span[n]));
        Assert.InRange(ventricle.Average(), 0.2, 0.27);
        Assert.InRange(sulcus.Average(), 0.36, 0.55);
        Assert.InRange(Quantile(sulcus, 0.9) - Quantile(sulcus, 0.1), 0.1, 0.5);
        // twice the voxel's size blurs an artery of 1.05
        Assert.True(sulcus.Max() > 0.57, $"No vessel shines in the CSF: {sulcus.Max():f2}.");
        var flat = Values(easy, n => labels.Span[n] == 24 && easy.Fractions.Csf.Span[n] > 0.98f);
        Assert.InRange(Quantile(flat, 0.9) - Quantile(flat, 0.1), 0, 0.05);
        Assert.InRange(flat.Max(), 0.25, 0.5);
    }

    [Fact]
    public void A_hard_head_has_graded_nuclei_and_things_as_bright_as_cortex_around_the_brain()
    {
        var (labels, _, hard) = Hardness.Value;
        double X(int n) =>
            labels.Grid.Affine.Apply(new(n % labels.Shape.I, n / labels.Shape.I % labels.Shape.J, n / labels.Shape.SliceCount)).X;
        bool Thalamus(int n) => labels.Span[n] is 10 or 49 && hard.Fractions.Gm.Span[n] > 0.95f;
        // The built-in thalamus lies in white matter all around, so it is darkest in its middle.
        var white = Pial.Operations.Masks.EuclideanDistance.Of(labels.Map(static l => l is 2 or 41 or 13 or 52));
        var (inner, outer) = (Values(hard, n => Thalamus(n) && Math.Abs(X(n)) < 13 && white.Span[n] > 6).Average(),
            Values(hard, n => Thalamus(n) && Math.Abs(X(n)) > 15 && white.Span[n] < 3).Average());
        Assert.True(outer > 1.02 * inner, $"inner {inner:f3}, outer {outer:f3}");
        Assert.InRange(Values(hard, n => labels.Span[n] is 13 or 52 && hard.Fractions.Gm.Span[n] > 0.95f).Average(), 0.92, 1);
        var marrow = Values(hard, n => labels.Span[n] == 516);
        Assert.True(Quantile(marrow, 0.8) > 1, $"{Quantile(marrow, 0.8)}");
        // Dura: what is neither tissue nor air nor bone within 3 mm of the mask.
        var near = Pial.Operations.Masks.EuclideanDistance.Of(hard.Mask);
        var dura = Values(hard, n => !hard.Mask.Span[n] && near.Span[n] <= 2 && labels.Span[n] is 514 or 515);
        Assert.InRange(Quantile(dura, 0.5), 0.3, 0.6);
    }

    [Fact]
    public void A_hard_head_is_the_same_at_any_thread_count_and_another_with_another_seed()
    {
        var (labels, options) = (AnalyticHead.Create(4), Plain with { Hard = true });
        var one = Phantom.Create(labels, options, new() { MaxDegreeOfParallelism = 1 });
        Assert.Equal(one.T1w.Span.ToArray(), Phantom.Create(labels, options, new() { MaxDegreeOfParallelism = 4 }).T1w.Span.ToArray());
        Assert.NotEqual(one.Noiseless.Span.ToArray(), Phantom.Create(labels, options with { Seed = 6 }).Noiseless.Span.ToArray());
    }

    [Fact]
    public void Proton_density_weighting_has_CSF_above_grey_above_white()
    {
        var phantom = Phantom.Create(AnalyticHead.Create(3), Plain with { Contrast = PhantomContrast.PDw });
        double Mean(Volume<float> fraction) => Values(phantom, n => fraction.Span[n] > 0.98f).Average();
        var (csf, gm, wm) = (Mean(phantom.Fractions.Csf), Mean(phantom.Fractions.Gm), Mean(phantom.Fractions.Wm));
        Assert.True(csf > 1.1 * gm && gm > 1.1 * wm, $"{csf:f3} {gm:f3} {wm:f3}");
    }

    private static double[] Values(Phantom phantom, Func<int, bool> counts) =>
        [.. Enumerable.Range(0, phantom.Noiseless.Shape.Count).Where(counts).Select(n => (double)phantom.Noiseless.Span[n])];

    private static double Quantile(double[] values, double q) => values.Order().ElementAt((int)(q * (values.Length - 1)));

    [Fact]
    public void Bad_labels_are_named()
    {
        var strange = Volume.Create<int, int>(new(new(9, 9, 9), Affine.Identity), 0, static (v, _) => (v[100], v[200]) = (2, 777));
        Assert.Contains("777", Assert.Throws<ArgumentException>(() => Phantom.Create(strange)).Message);
        Assert.Throws<ArgumentException>(() => Phantom.Create(Volume.Filled(strange.Grid, 0)));
        Assert.Throws<ArgumentException>(() => Phantom.Create(Volume.Filled(strange.Grid, 507)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Phantom.Create(strange, new() { NoisePercent = -1 }));
    }

    // Whether a voxel and those within two voxels along each axis have the label.
    private static bool Deep(Volume<int> labels, int n, int label)
    {
        foreach (var stride in (ReadOnlySpan<int>)[1, labels.Shape.I, labels.Shape.SliceCount])
        {
            for (var t = -2; t <= 2; t++)
            {
                if ((uint)(n + (t * stride)) >= (uint)labels.Shape.Count || labels.Span[n + (t * stride)] != label) return false;
            }
        }

        return true;
    }

    private static double Count(Volume<int> labels, params int[] which) => labels.Span.ToArray().Count(which.Contains);

    private static int Count(Volume<bool> mask) => mask.Span.ToArray().Count(v => v);

    private static double Sum(Volume<float> volume) => volume.Span.ToArray().Sum(v => (double)v);

    private static void AssertClose(double expected, double actual, double relative) =>
        Assert.InRange(actual, expected * (1 - relative), expected * (1 + relative));
}

using Pial.Kernels;
using Pial.Operations.Quality;
using Pial.Volumes;

namespace Pial.Operations.Tests.Quality;

public sealed class ImageQualityTests
{
    private static readonly Grid Grid = Grid.Centred(new(64, 72, 68), new(2, 2, 2), default);

    [Fact]
    public void Noise_of_the_air_gives_Dietrichs_ratio()
    {
        var metrics = Measure(Head(noise: 3));
        // Rayleigh noise of 3 a channel: its MAD lies below its σ
        Assert.InRange(metrics["snrd_wm"].Value!.Value, 0.6551364 * 100 / 3, 1.3 * 100 / 3);
        Assert.InRange(metrics["cjv"].Value!.Value, 0.1, 0.3);
        Assert.Equal(2, metrics["spacing_x"].Value);
    }

    [Fact]
    public void More_noise_is_worse_by_every_measure_of_noise()
    {
        var (quiet, loud) = (Measure(Head(noise: 2)), Measure(Head(noise: 8)));
        foreach (var (name, metric) in quiet)
        {
            var better = QualityDefinition.Of(name).Better;
            if (name is not ("cjv" or "cnr" or "snr_total" or "snrd_total" or "efc" or "fber" or "cat_ncr" or "cat_iqr")) continue;
            Assert.True(better == Better.Higher ? metric.Value > loud[name].Value : metric.Value < loud[name].Value, name);
        }
    }

    [Fact]
    public void Without_air_nothing_is_said_about_noise()
    {
        var metrics = Measure(Head(noise: 3, background: false));
        foreach (var name in (string[])["snrd_total", "snrd_gm", "cnr", "qi_1", "qi_2", "fber"])
        {
            Assert.Null(metrics[name].Value);
            Assert.Contains("zero", metrics[name].Reason, StringComparison.Ordinal);
        }

        Assert.NotNull(metrics["snr_gm"].Value);
    }

    [Fact]
    public void A_ghost_in_the_air_is_an_artefact()
    {
        var clean = Head(noise: 3);
        var ghosted = Volume.Create(Grid, clean, static (Span<float> to, Volume<float> from) =>
        {
            from.Span.CopyTo(to);
            for (var k = 58; k < 66; k++)
                for (var j = 4; j < 12; j++)
                    for (var i = 4; i < 10; i++) to[from.Shape.Index(i, j, k)] += 60;
        });
        Assert.Equal(0, Measure(clean)["qi_1"].Value!.Value, 1e-9);
        Assert.InRange(Measure(ghosted)["qi_1"].Value!.Value, 200.0 / Grid.Shape.Count, 400.0 / 100000);
    }

    [Fact]
    public void The_air_is_above_the_neck_and_outside_the_head()
    {
        var masks = HeadMasks.Of(Head(noise: 3), Ball(40));
        Assert.True(masks.Head[32, 36, 34]);
        Assert.True(masks.Head[32, 36, 34 + 24]); // the skin, across a dark skull
        Assert.True(masks.Air[2, 2, 66]);
        Assert.False(masks.Air[2, 2, 2]);
        Assert.False(masks.Padding.Span.Contains(true));
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        var (one, many) = (Measure(Head(noise: 3), TestImages.One), Measure(Head(noise: 3), TestImages.Seven));
        Assert.Equal(one.Values, many.Values);
    }

    [Fact]
    public void Every_measure_says_what_it_is()
    {
        foreach (var name in Measure(Head(noise: 3)).Keys)
            Assert.NotEmpty(QualityDefinition.Of(name).Meaning);
        Assert.Throws<ArgumentException>(() => QualityDefinition.Of("nothing"));
    }

    [Fact]
    public void Masks_on_another_grid_are_refused()
    {
        var other = Volume.Filled(Grid.Centred(new(10, 10, 10), new(2, 2, 2), default), true);
        Assert.Throws<ArgumentException>(() => HeadMasks.Of(Head(noise: 3), other));
        Assert.Throws<ArgumentException>(() => HeadMasks.Of(Head(noise: 3), Volume.Filled(Grid, false)));
    }

    private static SortedDictionary<string, QualityMetric> Measure(Volume<float> head, ParallelOptions? parallel = null)
    {
        var brain = Ball(40);
        TissueMaps tissues = new(Shell(20, 32), Shell(0, 20), Shell(32, 40));
        return new(ImageQuality.Run(new(head, brain, tissues, HeadMasks.Of(head, brain, parallel)), parallel).ToDictionary(m => m.Name),
            StringComparer.Ordinal);
    }

    // WM 100 within 20 mm of the centre, GM 70, CSF 30 to 40 mm, a dark skull, and skin from 46 to 52 mm; Rician noise.
    private static Volume<float> Head(double noise, bool background = true)
    {
        var random = new float[2 * Grid.Shape.Count];
        new CounterRandom(7, 1).FillNormals(random);
        var n = 0;
        return TestImages.OfWorld(Grid, p =>
        {
            var r = p.Length;
            var signal = r < 20 ? 100 : r < 32 ? 70 : r < 40 ? 30 : r is >= 46 and < 52 ? 90 : 0;
            var (a, b) = (signal + (noise * random[2 * n]), noise * random[(2 * n) + 1]);
            n++;
            return r >= 52 && !background ? 0f : (float)Math.Sqrt((a * a) + (b * b));
        });
    }

    private static Volume<bool> Ball(double radius) => Shell(0, radius).Map(static v => v > 0);

    private static Volume<float> Shell(double from, double to) =>
        TestImages.OfWorld(Grid, p => p.Length >= from && p.Length < to ? 1f : 0f);
}

using System.Globalization;
using System.Xml.Linq;
using Pial.Analysis.Statistics.Relations;
using Pial.Kernels;
using Pial.Plots.Canvas;
using Pial.Plots.Charts;

namespace Pial.Pipelines.Tests.Plots.Charts;

public sealed class ChartTests
{
    private static readonly string[] LongNames =
    [
        "Left-Cerebral-White-Matter", "ctx_lh_G_and_S_cingul-Mid-Post", "Rechter Gyrus temporalis transversus (Heschl), hinterer Anteil",
        "3rd-Ventricle", "WM",
        "Anunbreakablenamethatgoesonandonandonwithoutanyplacetobreakitwhatsoever",
    ];

    public static TheoryData<string, double, double> Figures
    {
        get
        {
            var data = new TheoryData<string, double, double>();
            foreach (var chart in (string[])["bars", "bars-upright", "scatter", "histogram", "strip", "matrix", "agreement"])
                foreach (var (w, h) in ((double, double)[])[(6, 4), (4, 3.5), (10, 8), (4, 9), (9, 3)])
                    data.Add(chart, w, h);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Figures))]
    public void No_text_is_cut_off_or_lies_on_another(string chart, double width, double height)
    {
        var options = new ChartOptions
        {
            Width = width,
            Height = height,
            Title = "A title that says in quite a number of words what the figure below it shows to whom it may concern",
            XLabel = chart is "matrix" or "bars-upright" or "strip" ? null
                : "Estimated total intracranial volume by the method of the paper (mm³)",
            YLabel = chart is "bars" or "matrix" ? null : "Thickness of the cortex (mm)",
        };
        var drawing = Draw(chart, options);
        var texts = drawing.Marks.OfType<Mark.Text>().ToArray();
        Assert.NotEmpty(texts);
        foreach (var text in texts)
            Assert.True(drawing.Bounds.Contains(text.Box, 0.01), $"'{text.Content}' at {text.Box} is cut off.");
        for (var a = 0; a < texts.Length; a++)
            for (var b = 0; b < a; b++)
                Assert.False(texts[a].Box.Inset(0.6).Overlaps(texts[b].Box.Inset(0.6)),
                    $"'{texts[a].Content}' lies on '{texts[b].Content}': {texts[a].Box}, {texts[b].Box}");
        Assert.All(string.Concat(texts.Select(t => t.Content)).EnumerateRunes(),
            r => Assert.True(Pial.Plots.Fonts.FontFace.Regular.Has(r.Value), $"U+{r.Value:X4}"));
    }

    [Theory]
    [InlineData("bars")]
    [InlineData("scatter")]
    [InlineData("histogram")]
    [InlineData("strip")]
    [InlineData("matrix")]
    [InlineData("agreement")]
    public void Every_chart_is_valid_svg_and_the_same_png_each_time(string chart)
    {
        var drawing = Draw(chart, new() { Theme = Theme.Dark });
        var svg = XDocument.Parse(drawing.ToSvg());
        XNamespace ns = "http://www.w3.org/2000/svg";
        foreach (var text in svg.Descendants(ns + "text"))
        {
            Assert.InRange(double.Parse(text.Attribute("x")!.Value, CultureInfo.InvariantCulture), 0, drawing.Bounds.Width);
            Assert.InRange(double.Parse(text.Attribute("y")!.Value, CultureInfo.InvariantCulture), 0, drawing.Bounds.Height);
        }

        Assert.Equal(drawing.ToPng(60), Draw(chart, new() { Theme = Theme.Dark }).ToPng(60));
        Assert.Equal(drawing.PixelsAt(200).Width, drawing.ToRaster(200).Width);
    }

    [Fact]
    public void What_is_left_out_is_counted_and_said()
    {
        double[] with = [1, 2, double.NaN, 4, 5, double.PositiveInfinity], without = [2, double.NaN, 3, 4, 7, 8];
        Says(ScatterChart.Draw([new("", with, without)], new()), "3 of 6 rows lack a value");
        Says(HistogramChart.Draw([new("a", with)], new()), "2 of 6 values are not known");
        Says(AgreementChart.Draw(new("a", with), new("b", without), new()), "n = 3", "3 of 6 rows");
        Says(BarChart.Draw(["x"], [new("", [with])], new()), "n = 4 a bar", "2 of 6");
        Says(StripChart.Draw(["x"], [new("", [with])], new()), "2 of 6");
        Says(MatrixChart.Draw(["a", "b", "c"], CorrelationMatrix.Of([with, without, [1, 1, 1, 1, 1, 1]]), new()), "Grey: 1 column");
        Assert.Throws<ArgumentException>(() => ScatterChart.Draw([new("", [double.NaN], [1])], new()));
        Assert.Throws<ArgumentException>(() => HistogramChart.Draw([new("", [double.NaN])], new()));
        Assert.Throws<ArgumentException>(() => BarChart.Draw(LongNames, [new("", [.. LongNames.Select(_ => (IReadOnlyList<double>)[1])])],
            new() { Width = 1, Height = 0.6 }));

        static void Says(Drawing drawing, params string[] what)
        {
            var all = string.Join(' ', drawing.Marks.OfType<Mark.Text>().Select(t => t.Content));
            Assert.All(what, w => Assert.Contains(w, all, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_bar_ends_at_its_mean()
    {
        var drawing = BarChart.Draw(["a", "b"], [new("", [[1, 3], [4, 4]])], new(), BarError.None);
        var bars = drawing.Marks.OfType<Mark.Fill>().Select(f => f.Outline.Parts[0]).ToArray();
        Assert.Equal(2, (bars[1][1].X - bars[1][0].X) / (bars[0][1].X - bars[0][0].X), 1e-9);
    }

    [Fact]
    public void Bins_are_round_and_hold_every_value()
    {
        var (from, width, count) = HistogramChart.Bins([0.3, 1, 2, 3, 4, 9.9], [[0.3, 1, 2, 3, 4, 9.9]], null);
        Assert.Equal((0, 2, 5), (from, width, count));
        Assert.Equal((0.3, 9.6 / 7, 7), HistogramChart.Bins([0.3, 9.9], [[0.3, 9.9]], 7));
        Assert.Equal(1, HistogramChart.Bins([5, 5], [[5, 5]], null).Count);
    }

    [Fact]
    public void Points_of_a_swarm_do_not_hide_each_other()
    {
        double[] places = [.. Enumerable.Range(0, 60).Select(n => new CounterRandom(7, 0).Bits((ulong)n).A / 4294967296.0 * 30)];
        var offsets = Swarm.Offsets(places, 3, 1000);
        for (var a = 0; a < 60; a++)
            for (var b = 0; b < a; b++)
                Assert.True(Math.Pow(places[a] - places[b], 2) + Math.Pow(offsets[a] - offsets[b], 2) > 8.99);
        Assert.All(Swarm.Offsets(places, 3, 4), o => Assert.InRange(o, -4, 4));
    }

    [Fact]
    public void Left_and_right_are_paired_by_their_names()
    {
        Assert.Equal([("Thalamus", 'L'), ("insula_volume", 'R'), ("V1", 'L'), ("Thalamus", 'R'), ("Thalamus", 'R'), ("Brain-Stem", null),
            ("Lingual", null)],
            ((string[])["Left-Thalamus", "rh_insula_volume", "L_V1", "Thalamus_right", "Thalamus (R)", "Brain-Stem", "Lingual"])
                .Select(Hemispheres.Split));
        var (names, series) = Hemispheres.Pair(["Left-A", "Stem", "Right-A"], [[1], [2], [3]])!.Value;
        Assert.Equal(["A", "Stem"], names);
        Assert.Equal(["Left: 1 -", "Right: 3 -", "Unpaired: - 2"],
            series.Select(
                s => $"{s.Name}: " +
                    $"{string.Join(' ', s.Values.Select(v => v.Count > 0 ? v[0].ToString(CultureInfo.InvariantCulture) : "-"))}"));
        Assert.Null(Hemispheres.Pair(["Left-A", "B"], [[1], [2]]));
    }

    private static Drawing Draw(string chart, ChartOptions options)
    {
        double[] Some(int seed, int count, double shift = 0) =>
            [.. Enumerable.Range(0, count)
                .Select(n => n % 9 == 3 ? double.NaN : shift + new CounterRandom((ulong)seed, 0).Normals((ulong)n).A)];
        BarSeries Series(string name, int seed) =>
            new(name, [.. LongNames.Select((_, n) => (IReadOnlyList<double>)Some(seed + n, 12, 1e6))]);
        var two = new[] { Series("Patients with a depressive episode of the International Classification of Diseases, tenth revision", 1),
            Series("Controls", 20) };
        return chart switch
        {
            "bars" or "bars-upright" => BarChart.Draw(LongNames, two, options, points: true, upright: chart != "bars"),
            "scatter" => ScatterChart.Draw([new("Patients with a depressive episode", Some(1, 30), Some(2, 30)),
                new("Controls", Some(3, 20), Some(4, 20))], options),
            "histogram" => HistogramChart.Draw([new("a", Some(1, 100)), new("b with a long name, as they are", Some(2, 50, 1))], options),
            "strip" => StripChart.Draw(LongNames, two, options),
            "matrix" => MatrixChart.Draw(LongNames, CorrelationMatrix.Of([.. LongNames.Select((_, n) => Some(n, 30))]), options,
                MatrixOrder.Clustered),
            _ => AgreementChart.Draw(new("FreeSurfer", Some(1, 30, 1000)), new("Pial", Some(2, 30, 1000)), options),
        };
    }
}

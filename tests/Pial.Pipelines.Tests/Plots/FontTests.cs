using Pial.Plots.Canvas;
using Pial.Plots.Fonts;

namespace Pial.Pipelines.Tests.Plots;

public sealed class FontTests
{
    // Sums of the letters' advances and areas of their outlines, font units, as fonttools 4.38 reads the same files.
    [Theory]
    [InlineData("Hippocampus (left), mm³", 22887, 23096)]
    [InlineData("−12.5 ± 0.3 µm²", 14333, 14633)]
    [InlineData("β → Δσ ≤ 1°", 9968, 10075)]
    public void A_text_is_as_wide_as_fonttools_says(string text, int regular, int bold)
    {
        Assert.Equal(regular, FontFace.Regular.WidthOf(text) * 2048, 1e-6);
        Assert.Equal(bold, FontFace.Bold.WidthOf(text) * 2048, 1e-6);
        Assert.All(text.EnumerateRunes(), r => Assert.True(FontFace.Regular.Has(r.Value), r.ToString()));
    }

    [Theory]
    [InlineData("O", 671637.17)]
    [InlineData("8", 671242)]
    [InlineData("Ä", 677895.33)]
    [InlineData("→", 209388)]
    public void Outlines_cover_what_fonttools_says(string letter, double area) =>
        Assert.Equal(area, FontFace.Regular.OutlinesOf(letter, 1e-6).Sum(Area) * 2048 * 2048, Math.Abs(area) * 1e-4);

    [Fact]
    public void What_is_no_font_is_refused()
    {
        Assert.Throws<FormatException>(() => new FontFace(new byte[100]));
        Assert.Throws<FormatException>(() => new FontFace(FontFace.Regular.File[..200]));
    }

    [Fact]
    public void The_box_of_a_turned_text_stands_upright()
    {
        var flat = new TextStyle(0, 10).BoxOf("Thalamus", 50, 50);
        var up = new TextStyle(0, 10) { Turn = 90 }.BoxOf("Thalamus", 50, 50);
        Assert.Equal((flat.Width, flat.Height), (up.Height, up.Width), new Near());
        Assert.Equal((50.0, 50.0), (flat.Left, up.Bottom), new Near());
        Assert.Equal(50 - (flat.Width / 2), new TextStyle(0, 10) { Anchor = TextAnchor.Middle }.BoxOf("Thalamus", 50, 50).Left, 1e-9);
    }

    private static double Area((double X, double Y)[] ring) =>
        ring.Select((p, n) => (p, q: ring[(n + 1) % ring.Length])).Sum(e => (e.p.X * e.q.Y) - (e.q.X * e.p.Y)) / 2;

    private sealed class Near : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) =>
            Math.Abs(x.Item1 - y.Item1) < 1e-9 && Math.Abs(x.Item2 - y.Item2) < 1e-9;

        public int GetHashCode((double, double) obj) => 0;
    }
}

using Pial.Analysis.Tables;
using Pial.Hub.Evaluation;
using Pial.Hub.Reports;
using Pial.Pipelines.Reports;
using Pial.Volumes;

namespace Pial.Hub.Tests.Reports;

/// <summary>
/// Names of files and cells of tables are strangers': in a page they are text, and in a table no spreadsheet takes them for a formula.
/// </summary>
public sealed class HostileTextTests
{
    private const string Script = "x\"><svg onload=alert(1)>";

    [Fact]
    public void A_case_named_as_markup_is_shown_as_text()
    {
        var grid = new Grid(new(8, 8, 8), Affine.Identity);
        var image = Volume.Create(grid, 0, static (Span<float> v, int _) =>
        {
            for (var n = 0; n < v.Length; n++) v[n] = n % 9;
        });
        var labels = image.Map(static v => v > 6 ? 1 : 0);
        foreach (var picture in (CasePicture[])[new LabelPicture("worst", Script, 0.5, image, labels, labels),
            new RestoredPicture("worst", Script, 0.5, image, image, image, null)])
        {
            var html = CaseCuts.Draw(picture).Html;
            Assert.DoesNotContain("<svg onload", html, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("x&quot;&gt;&lt;svg onload=alert(1)&gt;", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_interpolated_is_encoded_whatever_its_type()
    {
        Assert.Equal("<p>&lt;b&gt; &lt;i&gt; 0.5 <u></p>\n",
            new HtmlText().Add($"<p>{"<b>"} {new Tag()} {0.5:0.0} {new HtmlText.Raw("<u>")}</p>").ToString());
    }

    [Fact]
    public void A_page_runs_its_own_scripts_alone()
    {
        var policy = HtmlPage.Policy("alert(1)").Html;
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        // Openssl dgst -sha256 -binary | base64
        Assert.Contains("script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'none'", HtmlPage.Policy().Html, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy[..policy.IndexOf("style-src", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+1+1", "'+1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-x", "'-x")]
    [InlineData("'=x", "''=x")]
    [InlineData("-1.5e3", "-1.5e3")]
    [InlineData("+7", "+7")]
    [InlineData("-", "-")]
    [InlineData("sub-01", "sub-01")]
    [InlineData("n/a", "n/a")]
    public void Text_that_begins_as_a_formula_is_marked_as_text_and_read_back(string text, string written)
    {
        Assert.Equal(written, TextCell.Guarded(text));
        Assert.Equal(text, TextCell.Plain(written));
        Assert.Equal(text, SeparatedText.Read($"id\tx\n{written}\t1\n", "t.tsv")[1].Cells[0]);
    }

    private sealed class Tag : IFormattable
    {
        public override string ToString() => ToString(null, null);

        public string ToString(string? format, IFormatProvider? formatProvider) => "<i>";
    }
}

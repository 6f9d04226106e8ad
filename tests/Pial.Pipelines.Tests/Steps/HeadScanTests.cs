using Pial.Formats;
using Pial.Pipelines.Head;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Steps;

public sealed class HeadScanTests
{
    [Fact]
    public void A_signed_scan_gets_its_zero_back_and_the_finding_says_so()
    {
        using var folder = new TemporaryFolder();
        var grid = Grid.Centred(new(20, 20, 20), new(8, 8, 8), default);
        var head = Volume.Create<float>(grid, [.. Enumerable.Range(0, 8000).Select(n => n % 20 < 8 ? 0f : 20 + (6 * (n % 37)))]);
        ImageFile.Save(Path.Combine(folder.Path, "plain.nii"), head);
        ImageFile.Save(Path.Combine(folder.Path, "scored.nii"), head.Map(v => (v - 130) / 110));
        var plain = HeadScan.LoadPositive(Path.Combine(folder.Path, "plain.nii"));
        Assert.True(plain.Image.Span.SequenceEqual(HeadScan.Load(Path.Combine(folder.Path, "plain.nii")).Image.Span));
        Assert.DoesNotContain(plain.Findings, f => f.Code.StartsWith("intensity", StringComparison.Ordinal));
        var scored = HeadScan.LoadPositive(Path.Combine(folder.Path, "scored.nii"));
        var finding = Assert.Single(scored.Findings, f => f.Code == "intensity-zero");
        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        Assert.Contains("1.182 was added", finding.Text, StringComparison.Ordinal);
        for (var n = 0; n < head.Shape.Count; n += 13)
            Assert.Equal(head.Span[n], scored.Image.Span[n] * 110, 0.01f);
    }
}

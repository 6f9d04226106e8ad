using System.Xml.Linq;
using Pial.Formats;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Reports;

public sealed class HeadReportTests
{
    [Fact]
    public void The_page_is_complete_in_itself()
    {
        var page = HeadReport.Write(Data());
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
        Assert.Contains("@media print", page, StringComparison.Ordinal);
        foreach (var used in System.Text.RegularExpressions.Regex.Matches(page, "<use href=\"#([^\"]+)\"").Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal))
            Assert.Contains($"<image id=\"{used}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_drawing_is_well_formed()
    {
        var page = HeadReport.Write(Data());
        for (var at = page.IndexOf("<svg", StringComparison.Ordinal); at >= 0; at = page.IndexOf("<svg", at + 4, StringComparison.Ordinal))
            Assert.Equal("svg", XElement.Parse(page[at..(page.IndexOf("</svg>", at, StringComparison.Ordinal) + 6)]).Name.LocalName);
    }

    [Fact]
    public void Names_are_text_and_never_markup()
    {
        var page = HeadReport.Write(Data() with { Label = "sub-<b>\"&", SourceName = "<img src=x>" });
        Assert.DoesNotContain("sub-<b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("sub-&lt;b&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stripped_input_and_a_doubtful_result_are_said_at_the_top()
    {
        var data = Data();
        var stripped = HeadReport.Write(data with { Brain = data.Brain with { AlreadyStripped = true } });
        Assert.Contains("already skull-stripped", stripped, StringComparison.Ordinal);
        var verdict = HeadReport.Judge(data with { Affine = data.Affine with { Overlap = 0.4 } });
        Assert.False(verdict.LooksGood);
        Assert.StartsWith("Look closer: ", verdict.Line, StringComparison.Ordinal);
        Assert.Contains("40 % of the template's brain", verdict.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_brain_that_the_field_of_view_cuts_is_said_with_its_area_and_the_face()
    {
        var data = Data();
        Assert.True(HeadReport.Judge(data).Checks.Single(c => c.Name == "Field of view").Passed);
        var (raw, mask) = (data.Raw.Crop(0, 0, 0, new(40, 48, 32)), data.Brain.Mask.Crop(0, 0, 0, new(40, 48, 32))); // 20 mm of a ball of 68 mm
        var cut = HeadReport.Judge(data with { Raw = raw, Brain = data.Brain with { Mask = mask } }).Checks.Single(c => c.Name == "Field of view");
        Assert.False(cut.Passed);
        Assert.Matches("cut by the field of view: 7[0-9]\\.[0-9] cm² of it lie at the top face", cut.Found);
        var turned = Affine.Scaling(1, -1, -1);
        var below = HeadReport.Judge(data with { Raw = raw, Brain = data.Brain with { Mask = mask, TemplateToImage = turned } }).Checks.Single(c => c.Name == "Field of view");
        Assert.Contains("bottom face", below.Found, StringComparison.Ordinal);
        var alone = HeadReport.Judge(data with { Raw = raw, Brain = data.Brain with { Mask = mask, AlreadyStripped = true } }).Checks.Single(c => c.Name == "Field of view");
        Assert.False(alone.Passed);
        Assert.True(HeadReport.Judge(data with { Brain = data.Brain with { AlreadyStripped = true } }).Checks.Single(c => c.Name == "Field of view").Passed);
    }

    [Fact]
    public void A_header_that_was_not_believed_and_a_poor_likeness_are_in_the_verdict()
    {
        var data = Data();
        var turned = HeadReport.Judge(data with { Brain = data.Brain with { TemplateToImage = Affine.Scaling(1, -1, -1) } });
        Assert.Contains("the header was not believed: right, front and top of the head lie where it has right, back and bottom", turned.Line, StringComparison.Ordinal);
        Assert.Contains("left and right cannot be vouched for", turned.Line, StringComparison.Ordinal);
        Assert.DoesNotContain("header was not believed", HeadReport.Judge(data with { Brain = data.Brain with { TemplateToImage = Affine.Rotation(0.6, 0.2, 0) } }).Line, StringComparison.Ordinal);
        Assert.Contains("local correlation 0.41", HeadReport.Judge(data with { Brain = data.Brain with { Similarity = 0.41 } }).Line, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_contrasts_are_shown_under_the_heads_outline_and_those_not_used_are_named()
    {
        var data = Data();
        var other = new OtherContrastData("T2w", "sub-1_T2w.nii.gz", data.Preproc.Map(v => 200 - v), new(Affine.Identity, 0.3, 1, 0.8, true));
        var page = HeadReport.Write(data with { Others = [other], Problems = ["sub-1_FLAIR.nii.gz: every voxel is 0"] });
        Assert.Contains("80 % of the brain shown", page, StringComparison.Ordinal);
        Assert.Contains("Not used: sub-1_FLAIR.nii.gz", page, StringComparison.Ordinal);
        Assert.Contains("sub-1_FLAIR.nii.gz: every voxel is 0", HeadReport.Judge(data with { Problems = ["sub-1_FLAIR.nii.gz: every voxel is 0"] }).Line, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"contrasts\"", HeadReport.Write(data), StringComparison.Ordinal);
    }

    // A ball of white matter in a shell of grey in a shell of CSF.
    private static HeadReportData Data()
    {
        var grid = Grid.Centred(new(40, 48, 40), new(4, 4, 4), default);
        Volume<float> Map(Func<double, float> value) => Volume.Create(grid, (grid, value), static (Span<float> v, (Grid G, Func<double, float> F) s) =>
        {
            for (var n = 0; n < v.Length; n++)
            {
                var shape = s.G.Shape;
                v[n] = s.F(s.G.Affine.Apply(new(n % shape.I, n / shape.I % shape.J, n / shape.SliceCount)).Length);
            }
        });
        var image = Map(r => r < 45 ? 110 : r < 60 ? 70 : r < 68 ? 30 : 0);
        var fractions = new TissueMaps(Map(r => r is >= 45 and < 60 ? 1 : 0), Map(r => r < 45 ? 1 : 0), Map(r => r is >= 60 and < 68 ? 1 : 0));
        var tissues = new Tissues(fractions, Map(r => r < 45 ? 2 : r < 60 ? 1 : r < 68 ? 3 : 0).Map(v => (int)v), Volume.Filled(grid, 1f), true);
        var raw = Artifact.FromOutside("raw", "sub-1_T1w.nii.gz", ArtifactKey.Of(image), image);
        var mask = image.Map(v => v > 0);
        return new()
        {
            Label = "sub-1",
            SourceName = "sub-1_T1w.nii.gz",
            Header = new() { Format = "NIfTI-1", StoredType = StoredType.Int16, Dimensions = [40, 48, 40], AffineSource = AffineSource.Sform },
            Findings = [],
            Raw = image,
            Preproc = image,
            Field = Map(r => (float)(1 + (r / 1000))),
            Brain = new(mask, Affine.Identity, null, false, 0.7),
            Tissues = tissues,
            Volumes = TissueVolumes.Of(fractions),
            Warp = null,
            Affine = new(Affine.Identity, 0.5, 1, true),
            Normalised = image,
            Target = new Template("MNI152NLin2009cAsym", image, mask, "", ArtifactKey.Of(image)),
            Options = new(),
            Stages = [new("brain extraction", TimeSpan.FromSeconds(1), false), new("bias field", TimeSpan.Zero, true)],
            Chain = raw.Chain(),
            Threads = 2,
        };
    }
}

using System.Xml.Linq;
using Pial.Formats;
using Pial.Operations.Quality;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Head;
using Pial.Pipelines.Head.Reports;
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
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(page, "<script")); // its own, which loads nothing
        Assert.DoesNotContain("<script src", page, StringComparison.Ordinal);
        Assert.DoesNotContain("fetch(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
        Assert.Contains("@media print", page, StringComparison.Ordinal);
        foreach (var used in System.Text.RegularExpressions.Regex.Matches(page, "<use href=\"#([^\"]+)\"").Select(m => m.Groups[1].Value)
            .Distinct(StringComparer.Ordinal))
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
        // 20 mm of a ball of 68 mm
        var (raw, mask) = (data.Raw.Crop(0, 0, 0, new(40, 48, 32)), data.Brain.Mask.Crop(0, 0, 0, new(40, 48, 32)));
        var cut = HeadReport.Judge(data with { Raw = raw, Brain = data.Brain with { Mask = mask } }).Checks.Single(
            c => c.Name == "Field of view");
        Assert.False(cut.Passed);
        Assert.Matches("cut by the field of view: 7[0-9]\\.[0-9] cm² of it lie at the top face", cut.Found);
        var turned = Affine.Scaling(1, -1, -1);
        var below = HeadReport
            .Judge(data with { Raw = raw, Brain = data.Brain with { Mask = mask, TemplateToImage = turned } }).Checks.Single(
                c => c.Name == "Field of view");
        Assert.Contains("bottom face", below.Found, StringComparison.Ordinal);
        var alone = HeadReport
            .Judge(data with { Raw = raw, Brain = data.Brain with { Mask = mask, AlreadyStripped = true } }).Checks.Single(
                c => c.Name == "Field of view");
        Assert.False(alone.Passed);
        Assert.True(
            HeadReport.Judge(data with { Brain = data.Brain with { AlreadyStripped = true } }).Checks.Single(
                c => c.Name == "Field of view").Passed);
    }

    [Fact]
    public void A_header_that_was_not_believed_and_a_poor_likeness_are_in_the_verdict()
    {
        var data = Data();
        var turned = HeadReport.Judge(data with { Brain = data.Brain with { TemplateToImage = Affine.Scaling(1, -1, -1) } });
        Assert.Contains("the header was not believed: right, front and top of the head lie where it has right, back and bottom",
            turned.Line, StringComparison.Ordinal);
        Assert.Contains("left and right cannot be vouched for", turned.Line, StringComparison.Ordinal);
        Assert.DoesNotContain("header was not believed",
            HeadReport.Judge(data with { Brain = data.Brain with { TemplateToImage = Affine.Rotation(0.6, 0.2, 0) } }).Line,
            StringComparison.Ordinal);
        Assert.Contains("local correlation 0.41", HeadReport.Judge(data with { Brain = data.Brain with { Similarity = 0.41 } }).Line,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Other_contrasts_are_shown_under_the_heads_outline_and_those_not_used_are_named()
    {
        var data = Data();
        var other = new OtherContrastData("T2w", "sub-1_T2w.nii.gz", data.Preproc.Map(v => 200 - v),
            new(Affine.Identity, 0.3, 1, 0.8, true));
        var page = HeadReport.Write(data with { Others = [other], Problems = ["sub-1_FLAIR.nii.gz: every voxel is 0"] });
        Assert.Contains("80 % of the brain shown", page, StringComparison.Ordinal);
        Assert.Contains("Not used: sub-1_FLAIR.nii.gz", page, StringComparison.Ordinal);
        Assert.Contains("sub-1_FLAIR.nii.gz: every voxel is 0",
            HeadReport.Judge(data with { Problems = ["sub-1_FLAIR.nii.gz: every voxel is 0"] }).Line, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"contrasts\"", HeadReport.Write(data), StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_of_which_everything_was_judged_and_nothing_is_amiss_looks_good()
    {
        var verdict = HeadReport.Judge(Whole());
        Assert.True(verdict.LooksGood, verdict.Line);
        Assert.Equal($"Looks good: all {verdict.Checks.Count} checks passed. Glance at the outlines below before you use it.",
            verdict.Line);
        Assert.Contains("Structures beside those of adults", HeadReport.Write(Whole()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_could_not_be_judged_is_named_and_never_called_good()
    {
        var data = Whole();
        var bare = HeadReport.Judge(data with { Plausibility = null, Sides = null, Tissues = data.Tissues with { Structures = null } });
        Assert.Empty(bare.Failed);
        Assert.False(bare.LooksGood);
        Assert.StartsWith("Not judged in full: ", bare.Line, StringComparison.Ordinal);
        Assert.Contains("brain outside of the mask", bare.Line, StringComparison.Ordinal);
        Assert.Equal(7, bare.NotJudged.Count);
        var stripped = HeadReport.Judge(data with { Brain = data.Brain with { AlreadyStripped = true } });
        Assert.Equal(["CSF", "Grey matter at the mask's edge", "Brain outside of the mask"], stripped.NotJudged.Select(c => c.Name));
        var failed = HeadReport.Judge(data with
        {
            Brain = data.Brain with { AlreadyStripped = true },
            Affine = data.Affine with { Overlap = 0.4 },
        });
        Assert.StartsWith("Look closer: ", failed.Line, StringComparison.Ordinal);
        Assert.EndsWith("Not judged: CSF, grey matter at the mask's edge, brain outside of the mask.", failed.Line,
            StringComparison.Ordinal);
        Assert.Contains("not judged: ", HeadReport.Write(data with { Plausibility = null }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, false)]
    [InlineData(12, true)]
    [InlineData(40, true)]
    [InlineData(50, false)]
    public void Csf_is_held_against_what_heads_have(double percent, bool passed)
    {
        var data = Whole();
        var rest = 1400 * (1 - (percent / 100)) / 2;
        Assert.Equal(passed, Named(data with { Volumes = new(rest, rest, 14 * percent) }, "CSF").Passed);
    }

    [Fact]
    public void Meninges_called_grey_brain_left_out_and_grey_in_white_matter_fail()
    {
        var data = Whole();
        var none = new OddVolume(0, 0, null);
        var edge = Named(data with { Plausibility = new(0.2, none, none) }, "Grey matter at the mask's edge");
        Assert.False(edge.Passed);
        Assert.Contains("20.0 %", edge.Found, StringComparison.Ordinal);
        var outside = Named(data with { Plausibility = new(0, new(30, 25, new(-40, 3.2, -20)), none) }, "Brain outside of the mask");
        Assert.False(outside.Passed);
        Assert.Contains("x = -40, y = 3, z = -20 mm", outside.Found, StringComparison.Ordinal);
        Assert.True(Named(data with { Plausibility = new(0, new(30, 2, new(0, 0, 0)), none) }, "Brain outside of the mask").Passed);
        var grey = Named(data with { Plausibility = new(0, none, new(12, 9, new(20, 0, 25))) }, "White matter that looks grey");
        Assert.False(grey.Passed);
        Assert.Contains("9.0 mL at x = 20", grey.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_nucleus_that_is_white_or_too_small_and_maps_that_contradict_the_regions_fail()
    {
        var data = Whole();
        HeadReportData With(Volume<int> structures) => data with { Tissues = data.Tissues with { Structures = structures } };
        var structures = data.Tissues.Structures!;
        var kept = 0;
        var small = With(structures.Map(v => v is 10 or 49 && kept++ % 2 == 0 ? 3 : v)); // half of both thalami become cortex
        Assert.Contains("thalamus 7.", Named(small, "Volumes of structures").Found, StringComparison.Ordinal);
        Assert.Contains("(8.6 to 23)", Named(small, "Volumes of structures").Found, StringComparison.Ordinal); // 9.2 in a head of 1.5 L
        Assert.False(Named(With(structures.Map(v => v is 13 or 52 ? 3 : v)), "Grey matter of the deep nuclei").Passed); // it is not there

        var pallidum = structures.Map(v => v is 13 or 52);
        var fractions = data.Tissues.Fractions;
        Volume<float> Set(Volume<float> map, float value) => Volume.Create(map.Grid, (map, value, pallidum),
            static (Span<float> v, (Volume<float> Map, float Value, Volume<bool> Where) s) =>
        {
            for (var n = 0; n < v.Length; n++) v[n] = s.Where.Span[n] ? s.Value : s.Map.Span[n];
        });
        var white = data with
        {
            Tissues = data.Tissues with { Fractions = new(Set(fractions.Gm, 0), Set(fractions.Wm, 1), fractions.Csf) },
        };
        var nuclei = Named(white, "Grey matter of the deep nuclei");
        Assert.False(nuclei.Passed);
        Assert.Equal("too little of it is grey matter: pallidum 0 %", nuclei.Found);

        var contradicting = Named(data with
        {
            Volumes = data.Volumes with { Csf = data.Volumes.Csf - 100, Gm = data.Volumes.Gm + 100 },
        }, "Tissues and regions agree");
        Assert.False(contradicting.Passed);
        Assert.Contains("CSF 3", contradicting.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_can_be_enlarged_and_a_picture_without_a_base_is_no_overlay()
    {
        var page = HeadReport.Write(Whole());
        Assert.Contains("showModal", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<use href=\"#b-a0f\" class=\"layer\"", page, StringComparison.Ordinal); // the field stands alone
        Assert.Contains("t\" class=\"layer\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_paragraph_on_methods_says_what_was_done_and_nothing_else()
    {
        var warp = Still(Whole().Raw.Grid);
        string Text(HeadOutputs outputs, Func<HeadReportData, HeadReportData>? change = null)
        {
            var data = Whole() with { Warp = warp, Options = new() { Outputs = outputs, SmoothingFwhmMm = 6, VoxelMm = 1.5 } };
            return HeadReport.Methods(change?.Invoke(data) ?? data).Text;
        }

        var all = Text(HeadOutputs.All);
        foreach (var said in (string[])["extracted", "N4", "together with the brain's structures", "affine map",
            "symmetric diffeomorphic warp by local correlation", "resampled into its space at 1.5 mm",
            "modulated (Good 2001) and smoothed with a Gaussian of 6 mm FWHM"])
            Assert.Contains(said, all, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing was normalised", all, StringComparison.Ordinal);

        var normalised = Text(HeadOutputs.Of("normalize"));
        Assert.Contains("resampled", normalised, StringComparison.Ordinal);
        Assert.DoesNotContain("smoothed", normalised, StringComparison.Ordinal);
        Assert.DoesNotContain("modulated", normalised, StringComparison.Ordinal);

        var segmented = Text(HeadOutputs.Of("segment"));
        Assert.Contains("diffeomorphic warp", segmented, StringComparison.Ordinal); // the atlas is carried by it
        Assert.EndsWith("nothing was normalised.", segmented, StringComparison.Ordinal);
        var alone = Text(HeadOutputs.Of("segment"),
            d => d with { Warp = null, Tissues = d.Tissues with { Structures = null }, Contrast = "FLAIR" });
        Assert.Contains("priors that tell the classes", alone, StringComparison.Ordinal);
        Assert.Contains("to check its place; nothing was normalised", alone, StringComparison.Ordinal);
        Assert.DoesNotContain("diffeomorphic", alone, StringComparison.Ordinal);

        Assert.Contains("already skull-stripped", Text(HeadOutputs.All, d => d with { Brain = d.Brain with { AlreadyStripped = true } }),
            StringComparison.Ordinal);
        Assert.DoesNotContain("lesion", all, StringComparison.Ordinal);
        Assert.Contains("A mask of a lesion was kept out", Text(HeadOutputs.All, d => d with { Lesion = d.Brain.Mask }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_cited_is_what_the_paragraph_names_and_the_template_is_the_real_one()
    {
        var data = Whole() with { Options = new() { Outputs = HeadOutputs.Of("segment") } };
        string[] Cited(HeadReportData d) => [.. HeadReport.Methods(d).Citations.Select(c => c.Text.Split(' ')[0])];
        Assert.DoesNotContain("Good", Cited(data));
        Assert.DoesNotContain("Avants", Cited(data));
        var warp = Still(data.Raw.Grid);
        var embedded = data with { Warp = warp, Target = EmbeddedTemplate.Target() };
        Assert.Contains("PialMNI (mean of 31 people, part of Pial, in the coordinates of MNI152NLin2009cAsym)",
            HeadReport.Methods(embedded).Text, StringComparison.Ordinal);
        Assert.Contains("Fonov", Cited(embedded));
        Assert.DoesNotContain("Ciric", Cited(embedded)); // TemplateFlow was not used
        var flow = new TemplateSource("MNI152NLin2009cAsym", TemplateKind.TemplateFlow,
            "/somewhere/tpl-MNI152NLin2009cAsym_res-01_T1w.nii.gz", null, null);
        var real = data with { Warp = warp, Target = data.Target with { Identity = TemplateIdentity.Of(flow) } };
        Assert.Contains("MNI152NLin2009cAsym (TemplateFlow's tpl-MNI152NLin2009cAsym_res-01_T1w.nii.gz)", HeadReport.Methods(real).Text,
            StringComparison.Ordinal);
        Assert.DoesNotContain("PialMNI (mean", HeadReport.Write(real), StringComparison.Ordinal);
        Assert.Contains("Ciric", Cited(real));
        Assert.Contains("PialMNI (mean of 31 people", HeadReport.Write(embedded), StringComparison.Ordinal);
    }

    private static DiffeomorphicResult Still(Grid grid)
    {
        var warp = Warp.Create(grid, static _ => default);
        return new(warp, warp, Affine.Identity, [new(1, 1, 0, 1, true)], 0.5, 0);
    }

    private static Check Named(HeadReportData data, string name) => HeadReport.Judge(data).Checks.Single(c => c.Name == name);

    // The head below with structures of the volumes adults have, each in voxels of its tissue.
    private static HeadReportData Whole()
    {
        var data = Data();
        var left = new Dictionary<int, int> // voxels of 0.064 mL
        {
            [10] = 117,
            [49] = 117,
            [11] = 58,
            [50] = 58,
            [12] = 80,
            [51] = 80,
            [13] = 30,
            [52] = 30,
            [17] = 63,
            [53] = 63,
            [18] = 26,
            [54] = 26,
            [26] = 9,
            [58] = 9,
            [8] = 780,
            [47] = 780,
        };
        var white = new Dictionary<int, int> { [16] = 320, [7] = 210, [46] = 210 };
        var fluid = new Dictionary<int, int> { [4] = 110, [43] = 110, [14] = 15, [15] = 28 };
        static int Next(Dictionary<int, int> open, int rest)
        {
            foreach (var (id, n) in open.Where(p => p.Value > 0))
            {
                open[id] = n - 1;
                return id;
            }

            return rest;
        }

        var structures = data.Tissues.Labels.Map(t => t switch { 1 => Next(left, 3), 2 => Next(white, 2), 3 => Next(fluid, 24), _ => 0 });
        return data with
        {
            Tissues = data.Tissues with { Structures = structures },
            Plausibility = new(0, new(0, 0, null), new(0, 0, null)),
            Sides = new(0.51, 0.49),
        };
    }

    // A ball of white matter in a shell of grey in a shell of CSF.
    internal static HeadReportData Data()
    {
        var grid = Grid.Centred(new(40, 48, 40), new(4, 4, 4), default);
        Volume<float> Map(Func<double, float> value) =>
            Volume.Create(grid, (grid, value), static (Span<float> v, (Grid G, Func<double, float> F) s) =>
        {
            for (var n = 0; n < v.Length; n++)
            {
                var shape = s.G.Shape;
                v[n] = s.F(s.G.Affine.Apply(new(n % shape.I, n / shape.I % shape.J, n / shape.SliceCount)).Length);
            }
        });
        var image = Map(r => r < 45 ? 110 : r < 60 ? 70 : r < 68 ? 30 : 0);
        var fractions = new TissueMaps(Map(r => r is >= 45 and < 60 ? 1 : 0), Map(r => r < 45 ? 1 : 0),
            Map(r => r is >= 60 and < 68 ? 1 : 0));
        var tissues = new Tissues(fractions, Map(r => r < 45 ? 2 : r < 60 ? 1 : r < 68 ? 3 : 0).Map(v => (int)v),
            Volume.Filled(grid, 1f), true);
        var raw = Artifact.FromOutside("raw", "sub-1_T1w.nii.gz", ArtifactKey.Of(image), image);
        var mask = image.Map(v => v > 0);
        return new()
        {
            Label = "sub-1",
            SourceName = "sub-1_T1w.nii.gz",
            Header = new()
            {
                Format = "NIfTI-1",
                StoredType = StoredType.Int16,
                Dimensions = [40, 48, 40],
                AffineSource = AffineSource.Sform,
            },
            Findings = [],
            Raw = image,
            Preproc = image,
            Field = Map(r => (float)(1 + (r / 1000))),
            Brain = new(mask, Affine.Identity, null, false, 0.7),
            Tissues = tissues,
            Volumes = TissueVolumes.Of(fractions),
            Affine = new(Affine.Identity, 0.5, 1, true, []),
            Normalised = image,
            Target = new Template("MNI152NLin2009cAsym", image, mask, "", ArtifactKey.Of(image)),
            Options = new(),
            Stages = [new("brain extraction", TimeSpan.FromSeconds(1), false), new("bias field", TimeSpan.Zero, true)],
            Chain = raw.Chain(),
            Threads = 2,
        };
    }
}

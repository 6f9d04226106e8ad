using Pial.Pipelines.FreeSurfer;
using Pial.Pipelines.FreeSurfer.Quality;
using Pial.Pipelines.Rules;
using Pial.Tests.Shared;

namespace Pial.Pipelines.Tests.FreeSurfer;

public sealed class QualityTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private FreeSurferCohort Cohort() => FreeSurferCohort.Read(folder.Path, ReconstructionMetric.Options("aparc"));

    private static IReadOnlyList<QualityRule> Rules(string set) => RuleSets.Resolve(set, ReconstructionMetric.Vocabulary).Rules;

    [Fact]
    public void A_good_reconstruction_passes_the_default_and_fails_the_specification_s_rule()
    {
        // A real example of FreeSurfer 7.3.2: lh 15 holes, rh 13.
        new FakeSubject("sub-01") { LeftHoles = 15, RightHoles = 13 }.Write(folder.Path);
        var cohort = Cohort();
        var right = QualityControl.Judge(cohort, Rules("default")).Single();
        Assert.Equal("keep", right.Word);
        Assert.Equal((-28, -24, -52, -26), (right["lh_euler"], right["rh_euler"], right["euler_sum"], right["euler_mean"]));
        var written = QualityControl.Judge(cohort, Rules("specification")).Single();
        Assert.Equal(["lh-euler-not-below-minus-50-as-written", "rh-euler-not-below-minus-50-as-written"],
            written.Flags.Select(f => f.Rule.Name));
        Assert.Empty(QualityControl.Judge(cohort, Rules("rosen2018")).Single().Flags);
    }

    [Fact]
    public void The_outlier_of_a_site_is_told_by_its_own_site()
    {
        // Site A has few defects and site B many: 60 holes are an outlier in A and common in B.
        var sites = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var n = 0; n < 6; n++)
        {
            new FakeSubject($"a{n}") { LeftHoles = 4 + n, RightHoles = 4, Seed = n }.Write(folder.Path);
            new FakeSubject($"b{n}") { LeftHoles = 58 + n, RightHoles = 60, Seed = 50 + n }.Write(folder.Path);
            (sites[$"a{n}"], sites[$"b{n}"]) = ("A", "B");
        }

        new FakeSubject("a9") { LeftHoles = 60, RightHoles = 60, Seed = 99 }.Write(folder.Path);
        sites["a9"] = "A";
        var verdicts = QualityControl.Judge(Cohort(), Rules("default"), sites);
        var flagged = Assert.Single(verdicts, v => v.Word == "exclude");
        Assert.Equal("a9", flagged.Subject.Id);
        var (rule, compared) = Assert.Single(flagged.Flags);
        Assert.Equal("euler-outlier-of-site", rule.Name);
        // Mean Euler numbers of site A: 2 − (holes of both) = −6 … −11 and −118; the median is that of 7 holes left, 4 right: −9.
        Assert.Equal(Math.Sqrt(118) - Math.Sqrt(9), compared, 12);
    }

    [Fact]
    public void What_cannot_be_judged_is_said()
    {
        new FakeSubject("sub-01") { Holes = false }.Write(folder.Path);
        var verdict = QualityControl.Judge(Cohort(), Rules("default")).Single();
        Assert.Contains(verdict.NotJudged,
            n => n.Rule.Name == "euler-outlier-of-site" && n.Why.Contains("not known", StringComparison.Ordinal));
        Assert.Contains(verdict.NotJudged,
            n => n.Rule.Name == "thickness-outlier-of-site" && n.Why.Contains("10 are needed", StringComparison.Ordinal));
        Assert.True(double.IsNaN(verdict["euler_mean"]));
    }

    [Fact]
    public void Keep_needs_a_judgement_on_every_metric_and_an_absolute_band_is_one()
    {
        new FakeSubject("sub-01").Write(folder.Path);
        new FakeSubject("sub-02") { Holes = false }.Write(folder.Path);
        new FakeSubject("sub-03") { LeftHoles = 250, RightHoles = 250 }.Write(folder.Path);
        var verdicts = QualityControl.Judge(Cohort(), Rules("default"));
        Assert.Equal(["keep", "not judged", "look"], verdicts.Select(v => v.Word));
        Assert.Equal(["sqrt_defects"], verdicts[1].Unjudged);
        Assert.Equal("euler-out-of-band", Assert.Single(verdicts[2].Flags).Rule.Name);

        var aseg = Path.Combine(folder["sub-01"], "stats", "aseg.stats");
        File.WriteAllText(aseg, File.ReadAllText(aseg).Replace("mri_segstats\n", "segstats.py\n# FastSurfer_version 2.4.2\n",
            StringComparison.Ordinal));
        Assert.Equal("not judged", QualityControl.Judge(Cohort(), Rules("rosen2018"))[0].Word);
    }

    [Theory]
    [InlineData("CortexVol, Total cortical gray matter volume, 487042.964762", "CortexVol, Total cortical gray matter volume, -1",
        "exclude", "CortexVol is -1")]
    [InlineData("BrainSegVol, Brain Segmentation Volume, 1218061", "BrainSegVol, Brain Segmentation Volume, 0", "exclude",
        "BrainSegVol is 0")]
    [InlineData("BrainSegVol, Brain Segmentation Volume, 1218061", "BrainSegVol, Brain Segmentation Volume, 1100000", "exclude",
        "BrainSegVolNotVent 1203020 is above BrainSegVol 1100000")]
    [InlineData("Estimated Total Intracranial Volume, 1520021.264474", "Estimated Total Intracranial Volume, 1210000", "look",
        "eTIV 1210 mL is below BrainSegVol, 1218.1 mL")]
    [InlineData("Estimated Total Intracranial Volume, 1520021.264474", "Estimated Total Intracranial Volume, 0", "exclude", "eTIV is 0")]
    [InlineData("  1675.7  Left-Hippocampus", "     0.0  Left-Hippocampus", "look", "Left-Hippocampus has no volume")]
    [InlineData("  1675.7  Left-Hippocampus", "   -12.0  Left-Hippocampus", "exclude", "Left-Hippocampus has a negative number")]
    public void Numbers_that_cannot_be_are_flagged_and_said(string was, string becomes, string word, string says)
    {
        var aseg = Path.Combine(new FakeSubject("sub-01").Write(folder.Path), "stats", "aseg.stats");
        var text = File.ReadAllText(aseg);
        Assert.Contains(was, text, StringComparison.Ordinal);
        File.WriteAllText(aseg, text.Replace(was, becomes, StringComparison.Ordinal));
        var verdict = QualityControl.Judge(Cohort(), Rules("default")).Single();
        Assert.Equal(word, verdict.Word);
        Assert.Contains(says, verdict.Impossible);
    }

    [DataFact]
    public void A_real_subject_whose_head_is_smaller_than_its_brain_is_looked_at()
    {
        var cohort = FreeSurferCohort.Read(Path.Combine(DataFactAttribute.Folder!, "freesurfer"), ReconstructionMetric.Options("aparc"),
            ["bert", "visualqc_id_001"]);
        var verdicts = QualityControl.Judge(cohort, Rules("default"));
        Assert.Equal(["keep", "look"], verdicts.Select(v => v.Word));
        Assert.Equal(["eTIV 964.3 mL is below SupraTentorialVol, 1007.5 mL"], verdicts[1].Impossible);
        Assert.Contains("sqrt_defects", verdicts[1].Unjudged);
    }

    [Fact]
    public void Surfaces_without_defects_do_not_break_the_square_root()
    {
        new FakeSubject("sub-01") { LeftHoles = 0, RightHoles = 0 }.Write(folder.Path);
        Assert.Equal(0, QualityControl.Judge(Cohort(), Rules("default")).Single()["sqrt_defects"]);
    }

    [Fact]
    public void Bands_and_a_file_of_one_s_own()
    {
        new FakeSubject("sub-01") { Thickness = 3.4, BrainSeg = 600_000 }.Write(folder.Path);
        Assert.Equal(["thickness-out-of-band", "brain-volume-out-of-band", "brain-share-out-of-band"],
            QualityControl.Judge(Cohort(), Rules("default")).Single().Flags.Select(f => f.Rule.Name));
        var mine = folder.Touch("mine.yaml",
            "ours:\n  - {rule: thick, metric: lh_mean_thickness_mm, above: 3, flag: exclude, means: too thick, source: us}\n");
        var (set, rules) = RuleSets.Resolve(mine, ReconstructionMetric.Vocabulary);
        Assert.Equal("ours", set);
        Assert.Equal("exclude",
            QualityControl.Judge(FreeSurferCohort.Read(folder.Path, ReconstructionMetric.Options("aparc"), ["sub-01"]), rules)
                .Single().Word);
    }

    [Theory]
    [InlineData("a:\n  - {rule: x, metric: weight, above: 3, means: m, source: s}", "'weight' is not a metric")]
    [InlineData("a:\n  - {rule: x, metric: holes, means: m, source: s}", "'below' or 'above'")]
    [InlineData("a:\n  - {rule: x, metric: holes, above: many, means: m, source: s}", "expected a number")]
    [InlineData("a:\n  - {rule: x, metric: holes, above: '3,5', means: m, source: s}", "expected a number")]
    [InlineData("a:\n  - {rule: x, metric: holes, above: 3, source: s}", "without 'means'")]
    [InlineData("a:\n  - {rule: x, metric: holes, above: 3, color: red, means: m, source: s}", "'color' is not a field")]
    [InlineData("a:\n  - {rule: x, metric: holes, above: 3, flag: bad, means: m, source: s}", "expected look or exclude")]
    [InlineData("a: [", "line")]
    [InlineData("just words", "no sets")]
    [InlineData("", "mine.yaml is empty")]
    public void A_file_that_is_wrong_is_refused_and_says_where(string yaml, string says)
    {
        var message = Assert.Throws<InputException>(() => RuleSets.Parse(yaml, "mine.yaml", ReconstructionMetric.Vocabulary)).Message;
        Assert.StartsWith("mine.yaml", message, StringComparison.Ordinal);
        Assert.Contains(says, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Thresholds_that_come_with_Pial_all_say_what_they_mean_and_where_they_are_from()
    {
        var sets = RuleSets.Parse(ReconstructionMetric.Vocabulary.Embedded(), "thresholds.yaml", ReconstructionMetric.Vocabulary);
        Assert.Equal(["default", "rosen2018", "specification"], sets.Keys);
        Assert.All(sets.Values.SelectMany(r => r), r => Assert.True(r.Means.Length > 10 && r.Source.Length > 10));
        Assert.Contains("freesurfer",
            Assert.Throws<InputException>(() => RuleSets.Resolve("freesurfer", ReconstructionMetric.Vocabulary)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void FastSurfer_is_a_group_of_its_own()
    {
        for (var n = 0; n < 6; n++)
            new FakeSubject($"s{n}") { Seed = n }.Write(folder.Path);
        var aseg = Path.Combine(new FakeSubject("fast") { LeftHoles = 90, RightHoles = 90 }.Write(folder.Path), "stats", "aseg.stats");
        File.WriteAllText(aseg, File.ReadAllText(aseg).Replace("mri_segstats\n", "segstats.py\n# FastSurfer_version 2.4.2\n",
            StringComparison.Ordinal));
        var fast = QualityControl.Judge(Cohort(), [.. Rules("default"), .. Rules("rosen2018")]).Single(v => v.Subject.Id == "fast");
        Assert.Equal("keep", fast.Word);
        Assert.Contains(fast.NotJudged,
            n => n.Rule.Name == "euler-below-minus-217" && n.Why.Contains("FreeSurfer", StringComparison.Ordinal));
        Assert.Contains(fast.NotJudged,
            n => n.Rule.Name == "euler-outlier-of-site" && n.Why.Contains("1 subject ", StringComparison.Ordinal));
    }

    [Fact]
    public void Table_and_page()
    {
        new FakeSubject("sub-<1>") { Thickness = 3.4 }.Write(folder.Path);
        Directory.CreateDirectory(folder["sub-02"]);
        var cohort = Cohort();
        var report = new QualityReport(cohort, "default", Rules("default"), QualityControl.Judge(cohort, Rules("default")));
        report.Write(folder["out"]);
        var table = File.ReadAllLines(folder["out/freesurfer_qc.tsv"]);
        Assert.Equal(2, table.Length);
        Assert.Equal(table[0].Split('\t').Length, table[1].Split('\t').Length);
        Assert.Contains("\tlook\tthickness-out-of-band\t", table[1], StringComparison.Ordinal);
        var page = File.ReadAllText(folder["out/freesurfer_qc.html"]);
        Assert.Contains("sub-&lt;1&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("sub-<1>", page, StringComparison.Ordinal);
        Assert.Contains("the folder is empty", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.Contains("\"Failed\": {\n    \"sub-02\"", File.ReadAllText(folder["out/freesurfer_qc.json"]), StringComparison.Ordinal);
    }
}

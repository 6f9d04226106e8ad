using Pial.Formats;
using Pial.Kernels;
using Pial.Operations.Quality;
using Pial.Pipelines.Cohort;
using Pial.Pipelines.Head;
using Pial.Pipelines.Quality;
using Pial.Pipelines.Rules;
using Pial.Pipelines.Tables;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Cohort;

public sealed class CohortTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_bad_scan_is_found_and_explained_and_the_others_are_accepted()
    {
        Cohort(20, bad: 7);
        var result = GroupTables.WriteAll(folder.Path, folder.Path);
        var (label, verdict) = Assert.Single(result.Flagged);
        Assert.Equal("sub-07", label);
        Assert.Equal("check", verdict.Word);
        Assert.Contains(verdict.Broken, b => b.Rule.Name == "measure-far-from-site" && b.Metric == "cjv");
        var text = verdict.Broken.First(b => b.Metric == "cjv").Text;
        Assert.Matches(
            @"^Coefficient of joint variation \(cjv\) is 0\.9, [\d.]+ deviations above the median 0\.[45]\d* " +
                @"of all 20 scans \(limit 7\)\.$", text);
        var table = TableFile.Read(folder["group_outliers.tsv"]);
        Assert.Equal(19, table["verdict"].Count(v => v == "accept"));
        Assert.True(table.Numbers("z_cjv")[6] > 7);
        Assert.Equal(20, table.Numbers("vbm_quartic_z").Count(double.IsFinite));
        Assert.Contains("\"check\": 1", File.ReadAllText(folder["group_outliers.json"]), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["group_sites.tsv"]));
    }

    [Fact]
    public void Results_do_not_depend_on_the_threads()
    {
        Cohort(8, bad: 3);
        GroupTables.WriteAll(folder.Path, folder.Path, null, new() { MaxDegreeOfParallelism = 1 });
        var one = File.ReadAllText(folder["group_outliers.tsv"]);
        GroupTables.WriteAll(folder.Path, folder.Path, null, new() { MaxDegreeOfParallelism = 4 });
        Assert.Equal(one, File.ReadAllText(folder["group_outliers.tsv"]));
    }

    [Fact]
    public void A_scan_that_is_usual_at_its_site_is_accepted_and_sites_that_differ_are_told()
    {
        Cohort(24, bad: 0, shift: n => n % 2 == 0 ? 0 : 0.8);
        folder.Touch("participants.tsv",
            "participant_id\tScanner\n" + string.Concat(Enumerable.Range(1, 24).Select(n => $"sub-{n:00}\t{(n % 2 == 0 ? "A" : "B")}\n")));
        var result = GroupTables.WriteAll(folder.Path, folder.Path);
        Assert.Empty(result.Flagged);
        var sites = TableFile.Read(folder["group_sites.tsv"], "metric");
        var cjv = sites.Ids.ToList().IndexOf("cjv");
        Assert.True(sites.Numbers("p_fdr")[cjv] < 0.001);
        Assert.True(sites.Numbers("median_B")[cjv] > sites.Numbers("median_A")[cjv] + 0.5);
        Assert.True(sites.Numbers("p_fdr")[sites.Ids.ToList().IndexOf("efc")] > 0.05);
        Assert.Contains("column Scanner of participants.tsv", File.ReadAllText(folder["group_outliers.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Sites_may_be_named_or_come_from_sidecars()
    {
        Cohort(6, bad: 0);
        folder.Touch("participants.tsv", "participant_id\tplace\nsub-01\tX\nsub-02\tX\nsub-03\tn/a\n");
        folder.Touch("T1w.json", "{\"Manufacturer\": \"Siemens\", \"MagneticFieldStrength\": 3}");
        var scans = CohortScan.ReadAll(folder.Path);
        Assert.Equal(["X", "X", "", "", "", ""], CohortSites.Find(scans, folder.Path, null, "place").Of);
        Assert.All(CohortSites.Find(scans, folder.Path, null, null).Of, s => Assert.Equal("Siemens 3 T", s));
        folder.Touch("sub-04/anat/sub-04_T1w.json", "{\"Manufacturer\": \"GE\"}");
        Assert.Equal("GE 3 T", CohortSites.Find(scans, folder.Path, null, null).Of[3]);
        Assert.Contains("no column 'where'",
            Assert.Throws<InputException>(() => CohortSites.Find(scans, folder.Path, null, "where")).Message, StringComparison.Ordinal);
        Assert.Contains("option 'site'",
            Assert.Throws<InputException>(() => CohortSites.Find(scans, folder.Path, folder["participants.tsv"], null)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_scans_are_judged_by_their_values_alone()
    {
        Cohort(3, bad: 2);
        var few = GroupTables.WriteAll(folder.Path, folder.Path);
        Assert.Empty(few.Flagged);
        Assert.Equal((0, 3), (few.Verdicts["accept"], few.Verdicts["not judged"]));
        Assert.Contains(few.Unjudged, u => u == ("outlier_distance", 3));
        Assert.All(TableFile.Read(folder["group_outliers.tsv"])["verdict"], v => Assert.Equal("not judged", v));
        var page = File.ReadAllText(few.Report!);
        Assert.Contains("too few to compare with each other; only limits on values were applied: 3 scans not judged.", page,
            StringComparison.Ordinal);
        Assert.DoesNotContain("deviations from the site</option>", page, StringComparison.Ordinal);
        var mine = folder.Touch("mine.yaml",
            "ours:\n  - {rule: joint, metric: cjv, above: 0.8, flag: exclude, means: too much, source: us}\n");
        var (label, verdict) = Assert.Single(GroupTables.WriteAll(folder.Path, folder.Path, new() { Rules = mine }).Flagged);
        Assert.Equal(("sub-02", "exclude"), (label, verdict.Word));
        Assert.Equal("Coefficient of joint variation (cjv) is 0.9; the limit is 0.8.", verdict.Broken[0].Text);
    }

    [Fact]
    public void The_page_loads_nothing_and_links_to_the_reports()
    {
        Cohort(12, bad: 5);
        folder.Touch("sub-05/anat/sub-05_report.html",
            "<html><section id=\"quality\"><h2>Image quality</h2><p>Measures.</p></section></html>");
        var result = GroupTables.WriteAll(folder.Path, folder.Path);
        var page = File.ReadAllText(result.Report!);
        Assert.Contains("1 scan to look at; the other 11 are as the cohort is.", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"sub-05/anat/sub-05_report.html\"><b>sub-05</b></a>", page.Replace("\n", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.DoesNotMatch("""<(script|link|img|iframe)[^>]+(src|href)=|@import|url\(http|fetch\(""",
            page.Replace("https://www.chartjs.org", "", StringComparison.Ordinal));
        var json = page[(page.IndexOf("id=\"data\">", StringComparison.Ordinal) + 10)..];
        var data = System.Text.Json.Nodes.JsonNode.Parse(json[..json.IndexOf("</script>", StringComparison.Ordinal)])!;
        Assert.Equal(12, data["scans"]!.AsArray().Count);
        Assert.Equal("sub-05/anat/sub-05_report.html", (string?)data["scans"]![4]!["report"]);
        Assert.Null((string?)data["scans"]![0]!["report"]);
        Assert.Equal(12, data["metrics"]!.AsArray().Single(m => (string?)m!["name"] == "cjv")!["v"]!.AsArray().Count);
        Assert.Equal(12, data["plots"]!["maps"]!["x"]!.AsArray().Count);
    }

    [Fact]
    public void Volumes_are_judged_and_shown_and_so_are_pictures_of_the_scans()
    {
        Cohort(12, bad: 0);
        folder.Touch("sub-02/anat/sub-02_desc-tissue_volumes.tsv", "GM\tWM\tCSF\tTIV\n300\t200\t100\t600\n");
        folder.Touch("sub-03/anat/sub-03_desc-tissue_volumes.tsv", "GM\tWM\tCSF\tTIV\n0\t500\t300\t1400\n");
        folder.Touch("sub-04/anat/sub-04_desc-tissue_volumes.tsv", "GM\tWM\tCSF\tTIV\n900\t700\t300\t1400\n");
        ImageFile.Save(folder["sub-05/anat/sub-05_desc-preproc_T1w.nii.gz"], Ramp.Image(Ramp.Grid(20, 24, 18)));
        var result = GroupTables.WriteAll(folder.Path, folder.Path);
        string[] Rules(string label) => [.. result.Flagged.Single(f => f.Label == label).Verdict.Broken.Select(b => b.Rule.Name)];
        Assert.Contains("tiv-out-of-band", Rules("sub-02"));
        Assert.Contains("impossible-volumes", Rules("sub-03"));
        Assert.Contains("impossible-volumes", Rules("sub-04"));
        var page = File.ReadAllText(result.Report!);
        Assert.Contains("data-metric=\"tiv_ml\"", page, StringComparison.Ordinal);
        Assert.Contains("data-key=\"gm_ml\"", page, StringComparison.Ordinal);
        Assert.Equal(3, System.Text.RegularExpressions.Regex.Count(page, "<img alt=\"(Axial|Coronal|Sagittal) cut of sub-05\"",
            System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.DoesNotContain("tiv_ml", File.ReadAllLines(folder["group_quality.tsv"])[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Measures_that_break_one_rule_are_one_reason()
    {
        Cohort(20, bad: 7);
        var verdict = GroupTables.WriteAll(folder.Path, folder.Path).Flagged.Single().Verdict;
        Assert.True(verdict.Broken.Count(b => b.Rule.Name == "measure-far-from-site") > 1);
        Assert.Equal(verdict.Broken.Select(b => b.Rule.Name).Distinct(StringComparer.Ordinal).Count(), verdict.Reasons.Count);
        Assert.Contains(verdict.Reasons, r => r.Contains("Beyond that limit too:", StringComparison.Ordinal));
    }

    [Fact]
    public void The_place_in_a_report_is_filled_once_however_often()
    {
        Cohort(12, bad: 5);
        var report = folder.Touch("sub-05/anat/sub-05_report.html",
            "<html><section id=\"quality\"><h2>Image quality</h2><p>Measures.</p></section></html>");
        folder.Touch("sub-06/anat/sub-06_report.html", "<html>no measures</html>");
        var result = GroupTables.WriteAll(folder.Path, folder.Path);
        Assert.Equal(1, result.Filled);
        Assert.Equal(["sub-06"], result.Without);
        var first = File.ReadAllText(report);
        Assert.Contains("worse than 11 of 11", first, StringComparison.Ordinal);
        Assert.Contains("../../group_report.html", first, StringComparison.Ordinal);
        Assert.Contains("<p>Measures.</p>", first, StringComparison.Ordinal);
        GroupTables.WriteAll(folder.Path, folder.Path);
        Assert.Equal(first, File.ReadAllText(report));
    }

    [Theory]
    [InlineData("a:\n  - {rule: x, metric: cjw, above: 3, means: m, source: s}", "line 2: 'cjw' is not a metric. Did you mean 'cjv'?")]
    [InlineData("a:\n  - {rule: x, metric: cjv, abovee: 3, means: m, source: s}", "line 2: 'abovee' is not a field. Did you mean 'above'?")]
    [InlineData("a:\n  - rule: x\n    metric: any\n    relative: site_robust_z\n    above: 3\n    means: m\n    source: s",
        "'metric: any' needs 'worse'")]
    [InlineData("a:\n  - {rule: x, metric: cjv, worse: 3, means: m, source: s}", "'worse' goes with")]
    [InlineData("a:\n  - {rule: x, metric: cjv, above: 3, flag: look, means: m, source: s}", "expected check or exclude")]
    [InlineData("a:\n  - {rule: x, metric: cjv, above: 3, only: FreeSurfer, means: m, source: s}", "'only' is not a field")]
    public void Rules_that_are_wrong_are_refused_with_the_line(string yaml, string says) =>
        Assert.Contains(says, Assert.Throws<InputException>(() => RuleSets.Parse(yaml, "mine.yaml", CohortRules.Vocabulary)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Rules_that_come_with_Pial_all_say_where_they_are_from()
    {
        var sets = RuleSets.Parse(CohortRules.Vocabulary.Embedded(), "rules.yaml", CohortRules.Vocabulary);
        Assert.Equal(["default"], sets.Keys);
        Assert.All(sets["default"], r => Assert.True(r.Means.Length > 20 && r.Source.Length > 20));
        Assert.All(CohortMetric.Names, n => Assert.NotEqual("Other", CohortMetric.Of(n).Group));
    }

    // Scans with a few measures and a small map each; one is bad in most of them.
    private void Cohort(int count, int bad, Func<int, double>? shift = null)
    {
        for (var n = 1; n <= count; n++)
        {
            var random = new CounterRandom(3, (ulong)n);
            var (a, b, c, d) = random.Normals(0);
            QualityMetric[] metrics =
            [
                new("cjv", n == bad ? 0.9 : 0.5 + (0.02 * a) + (shift?.Invoke(n) ?? 0)), new("efc", 0.6 + (0.03 * b)),
                new("snr_wm", n == bad ? 5 : 12 + c), new("fwhm_x", 4 + (0.2 * d)),
                QualityMetric.Of("cnr", double.NaN, "the background is zero"), new("spacing_x", 1),
            ];
            var json = QualityJson.Of(metrics);
            json["Sources"] = new System.Text.Json.Nodes.JsonArray($"bids:raw:sub-{n:00}/anat/sub-{n:00}_T1w.nii.gz");
            folder.Touch($"sub-{n:00}/anat/sub-{n:00}_desc-quality_metrics.json", json.ToJsonString());
            folder.Touch($"sub-{n:00}/anat/sub-{n:00}_desc-tissue_volumes.tsv", "GM\tWM\tCSF\tTIV\n600\t500\t300\t1400\n");
            var values = new float[12 * 12 * 12];
            random.FillNormals(values);
            var map = Volume.Create<float, int>(new(new(12, 12, 12), Affine.Scaling(2, 2, 2)), 0, (to, _) =>
            {
                for (var v = 0; v < to.Length; v++)
                    to[v] = 0.5f + (0.05f * values[v]);
            });
            ImageFile.Save(folder[$"sub-{n:00}/anat/sub-{n:00}_space-T_label-GM_desc-vbm_probseg.nii.gz"], map);
        }
    }
}

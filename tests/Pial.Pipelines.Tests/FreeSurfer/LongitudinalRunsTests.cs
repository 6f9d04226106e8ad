using Pial.Pipelines.FreeSurfer;
using Pial.Pipelines.FreeSurfer.Quality;
using Pial.Tests.Shared;

namespace Pial.Pipelines.Tests.FreeSurfer;

public sealed class LongitudinalRunsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string[] Ids(params RunKind[] runs) =>
        [.. FreeSurferCohort.Read(folder.Path, new() { Runs = runs }).Subjects.Select(s => s.Id)];

    private void Write(params string[] ids)
    {
        foreach (var id in ids)
            new FakeSubject(id).Write(folder.Path);
    }

    [Fact]
    public void Each_scan_is_one_row_unless_other_runs_are_asked_for()
    {
        Write("sub-01_a", "sub-01_b", "sub-01_base", "sub-01_a.long.sub-01_base", "sub-01_b.long.sub-01_base", "sub-02");
        var cohort = FreeSurferCohort.Read(folder.Path, new());
        Assert.Equal(["sub-01_a", "sub-01_b", "sub-02"], cohort.Subjects.Select(s => s.Id));
        Assert.Equal(["sub-01_a.long.sub-01_base", "sub-01_b.long.sub-01_base", "sub-01_base"], cohort.OtherRuns.Select(o => o.Id));
        Assert.Contains("template", cohort.OtherRuns[2].Why, StringComparison.Ordinal);
        Assert.Equal(["sub-01_a.long.sub-01_base", "sub-01_b.long.sub-01_base"], Ids(RunKind.Long));
        Assert.Equal(["sub-01_base"], Ids(RunKind.Base));
        Assert.Equal(6, Ids(RunKind.Cross, RunKind.Long, RunKind.Base).Length);
        Assert.Equal(["sub-01_base"], FreeSurferCohort.Read(folder.Path, new(), ["sub-01_base"]).Subjects.Select(s => s.Id));

        FreeSurferExport.Write(cohort, folder["out/t.csv"], TableLayout.Wide);
        var json = File.ReadAllText(folder["out/t.json"]);
        Assert.Contains("\"cross\": 3", json, StringComparison.Ordinal);
        Assert.Contains("\"sub-01_base\": \"a person's longitudinal template", json.Replace("\\u0027", "'", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_is_known_by_what_it_holds_or_who_names_it()
    {
        // BIDS apps call the template as the person: sub-03, and sub-04 with base-tps alone.
        Write("sub-03", "sub-03_ses-1", "sub-03_ses-1.long.sub-03", "sub-04", "sub-04_ses-1", "sub-05_base", "sub-05_fu");
        folder.Touch("sub-04/base-tps", "sub-04_ses-1\n");
        folder.Touch("sub-05_base/mri/orig/001.mgz", "a scan of its own: the baseline");
        Assert.Equal(["sub-03_ses-1", "sub-04_ses-1", "sub-05_base", "sub-05_fu"], Ids());
        Assert.Equal(["sub-03", "sub-04"], Ids(RunKind.Base));
    }

    [Fact]
    public void Where_there_are_no_others_longitudinal_runs_are_taken()
    {
        Write("a.long.x", "b.long.x", "x");
        Assert.Equal(["a.long.x", "b.long.x"], Ids());
        Assert.Contains("2 long, 1 base", Assert.Throws<InputException>(() => Ids(RunKind.Cross)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_longitudinal_run_has_its_time_point_s_site()
    {
        var table = folder.Touch("participants.tsv", "participant_id\tsite\nsub-01_a\tParis\n");
        Assert.Equal("Paris", SiteTable.Read(table, "site", ["01_a.long.01_base"]).Values.Single());
    }

    [Fact]
    public void Samseg_gives_structures_and_its_own_head_size()
    {
        folder.Touch("in/stats/samseg.stats",
            "# Measure Intra-Cranial, 1452345.600000, mm^3\n# Measure Left-Hippocampus, 4000.500000, mm^3\n");
        folder.Touch("own/samseg.stats", "# Measure Left-Hippocampus, 3900.000000, mm^3\n");
        folder.Touch("own/sbtiv.stats", "# Measure Intra-Cranial, 1400000.000000, mm^3\n");
        var table = FreeSurferTables.Wide(FreeSurferCohort.Read(folder.Path, new()));
        double Value(string id, string column) => table[table.Ids.ToList().IndexOf(id), table.Columns.ToList().IndexOf(column)];
        Assert.Equal((4000.5, 1452345.6), (Value("in", "Left-Hippocampus"), Value("in", "Intra-Cranial")));
        Assert.Equal((3900, 1400000), (Value("own", "Left-Hippocampus"), Value("own", "Intra-Cranial")));
        Assert.True(double.IsNaN(Value("in", "eTIV")));
        Assert.Equal("own", FreeSurferCohort.Read(folder["own"], new()).Subjects.Single().Id);
        Assert.Contains("no surface statistics",
            Assert.Throws<InputException>(() => FreeSurferCohort.Read(folder.Path,
                new() { Measures = [CorticalMeasure.Thickness] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measures_of_a_further_file_are_columns()
    {
        Write("sub-01");
        folder.Touch("sub-01/stats/sbtiv.stats", "# Measure Intra-Cranial, 1400000.000000, mm^3\n");
        var cohort = FreeSurferCohort.Read(folder.Path, new() { MoreStats = ["sbtiv.stats"] });
        Assert.Equal(1400000, cohort.Subjects.Single().MoreVolumes.Single().Value);
    }
}

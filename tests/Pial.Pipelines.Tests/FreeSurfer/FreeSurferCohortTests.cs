using System.Globalization;
using Pial.Pipelines.FreeSurfer;
using Pial.Tests.Shared;

namespace Pial.Pipelines.Tests.FreeSurfer;

public sealed class FreeSurferCohortTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Wide_columns_are_named_as_the_specification_names_them()
    {
        new FakeSubject("sub-01").Write(folder.Path);
        var table = FreeSurferTables.Wide(FreeSurferCohort.Read(folder.Path, new()));
        Assert.Equal(1802, Value(table, "sub-01", "lh_bankssts_volume"));
        Assert.Equal(2.4, Value(table, "sub-01", "lh_bankssts_thickness"));
        Assert.Equal(600, Value(table, "sub-01", "lh_bankssts_area"));
        Assert.Equal(1675.7, Value(table, "sub-01", "Left-Hippocampus"));
        Assert.Equal(1520021.264474, Value(table, "sub-01", "eTIV"));
        Assert.Equal(-20, Value(table, "sub-01", "lh_euler"));
        Assert.Equal(-34, Value(table, "sub-01", "rh_euler"));
        Assert.Equal(16 + (68 * 3) + 4 + 6 + 3, table.Columns.Count);
    }

    [Fact]
    public void A_region_that_a_subject_lacks_is_missing_there_alone()
    {
        new FakeSubject("sub-01") { Without = ["cuneus"] }.Write(folder.Path);
        new FakeSubject("sub-02") { Seed = 2 }.Write(folder.Path);
        var table = FreeSurferTables.Wide(FreeSurferCohort.Read(folder.Path,
            new() { CortexOnly = true, Measures = [CorticalMeasure.Volume] }));
        Assert.True(double.IsNaN(Value(table, "sub-01", "lh_cuneus_volume")));
        var order = FakeSubject.Cortex.Select(r => $"lh_{r}_volume").Concat(FakeSubject.Cortex.Select(r => $"rh_{r}_volume"));
        Assert.Equal(order, table.Columns);
        Assert.Equal(2 * (900 + (61 * 33) + 2), Value(table, "sub-02", "rh_insula_volume"));
        Assert.Equal(2 * (900 + (61 * 32) + 1), Value(table, "sub-01", "rh_insula_volume"));
    }

    [Fact]
    public void Spellings_of_versions_become_one_column()
    {
        new FakeSubject("sub-01") { Version = "6.0.0", Thalamus = "Thalamus-Proper" }.Write(folder.Path);
        new FakeSubject("sub-02") { Seed = 2 }.Write(folder.Path);
        new FakeSubject("sub-03") { Seed = 3 }.Write(folder.Path);
        var cohort = FreeSurferCohort.Read(folder.Path, new());
        var table = FreeSurferTables.Wide(cohort);
        Assert.Equal(0, table.MissingIn(table.Columns.ToList().IndexOf("Left-Thalamus")));
        Assert.DoesNotContain("Left-Thalamus-Proper", table.Columns);
        Assert.Equal("Left-Thalamus", cohort.Renamed["Left-Thalamus-Proper"]);
    }

    [Fact]
    public void One_spelling_is_kept_as_it_is()
    {
        new FakeSubject("sub-01") { Thalamus = "Thalamus-Proper" }.Write(folder.Path);
        var cohort = FreeSurferCohort.Read(folder.Path, new());
        Assert.Contains("Left-Thalamus-Proper", FreeSurferTables.Wide(cohort).Columns);
        Assert.Empty(cohort.Renamed);
    }

    [Fact]
    public void Nothing_is_dropped_without_a_word()
    {
        new FakeSubject("sub-01").Write(folder.Path);
        var cut = Path.Combine(new FakeSubject("sub-02").Write(folder.Path), "stats", "lh.aparc.stats");
        File.WriteAllText(cut, File.ReadAllText(cut)[..^200]);
        var lines = Path.Combine(new FakeSubject("sub-03").Write(folder.Path), "stats", "rh.aparc.stats");
        File.WriteAllLines(lines, File.ReadAllLines(lines)[..^3]); // cut between two lines: only the vertices tell
        File.Delete(Path.Combine(new FakeSubject("sub-04").Write(folder.Path), "stats", "rh.aparc.stats"));
        Directory.CreateDirectory(folder["sub-05"]);
        Directory.CreateDirectory(folder["sub-06/mri"]);
        Directory.CreateDirectory(folder["fsaverage/stats"]);
        folder.Touch("logs/run.txt");
        new FakeSubject("sub-07") { Seed = 1 }.Write(folder.Path);
        var cohort = FreeSurferCohort.Read(folder.Path, new());
        Assert.Equal(["sub-01", "sub-04", "sub-07"], cohort.Subjects.Select(s => s.Id));
        Assert.Equal(["sub-02", "sub-03", "sub-05", "sub-06"], cohort.Failed.Select(f => f.Id));
        Assert.Contains("cut off", cohort.Failed[0].Why, StringComparison.Ordinal);
        Assert.Contains("vertices", cohort.Failed[1].Why, StringComparison.Ordinal);
        Assert.Contains("empty", cohort.Failed[2].Why, StringComparison.Ordinal);
        Assert.Contains("no stats folder", cohort.Failed[3].Why, StringComparison.Ordinal);
        Assert.Equal(["stats/rh.aparc.stats"], cohort.Subjects[1].AbsentFiles);
        Assert.Equal(["fsaverage", "logs"], cohort.Others.Select(o => o.Id));
        Assert.Equal([("sub-07", "sub-01")], cohort.Copies());
    }

    [Fact]
    public void Listed_subjects_come_in_their_order_once()
    {
        new FakeSubject("sub-01").Write(folder.Path);
        new FakeSubject("sub-02").Write(folder.Path);
        Assert.Equal(["sub-02", "sub-01"], FreeSurferCohort.Read(folder.Path, new(), ["sub-02", "sub-01"]).Subjects.Select(s => s.Id));
        Assert.Contains("2 times",
            Assert.Throws<InputException>(() => FreeSurferCohort.Read(folder.Path, new(), ["sub-02", "sub-02"])).Message,
            StringComparison.Ordinal);
        Assert.Contains("sub-09", Assert.Throws<InputException>(() => FreeSurferCohort.Read(folder.Path, new(), ["sub-09"])).Message,
            StringComparison.Ordinal);
        Assert.Contains("aparc",
            Assert.Throws<InputException>(() => FreeSurferCohort.Read(folder.Path, new() { Atlas = "aparc.foo" })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_specification_s_table_and_vector()
    {
        new FakeSubject("subject_001").Write(folder.Path);
        var subject = FreeSurferCohort.Read(folder["subject_001"], new()).Subjects.Single();
        var lines = FreeSurferTables.Specified(subject).TrimEnd().Split('\n');
        Assert.Equal("region,volume_mm3,thickness_mm,surface_area_mm2", lines[0]);
        Assert.Equal("lh_bankssts,1802,2.4,600", lines[1]);
        Assert.Equal(69, lines.Length);
        var vector = FreeSurferTables.SpecifiedVector(subject);
        Assert.Equal(68 * 2, vector.Length);
        Assert.Equal([1802, 2.4, 1924, 2.41], vector[..4]);
    }

    [Fact]
    public void One_thread_and_four_read_the_same()
    {
        for (var n = 0; n < 24; n++)
            new FakeSubject($"sub-{n:00}") { Seed = n + 1, Without = n % 3 == 0 ? ["insula"] : [] }.Write(folder.Path);
        string Text(int threads)
        {
            var output = new StringWriter();
            FreeSurferTables.Wide(FreeSurferCohort.Read(folder.Path, new(), parallel: new() { MaxDegreeOfParallelism = threads }))
                .Write(output, Analysis.Tables.TableStyle.Tsv);
            return output.ToString();
        }

        Assert.Equal(Text(1), Text(4));
    }

    [Fact]
    public void Tools_headers_and_numbers()
    {
        new FakeSubject("sub-01").Write(folder.Path);
        FreeSurferExport.Write(FreeSurferCohort.Read(folder.Path, new() { Measures = [CorticalMeasure.Volume] }), folder["aseg.tsv"],
            TableLayout.AsegStats2Table);
        var aseg = File.ReadAllLines(folder["aseg.tsv"]);
        Assert.StartsWith("Measure:volume\tLeft-Lateral-Ventricle\tLeft-Thalamus\t", aseg[0], StringComparison.Ordinal);
        Assert.EndsWith(
            "\tBrainSegVol\tBrainSegVolNotVent\tCortexVol\tlhSurfaceHoles\trhSurfaceHoles\tSurfaceHoles\tEstimatedTotalIntraCranialVol",
            aseg[0], StringComparison.Ordinal);
        Assert.EndsWith("\t1218061.0\t1203020.0\t487042.964762\t11.0\t18.0\t29.0\t1520021.264474", aseg[1], StringComparison.Ordinal);
        FreeSurferExport.Write(FreeSurferCohort.Read(folder.Path, new() { Measures = [CorticalMeasure.Thickness] }), folder["lh.tsv"],
            TableLayout.AparcStats2Table, "lh");
        var aparc = File.ReadAllLines(folder["lh.tsv"]);
        Assert.StartsWith("lh.aparc.thickness\tlh_bankssts_thickness\t", aparc[0], StringComparison.Ordinal);
        Assert.EndsWith("\tlh_insula_thickness\tlh_MeanThickness_thickness\tBrainSegVolNotVent\teTIV", aparc[0], StringComparison.Ordinal);
        Assert.EndsWith("\t2.73\t2.5\t1203020.0\t1520021.264474", aparc[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Subfields_come_with_their_hemisphere_and_may_be_missing()
    {
        new FakeSubject("sub-01").Write(folder.Path);
        new FakeSubject("sub-02") { Seed = 2 }.Write(folder.Path);
        folder.Touch("sub-01/mri/lh.hippoSfVolumes-T1.v21.txt", "Hippocampal_tail 487.5\nWhole_hippocampus 3412.75\n");
        folder.Touch("sub-01/stats/hipposubfields.rh.T1.v22.stats",
            "# Title Segmentation Statistics\n# ColHeaders Index SegId NVoxels Volume_mm3 StructName\n1 226 1 501.25 Hippocampal_tail\n");
        string[] files = ["lh.hippoSfVolumes-T1.v21.txt", "hipposubfields.rh.T1.v22.stats"];
        var cohort = FreeSurferCohort.Read(folder.Path, new() { MoreStats = files });
        var table = FreeSurferTables.Wide(cohort);
        Assert.Equal(487.5, Value(table, "sub-01", "lh_Hippocampal_tail"));
        Assert.Equal(501.25, Value(table, "sub-01", "rh_Hippocampal_tail"));
        Assert.True(double.IsNaN(Value(table, "sub-02", "lh_Hippocampal_tail")));
        Assert.Equal(files, cohort.Subjects[1].AbsentFiles);
        Assert.Contains("two of the files", FreeSurferCohort.Read(folder.Path, new() { MoreStats = ["aseg.stats"] }).Failed[0].Why,
            StringComparison.Ordinal);
    }

    [Fact]
    public void FastSurfer_s_files_go_by_their_own_names()
    {
        var subject = new FakeSubject("sub-01");
        folder.Touch("sub-01/stats/aseg+DKT.VINN.stats",
            subject.Aseg().Replace("mri_segstats\n", "segstats.py\n# FastSurfer_version 2.4.2\n", StringComparison.Ordinal));
        string[] regions = [.. FakeSubject.Cortex.Except(["bankssts", "frontalpole", "temporalpole"], StringComparer.Ordinal)];
        folder.Touch("sub-01/stats/lh.aparc.DKTatlas.mapped.stats", subject.Aparc("lh", regions));
        folder.Touch("sub-01/stats/rh.aparc.DKTatlas.mapped.stats", subject.Aparc("rh", regions));
        var read = FreeSurferCohort.Read(folder.Path, new() { Atlas = "aparc.DKTatlas" }).Subjects.Single();
        Assert.Equal("FastSurfer 2.4.2", read.Software);
        Assert.Equal(62, read.Regions.Count(r => r.IsCortical));
        Assert.Equal("stats/aseg+DKT.VINN.stats", read.Euler.Source);
        Assert.Empty(read.AbsentFiles);
        Assert.Contains("aparc.DKTatlas", Assert.Throws<InputException>(() => FreeSurferCohort.Read(folder.Path, new())).Message,
            StringComparison.Ordinal);
    }

    [DataFact]
    public void The_header_of_asegstats2table_is_that_of_a_published_table()
    {
        var path = folder["aseg.tsv"];
        FreeSurferExport.Write(FreeSurferCohort.Read(Path.Combine(DataFactAttribute.Folder!, "freesurfer"),
            new() { Measures = [CorticalMeasure.Volume] }, ["bert"]), path, TableLayout.AsegStats2Table);
        var ours = File.ReadAllLines(path)[0].Split('\t')[1..];

        // FreeSurfer 6: two measures that 7 left out, the thalamus's older name; BrainSegVolNotVent came a second time and was taken out by
        // who made the table.
        var published = File.ReadLines(Path.Combine(DataFactAttribute.Folder!, "tables/fcon1000.csv")).First().Split(',');
        var theirs = published.SkipWhile(c => c != "Left-Lateral-Ventricle").TakeWhile(c => c != "avg_en")
            .Where(c => c is not ("BrainSegVolNotVentSurf" or "SupraTentorialVolNotVentVox"))
            .Select(c => c.Replace("-Proper", "", StringComparison.Ordinal));
        Assert.Equal(theirs, ours.Where(c => c != "BrainSegVolNotVent"));
    }

    [DataFact]
    public void Both_versions_of_the_test_data()
    {
        var data = Path.Combine(DataFactAttribute.Folder!, "freesurfer");
        var cohort = FreeSurferCohort.Read(data, new(), ["bert", "visualqc_id_001"]);
        var table = FreeSurferTables.Wide(cohort);
        Assert.Equal(8066.3, Value(table, "bert", "Left-Thalamus"));
        Assert.Equal(7257, Value(table, "visualqc_id_001", "Left-Thalamus"));
        Assert.Equal(-20, Value(table, "bert", "lh_euler"));
        Assert.Equal(964342.335086, Value(table, "visualqc_id_001", "eTIV"));
        foreach (var (atlas, regions) in new[] { ("aparc.a2009s", 148), ("aparc", 68) })
            Assert.Equal(regions,
                FreeSurferCohort.Read(data, new() { Atlas = atlas, CortexOnly = true }, ["bert", "visualqc_id_001"]).Subjects
                    .Select(s => s.Regions.Count).Distinct().Single());
        Assert.Equal(62,
            FreeSurferCohort
                .Read(Path.Combine(data, "bert"), new() { Atlas = "aparc.DKTatlas", CortexOnly = true }).Subjects.Single().Regions.Count);
    }

    private static double Value(Analysis.Tables.FeatureTable table, string id, string column) =>
        table.Columns.ToList().IndexOf(column) is >= 0 and var c ? table[table.Ids.ToList().IndexOf(id), c]
            : throw new KeyNotFoundException(string.Create(CultureInfo.InvariantCulture, $"{column} of {string.Join(' ', table.Columns)}"));
}

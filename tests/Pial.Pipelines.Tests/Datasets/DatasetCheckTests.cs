using Pial.Formats;
using Pial.Pipelines.Datasets;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Datasets;

public sealed class DatasetCheckTests : IDisposable
{
    private readonly TemporaryFolder folder = new(), cache = new();

    public void Dispose()
    {
        folder.Dispose();
        cache.Dispose();
    }

    [Fact]
    public void What_init_writes_holds()
    {
        Cohort();
        var content = Content();
        var record = DatasetDraft.Of(content, []);
        var yaml = DatasetDraft.ToYaml(record, content);
        var read = DatasetFile.Parse(yaml, "dataset.yaml");
        Assert.Equal(DatasetFile.ToYaml(record), DatasetFile.ToYaml(read));
        Assert.Equal(("A cohort", "CC0", "native"), (read.Name, read.License, read.StandardSpace));
        Assert.Equal(["3T"], read.FieldStrengths); // 2.89 T
        Assert.Equal(["SIEMENS"], read.Manufacturers);
        Assert.Equal([new(1, 1), new(1.5, 1.5), new(2, 2)], read.Resolution);
        Assert.Equal(["A", "B"], read.Sites);
        Assert.Equal("gender", read.ColumnOf("sex"));
        Assert.All(DatasetCheck.Of(read, content, []),
            c => Assert.True(c.Verdict is Verdict.Holds or Verdict.NotStated, $"{c.Field}: {c.Found} {string.Join(' ', c.Against)}"));
    }

    [Fact]
    public void Every_false_claim_is_found_with_its_files()
    {
        Cohort();
        var claims = DatasetCheck.Of(
            DatasetFile.Parse("""
                dataset_id: a
                name: b
                n_subjects: 5
                sequence: [T1-weighted, FLAIR]
                resolution: [1, 1, 1]
                field_strength: 1.5T
                manufacturer: [Siemens, GE]
                standard_space: MNI152NLin2009cAsym
                preprocessing: segmented
                sites: [A]
                age: [30, 90]
                sex: {f: 2, m: 2}
                phenotypes: [agee]
                license: CC-BY
                """, "dataset.yaml"), Content(), []).ToDictionary(c => c.Field);
        Assert.Equal(
            ["n_subjects", "sites", "age", "sex", "phenotypes", "license", "sequence", "resolution", "field_strength", "manufacturer",
                "standard_space"],
            claims.Values.Where(c => c.Verdict == Verdict.False).Select(c => c.Field));
        Assert.Equal(["sub-01 is outside"], claims["age"].Against);
        Assert.Equal(["B is in the table and not stated"], claims["sites"].Against);
        Assert.Contains("Did you mean 'age'?", claims["phenotypes"].Against[0], StringComparison.Ordinal);
        Assert.Equal(["sub-01 has no FLAIR", "sub-02 has no FLAIR", "sub-03 has no FLAIR"], claims["sequence"].Against);
        Assert.Equal(3, claims["resolution"].Against.Count);
        Assert.Contains("no scan is of GE", claims["manufacturer"].Against);
        Assert.Contains("no scan is of 1.5 T", claims["field_strength"].Against);
        Assert.Equal(Verdict.CannotTell, claims["preprocessing: segmented"].Verdict);
    }

    [Fact]
    public void Damaged_and_missing_files_are_named()
    {
        Cohort();
        folder.Touch("sub-04/anat/sub-04_T1w.nii.gz", "");
        folder.Touch("sub-05/anat/sub-05_T1w.nii.gz", "this is no image");
        Directory.CreateDirectory(folder["sub-06"]);
        var claims = DatasetCheck.Of(DatasetDraft.Of(Content(), []), Content(), []).ToDictionary(c => c.Field);
        Assert.Equal(Verdict.False, claims["files"].Verdict);
        Assert.Contains("is empty", claims["files"].Against[0], StringComparison.Ordinal);
        Assert.Contains("sub-05", claims["files"].Against[1], StringComparison.Ordinal);
        Assert.Equal(Verdict.False, claims["participants.tsv"].Verdict);
        Assert.Equal(["sub-06 has no head scan"], claims["n_subjects"].Against);
    }

    [Fact]
    public void The_space_is_told_by_names_headers_and_transforms()
    {
        Image("sub-01/anat/sub-01_space-MNI152NLin6Asym_T1w.nii.gz", Ramp.Grid());
        Image("sub-02/anat/sub-02_T1w.nii.gz", Ramp.Grid());
        folder.Touch("sub-02/anat/sub-02_from-T1w_to-MNI152NLin6Asym_mode-image_xfm.txt");
        var record = new DatasetRecord { Id = "a", Name = "b", StandardSpace = "MNI152NLin6Asym" };
        Assert.Equal(Verdict.Holds, Space(record).Verdict);                                // those in the space are what is meant
        var other = Space(record with { StandardSpace = "IXI549Space" });
        Assert.Equal((Verdict.False, 2), (other.Verdict, other.Against.Count));
        File.Delete(folder["sub-01/anat/sub-01_space-MNI152NLin6Asym_T1w.nii.gz"]);
        var native = Space(record);
        Assert.Equal(Verdict.False, native.Verdict);
        Assert.Contains("1 transforms lead to MNI152NLin6Asym", native.Found, StringComparison.Ordinal);
        Assert.Equal(Verdict.Holds, Space(record with { StandardSpace = "native" }).Verdict);
        Assert.True(SpaceClaim.Ambiguous("MNI152"));
    }

    [Fact]
    public void Sidecars_are_inherited_and_the_nearest_counts()
    {
        Cohort();
        folder.Touch("sub-02/anat/sub-02_T1w.json", """{"MagneticFieldStrength": 1.5, "SkullStripped": true}""");
        folder.Touch("acq-x_T1w.json", """{"Manufacturer": "Philips"}""");
        var content = Content();
        Assert.Equal((2.89, "SIEMENS"), (content.SidecarOf(content.Images[0]).FieldStrength,
            content.SidecarOf(content.Images[0]).Manufacturer));
        Assert.Equal((1.5, "SIEMENS"), (content.SidecarOf(content.Images[1]).FieldStrength,
            content.SidecarOf(content.Images[1]).Manufacturer));
        Assert.True(content.SidecarOf(content.Images[1]).SkullStripped);
    }

    [Fact]
    public void The_index_reads_what_is_new_or_changed_and_forgets_what_is_gone()
    {
        Cohort();
        int Reads()
        {
            using var index = DatasetIndex.Open(folder.Path, cache["index.sqlite"]);
            Assert.Equal(Directory.GetDirectories(folder.Path).Length, index.Update().Subjects.Count);
            return index.FilesRead;
        }

        Assert.Equal(4, Reads()); // three images and a sidecar
        Assert.Equal(0, Reads());
        Image("sub-02/anat/sub-02_T1w.nii.gz", Ramp.Grid(5, 5, 5));
        Directory.Delete(folder["sub-03"], recursive: true);
        Assert.Equal(1, Reads());
        using (var index = DatasetIndex.Open(folder.Path, cache["index.sqlite"]))
            Assert.Equal([5, 5, 5], index.Update().Images[1].Shape!);
        Assert.Throws<InputException>(() => DatasetIndex.Open(folder.Path, folder["index.sqlite"]));
        cache.Touch("text.sqlite", "this is no database, but long enough to be looked at as one");
        Assert.Throws<InputException>(() => DatasetIndex.Open(folder.Path, cache["text.sqlite"]));
    }

    [Fact]
    public void Sidecars_that_speak_of_another_contrast_contradict_the_names()
    {
        Cohort();
        folder.Touch("sub-01/anat/sub-01_T1w.json", """{"ProtocolName": "t2_tse_sag", "MagneticFieldStrength": 3}""");
        var claim = DatasetCheck.Of(DatasetFile.Parse("dataset_id: a\nname: b\nsequence: T1-weighted\n", "d.yaml"), Content(), [])
            .Single(c => c.Field == "sequence");
        Assert.Equal(Verdict.False, claim.Verdict);
        Assert.Equal("sub-01/anat/sub-01_T1w.nii.gz: its sidecar speaks of T2-weighted", Assert.Single(claim.Against));
    }

    [Theory]
    [InlineData("t1_mprage_sag_p2", null, null, null, "T1w")]
    [InlineData("MP2RAGE", null, null, null, "T1w")]
    [InlineData("AX T2 FLAIR", null, null, null, "FLAIR")]
    [InlineData("t2_tse_tra", null, null, null, "T2w")]
    [InlineData("pd+t2_tse", null, null, null, null)]
    [InlineData("gre_t2*", null, null, null, null)]
    [InlineData("localizer", 0.003, 2.3, 0.9, null)]
    [InlineData("", 0.1, 6.0, null, "T2w")]
    [InlineData("", 0.12, 9.0, 2.5, "FLAIR")]
    public void The_contrast_is_told_by_words_and_by_long_echoes(string names, double? echo, double? repetition, double? inversion,
        string? contrast) =>
        Assert.Equal(contrast, SidecarContrast.Of(names, echo, repetition, inversion));

    [Fact]
    public void A_file_that_was_cut_off_is_found_without_reading_good_ones()
    {
        Cohort();
        var path = folder["sub-01/anat/sub-01_T1w.nii.gz"];
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        var claim = DatasetCheck.Of(DatasetFile.Parse("dataset_id: a\nname: b\n", "d.yaml"), Content(), []).Single(c => c.Field == "files");
        Assert.Equal(Verdict.False, claim.Verdict);
        Assert.StartsWith("sub-01/anat/sub-01_T1w.nii.gz: ", Assert.Single(claim.Against), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_lists_somebody_twice_is_a_finding_and_the_rest_is_checked()
    {
        Cohort();
        folder.Touch("participants.tsv", "participant_id\tage\nsub-01\t20\nsub-01\t20\n");
        var claims = DatasetCheck.Of(DatasetFile.Parse("dataset_id: a\nname: b\npreprocessing: [normalised, denoised]\n", "d.yaml"),
            Content(), []);
        Assert.Contains(claims,
            c => c is { Field: "participants.tsv", Verdict: Verdict.False }
                && c.Against[0].Contains("sub-01 2 times", StringComparison.Ordinal));
        Assert.Contains(claims, c => c.Field == "resolution");
        Assert.Contains(claims, c => c is { Field: "preprocessing: denoised", Verdict: Verdict.CannotTell });
        Assert.Contains(claims, c => c.Field == "preprocessing: normalised");
    }

    private Claim Space(DatasetRecord record) => DatasetCheck.Of(record, Content(), []).Single(c => c.Field == "standard_space");

    private DatasetContent Content()
    {
        using var index = DatasetIndex.Open(folder.Path, cache[$"{Guid.NewGuid()}.sqlite"]);
        return index.Update();
    }

    private void Image(string name, Grid grid)
    {
        folder.Touch(name);
        ImageFile.Save(folder[name], Ramp.Image(grid), new() { Space = null });
    }

    private void Cohort()
    {
        for (var s = 1; s <= 3; s++)
            Image($"sub-0{s}/anat/sub-0{s}_T1w.nii.gz", Ramp.Grid());
        folder.Touch("T1w.json", """{"MagneticFieldStrength": "2.89", "Manufacturer": "SIEMENS"}""");
        folder.Touch("participants.tsv", "participant_id\tage\tgender\tsite\nsub-01\t20\tf\tA\nsub-02\t31.5\tm\tB\nsub-03\t62\tf\tA\n");
        folder.Touch("dataset_description.json", """{"Name": "A cohort", "License": "CC0"}""");
    }
}

using Pial.Formats;
using Pial.Pipelines.Loading;

namespace Pial.Pipelines.Tests.Loading;

public sealed class SubjectTests : IDisposable
{
    private readonly LoadingFixture data = new(3);

    public void Dispose() => data.Dispose();

    [Fact]
    public void A_table_gives_files_relative_to_itself_and_its_other_columns()
    {
        var subjects = TableSubjects.Read(data[LoadingFixture.Table], LoadingFixture.Requests);
        Assert.Equal(["sub-00", "sub-01", "sub-02"], subjects.Select(s => s.Id));
        Assert.Equal(data["s1_T1w.nii.gz"], subjects[1].Images[0].Path);
        Assert.Equal("22", subjects[2].Row["age"]);
        Assert.Equal(["sub-01"], DerivativeSubjects.Where(subjects, [("age", "21")]).Select(s => s.Id));
        Assert.Contains("no column 'T1'", Of(() => TableSubjects.Read(data[LoadingFixture.Table], [new("T1w", ImageKind.Scalar, "T1")])),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_all_subjects_make_one_array_on_one_grid()
    {
        var subjects = TableSubjects.Read(data[LoadingFixture.Table], LoadingFixture.Requests);
        var stack = ImageStack.Load(subjects);
        Assert.Equal([3, 14, 12, 10], stack.Images.Shape.AsEnumerable());
        var second = ImageFile.Load(data["s1_T1w.nii.gz"]).Image;
        Assert.Equal(second[3, 5, 7], stack.Images.Values[(((((1 * 14) + 3) * 12) + 5) * 10) + 7]);
        Assert.Equal([20.0, 21, 22], stack.Numbers("age"));
        Assert.Contains("no column 'agee'. Did you mean 'age'?", Of(() => stack.Words("agee")), StringComparison.Ordinal);
        Assert.Contains("'t1' is 's0_T1w.nii.gz', which is no number", Of(() => stack.Numbers("t1")), StringComparison.Ordinal);

        ImageFile.Save(data["s1_T1w.nii.gz"], Ramp.Image(Ramp.Grid()));
        ImageFile.Save(data["s1_dseg.nii.gz"], Ramp.Image(Ramp.Grid()).Map(_ => 1));
        Assert.Contains("row 2 (sub-01): its grid", Of(() => ImageStack.Load(subjects)), StringComparison.Ordinal);
        var coarse = Volumes.Grid.Centred(new(7, 6, 5), new(4, 4, 4), default);
        Assert.Equal([3, 7, 6, 5], ImageStack.Load(subjects, coarse).Images.Shape.AsEnumerable());
        Assert.Equal(ImageStack.Load(subjects, coarse, new() { MaxDegreeOfParallelism = 1 }).Images.Values,
            ImageStack.Load(subjects, coarse).Images.Values);
    }

    [Fact]
    public void A_fault_in_a_header_names_its_row()
    {
        ImageFile.Save(data["s1_dseg.nii.gz"], Ramp.Image(Ramp.Grid()).Map(_ => 1));
        Assert.Contains("table.tsv, row 2 (sub-01): seg: its grid", Of(() => data.Set()), StringComparison.Ordinal);
        File.WriteAllText(data["s1_T1w.nii.gz"], "no image");
        Assert.Contains("row 2 (sub-01): T1w: s1_T1w.nii.gz", Of(() => data.Set()), StringComparison.Ordinal);
        File.Delete(data["s0_dseg.nii.gz"]);
        Assert.Matches(@"row 1 \(sub-00\): seg: .*does not exist. \(1 more of 3 subjects", Of(() => data.Set()));
    }

    [Fact]
    public void A_derivative_folder_gives_scans_with_their_participants()
    {
        var root = Directory.CreateDirectory(data["deriv"]).FullName;
        foreach (var name in new[] { "sub-01_desc-preproc_T1w", "sub-01_space-MNI_desc-preproc_T1w", "sub-01_dseg", "sub-01_atlas-X_dseg",
            "sub-02_ses-1_desc-preproc_T1w", "sub-02_ses-1_dseg" })
        {
            var folder = Directory.CreateDirectory(Path.Combine(root,
                name.StartsWith("sub-01", StringComparison.Ordinal) ? "sub-01/anat" : "sub-02/ses-1/anat")).FullName;
            ImageFile.Save(Path.Combine(folder, name + ".nii.gz"), Ramp.Image(Ramp.Grid()).Map(v => (int)v));
        }

        File.WriteAllText(Path.Combine(root, "sub-01/anat/sub-01_dseg.tsv"), "index\tname\n1\tGM\n");
        File.WriteAllText(Path.Combine(root, "participants.tsv"), "participant_id\tsex\nsub-01\tF\nsub-02\tM\n");
        var subjects = DerivativeSubjects.Find(root,
            [new("T1w", ImageKind.Scalar, "desc-preproc_T1w"), new("seg", ImageKind.Labels, "dseg")]);
        Assert.Equal(["sub-01", "sub-02_ses-1"], subjects.Select(s => s.Id));
        Assert.EndsWith("sub-01_desc-preproc_T1w.nii.gz", subjects[0].Images[0].Path, StringComparison.Ordinal);
        Assert.Equal("GM", subjects[0].Images[1].Table!.Labels[0].Name);
        Assert.Equal("M", subjects[1].Row["sex"]);
        Assert.Equal(["seg"], SubjectSet.Check(subjects).LabelNames.ToArray());

        Assert.Contains("Did you mean 'desc-preproc_T1w'?",
            Of(() => DerivativeSubjects.Find(root, [new("T1w", ImageKind.Scalar, "desc-preprocc_T1w")])), StringComparison.Ordinal);
        Assert.Contains("sub-02_ses-1 has no image 'atlas-X_dseg'",
            Of(() => DerivativeSubjects.Find(root, [new("T1w", ImageKind.Scalar, "desc-preproc_T1w"),
                new("seg", ImageKind.Labels, "atlas-X_dseg")])), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(root, "participants.tsv"), "participant_id\tsex\nsub-01\tF\n");
        Assert.Contains("has no row of sub-02", Of(() => DerivativeSubjects.Find(root, [new("T1w", ImageKind.Scalar, "desc-preproc_T1w")])),
            StringComparison.Ordinal);
    }

    private static string Of(Action action) => Assert.Throws<InputException>(action).Message;
}

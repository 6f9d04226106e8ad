using System.Globalization;
using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Kernels;
using Pial.Operations.Resampling;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

public sealed class VbmTests : IDisposable
{
    private const int Subjects = 16;
    private readonly string folder = Directory.CreateTempSubdirectory("pial-vbm-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Derivatives => Path.Combine(folder, "derivatives");

    private string Table => Path.Combine(folder, "participants.tsv");

    private string Out => Path.Combine(folder, "out");

    [Fact]
    public async Task Raw_scans_are_processed_first_but_not_for_an_impossible_design()
    {
        var bids = Path.Combine(folder, "bids");
        string Scan(string subject) => Path.Combine(bids, subject, "anat", $"{subject}_T1w.nii.gz");
        foreach (var subject in (string[])["sub-01", "sub-02"]) SharedWork.SaveHead(Scan(subject));
        Directory.CreateDirectory(Path.GetDirectoryName(Scan("sub-03"))!);
        ImageFile.Save(Scan("sub-03"), ImageFile.Load(Scan("sub-01")).Image.Map(v => v + (v % 7)));
        File.WriteAllText(Table, "participant_id\tage\tyears\nsub-01\t20\t20\nsub-02\t30\t30\nsub-03\t50\t50\n");
        var refused = await PialLine.Run("vbm", bids, Out, "--design", Table, "--formula", "age + years", "--contrast", "age", "--no-tiv");
        Assert.Equal(2, refused.Code);
        Assert.False(Directory.Exists(Path.Combine(Out, "derivatives")));
        var missing = await PialLine.Run("vbm", bids, Out, "--design", Table, "--formula", "age", "--no-tiv", "--permutations", "0",
            "--atlas", "missing.nii");
        Assert.Equal(2, missing.Code);
        Assert.Contains("missing.nii", missing.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Out, "derivatives")));

        // Two of them are there already, laid on the template as they will be: the third is what is left to do.
        var (template, derivatives) = (CoarseTemplate(), Path.Combine(Out, "derivatives"));
        Assert.Equal(0, (await PialLine.Run(["run", bids, derivatives, "participant", "--participant-label", "01", "02", "--steps",
            "segment", "normalize", "vbm", "report", "--voxel", "3", "--template", template, .. SharedWork.Option])).Code);
        Assert.False(Directory.Exists(Path.Combine(derivatives, "sub-03")));
        var (code, output, error) = await PialLine.Everything("vbm", bids, Out, "--design", Table, "--formula", "age", "--no-tiv",
            "--permutations", "0", "--voxel-size", "3", "--template", template);
        Assert.Equal(0, code);
        Assert.Contains("report.html", output, StringComparison.Ordinal);
        Assert.Single(error.Split('\n'), l => l.Contains("brain extraction: ", StringComparison.Ordinal));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(derivatives, "sub-03", "anat"), "*_label-GM_desc-vbm_probseg.nii.gz"));
        Assert.NotEmpty(Directory.GetFiles(Out, "*_contrast-age_stat-t_*"));
    }

    [Fact]
    public async Task A_cohort_becomes_maps_tables_pictures_and_a_page()
    {
        Cohort();
        var (code, output, error) = await PialLine.Run(
            "vbm", Derivatives, Out, "--design", Table, "--formula", "age + group", "--contrast", "age", "--contrast",
            "patients=group[patient]-group[control]", "--permutations", "200",
            "--tfce", "--cluster-threshold", "p=0.01", "--atlas", Atlas(), "--atlas-names", Path.Combine(folder, "atlas.tsv"));
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Contains("report.html", output, StringComparison.Ordinal);
        foreach (var name in new[] { "age", "patients" })
        {
            foreach (var map in new[] { "stat-t", "stat-effect", "stat-se", "stat-d", "stat-r", "stat-z", "stat-p", "desc-fdr_stat-p",
                "desc-voxelFWE_stat-p", "desc-voxelFWE_stat-logp", "desc-tfce_stat-tfce", "desc-tfceFWE_stat-p", "desc-tfceFWE_stat-logp",
                "desc-clusterExtentFWE_stat-p", "desc-clusterMassFWE_stat-p", "desc-thresholded_stat-t" })
            {
                Assert.True(File.Exists(Map(name, map)), map);
                Assert.True(File.Exists(Map(name, map).Replace(".nii.gz", ".json", StringComparison.Ordinal)), map);
            }
        }

        // The planted loss with age lies in the left half, and only there.
        var (t, p) = (ImageFile.Load(Map("age", "stat-t")).Image, ImageFile.Load(Map("age", "desc-tfceFWE_stat-p")).Image);
        Assert.True(t[3, 6, 5] < -3);
        Assert.True(p[3, 6, 5] <= 0.05);
        Assert.True(p[12, 6, 5] > 0.05);
        var lines = File.ReadAllLines(Path.Combine(Out, "space-MNITest_contrast-age_clusters.tsv"));
        Assert.StartsWith(
            "cluster\tpeak\tx\ty\tz\tt\teffect\teffect_per_residual_sd\tp_uncorrected\tp_fdr\t" +
                "p_fwe_voxel\tp_fwe_tfce\tp_fwe_cluster_extent\tp_fwe_cluster_mass\tsize_voxels\tsize_mm3\tregion",
            lines[0], StringComparison.Ordinal);
        Assert.True(lines.Length > 1);
        Assert.True(double.Parse(lines[1].Split('\t')[2], CultureInfo.InvariantCulture) < 0);
        Assert.EndsWith("\tleft half", lines[1], StringComparison.Ordinal);
        Assert.Contains("\teffect\tcohens_d\t", File.ReadLines(Path.Combine(Out, "space-MNITest_contrast-patients_clusters.tsv")).First(),
            StringComparison.Ordinal);
        var page = File.ReadAllText(Path.Combine(Out, "report.html"));
        Assert.Contains("10.1016/j.neuroimage.2008.03.061", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        var record = JsonNode.Parse(File.ReadAllText(Path.Combine(Out, "vbm.json")))!;
        Assert.Equal(12, (int)record["ResidualDegreesOfFreedom"]!);
        Assert.Equal(Subjects, ((JsonArray)record["Subjects"]!).Count);
        Assert.Equal("participant_id\tage\tgroup[patient]\tTIV\tintercept", File.ReadLines(Path.Combine(Out, "design.tsv")).First());
        Assert.All(new[] { "design.png", "space-MNITest_contrast-age_glassbrain.png", "space-MNITest_contrast-age_mosaic.png" },
            f => Assert.True(new FileInfo(Path.Combine(Out, f)).Length > 500));

        var again = await PialLine.Run("vbm", Derivatives, Out, "--design", Table, "--columns", "age");
        Assert.Equal(2, again.Code);
        Assert.Contains("--force", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threads_change_no_byte()
    {
        Cohort();
        foreach (var threads in new[] { "1", "3" })
        {
            var (code, _, error) = await PialLine.Run("vbm", Derivatives, Path.Combine(folder, threads), "--design", Table, "--columns",
                "age", "group", "--contrast", "age;group", "--permutations", "50", "--threads", threads, "--mem-gb",
                threads == "1" ? "2" : "0.8");
            Assert.Equal("", error);
            Assert.Equal(0, code);
        }

        foreach (var file in Directory.GetFiles(Path.Combine(folder, "1")))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder, "3", Path.GetFileName(file))));
    }

    [Theory]
    [InlineData("no such column", "--columns age weight", "participants.tsv has no column 'weight'; it has age, group, half, twice, hole")]
    [InlineData("missing value", "--columns age hole", "participants.tsv has missing values: sub-03 has no hole")]
    [InlineData("rank", "--columns age twice", "column 'twice' is a combination of 'age'")]
    [InlineData("unknown contrast", "--columns age --contrast sex",
        "names 'sex', which the design does not have; it has age, TIV, intercept")]
    [InlineData("weights", "--columns age --contrast 1,0,0,0", "4 weights for 3 columns: age, TIV, intercept")]
    [InlineData("no model", "", "Give the model")]
    [InlineData("two models", "--columns age --formula age", "give one of them")]
    [InlineData("formula", "--formula log(age)", "cannot be read at 'log(age)'")]
    [InlineData("table", "--columns age --design nothing.tsv", "nothing.tsv does not exist")]
    [InlineData("exclude", "--columns age --exclude sub-77", "--exclude sub-77")]
    [InlineData("map", "--columns age --map CSF", "without a map *_label-CSF_desc-vbm_probseg.nii.gz")]
    [InlineData("blocks", "--columns age --blocks site", "has no column 'site'")]
    [InlineData("mean without flips", "--formula 1 --no-tiv --contrast intercept", "needs sign flips")]
    [InlineData("permutations", "--columns age --permutations 1", "--permutations must be 0")]
    [InlineData("alpha", "--columns age --alpha 2", "--alpha must lie between 0 and 1")]
    [InlineData("cluster", "--columns age --cluster-threshold big", "--cluster-threshold big")]
    [InlineData("threshold", "--columns age --threshold 5", "No voxel is left to test")]
    [InlineData("mask", "--columns age --mask none.nii.gz", "none.nii.gz does not exist")]
    [InlineData("atlas", "--columns age --atlas none.nii.gz", "none.nii.gz")]
    [InlineData("names", "--columns age --atlas-names t.tsv", "--atlas-names needs --atlas")]
    public async Task What_cannot_be_done_is_refused_in_one_line(string what, string arguments, string says)
    {
        Cohort();
        string[] line = ["vbm", Derivatives, Out, .. arguments.Contains("--design", StringComparison.Ordinal)
            ? [] : new[] { "--design", Table }, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var (code, output, error) = await PialLine.Run(line);
        Assert.True(code == 2, what);
        Assert.Equal("", output);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(File.Exists(Path.Combine(Out, "vbm.json")));
    }

    [Fact]
    public async Task Absent_subjects_other_grids_and_unknown_volumes_are_named()
    {
        Cohort();
        File.Delete(PathOf(4));
        Assert.Contains("sub-04", (await PialLine.Run("vbm", Derivatives, Out, "--design", Table, "--columns", "age")).Error,
            StringComparison.Ordinal);
        ImageFile.Save(PathOf(4), Volume.Filled(Grid.Centred(new(16, 12, 9), new(4, 4, 4), default), 0.5f));
        var grids = await PialLine.Run("vbm", Derivatives, Out, "--design", Table, "--columns", "age");
        Assert.Contains("sub-04_space-MNITest_label-GM_desc-vbm_probseg.nii.gz is on another grid", grids.Error, StringComparison.Ordinal);
        File.Delete(PathOf(4));
        File.Delete(PathOf(5).Replace("space-MNITest_label-GM_desc-vbm_probseg.nii.gz", "desc-tissue_volumes.tsv",
            StringComparison.Ordinal));
        var tiv = await PialLine.Run("vbm", Derivatives, Out, "--design", Table, "--columns", "age", "--exclude", "04");
        Assert.Contains("The TIV of sub-05 is not known", tiv.Error, StringComparison.Ordinal);
        Assert.Contains("--no-tiv", tiv.Error, StringComparison.Ordinal);
        Assert.Equal(2, tiv.Code);
        Assert.Equal(0,
            (await PialLine.Run("vbm", Derivatives, Out, "--design", Table, "--columns", "age", "--exclude", "04", "--no-tiv",
                "--permutations", "0")).Code);
    }

    // Scans are laid on it in seconds; how well does not matter here.
    private string CoarseTemplate()
    {
        var target = EmbeddedTemplate.Target();
        var (brain, path) = (Resample.ToVoxelSize(target.Brain(), 3), Path.Combine(folder, "tpl-Coarse_desc-brain_T1w.nii.gz"));
        ImageFile.Save(path, brain);
        ImageFile.Save(Path.Combine(folder, "tpl-Coarse_desc-brain_mask.nii.gz"), Resample.Mask(target.BrainMask!, brain.Grid));
        return path;
    }

    private string Map(string contrast, string what) => Path.Combine(Out, $"space-MNITest_contrast-{contrast}_{what}_statmap.nii.gz");

    private string PathOf(int s) => Path.Combine(Derivatives, $"sub-{s:00}", "anat",
        $"sub-{s:00}_space-MNITest_label-GM_desc-vbm_probseg.nii.gz");

    private string Atlas()
    {
        var path = Path.Combine(folder, "atlas.nii.gz");
        var grid = Grid.Centred(new(64, 48, 40), new(1, 1, 1), default);
        ImageFile.Save(path, Volume.Create<int, int>(grid, 0, (to, _) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = n % 64 < 32 ? 3 : 8;
        }));
        File.WriteAllText(Path.Combine(folder, "atlas.tsv"), "index\tname\n3\tleft half\n8\tright half\n");
        return path;
    }

    // 16×12×10 voxels of 4 mm: smooth noise about 0.5, less with age in the left half.
    private void Cohort()
    {
        var grid = Grid.Centred(new(16, 12, 10), new(4, 4, 4), default);
        var half = Convolution.GaussianHalfKernel(1);
        var text = "participant_id\tage\tgroup\thalf\ttwice\thole\n";
        for (var s = 1; s <= Subjects; s++)
        {
            var random = new CounterRandom(9, (ulong)s);
            var age = 20 + (int)(random.Bits(99999).A % 60);
            var (noise, smooth) = (new float[grid.Shape.Count], new float[grid.Shape.Count]);
            random.FillNormals(noise);
            Convolution.Separable(noise, 16, 12, 10, half, half, half, Boundary.Reflect, smooth);
            for (var n = 0; n < smooth.Length; n++)
                smooth[n] = 0.5f + (0.1f * smooth[n]) - (n % 16 < 7 ? 0.004f * (age - 50) : 0);
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(s))!);
            ImageFile.Save(PathOf(s), Volume.Create(grid, (ReadOnlySpan<float>)smooth));
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(PathOf(s))!, $"sub-{s:00}_desc-tissue_volumes.tsv"),
                $"GM\tWM\tCSF\tTIV\n600\t500\t300\t{1400 + (random.Bits(5).A % 200)}\n");
            text += $"sub-{s:00}\t{age}\t{(s % 2 == 0 ? "patient" : "control")}\t{s / 2.0}\t{2 * age}\t{(s == 3 ? "n/a" : "1." + s)}\n";
        }

        File.WriteAllText(Table, text);
    }
}

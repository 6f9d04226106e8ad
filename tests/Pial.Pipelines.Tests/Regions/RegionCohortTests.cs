using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Head;
using Pial.Pipelines.Regions;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Regions;

/// <summary>
/// Derivatives of small made-up scans: the warp is a shift of 3 mm to the right, the atlas has a left and a right box of different size.
/// </summary>
public sealed class RegionCohortTests : IDisposable
{
    private const string SpaceName = "MNI152NLin2009cAsym";
    private static readonly Grid Space = Grid.Centred(new(40, 30, 30), new(2, 2, 2), default);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("RAS", 0)]
    [InlineData("LPS", 0)]
    [InlineData("LIA", 0)]
    [InlineData("RAS", 0.3)]
    [InlineData("LPI", -0.25)]
    public void Left_is_left_and_volumes_are_right_however_the_scan_lies(string orientation, double angle)
    {
        Scan("sub-01", orientation, angle);
        var found = Cohort("side").Measure(RegionCohort.Find(folder.Path).Single());
        Assert.Equal("sub-01", found.Id);
        Assert.Equal(20 * 20 * 20, found.Volumes[0].VolumeMm3, 20 * 20 * 20 * 0.03);
        Assert.Equal(12 * 12 * 12, found.Volumes[1].VolumeMm3, 12 * 12 * 12 * 0.05);
        Assert.Equal(found.Volumes[0].VolumeMm3, found.Volumes[0].GmMm3, 1);
        var (map, means) = found.Means.Single();
        Assert.Equal("side", map);
        Assert.Equal(-1, means[0].Mean, 0.02); // the map is −1 on the left, 1 on the right
        Assert.Equal(1, means[1].Mean, 0.02);
    }

    [Fact]
    public void Tables_are_wide_or_long_and_their_sidecar_counts()
    {
        Scan("sub-01", "RAS", 0);
        Scan("sub-02", "LPS", 0);
        var atlas = Atlas();
        var cohort = Cohort("side");
        var scans = RegionCohort.Find(folder.Path).Select(cohort.Measure).ToArray();
        Assert.Equal(SpaceName, RegionCohort.SpaceOf(folder.Path));
        Assert.Equal((2, 6), RegionExport.Write(folder["t.tsv"], atlas, scans, ["volume", "GM"], ["sub-03: no map"]));
        var lines = File.ReadAllLines(folder["t.tsv"]);
        Assert.Equal(
            "participant_id\tLeft-Box_volume\tRight-Box_volume\tLeft-Box_GM\tRight-Box_GM\tLeft-Box_side_mean\tRight-Box_side_mean",
            lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.Contains("sub-03: no map", File.ReadAllText(folder["t.json"]), StringComparison.Ordinal);
        Assert.Equal((4, 9), RegionExport.Write(folder["l.csv"], atlas, scans, null, []));
        Assert.Equal(5, File.ReadAllLines(folder["l.csv"]).Length);
        Assert.Throws<InputException>(() => RegionExport.Write(folder["t.txt"], atlas, scans, null, []));
    }

    [Fact]
    public void What_is_missing_or_elsewhere_is_named()
    {
        Assert.Throws<InputException>(() => RegionCohort.Find(folder["none"]));
        Assert.Throws<InputException>(() => RegionCohort.Find(folder.Path));
        Scan("sub-01", "RAS", 0);
        var prefix = RegionCohort.Find(folder.Path).Single();
        Assert.Contains("no map", Assert.Throws<InputException>(() => Cohort("FA").Measure(prefix)).Message, StringComparison.Ordinal);
        File.Copy($"{prefix}_side.nii.gz", folder["sub-01_space-MNI_side.nii.gz"]);
        Assert.Contains("lies in MNI",
            Assert.Throws<InputException>(() => Cohort(folder["{id}_space-MNI_side.nii.gz"]).Measure(prefix)).Message,
            StringComparison.Ordinal);
        File.Delete($"{prefix}_from-{SpaceName}_to-T1w_mode-image_xfm.nii.gz");
        Assert.Contains("no map from", Assert.Throws<InputException>(() => Cohort("side").Measure(prefix)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_group_table_has_a_row_a_scan_and_a_column_a_region()
    {
        folder.Touch("sub-01/anat/sub-01_desc-tissue_volumes.tsv", "GM\tWM\tCSF\tTIV\n1\t2\t3\t6\n");
        foreach (var (subject, rows) in (ReadOnlySpan<(string, string)>)[("01", "a\t10\t1\t2\t3\t1\tL\nb\t20.5\t1\t2\t3\t2\tR\n"),
            ("02", "b\t7\t1\t2\t3\t2\tR\n")])
            folder.Touch($"sub-{subject}/anat/sub-{subject}_atlas-X_desc-regions_volumes.tsv",
                "region\tvolume_mm3\tGM_mm3\tWM_mm3\tCSF_mm3\tindex\themisphere\n" + rows);
        Assert.Equal(2, GroupTables.WriteAll(folder.Path, folder.Path).Tables.Count);
        Assert.Equal(["participant_id\ta\tb", "sub-01\t10\t20.5", "sub-02\tn/a\t7"], File.ReadAllLines(folder["group_regions.tsv"]));
        Assert.Contains("sub-02", File.ReadAllText(folder["group_regions.json"]), StringComparison.Ordinal);
        folder.Touch("sub-02/anat/sub-02_atlas-Y_desc-regions_volumes.tsv", "region\tvolume_mm3\nb\t3\n");
        GroupTables.WriteAll(folder.Path, folder.Path);
        Assert.Equal("participant_id\tX_a\tX_b\tY_b", File.ReadAllLines(folder["group_regions.tsv"])[0]);
        folder.Touch("sub-02/anat/sub-02_atlas-Y_desc-regions_volumes.tsv", "region\tvolume_mm3\nb\t3,5\n");
        Assert.Contains("damaged", Assert.Throws<InputException>(() => GroupTables.WriteAll(folder.Path, folder.Path)).Message,
            StringComparison.Ordinal);
    }

    private static Atlas Atlas()
    {
        var labels = Fill(Space, p => In(p, -14, 10) ? 17 : In(p, 14, 6) ? 53 : 0);
        var table = new LabelTable([new(17, "Left-Box", "", 1), new(53, "Right-Box", "", 2)]);
        return new(new("Boxes", AtlasKind.Path, "", null, SpaceName), table, null, labels, ArtifactKey.Of(labels));
    }

    private static bool In(Point p, double x, double half) => Math.Abs(p.X - x) < half && Math.Abs(p.Y) < half && Math.Abs(p.Z) < half;

    private static RegionCohort Cohort(string map) => new(Atlas(), SpaceName, [map], new());

    private void Scan(string id, string orientation, double angle)
    {
        var straight = Grid.Centred(new(90, 70, 70), new(1, 1, 1), new(-3, 0, 0));
        var grid = (straight with { Affine = Affine.Rotation(0, angle / 2, angle).About(straight.Centre) * straight.Affine })
            .Reorient(Orientation.Parse(orientation));
        var anat = Directory.CreateDirectory(folder[$"{id}/anat"]).FullName;
        string At(string name) => Path.Combine(anat, $"{id}_{name}");
        ImageFile.Save(At("desc-brain_mask.nii.gz"), Volume.Filled(grid, true));
        ImageFile.Save(At("desc-preproc_T1w.nii.gz"), Volume.Filled(grid, 100f));
        ImageFile.Save(At("dseg.nii.gz"), Volume.Filled(grid, 1));
        ImageFile.Save(At("label-GM_probseg.nii.gz"), Volume.Filled(grid, 1f));
        ImageFile.Save(At("label-WM_probseg.nii.gz"), Volume.Filled(grid, 0f));
        ImageFile.Save(At("label-CSF_probseg.nii.gz"), Volume.Filled(grid, 0f));
        ImageFile.Save(At("side.nii.gz"), Fill(grid, p => p.X < -3 ? -1 : 1).Map(v => (float)v));
        ItkDisplacement.Write(At($"from-{SpaceName}_to-T1w_mode-image_xfm.nii.gz"), Warp.Create(grid, _ => new(3, 0, 0)));
        ItkDisplacement.Write(At($"from-T1w_to-{SpaceName}_mode-image_xfm.nii.gz"), Warp.Create(Space, _ => new(-3, 0, 0)));
    }

    private static Volume<int> Fill(Grid grid, Func<Point, int> of) => Volume.Create<int, Func<Point, int>>(grid, of, (to, f) =>
    {
        var s = grid.Shape;
        for (var n = 0; n < to.Length; n++)
            to[n] = f(grid.Affine.Apply(new(n % s.I, n / s.I % s.J, n / s.SliceCount)));
    });
}

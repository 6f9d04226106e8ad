using Pial.Pipelines.FreeSurfer;
using Pial.Tests.Shared;

namespace Pial.Pipelines.Tests.FreeSurfer;

public sealed class EulerNumbersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void From_aseg_stats()
    {
        new FakeSubject("sub-01") { LeftHoles = 15, RightHoles = 13 }.Write(folder.Path);
        var euler = FreeSurferCohort.Read(folder.Path, new()).Subjects.Single().Euler;
        Assert.Equal((-28, -24, -52, -26.0, 28), (euler.Left, euler.Right, euler.Sum, euler.Mean, euler.Holes));
        Assert.Equal("stats/aseg.stats", euler.Source);
    }

    [Fact]
    public void From_the_log_where_aseg_stats_is_older()
    {
        var subject = new FakeSubject("sub-01") { Holes = false }.Write(folder.Path);
        folder.Touch("sub-01/scripts/recon-all.log", """
             mris_fix_topology -mgz -sphere qsphere.nofix -ga -seed 1234 sub-01 lh
            before topology correction, eno=-20 (nv=129534, nf=259108, ne=388662, g=11)
            after topology correction, eno=2 (nv=128732, nf=257460, ne=386190, g=0)
             mris_fix_topology -mgz -sphere qsphere.nofix -ga -seed 1234 sub-01 rh
            before topology correction, eno=-34 (nv=129672, nf=259412, ne=389118, g=18)
             mris_euler_number ../surf/lh.orig
            euler # = v-e+f = 2g-2: 128732 - 386190 + 257460 = 2 --> 0 holes

            """);
        var euler = FreeSurferCohort.Read(subject, new()).Subjects.Single().Euler;
        Assert.Equal((11, 18, "scripts/recon-all.log"), (euler.LeftHoles, euler.RightHoles, euler.Source));
    }

    [Fact]
    public void What_mri_segstats_says_of_the_raw_surface_goes_first()
    {
        var euler = EulerNumbers.OfLog(["before topology correction, eno=-4 (", "orig.nofix lheno =  -20, rheno = -34",
            "orig.nofix lhholes =   11, rhholes = 18"], "log");
        Assert.Equal((-20, -34), (euler.Left, euler.Right));
    }

    [Fact]
    public void A_surface_without_holes_has_2()
    {
        Assert.Equal(2, new EulerNumbers(0, 0, "x").Left);
        Assert.Null(new EulerNumbers(null, 3, "x").Sum);
        Assert.Null(EulerNumbers.OfLog([], "x").Source);
    }

    [DataFact]
    public void The_log_agrees_with_aseg_stats()
    {
        var folderOfBert = new SubjectFolder("bert", Path.Combine(DataFactAttribute.Folder!, "freesurfer/bert"));
        var (stats, log) = (EulerNumbers.Of(folderOfBert, SubjectReader.Segmentation(folderOfBert)), EulerNumbers.Of(folderOfBert, null));
        Assert.Equal((11, 18), (stats.LeftHoles, stats.RightHoles));
        Assert.Equal((stats.Left, stats.Right), (log.Left, log.Right));
        Assert.Equal("scripts/recon-all.log", log.Source);
    }
}

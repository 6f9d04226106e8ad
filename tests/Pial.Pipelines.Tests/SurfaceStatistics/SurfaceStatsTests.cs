using Pial.Analysis.Tables;
using Pial.Formats.FreeSurfer;
using Pial.Formats.Gifti;
using Pial.Kernels;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.SurfaceStatistics;
using Pial.Pipelines.Vbm;

namespace Pial.Pipelines.Tests.SurfaceStatistics;

public sealed class SurfaceStatsTests : IDisposable
{
    private const int People = 12;
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_planted_thinning_is_found_and_only_there()
    {
        var sides = TargetSurface.Both();
        var (table, participants) = Cohort(sides, "precentral");
        var outDir = temporary["out"];
        var result = SurfaceStatsPipeline.Run(participants, table, outDir, Options());
        var finding = Assert.Single(result.Findings);
        Assert.Equal((People, "t", 60), (result.Subjects, finding.Statistic, finding.Permutations));
        Assert.InRange(finding.AreaMm2, 500, 20_000);
        Assert.True(finding.LeastP <= 0.02, $"p {finding.LeastP}");

        // All that is significant lies in the region or within the smoothing's reach of it; nothing on the right.
        float[] Map(string hemi, string name) =>
            MorphometryFile.Read(Directory.GetFiles(outDir, $"hemi-{hemi}_*{name}_statmap.shape.gii").Single());
        var p = Map("L", "desc-tfceFWE_stat-p");
        Assert.All(Map("R", "desc-tfceFWE_stat-p"), static x => Assert.True(x > 0.05));
        var place = sides[0].Target.Place;
        var within = Enumerable.Range(0, p.Length).Where(v => sides[0].RegionOf(v) == "precentral").ToArray();
        Assert.All(Enumerable.Range(0, p.Length).Where(v => p[v] <= 0.05), v =>
            Assert.InRange(within.Min(u => Math.Sqrt(place.Sum(c => Math.Pow(c[u] - c[v], 2)))), 0, 12));
        Assert.All(Map("L", "stat-effect").Index().Where(e => p[e.Index] <= 0.05), static e => Assert.True(e.Item < 0));
        var clusters = File.ReadAllLines(Directory.GetFiles(outDir, "*contrast-*clusters.tsv")
            .Single(f => !f.Contains("uncorrected", StringComparison.Ordinal)));
        Assert.Contains("precentral", clusters[1], StringComparison.Ordinal);
        var page = File.ReadAllText(result.Report);
        Assert.Contains("thickness ~ group", page, StringComparison.Ordinal);
        Assert.True(new FileInfo(Directory.GetFiles(outDir, "*_surfaces.png").Single()).Length > 10_000);

        var again = Assert.Throws<InputException>(() => SurfaceStatsPipeline.Run(participants, table, outDir, Options()));
        Assert.Contains("force", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_of_another_mesh_and_a_missing_hemisphere_are_named()
    {
        var (table, participants) = Cohort(TargetSurface.Both(), null);
        var right = participants[3].MapPath.Replace("_hemi-L_", "_hemi-R_", StringComparison.Ordinal);
        GiftiWriter.Shape(right, new float[100]);
        var other = Assert.Throws<InputException>(() => SurfaceStatsPipeline.Run(participants, table, temporary["a"], Options()));
        Assert.Contains("has 100 vertices", other.Message, StringComparison.Ordinal);
        File.Delete(right);
        var missing = Assert.Throws<InputException>(() => SurfaceStatsPipeline.Run(participants, table, temporary["b"], Options()));
        Assert.Contains("both hemispheres are needed", missing.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(temporary["b"]));
    }

    private static SurfaceStatsOptions Options() => new()
    {
        Model = new() { Formula = "group", Contrasts = ["group[b]-group[a]"], Permutations = 60, Tiv = false, Threshold = null },
    };

    // Thickness of 2.5 mm with noise, 0.3 mm less in a region of the left hemisphere of group b.
    private (SubjectTable Table, IReadOnlyList<VbmParticipant> Participants) Cohort(IReadOnlyList<TargetSurface> sides, string? region)
    {
        var participants = new List<VbmParticipant>();
        for (var s = 0; s < People; s++)
        {
            var id = $"sub-{s:00}";
            var stem = Path.Combine(Directory.CreateDirectory(temporary[$"{id}/anat"]).FullName, id);
            foreach (var (h, side) in sides.Index())
            {
                var map = new float[side.IsCortex.Length];
                new CounterRandom(5, (ulong)((2 * s) + h)).FillNormals(map);
                for (var v = 0; v < map.Length; v++)
                {
                    var thinner = h == 0 && s % 2 == 1 && side.RegionOf(v) == region ? 0.3f : 0;
                    map[v] = side.IsCortex[v] ? 2.5f - thinner + (2 * map[v]) : 0;
                }

                GiftiWriter.Shape(HeadDerivatives.TargetMeasure.PathOf(stem, side.Hemi, "thickness"), map);
            }

            participants.Add(new(id, HeadDerivatives.TargetMeasure.PathOf(stem, "L", "thickness"), null));
        }

        var rows = Enumerable.Range(0, People).Select(static s => $"sub-{s:00}\t{(s % 2 == 0 ? "a" : "b")}\n");
        return (SubjectTable.Parse($"participant_id\tgroup\n{string.Concat(rows)}", "people"), participants);
    }
}

using Pial.Analysis.Statistics.Designs;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Tables;
using Pial.Formats;
using Pial.Pipelines.Vbm;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Vbm;

public sealed class VbmPartsTests
{
    [Fact]
    public void A_table_in_a_file_gives_the_numbers_of_one_in_memory_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 7)
            .Select(s => Enumerable.Range(0, 1300).Select(v => MathF.Sin((s * 31) + (v * 0.7f)) + (s * s * 0.01f)).ToArray()).ToArray();
        var design = DesignBuilder.Build(
            SubjectTable.Parse("id\tx\n" + string.Concat(Enumerable.Range(0, 7).Select(s => $"s{s}\t{s * s}\n")), "t"), Formula.Parse("x"));
        var model = new TestedModel(design, Contrast.Parse("x", design));
        using (var file = new FileVoxelTable(folder.Path, 7, 1300))
        {
            for (var s = 0; s < 7; s++)
                file.Write(s, rows[s]);
            Assert.Equal(VoxelwiseFit.Of(new VoxelTable(rows), [model])[0].Statistic, VoxelwiseFit.Of(file, [model])[0].Statistic);
        }

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Regions_are_named_at_a_place_or_near_it()
    {
        using var folder = new TemporaryFolder();
        var grid = Grid.Centred(new(20, 20, 20), new(2, 2, 2), default);
        var (image, names) = (Path.Combine(folder.Path, "a.nii.gz"), Path.Combine(folder.Path, "a.csv"));
        ImageFile.Save(image, Volume.Create<int, int>(grid, 0, (v, _) => v[grid.Shape.Index(10, 10, 10)] = 7));
        File.WriteAllText(names, "0,nothing\n7,somewhere\n");
        var atlas = AtlasNames.Load(image, names, new());
        var here = grid.Affine.Apply(new(10, 10, 10));
        Assert.Equal("somewhere", atlas.At(here));
        Assert.Equal("~somewhere", atlas.At(here + new Point(4, 0, 0)));
        Assert.Equal("n/a", atlas.At(here + new Point(8, 0, 0)));
        Assert.Equal("n/a", atlas.At(new(500, 0, 0)));
        Assert.Equal("7", AtlasNames.Load(image, null, new()).At(here));
        Assert.Throws<InputException>(() => AtlasNames.Load(image, Path.Combine(folder.Path, "none.tsv"), new()));
    }

    [Fact]
    public void A_cohort_larger_than_its_memory_gives_the_same_maps()
    {
        using var folder = new TemporaryFolder();
        var grid = Grid.Centred(new(9, 8, 7), new(4, 4, 4), default);
        var table = "participant_id\tage\n";
        var people = new List<VbmParticipant>();
        for (var s = 0; s < 8; s++)
        {
            var path = Path.Combine(folder.Path, $"map{s}.nii.gz");
            var k = s;
            ImageFile.Save(path, Volume.Create<float, int>(grid, 0, (v, _) =>
            {
                for (var n = 0; n < v.Length; n++)
                    v[n] = 0.5f + (0.1f * MathF.Sin((n * 0.37f) + (k * 2.1f))) + (n < 200 ? 0.02f * k : 0);
            }));
            people.Add(new($"p{s}", path, 1400 + (37 * s * s % 113)));
            table += $"sub-p{s}\t{20 + (s * 7)}\n";
        }

        foreach (var (name, memory) in new[] { ("a", 1L << 30), ("b", 1000L) })
        {
            var result = VbmPipeline.Run(
                people, SubjectTable.Parse(table, "t"), Path.Combine(folder.Path, name), new()
                {
                    Formula = "age",
                    Contrasts = ["age"],
                    Permutations = 60,
                    MemoryBytes = memory,
                    Threshold = null,
                    ClusterThreshold = 3,
                });
            Assert.Equal(8, result.Subjects);
            Assert.Equal(grid.Shape.Count, result.Voxels);
        }

        foreach (var file in Directory.GetFiles(Path.Combine(folder.Path, "a")))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder.Path, "b", Path.GetFileName(file))));
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(folder.Path, "b")), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }
}

using System.Runtime.InteropServices;
using Pial.Analysis.Statistics;
using Pial.Analysis.Statistics.Clusters;
using Pial.Analysis.Statistics.Designs;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Statistics.Permutations;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Tests;

/// <summary>The whole test on made-up maps: 24 subjects, 12×11×10 voxels, an effect of age in one corner.</summary>
public sealed class VoxelwiseTests
{
    private const int Subjects = 24, Ni = 12, Nj = 11, Nk = 10;

    [Fact]
    public void A_planted_effect_is_found_where_it_is_and_nowhere_else()
    {
        var (design, table, lattice) = Simulate(effect: 0.8);
        var fit = VoxelwiseFit.Of(table, [new(design, Contrast.Parse("age", design))])[0];
        var nulls = PermutationTest.Run(table, fit, lattice, Options);
        var enhanced = new float[table.Voxels];
        new Tfce(lattice).Enhance(fit.Statistic, false, enhanced);
        var p = NullDistribution.P(enhanced, nulls.Enhanced!, false);
        var planted = Enumerable.Range(0, table.Voxels).Where(Planted).ToHashSet();
        Assert.True(planted.Count(v => p[v] <= 0.05) > 0.7 * planted.Count);
        Assert.All(planted.Where(v => p[v] <= 0.05), v => Assert.True(fit.Statistic[v] < 0, "the effect is negative"));
        Assert.True(Enumerable.Range(0, table.Voxels).Count(v => !planted.Contains(v) && p[v] <= 0.05) < 0.02 * table.Voxels);
        Assert.Equal(1.0 / 500, p.Min(), 1e-12);
    }

    [Fact]
    public void Shuffled_ages_give_no_finding_at_the_familywise_level()
    {
        var found = 0;
        for (var seed = 1; seed <= 20; seed++)
        {
            var (design, table, lattice) = Simulate(effect: 0, seed);
            var fit = VoxelwiseFit.Of(table, [new(design, Contrast.Parse("age", design))])[0];
            var nulls = PermutationTest.Run(table, fit, lattice, Options with { Count = 100 });
            if (NullDistribution.P(fit.Statistic, nulls.Statistic.Select(t => (double)t), false).Min() <= 0.05) found++;
        }

        Assert.InRange(found, 0, 4); // 20 tests at 0.05: more than 4 has a chance of 0.003
    }

    [Fact]
    public void One_thread_and_many_give_the_same_bits()
    {
        var (design, table, lattice) = Simulate(effect: 0.5);
        var model = new TestedModel(design, Contrast.Parse("age", design));
        var whole = new TestedModel(design, Contrast.Parse("1 0 0; 0 1 0", design));
        foreach (var tested in new[] { model, whole })
        {
            var (one, many) = (new ParallelOptions { MaxDegreeOfParallelism = 1 }, new ParallelOptions { MaxDegreeOfParallelism = 4 });
            var (a, b) = (VoxelwiseFit.Of(table, [tested], one)[0], VoxelwiseFit.Of(table, [tested], many)[0]);
            Assert.Equal(Bits(a.Statistic), Bits(b.Statistic));
            var options = Options with { Count = 70, ClusterThreshold = 2 };
            var (x, y) = (PermutationTest.Run(table, a, lattice, options, parallel: one),
                PermutationTest.Run(table, b, lattice, options, parallel: many));
            Assert.Equal(Bits(x.Statistic), Bits(y.Statistic));
            Assert.Equal(x.Enhanced, y.Enhanced);
            Assert.Equal(x.Extent, y.Extent);
            Assert.Equal(x.Mass, y.Mass);
        }
    }

    [Fact]
    public void Number_0_is_the_data_as_they_are_and_F_of_one_row_is_t_squared()
    {
        var (design, table, lattice) = Simulate(effect: 0.5);
        var t = Contrast.Parse("age", design);
        var fits = VoxelwiseFit.Of(table, [new(design, t), new(design, Contrast.Join([t]))]);
        for (var v = 0; v < table.Voxels; v++)
            Assert.Equal(fits[0].Statistic[v] * (double)fits[0].Statistic[v], fits[1].Statistic[v],
                1e-4 * Math.Max(1, fits[1].Statistic[v]));
        foreach (var fit in fits)
        {
            var nulls = PermutationTest.Run(table, fit, lattice, Options with { Count = 30 });
            Assert.Equal(fit.Statistic.Max(Math.Abs), nulls.Statistic[0], 1e-3);
        }

        // √F of one row is |t|: TFCE differs from that of t only in that signs are not told apart.
        Assert.Equal(fits[0].P(Sides.Two), fits[1].P(Sides.Two), new Near(1e-5));
    }

    [Fact]
    public void A_mean_is_tested_by_flipping_signs()
    {
        var (_, table, lattice) = Simulate(effect: 0);
        var people = SubjectTable.Parse("id\n" + string.Concat(Enumerable.Range(0, Subjects).Select(s => $"s{s}\n")), "t");
        var design = DesignBuilder.Build(people, Formula.Parse("1"));
        var fit = VoxelwiseFit.Of(table, [new(design, Contrast.Parse("intercept", design))])[0];
        Assert.Throws<ArgumentException>(() => PermutationTest.Run(table, fit, lattice, Options));
        var nulls = PermutationTest.Run(table, fit, lattice, Options with { Kind = Rearrangement.Flip });
        // means of noise about 5: all found
        Assert.InRange(NullDistribution.P(fit.Statistic, nulls.Statistic.Select(t => (double)t), false).Min(), 1.0 / 500, 1);
        Assert.True(fit.Statistic.Min() > 10);
    }

    [Fact]
    public void A_voxel_that_never_varies_has_no_statistic()
    {
        var rows = Enumerable.Range(0, 6).Select(s => new[] { 0.3f, 0f, s * 0.1f }).ToArray();
        var people = SubjectTable.Parse("id\tx\n" + string.Concat(Enumerable.Range(0, 6).Select(s => $"s{s}\t{s * s}\n")), "t");
        var design = DesignBuilder.Build(people, Formula.Parse("x"));
        var fit = VoxelwiseFit.Of(new VoxelTable(rows), [new(design, Contrast.Parse("x", design))])[0];
        Assert.Equal([0, 0], fit.Statistic[..2]);
        Assert.Equal([1, 1], fit.P(Sides.Two)[..2]);
        Assert.True(fit.Statistic[2] > 5);
    }

    [Fact]
    public void Exact_tfce_is_the_limit_of_many_steps()
    {
        var (design, table, lattice) = Simulate(effect: 0.5);
        var fit = VoxelwiseFit.Of(table, [new(design, Contrast.Parse("age", design))])[0];
        var (exact, stepped) = (new float[table.Voxels], new float[table.Voxels]);
        var most = new Tfce(lattice).Enhance(fit.Statistic, false, exact);
        foreach (var positiveOnly in new[] { false, true })
            Assert.Equal(new Tfce(lattice).Enhance(fit.Statistic, positiveOnly, stepped),
                new LargestTfce(lattice).Of(fit.Statistic, positiveOnly), 1e-9 * most);
        new Tfce(lattice, new() { Steps = 20000 }).Enhance(fit.Statistic, false, stepped);
        for (var v = 0; v < exact.Length; v++)
            Assert.Equal(exact[v], stepped[v], 2e-3 * Math.Max(1, most));
        Assert.All(Enumerable.Range(0, exact.Length), v => Assert.True(exact[v] == 0 || (exact[v] < 0) == (fit.Statistic[v] < 0)));
    }

    private static PermutationOptions Options => new() { Count = 500, Seed = 3, Tfce = new() };

    private static bool Planted(int v) => v % Ni < 5 && v / Ni % Nj < 5 && v / (Ni * Nj) < 5;

    private static ReadOnlySpan<int> Bits(float[] values) => MemoryMarshal.Cast<float, int>(values);

    private static (Design Design, VoxelTable Table, Lattice Lattice) Simulate(double effect, int seed = 1)
    {
        var random = new CounterRandom((ulong)seed, 77);
        var ages = Enumerable.Range(0, Subjects).Select(s => 20 + (60 * (random.Bits(1000 + (ulong)s).A / 4294967296.0))).ToArray();
        var text = "participant_id\tage\tgroup\n" +
            string.Concat(Enumerable.Range(0, Subjects).Select(s => $"sub-{s}\t{ages[s]:R}\t{(s % 3 == 0 ? "a" : "b")}\n"));
        var design = DesignBuilder.Build(SubjectTable.Parse(text, "t"), Formula.Parse("age + group"));
        var half = Convolution.GaussianHalfKernel(1);
        var rows = Enumerable.Range(0, Subjects).Select(s =>
        {
            var (noise, smooth) = (new float[Ni * Nj * Nk], new float[Ni * Nj * Nk]);
            new CounterRandom((ulong)seed, (ulong)s).FillNormals(noise);
            Convolution.Separable(noise, Ni, Nj, Nk, half, half, half, Boundary.Reflect, smooth);
            for (var v = 0; v < smooth.Length; v++)
                smooth[v] += 5 - (float)(Planted(v) ? effect * (ages[s] - 50) / 60 : 0);
            return smooth;
        }).ToArray();
        return (design, new(rows), new(Ni, Nj, Nk, [.. Enumerable.Repeat(true, Ni * Nj * Nk)], Connectivity.Faces));
    }

    private sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double obj) => 0;
    }
}

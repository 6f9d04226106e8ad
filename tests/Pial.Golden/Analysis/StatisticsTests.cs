using System.Text.Json;
using Pial.Analysis.Statistics;
using Pial.Analysis.Statistics.Clusters;
using Pial.Analysis.Statistics.Designs;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Statistics.Permutations;
using Pial.Analysis.Tables;

namespace Pial.Golden.Analysis;

/// <summary>
/// Linear models, permutation tests and TFCE against brute force with NumPy and SciPy, and nilearn's published values
/// (statistics/README.md).
/// </summary>
public sealed class StatisticsTests
{
    [Fact]
    public void Least_squares_give_numpys_numbers()
    {
        var file = Read("linear");
        var (design, table) = Case(file);
        foreach (var expected in file.GetProperty("cases").EnumerateArray())
        {
            var contrast = Contrast.Parse(expected.GetProperty("contrast").GetString()!, design);
            var fit = VoxelwiseFit.Of(table, [new(design, contrast)])[0];
            Near(Numbers(expected, "statistic"), fit.Statistic, 1e-6);
            Near(Numbers(expected, "effect"), fit.Effect, 1e-6);
            Near(Numbers(expected, "error"), fit.StandardError, 1e-6);
            var p = fit.P(Sides.Two);
            Near(Numbers(expected, "p"), p, 1e-5); // p of a t kept as float: its slope is a few times larger
            Near(Numbers(expected, "fdr"), FalseDiscovery.Adjust(p), 1e-5);
        }
    }

    [Theory]
    [InlineData("two-groups", 70)]
    [InlineData("covariate", 720)]
    public void Permutations_give_the_p_of_counting_all_of_them(string name, int count)
    {
        var file = Read(name);
        var (design, table) = Case(file);
        var shape = Numbers(file, "shape");
        var lattice = new Lattice((int)shape[0], (int)shape[1], (int)shape[2], [.. Enumerable.Repeat(true, table.Voxels)],
            Connectivity.Faces);
        var fit = VoxelwiseFit.Of(table, [new(design, Contrast.Parse(file.GetProperty("contrast").GetString()!, design))])[0];
        Near(Numbers(file, "t"), fit.Statistic, 1e-6);
        foreach (var (suffix, steps) in new (string, int?)[] { ("Exact", null), ("Steps", 100) })
        {
            var options = new PermutationOptions
            {
                Count = 5000,
                Tfce = new() { Steps = steps },
                ClusterThreshold = file.GetProperty("threshold").GetDouble(),
            };
            var nulls = PermutationTest.Run(table, fit, lattice, options);
            Assert.True(nulls.Plan.IsExhaustive);
            Assert.Equal(count, nulls.Plan.Count);
            // single precision: with 3 degrees of freedom R² comes to 0.999 and three digits are left
            Near(Numbers(file, "largestT"), [.. nulls.Statistic.Select(t => (double)t).Order()], 1e-3);
            Assert.Equal(Numbers(file, "pT"), NullDistribution.P(fit.Statistic, nulls.Statistic.Select(t => (double)t), false)
                .Select(p => Math.Round(p, 12)), new Close());
            var enhanced = new float[table.Voxels];
            new Tfce(lattice, options.Tfce).Enhance(fit.Statistic, false, enhanced);
            Near(Numbers(file, $"tfce{suffix}"), enhanced, 1e-5);
            Assert.Equal(Numbers(file, $"pTfce{suffix}"), NullDistribution.P(enhanced, nulls.Enhanced!, false), new Close());
            Assert.Equal(Numbers(file, "largestExtent"), nulls.Extent!.Order());
            Near(Numbers(file, "largestMass"), [.. nulls.Mass!.Order()], 1e-3);
        }
    }

    [Theory]
    [InlineData(true, 100, 5050)]
    [InlineData(false, 100, 5555)]
    [InlineData(true, 10, 550)]
    public void Tfce_has_nilearns_published_values(bool positiveOnly, int steps, double published)
    {
        // The example of nilearn's own test: ten voxels of 10 and ten of −11, E = H = 1, faces. nilearn leaves out the distance between
        // heights.
        var map = new float[1000];
        void Set(int i, int j, int k, float value) => map[i + (10 * (j + (10 * k)))] = value;
        for (var n = 0; n < 8; n++)
        {
            Set(n & 1, (n >> 1) & 1, n >> 2, 10);
            Set(3 + (n & 1), 3 + ((n >> 1) & 1), 3 + (n >> 2), -11);
        }

        Set(0, 2, 0, 10);
        Set(2, 0, 0, 10);
        Set(3, 5, 3, -11);
        Set(5, 3, 3, -11);
        var lattice = new Lattice(10, 10, 10, [.. Enumerable.Repeat(true, 1000)], Connectivity.Faces);
        var options = new TfceOptions { Height = 1, Extent = 1, Steps = steps };
        var largest = new Tfce(lattice, options).Enhance(map, positiveOnly, new float[1000]);
        Assert.Equal(largest, new LargestTfce(lattice, options).Of(map, positiveOnly), 1e-9);
        var distance = (positiveOnly ? 10.0 : 11) / steps;
        Assert.Equal(published, largest / distance, 1e-6);
    }

    private static (Design Design, VoxelTable Table) Case(JsonElement file)
    {
        var design = DesignBuilder.Build(SubjectTable.Parse(file.GetProperty("table").GetString()!, "participants.tsv"),
            Formula.Parse(file.GetProperty("formula").GetString()!));
        return (design,
            new([.. file.GetProperty("data").EnumerateArray()
                .Select(row => row.EnumerateArray().Select(v => (float)v.GetDouble()).ToArray())]));
    }

    private static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "statistics", $"{name}.json"))).RootElement;

    private static double[] Numbers(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static void Near(double[] expected, float[] found, double tolerance) =>
        Near(expected, [.. found.Select(v => (double)v)], tolerance);

    // Relative to the value, or to 1 where that is smaller.
    private static void Near(double[] expected, double[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var n = 0; n < expected.Length; n++)
            Assert.InRange(found[n], expected[n] - (tolerance * Math.Max(1, Math.Abs(expected[n]))),
                expected[n] + (tolerance * Math.Max(1, Math.Abs(expected[n]))));
    }

    private sealed class Close : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-9;

        public int GetHashCode(double obj) => 0;
    }
}

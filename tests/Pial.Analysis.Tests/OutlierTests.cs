using MathNet.Numerics.LinearAlgebra;
using Pial.Analysis.Outliers;
using Pial.Analysis.Statistics;
using Pial.Analysis.Statistics.Linear;
using Pial.Kernels;

namespace Pial.Analysis.Tests;

public sealed class OutlierTests
{
    [Fact]
    public void Median_and_spread_leave_out_what_is_not_known()
    {
        Assert.Equal(3, RobustScale.Median([5, double.NaN, 1, 3]));
        Assert.Equal(2.5, RobustScale.Median([2, 1, 3, 4]));
        Assert.True(double.IsNaN(RobustScale.Median([])));
        Assert.Equal(1.4826 * 1.206, RobustScale.Spread([0, 1, 2, 3, 4], 2), 1e-12); // the middle of 0 0 1 1 2 … is 1
        Assert.Equal(0, RobustScale.Spread([2, 2, 2], 2));
        Assert.Equal(1.2533 * 0.25, RobustScale.Spread([2, 2, 2, 3], 2), 1e-12);
    }

    [Fact]
    public void A_value_is_compared_with_its_own_site()
    {
        double[] values = [.. Normal(20, 1).Select(v => 10 + v), .. Normal(20, 2).Select(v => 100 + v), 14];
        string[] sites = [.. Enumerable.Repeat("a", 20), .. Enumerable.Repeat("b", 20), "b"];
        var found = SiteDeviations.Of(values, sites);
        Assert.All(found.Take(40), d => Assert.InRange(d.Z, -4, 4));
        Assert.True(found[40].Z < -20, "14 is usual at a and far from usual at b");
        Assert.All(found, d => Assert.Equal(SiteBasis.Site, d.Basis));
        Assert.Equal(21, found[40].Count);
    }

    [Fact]
    public void Small_and_unknown_sites_are_compared_with_all()
    {
        double[] values = [.. Normal(20, 3), 0.1, 0.2, 9];
        string[] sites = [.. Enumerable.Repeat("a", 20), "b", "b", ""];
        var found = SiteDeviations.Of(values, sites);
        Assert.All(found.Skip(20), d => Assert.Equal((SiteBasis.Pooled, 23), (d.Basis, d.Count)));
        Assert.InRange(found[22].Z, 5, 30);
        Assert.All(SiteDeviations.Of([1, 2, 3, 100], ["", "", "", ""]), d => Assert.True(double.IsNaN(d.Z) && d.Basis == SiteBasis.None));
    }

    [Fact]
    public void A_small_site_that_happens_to_agree_does_not_make_its_next_scan_an_outlier()
    {
        double[] values = [.. Normal(40, 4), 0.50, 0.51, 0.52, 0.53, 0.9];
        string[] sites = [.. Enumerable.Repeat("a", 40), .. Enumerable.Repeat("b", 5)];
        var alone = SiteDeviations.Of(values, sites, new() { PooledWeight = 0 })[44].Z;
        var shrunk = SiteDeviations.Of(values, sites)[44].Z;
        Assert.True(alone > 8, $"{alone}");
        Assert.True(shrunk < 2, $"{shrunk}");
    }

    [Fact]
    public void What_never_varies_is_usual_and_rounding_is_no_spread()
    {
        Assert.All(SiteDeviations.Of([.. Enumerable.Repeat(0.868, 8)], [.. Enumerable.Repeat("", 8)]), d => Assert.Equal(0, d.Z));
        Assert.All(SiteDeviations.Of([.. Enumerable.Range(0, 8).Select(n => 0.868 + (1e-9 * n))], [.. Enumerable.Repeat("", 8)]),
            d => Assert.Equal(0, d.Z));
        Assert.True(SiteDeviations.Of([1, 1, 1, 1, 1, 1, 1, 2], [.. Enumerable.Repeat("", 8)])[7].Z > 5);
        Assert.Equal(2,
            SiteDeviations.Of([1.01, 1.02, 1.00, 0.99, 1.00, 0.98, 1.2], [.. Enumerable.Repeat("", 7)], new() { LeastSpread = 0.1 })[6].Z,
            1e-9);
    }

    // sklearn.covariance.LedoitWolf(assume_centered=True) of the same rows.
    [Fact]
    public void The_covariance_shrinks_as_Ledoit_and_Wolf_say()
    {
        var rows = Matrix<double>.Build.Dense(5, 6, (i, j) => Math.Sin((1.3 * i) + (0.7 * j)) + (0.3 * Math.Cos((2.1 * i * j) + j)));
        rows = Matrix<double>.Build.DenseOfColumnVectors(rows.EnumerateColumns().Select(c => c - c.Average()));
        var (covariance, shrinkage) = ShrunkCovariance.Of(rows);
        Assert.Equal(0.3727385130708573, shrinkage, 1e-12);
        Assert.Equal(0.50917775, covariance[0, 0], 1e-7);
        Assert.Equal(-0.28295, covariance[0, 5], 1e-6);
    }

    [Theory]
    [InlineData(10, 25)]
    [InlineData(24, 12)]
    [InlineData(200, 30)]
    public void The_distance_finds_a_scan_that_is_unusual_in_many_metrics_and_not_one_that_is_better(int scans, int metrics)
    {
        var z = Correlated(scans, metrics, 5);
        for (var m = 0; m < metrics; m++)
        {
            z[m][0] = m % 3 == 0 ? 6 : 2;
            z[m][1] = -6;
        }

        var found = OutlierDistance.Of(z, [.. Enumerable.Repeat(Worse.High, metrics)]);
        Assert.True(found.Deviations[0] > 3.5, $"{found.Deviations[0]}");
        Assert.True(found.Deviations[0] > found.Deviations.Skip(1).Max());
        Assert.InRange(found.Deviations[1], -10, 3.5);
        Assert.Equal(metrics, found.Metrics);
    }

    [Fact]
    public void The_distance_passes_over_metrics_that_are_missing_or_constant()
    {
        var z = Correlated(20, 6, 6);
        Array.Fill(z[1], double.NaN);
        Array.Fill(z[2], 0);
        foreach (var metric in z) metric[7] = double.NaN;
        var found = OutlierDistance.Of(z, [.. Enumerable.Repeat(Worse.Either, 6)]);
        Assert.Equal(4, found.Metrics);
        Assert.True(double.IsNaN(found.Squared[7]));
        Assert.Equal(0, OutlierDistance.Of([z[1]], [Worse.High]).Metrics);
    }

    [Fact]
    public void A_map_unlike_the_others_has_the_largest_quartic_mean_z()
    {
        var rows = Enumerable.Range(0, 12).Select(s => Normal(9000, 100 + (uint)s).Select(v => (float)v).ToArray()).ToArray();
        for (var v = 3000; v < 3600; v++)
            rows[4][v] += 8;
        for (var s = 0; s < 12; s++)
            rows[s][17] = 1; // does not vary
        var found = MapHomogeneity.Of(new VoxelTable(rows));
        Assert.Equal(8999, found.Voxels);
        Assert.Equal(4, found.QuarticMeanZ.ToList().IndexOf(found.QuarticMeanZ.Max()));
        Assert.InRange(found.QuarticMeanZ[0], 1.1, 1.4); // (3·(1 − …))^¼ of a normal distribution is 1.32
        Assert.InRange(found.MeanZ[0], 0.7, 0.85);
        var one = MapHomogeneity.Of(new VoxelTable(rows), null, new() { MaxDegreeOfParallelism = 1 });
        Assert.Equal(one.QuarticMeanZ, found.QuarticMeanZ);
        double[] scales = [.. Enumerable.Range(0, 12).Select(s => 1.0 + s)];
        var scaled = rows.Select((r, s) => r.Select(v => v / (float)scales[s]).ToArray()).ToArray();
        Assert.All(MapHomogeneity.Of(new VoxelTable(scaled), scales).QuarticMeanZ.Zip(found.QuarticMeanZ),
            p => Assert.Equal(p.Second, p.First, 1e-4));
    }

    // sklearn.decomposition.PCA(2) of the same rows; the sign is Pial's.
    [Fact]
    public void Components_are_those_of_a_PCA()
    {
        var rows = Enumerable.Range(0, 5)
            .Select(i => Enumerable.Range(0, 6).Select(j => (float)(Math.Sin((1.3 * i) + (0.7 * j)) + (0.3 * Math.Cos((2.1 * i * j) + j))))
                .ToArray()).ToArray();
        var found = PrincipalComponents.Of(new VoxelTable(rows));
        Assert.Equal(0.53276299, found.Explained[0], 1e-6);
        Assert.Equal(0.43121356, found.Explained[1], 1e-6);
        double[] expected = [0.40613317, 1.8653515, 0.72615381, -1.425467, -1.57217148];
        Assert.All(found.Scores[0].Zip(expected), p => Assert.Equal(p.Second, p.First, 1e-5));
        var columns = PrincipalComponents.Of([.. Enumerable.Range(0, 6).Select(j => rows.Select(r => (double)r[j]).ToArray())]);
        Assert.All(columns.Scores[1].Zip(found.Scores[1]), p => Assert.Equal(p.Second, p.First, 1e-5));
        Assert.Equal(found.Scores[0],
            PrincipalComponents.Of(new VoxelTable(rows), parallel: new() { MaxDegreeOfParallelism = 1 }).Scores[0]);
    }

    // scipy.stats.kruskal.
    [Fact]
    public void Kruskal_and_Wallis_with_ties()
    {
        double[] values = [1.5, 2.0, 2.0, 3.1, 7.4, 2.0, 4.0, 5.5, 6.1, 8.0, 9.2, 4.0, 7.7, 10.1, 6.0, double.NaN];
        string[] groups = [.. Enumerable.Repeat("a", 5), .. Enumerable.Repeat("b", 4), .. Enumerable.Repeat("c", 6), "d"];
        var found = KruskalWallis.Of(values, groups);
        Assert.Equal(7.0582282282282325, found.H, 1e-12);
        Assert.Equal(0.02933088818094897, found.P, 1e-12);
        Assert.Equal((3, 15), (found.Groups, found.Count));
        Assert.Equal(7.0582282282282325 / 14, found.EffectSize, 1e-12);
        Assert.True(double.IsNaN(KruskalWallis.Of([1, 1, 1], ["a", "b", "b"]).P));
        Assert.True(double.IsNaN(KruskalWallis.Of([1, 2, 3], ["a", "a", "a"]).P));
    }

    private static double[] Normal(int count, uint seed)
    {
        var values = new float[count];
        new CounterRandom(seed, 0).FillNormals(values);
        return [.. values.Select(v => (double)v)];
    }

    // Metrics that share a third of their variance, as deviations.
    private static double[][] Correlated(int scans, int metrics, uint seed)
    {
        var common = Normal(scans, seed);
        return [.. Enumerable.Range(0, metrics)
            .Select(m => Normal(scans, seed + 50 + (uint)m).Select((v, n) => (0.8 * v) + (0.6 * common[n])).ToArray())];
    }
}

using Pial.Operations.Regions;
using Pial.Volumes;

namespace Pial.Operations.Tests.Regions;

public class RegionStatisticsTests
{
    private static readonly Grid Space = new(new(4, 3, 2), Affine.Scaling(-2, 1, 1.5));
    private static readonly Volume<int> Labels = Volume.Create(Space, Enumerable.Range(0, 24).Select(n => n % 4).ToArray());
    private static readonly Volume<float> Map = Volume.Create(Space,
        Enumerable.Range(0, 24).Select(n => n == 1 ? float.NaN : n + 1e6f).ToArray());

    [Fact]
    public void Volumes_are_voxels_times_their_size_and_tissues_are_by_partial_volume()
    {
        var half = Volume.Filled(Space, 0.5f);
        var found = RegionStatistics.Volumes(Labels, [3, 1, 9],
            new TissueMaps(half, Volume.Filled(Space, 0.25f), Volume.Filled(Space, 0.25f)));
        Assert.Equal([new(3, 6, 18, 9, 4.5, 4.5), new(1, 6, 18, 9, 4.5, 4.5), new(9, 0, 0, 0, 0, 0)], found);
        Assert.True(double.IsNaN(RegionStatistics.Volumes(Labels, [3])[0].GmMm3));
    }

    [Fact]
    public void Means_leave_out_what_is_no_number()
    {
        var found = RegionStatistics.Means(Labels, [1, 2, 9], Map);
        Assert.Equal(5, found[0].Voxels);
        Assert.Equal(1e6 + 13, found[0].Mean, 6);
        Assert.Equal(Math.Sqrt(40), found[0].StandardDeviation, 6);
        Assert.Equal(1e6 + 12, found[1].Mean, 6);
        Assert.True(double.IsNaN(found[2].Mean) && double.IsNaN(found[2].StandardDeviation));
    }

    [Fact]
    public void One_thread_gives_the_bits_of_many() => Assert.Equal(
        RegionStatistics.Means(Labels, [1, 2, 3], Map, new() { MaxDegreeOfParallelism = 1 }),
        RegionStatistics.Means(Labels, [1, 2, 3], Map, new() { MaxDegreeOfParallelism = 4 }));

    [Fact]
    public void Other_grids_and_labels_asked_twice_are_refused()
    {
        Assert.Throws<ArgumentException>(
            () => RegionStatistics.Means(Labels, [1], Volume.Filled(Space with { Affine = Affine.Identity }, 1f)));
        Assert.Throws<ArgumentException>(() => RegionStatistics.Volumes(Labels, [1, 1]));
    }
}

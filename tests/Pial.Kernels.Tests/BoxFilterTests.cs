namespace Pial.Kernels.Tests;

public sealed class BoxFilterTests
{
    [Theory]
    [InlineData(7, 5, 6, 2)]
    [InlineData(3, 3, 1, 2)]
    [InlineData(1, 1, 9, 1)]
    public void Sums_are_those_of_the_window_cut_at_the_border(int ni, int nj, int nk, int radius)
    {
        var random = new Random(4);
        var source = Enumerable.Range(0, ni * nj * nk).Select(_ => (float)random.Next(-9, 9)).ToArray();
        var sums = new float[source.Length];
        BoxFilter.Sum(source, ni, nj, nk, radius, new float[source.Length], sums);
        for (var k = 0; k < nk; k++)
            for (var j = 0; j < nj; j++)
                for (var i = 0; i < ni; i++)
                {
                    var expected = 0f;
                    for (var z = Math.Max(0, k - radius); z <= Math.Min(nk - 1, k + radius); z++)
                        for (var y = Math.Max(0, j - radius); y <= Math.Min(nj - 1, j + radius); y++)
                            for (var x = Math.Max(0, i - radius); x <= Math.Min(ni - 1, i + radius); x++)
                                expected += source[x + (ni * (y + (nj * z)))];
                    Assert.Equal(expected, sums[i + (ni * (j + (nj * k)))]);
                }
    }
}

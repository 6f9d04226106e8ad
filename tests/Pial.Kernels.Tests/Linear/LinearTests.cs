using Pial.Kernels.Linear;
using Pial.Kernels.Statistics;

namespace Pial.Kernels.Tests.Linear;

public sealed class LinearTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(4, 3, 8)]
    [InlineData(7, 5, 3)]
    [InlineData(70, 53, 17)]
    [InlineData(131, 100, 1037)]
    public void Products_of_rows_are_those_of_the_plain_loop(int rows, int others, int width)
    {
        var (a, b) = (Draw(rows * width, 1), Draw(others * width, 2));
        var (fast, alone) = (new double[rows * others], new double[rows * others]);
        RowProducts.Of(a, rows, b, others, width, fast);
        RowProducts.Of(a, rows, b, others, width, alone, new() { MaxDegreeOfParallelism = 1 });
        Assert.Equal(alone, fast);
        var pairs = new double[rows * rows];
        RowProducts.OfPairs(a, rows, width, pairs);
        for (var r = 0; r < rows; r++)
        {
            for (var o = 0; o < others; o++)
                Assert.Equal(Dot(a, b, r, o, width), fast[(r * others) + o], 1e-10);
            for (var o = 0; o < rows; o++)
                Assert.Equal(Dot(a, a, r, o, width), pairs[(r * rows) + o], 1e-10);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(47)]
    [InlineData(48)]
    [InlineData(200)]
    public void The_factor_solves_inverts_and_has_the_determinant(int size)
    {
        var a = Positive(size);
        var factor = CholeskyFactor.Of(a, size)!;
        var (solution, inverse) = (Draw(size, 3), factor.Inverse());
        var right = (double[])solution.Clone();
        factor.Solve(solution);
        for (var r = 0; r < size; r++)
        {
            var (sum, unit) = (0.0, 0.0);
            for (var c = 0; c < size; c++)
            {
                sum += a[(r * size) + c] * solution[c];
                unit += a[(r * size) + c] * inverse[(c * size) + (size / 2)];
            }

            Assert.Equal(right[r], sum, 1e-9);
            Assert.Equal(r == size / 2 ? 1 : 0, unit, 1e-9);
        }

        Assert.Equal(SymmetricEigen.Of(a, size).Values.Sum(Math.Log), factor.LogDeterminant, 1e-8);
    }

    [Fact]
    public void What_is_not_positive_definite_has_no_factor() => Assert.Null(CholeskyFactor.Of([1, 2, 2, 1], 2));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(120)]
    [InlineData(300)]
    public void Eigenvectors_are_orthonormal_and_rebuild_the_matrix(int size)
    {
        var a = Positive(size);
        var (values, vectors) = SymmetricEigen.Of(a, size);
        var alone = SymmetricEigen.Of(a, size, new() { MaxDegreeOfParallelism = 1 });
        Assert.Equal(alone.Vectors, vectors);
        Assert.Equal(values.OrderDescending(), values);
        var gram = new double[size * size];
        RowProducts.OfPairs(vectors, size, size, gram);
        for (var r = 0; r < size; r++)
        {
            for (var c = 0; c < size; c++)
            {
                Assert.Equal(r == c ? 1 : 0, gram[(r * size) + c], 1e-11);
                var sum = 0.0;
                for (var k = 0; k < size; k++)
                    sum += values[k] * vectors[(k * size) + r] * vectors[(k * size) + c];
                Assert.Equal(a[(r * size) + c], sum, 1e-9 * size);
            }
        }
    }

    [Fact]
    public void Equal_eigenvalues_and_zero_rows_are_no_trouble()
    {
        var (values, _) = SymmetricEigen.Of([2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1], 4);
        Assert.Equal([2, 2, 0, -1], values);
        Assert.Throws<ArithmeticException>(() => SymmetricEigen.Of([double.NaN], 1));
    }

    [Fact]
    public void Bins_sum_what_falls_into_them()
    {
        byte[] bins = [3, 255, 3, 0, 7];
        var (sums, ones) = (new double[3 * BinSums.Bins], new double[2 * BinSums.Bins]);
        BinSums.Add(bins, [0, 2, 1, 4], [1, 2, 4, 8], [0.5f, 0.25f, 2, 3], sums);
        Assert.Equal([3, 0.75, 2], sums[9..12]);
        Assert.Equal([4, 2, 1], sums[765..]);
        Assert.Equal([0, 0, 0], sums[..3]);
        BinSums.Add(bins, [0, 2, 1, 4], [1, 2, 4, 8], ones);
        Assert.Equal([3, 2], ones[6..8]);
        Assert.Equal([4, 1], ones[510..]);
        Assert.Throws<ArgumentException>(() => BinSums.Add(bins, [0], [1], new double[5]));
        Assert.Throws<ArgumentException>(() => BinSums.Add(bins, [0], [1], [], sums));
    }

    private static double[] Positive(int size)
    {
        var (b, a) = (Draw(size * (size + 3), 7), new double[size * size]);
        RowProducts.OfPairs(b, size, size + 3, a);
        for (var n = 0; n < size; n++)
            a[(n * size) + n] += 0.5;
        return a;
    }

    private static double Dot(double[] a, double[] b, int r, int o, int width)
    {
        var sum = 0.0;
        for (var n = 0; n < width; n++)
            sum += a[(r * width) + n] * b[(o * width) + n];
        return sum;
    }

    private static double[] Draw(int count, ulong stream) =>
        [.. Enumerable.Range(0, count).Select(n => new CounterRandom(11, stream).Normals((ulong)n).A)];
}

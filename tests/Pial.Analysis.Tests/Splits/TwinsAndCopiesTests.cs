using Pial.Analysis.Confounds;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Tests.Splits;

/// <summary>Rows that are one scan twice, columns that are the target, numbers that stand for missing.</summary>
public class TwinsAndCopiesTests
{
    private static double[] Normal(int n, ulong seed) =>
        [.. Enumerable.Range(0, n).Select(k => new CounterRandom(seed, (ulong)k).Normals(0).Item1)];

    [Fact]
    public void Identical_rows_are_found_and_chance_is_not()
    {
        var columns = Enumerable.Range(1, 3).Select(c => Normal(40, (ulong)c)).ToArray();
        foreach (var c in columns) c[30] = c[4];
        Assert.Equal([(4, 30)], RowTwins.Find(columns));
        // Age in years and sex of a thousand people agree all the time.
        double[][] few = [[.. Normal(1000, 5).Select(v => Math.Round(50 + (15 * v)))], [.. Normal(1000, 6).Select(v => v > 0 ? 1.0 : 0)]];
        Assert.Empty(RowTwins.Find(few));
        Assert.Empty(RowTwins.Find(Enumerable.Range(1, 3).Select(c => Normal(40, (ulong)c)).ToArray()));
    }

    [Fact]
    public void Rows_written_with_other_digits_are_found()
    {
        var columns = Enumerable.Range(1, 12).Select(c => Normal(60, (ulong)c)).ToArray();
        foreach (var c in columns) c[50] = Math.Round(c[7], 4);
        Assert.Equal([(7, 50)], RowTwins.Find(columns));
    }

    [Fact]
    public void Copies_of_a_target_of_numbers_are_told_from_near_ones()
    {
        var age = Normal(60, 1).Select(v => 45 + (15 * v)).ToArray();
        var noise = Normal(60, 2);
        Assert.True(TargetCopy.OfNumbers("months", [.. age.Select(a => (12 * a) + 3)], age)!.IsCopy);
        Assert.True(TargetCopy.OfNumbers("born", [.. age.Select(a => Math.Floor(2020 - a))], age)!.IsCopy);
        Assert.True(TargetCopy.OfNumbers("squared", [.. age.Select(a => Math.Exp(a / 10))], age)!.IsCopy);
        Assert.False(TargetCopy.OfNumbers("near", [.. age.Zip(noise, (a, n) => a + (2 * n))], age)!.IsCopy);
        Assert.Null(TargetCopy.OfNumbers("thickness", [.. age.Zip(noise, (a, n) => a + (6 * n))], age));
        Assert.Null(TargetCopy.OfNumbers("five", [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]));
    }

    [Fact]
    public void Copies_of_classes_are_told_from_what_parts_them()
    {
        double[] sex = [.. Enumerable.Range(0, 40).Select(n => (double)(n % 2))];
        Assert.True(TargetCopy.OfClasses("code", [.. sex.Select(s => 2 - s)], sex, 2)!.IsCopy);
        Assert.False(TargetCopy.OfClasses("score", [.. sex.Select((s, n) => s + (n / 100.0))], sex, 2)!.IsCopy);
        Assert.Null(TargetCopy.OfClasses("volume", [.. sex.Select((s, n) => s + (n / 20.0))], sex, 2));
    }

    [Theory]
    [InlineData(-9999)]
    [InlineData(-999)]
    [InlineData(999)]
    [InlineData(9999)]
    [InlineData(-1)]
    [InlineData(0)]
    public void Codes_for_missing_are_found(double code)
    {
        var volumes = Normal(40, 3).Select(v => 3500 + (300 * v)).ToArray();
        if (code == 9999) volumes = [.. volumes.Select(v => v / 10)];
        Assert.Empty(MissingCode.Find(volumes));
        volumes[3] = volumes[17] = code;
        Assert.Equal(new MissingCode(code, 2), Assert.Single(MissingCode.Find(volumes)));
    }

    [Fact]
    public void Codes_of_questionnaires_are_found_and_ordinary_values_are_not()
    {
        double[] score = [.. Enumerable.Range(0, 60).Select(n => (double)(n % 31))];
        score[2] = score[9] = 88;
        score[5] = 99;
        Assert.Equal([88, 99], MissingCode.Find(score).Select(c => c.Value));
        double[] years = [.. Enumerable.Range(0, 60).Select(n => 8.0 + (n % 13)), -1, -1, -1];
        Assert.Equal([-1], MissingCode.Find(years).Select(c => c.Value));
        Assert.Empty(MissingCode.Find([.. Enumerable.Range(0, 100).Select(n => n / 1.0)])); // 0 to 99
        Assert.Empty(MissingCode.Find([.. Enumerable.Range(0, 90).Select(n => n % 3 * 1.0)])); // counts of 0, 1, 2
        Assert.Empty(MissingCode.Find([.. Normal(200, 8)]));
        Assert.Empty(MissingCode.Find([.. Enumerable.Range(0, 60).Select(n => n % 2 == 0 ? -1.0 : 1.0)]));
        Assert.Empty(MissingCode.Find([.. Enumerable.Range(0, 80).Select(n => 20.0 + n)])); // ages up to 99
    }

    [Fact]
    public void Rotated_maps_that_coincide_are_twins()
    {
        var columns = Enumerable.Range(1, 6).Select(c => Normal(12, (ulong)c).Select(v => v * 12).ToArray()).ToArray();
        foreach (var c in columns) c[11] = c[2];
        var maps = FeatureMatrix.OfRotation(12, 6, [.. Enumerable.Range(0, 12).SelectMany(r => columns.Select(c => c[r]))], null, null);
        Assert.Equal([(2, 11)], RowTwins.Find(maps));
    }
}

using System.Globalization;
using System.Text;
using Pial.Analysis.Corrections;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Tests.Shared;

namespace Pial.Analysis.Tests;

public sealed class TivTests
{
    // Volumes that follow heads exactly: a straight line, a power, a share; men's heads are larger.
    private static readonly SubjectTable Table = Made(60, static (tiv, _) => [1000 + (0.002 * tiv), 0.05 * Math.Pow(tiv, 0.8), 0.01 * tiv]);
    private static readonly double[] Tiv = Table.Numbers("TIV");

    public static TheoryData<TivMethod> Methods => new(Enum.GetValues<TivMethod>());

    [Fact]
    public void The_residual_method_takes_the_slope_and_keeps_the_mean()
    {
        var (model, result) = Both(TivMethod.Residual);
        Assert.Equal(0.002, model.Groups[0].Regions[0].Slope, 1e-12);
        Assert.Equal(Tiv.Average(), model.Groups[0].ReferenceTiv, 1e-6);
        Assert.All(result.Table.Numbers("line_volume"), v => Assert.Equal(1000 + (0.002 * Tiv.Average()), v, 1e-6));
        foreach (var column in model.Columns)
            Assert.Equal(1, result.Table.Numbers(column).Average() / Table.Numbers(column).Average(), 1e-12);
    }

    [Fact]
    public void The_power_method_finds_exponents()
    {
        var (model, result) = Both(TivMethod.Power);
        Assert.Equal(0.8, model.Groups[0].Regions[1].Slope, 1e-10);
        Assert.Equal(1, model.Groups[0].Regions[2].Slope, 1e-10);
        Assert.All(result.Table.Numbers("power_volume"), v => Assert.Equal(0.05 * Math.Pow(Tiv.Average(), 0.8), v, 1e-6));
    }

    [Fact]
    public void The_proportional_method_keeps_units()
    {
        var (_, result) = Both(TivMethod.Proportional);
        Assert.All(result.Table.Numbers("share_volume"), v => Assert.Equal(0.01 * Tiv.Average(), v, 1e-6));
        Assert.True(Correlation(result.Table.Numbers("line_volume"), Tiv) < -0.9); // what grows less than heads do is turned round
    }

    [Fact]
    public void The_specifications_formulas_are_there_as_written()
    {
        var volumes = Table.Numbers("line_volume");
        var proportional = Both(TivMethod.SpecProportional).Result.Table.Numbers("line_volume");
        Assert.Equal(volumes[3] / Tiv[3] * 1500000, proportional[3], 1e-9);
        Assert.Equal([volumes[3] / Tiv[3] * 1500000], SpecifiedTiv.Proportional([volumes[3]], Tiv[3]));
        var noisy = Made(40, static (tiv, r) => [(0.002 * tiv) + (r.NextDouble() * 100), tiv, tiv]);
        var residuals = SpecifiedTiv.Residuals(noisy.Numbers("line_volume"), noisy.Numbers("TIV"));
        Assert.Equal(0, residuals.Average(), 1e-9);
        var fitted = TivCorrection
            .Apply(noisy, TivFit.Fit(noisy, TrainingRows.All(noisy), new() { Method = TivMethod.SpecResidual })).Table.Numbers(
                "line_volume");
        Assert.All(Enumerable.Range(0, 40), n => Assert.Equal(residuals[n], fitted[n], 1e-9));
        Assert.Throws<ArgumentException>(() => SpecifiedTiv.Residuals([1, 2], [5, 5]));
        Assert.Throws<ArgumentException>(() => SpecifiedTiv.Proportional([1], 0));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Held_out_subjects_change_nothing(TivMethod method)
    {
        var rows = TrainingRows.Of(Table, [.. Table.Ids.Take(30)], "list");
        var wild = Table.With("line_volume", [.. Table.Numbers("line_volume").Select((v, n) => n < 30 ? v : v * 100)]).With("TIV",
            [.. Tiv.Select((t, n) => n < 30 ? t : t * 1.5)]);
        Assert.Equal(TivModelText.Write(TivFit.Fit(Table, rows, new() { Method = method })),
            TivModelText.Write(TivFit.Fit(wild, rows, new() { Method = method })));
        Assert.Equal(30, TivFit.Fit(Table, rows, new() { Method = method }).FittedOn.Ids.Count);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Models_survive_their_file(TivMethod method)
    {
        var model = TivFit.Fit(Table, TrainingRows.All(Table), new() { Method = method, By = ["sex"] });
        var text = TivModelText.Write(model);
        var back = TivModelText.Read(text, "m.json");
        Assert.Equal(text, TivModelText.Write(back));
        Assert.Equal(TivCorrection.Apply(Table, model).Table.Numbers("power_volume"),
            TivCorrection.Apply(Table, back).Table.Numbers("power_volume"));
        Assert.Throws<FormatException>(
            () => TivModelText.Read(text.Replace("\"slope\"", "\"sloppy\"", StringComparison.Ordinal), "m.json"));
        Assert.Throws<FormatException>(() => TivModelText.Read(text[..(text.Length / 2)], "m.json"));
    }

    [Fact]
    public void Groups_have_fits_of_their_own_and_one_head_size()
    {
        var table = Made(60, static (tiv, _) => [tiv > 1450000 ? 500 + (0.003 * tiv) : 1000 + (0.002 * tiv), tiv, tiv]);
        var model = TivFit.Fit(table, TrainingRows.All(table), new() { By = ["sex"], Columns = ["line_volume"] });
        Assert.Equal([0.002, 0.003], model.Groups.Select(g => Math.Round(g.Regions[0].Slope, 9)));
        Assert.Equal(["F", "M"], model.Groups.Select(g => g.Values[0]));
        Assert.Single(model.Groups.Select(g => g.ReferenceTiv).Distinct());
        Assert.Equal(2, TivCorrection.Apply(table, model).Table.Numbers("line_volume").Select(v => Math.Round(v, 6)).Distinct().Count());
        var within = TivFit.Fit(table, TrainingRows.All(table),
            new() { By = ["sex"], Columns = ["line_volume"], CentreWithinGroups = true });
        Assert.True(within.Groups[1].ReferenceTiv > within.Groups[0].ReferenceTiv + 100000);
    }

    [Fact]
    public void A_group_that_was_not_fitted_is_refused_by_name()
    {
        var model = TivFit.Fit(Table, TrainingRows.All(Table), new() { By = ["sex"] });
        var other = SubjectTable.Parse("id\tTIV\tsex\tline_volume\tpower_volume\tshare_volume\nx\t1500000\tunknown\t1\t1\t1\n", "new.tsv");
        Assert.Contains("'unknown' (1 subjects) was not in the fit, which knows F; M",
            Assert.Throws<ArgumentException>(() => TivCorrection.Apply(other, model)).Message, StringComparison.Ordinal);
        Assert.Contains("M has 2",
            Assert.Throws<ArgumentException>(
                () => TivFit.Fit(Table, TrainingRows.Of(Table, [.. Table.Ids.Where((_, n) => n % 2 == 0 || n < 4)], "l"),
                    new() { By = ["sex"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_values_stay_missing_and_are_counted()
    {
        var holes = SubjectTable.Parse(Text(Table), "t.tsv").With("TIV", [.. Tiv.Select((t, n) => n == 5 ? double.NaN : t)])
            .With("line_volume", [.. Table.Numbers("line_volume").Select((v, n) => n == 7 ? double.NaN : v)]);
        var model = TivFit.Fit(holes, TrainingRows.All(holes), new());
        Assert.Equal((59, 58), (model.FittedOn.Ids.Count, model.Groups[0].Regions[0].Subjects));
        Assert.Equal(0.002, model.Groups[0].Regions[0].Slope, 1e-12);
        var result = TivCorrection.Apply(holes, model);
        Assert.Equal([Table.Ids[5]], result.WithoutTiv);
        Assert.Equal(1, result.MissingValues);
        Assert.Equal("n/a", result.Table["line_volume"][7]);
        Assert.Equal("n/a", result.Table["line_volume"][5]);
        Assert.Equal("n/a", result.Table["share_volume"][5]);
        Assert.NotEqual("n/a", result.Table["share_volume"][7]);
        Assert.Equal(60, result.Table.Ids.Count);
    }

    [Fact]
    public void Constant_columns_are_left_and_said()
    {
        var flat = Table.With("flat_volume", [.. Tiv.Select(_ => 7.0)]).With("zero_volume", [.. Tiv.Select(_ => 0.0)]);
        foreach (var method in new[] { TivMethod.Residual, TivMethod.Power })
        {
            var model = TivFit.Fit(flat, TrainingRows.All(flat), new() { Method = method });
            Assert.Contains("constant", model.Groups[0].Regions.Single(r => r.Column == "flat_volume").Note, StringComparison.Ordinal);
            Assert.NotEqual("", model.Groups[0].Regions.Single(r => r.Column == "zero_volume").Note);
            Assert.All(TivCorrection.Apply(flat, model).Table.Numbers("flat_volume"), v => Assert.Equal(7, v));
        }

        var heads = Table.With("TIV", [.. Tiv.Select(_ => 1.5e6)]);
        Assert.Contains("no slope", Assert.Throws<ArgumentException>(() => TivFit.Fit(heads, TrainingRows.All(heads), new())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_that_make_no_sense_are_refused()
    {
        Assert.Contains("twice",
            Assert.Throws<FormatException>(() => SubjectTable.Parse("id\tTIV\na\t1\na\t2\n", "t")).Message.Replace("2 times", "twice",
                StringComparison.Ordinal), StringComparison.Ordinal);
        var comma = SubjectTable.Parse("id;TIV;a_volume\nx;1500000;\"1,5\"\ny;1400000;2\nz;1300000;3\n", "t.csv");
        Assert.Contains("decimal point",
            Assert.Throws<FormatException>(() => TivFit.Fit(comma, TrainingRows.All(comma), new() { Columns = ["a_volume"] })).Message,
            StringComparison.Ordinal);
        // not left out without a word
        Assert.Contains("a_volume of x", Assert.Throws<FormatException>(() => TivFit.Fit(comma, TrainingRows.All(comma), new())).Message,
            StringComparison.Ordinal);
        Assert.Contains("no column of total",
            Assert.Throws<ArgumentException>(() => TivFit.Fit(SubjectTable.Parse("id\ta_volume\nx\t1\n", "t"), new(["x"], [], "all"),
                new())).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => TivFit.Fit(Table.With("TIV", [.. Tiv.Select(t => -t)]), TrainingRows.All(Table), new()));
        Assert.Throws<ArgumentException>(() => TivFit.Fit(Table, TrainingRows.All(Table), new() { Columns = ["TIV"] }));
        Assert.Throws<ArgumentException>(() => TivFit.Fit(Table, TrainingRows.All(Table), new() { Columns = ["hippocampus"] }));
        var model = Both(TivMethod.Residual).Model;
        Assert.Contains("units",
            Assert.Throws<ArgumentException>(() => TivCorrection.Apply(Table.With("TIV", [.. Tiv.Select(t => t / 1000)]), model)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Volumes_are_known_by_name()
    {
        var table = SubjectTable.Parse(
            "id\tage\tsex\tTIV\tlh_cuneus_thickness\tlh_cuneus_area\tlh_cuneus_volume\tLeft-Accumbens-area\t" +
                "lh_euler\tBrainSegVol-to-eTIV\tSurfaceHoles\tGM\tmmse\n1\t30\t1\t1500\t2\t3\t4\t5\t6\t7\t8\t9\t10\n", "t");
        Assert.Equal(["lh_cuneus_volume", "Left-Accumbens-area", "GM"], VolumeColumns.Of(table, []));
        Assert.Equal(["a", "b"], VolumeColumns.Of(SubjectTable.Parse("id\tage\tTIV\ta\tb\tword\n1\t2\t3\t4\t5\tx\n", "t"), []));
        Assert.Equal("EstimatedTotalIntraCranialVol",
            VolumeColumns.Tiv(SubjectTable.Parse("id\tEstimatedTotalIntraCranialVol\n1\t2\n", "t")));
    }

    [DataFact]
    public void Held_out_sites_of_fcon1000_lose_their_head_size()
    {
        var table = SubjectTable.Parse(File.ReadAllText(Path.Combine(DataFactAttribute.Folder!, "tables", "fcon1000.csv")), "fcon1000.csv");
        var folds = GroupFolds.Of(table["site"], 5);
        var tiv = table.Numbers("eTIV");
        Dictionary<string, double[]> corrected = new(StringComparer.Ordinal);
        for (var fold = 0; fold < 5; fold++)
        {
            var held = table.Ids.Where((_, r) => folds[r] == fold).ToHashSet(StringComparer.Ordinal);
            var model = TivFit.Fit(table, new([.. table.Ids.Where(id => !held.Contains(id))], [.. held], "fold"), new());
            Assert.Equal(60, model.Columns.Count);
            model.FittedOn.MustNotHaveSeen(held, "the fold");
            var result = TivCorrection.Apply(table, model).Table;
            foreach (var column in model.Columns)
            {
                var values = result.Numbers(column);
                corrected.TryAdd(column, new double[tiv.Length]);
                for (var r = 0; r < tiv.Length; r++)
                    if (folds[r] == fold) corrected[column][r] = values[r];
            }
        }

        var before = corrected.Keys.Select(c => Math.Abs(Correlation(table.Numbers(c), tiv))).Where(r => !double.IsNaN(r)).ToArray();
        var after = corrected.Values.Select(v => Math.Abs(Correlation(v, tiv))).Where(r => !double.IsNaN(r)).ToArray();
        Assert.True(before.Average() > 0.4 && before.Max() > 0.8);
        Assert.All(after, r => Assert.InRange(r, 0, 0.1));
    }

    private static (TivModel Model, TivCorrected Result) Both(TivMethod method)
    {
        var model = TivFit.Fit(Table, TrainingRows.All(Table), new() { Method = method });
        return (model, TivCorrection.Apply(Table, model));
    }

    private static SubjectTable Made(int count, Func<double, Random, double[]> volumes)
    {
        var random = new Random(8);
        var text = new StringBuilder("participant_id\tsex\tage\tTIV\tline_volume\tpower_volume\tshare_volume\n");
        for (var n = 0; n < count; n++)
        {
            var tiv = (n % 2 == 0 ? 1350000.0 : 1550000.0) + random.Next(-90000, 90000);
            var v = volumes(tiv, random);
            text.Append(CultureInfo.InvariantCulture,
                $"sub-{n:00}\t{(n % 2 == 0 ? "F" : "M")}\t{random.Next(20, 80)}\t{tiv:R}\t{v[0]:R}\t{v[1]:R}\t{v[2]:R}\n");
        }

        return SubjectTable.Parse(text.ToString(), "made.tsv");
    }

    private static string Text(SubjectTable table)
    {
        var text = new StringWriter();
        table.Write(text, TableStyle.Tsv);
        return text.ToString();
    }

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var n = 0; n < a.Length; n++)
        {
            ab += (a[n] - meanA) * (b[n] - meanB);
            aa += (a[n] - meanA) * (a[n] - meanA);
            bb += (b[n] - meanB) * (b[n] - meanB);
        }

        return ab / Math.Sqrt(aa * bb);
    }
}

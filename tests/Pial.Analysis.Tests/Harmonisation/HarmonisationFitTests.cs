using Pial.Analysis.Harmonisation;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Tests.Harmonisation;

public sealed class HarmonisationFitTests
{
    private static readonly HarmonisationOptions Standard = new() { Batch = "site", Keep = ["age", "sex"] };

    public static TheoryData<HarmonisationMethod> Methods => new(Enum.GetValues<HarmonisationMethod>());

    [Fact]
    public void Shift_and_scale_of_sites_go_and_age_and_sex_stay()
    {
        var table = Cohort.Make([80, 80, 80]);
        var made = HarmonisationCorrection.Apply(table, HarmonisationFit.Fit(table, TrainingRows.All(table), Standard)).Table;
        foreach (var column in Cohort.Names)
        {
            var (before, after) = (Cohort.Levels(table, column), Cohort.Levels(made, column));
            Assert.InRange(before.Max() - before.Min(), 0.5, 1.5);
            Assert.InRange(after.Max() - after.Min(), 0, 0.06); // shrunken, so not to the last digit
            Assert.InRange(Cohort.Slope(table.Numbers("age"), made.Numbers(column)), -0.008, -0.0025);
        }

        Assert.Equal(table["age"], made["age"]);
    }

    [Fact]
    public void Without_shrinking_the_training_sites_are_exactly_alike()
    {
        var table = Cohort.Make([30, 40, 50]);
        var model = HarmonisationFit.Fit(table, TrainingRows.All(table), new() { Batch = "site", Prior = SitePrior.None });
        var made = HarmonisationCorrection.Apply(table, model).Table;
        foreach (var column in Cohort.Names)
        {
            var values = made.Numbers(column);
            var sites = Enumerable.Range(0, values.Length).GroupBy(r => made["site"][r])
                .Select(g => (Mean: g.Average(r => values[r]), Rows: g.ToArray())).ToList();
            Assert.InRange(sites.Max(s => s.Mean) - sites.Min(s => s.Mean), 0, 1e-12);
            var spreads = sites.Select(s => s.Rows.Sum(r => Math.Pow(values[r] - s.Mean, 2)) / (s.Rows.Length - 1)).ToList();
            Assert.Equal(spreads[0], spreads[1], 1e-12);
        }
    }

    [Fact]
    public void What_was_learned_on_some_people_serves_others()
    {
        var table = Cohort.Make([100, 100, 100]);
        var rows = TrainingRows.Of(table, [.. table.Ids.Where((_, r) => r % 2 == 0)], "half");
        var model = HarmonisationFit.Fit(table, rows, Standard);
        var test = table.Of(rows.HeldOut);
        var result = HarmonisationCorrection.Apply(test, model);
        Assert.Empty(result.SeenByFit);
        Assert.Equal(rows.Train.Order(StringComparer.Ordinal), model.FittedOn.Ids);
        Assert.All(Cohort.Names, c => Assert.InRange(Cohort.Levels(result.Table, c) is var l ? l.Max() - l.Min() : 0, 0, 0.15));
    }

    [Fact]
    public void Nothing_of_held_out_rows_is_looked_at()
    {
        var table = Cohort.Make([40, 40, 40]);
        var spoilt = Cohort.Make([40, 40, 40], change: static (n, cells) =>
        {
            if (n % 2 == 1) (cells["r00_thickness"], cells["age"], cells["site"]) = ("77", "3", "elsewhere");
        });
        TrainingRows Rows(SubjectTable t) => TrainingRows.Of(t, [.. t.Ids.Where((_, r) => r % 2 == 0)], "half");
        Assert.Equal(HarmonisationText.Write(HarmonisationFit.Fit(table, Rows(table), Standard)),
            HarmonisationText.Write(HarmonisationFit.Fit(spoilt, Rows(spoilt), Standard)));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_model_survives_its_file_and_threads_do_not_matter(HarmonisationMethod method)
    {
        var table = Cohort.Make([30, 30, 30], visits: method == HarmonisationMethod.Longitudinal ? 2 : 1);
        var options = Standard with { Method = method };
        var model = HarmonisationFit.Fit(table, TrainingRows.All(table), options, new() { MaxDegreeOfParallelism = 1 });
        var text = HarmonisationText.Write(model);
        Assert.Equal(text, HarmonisationText.Write(
            HarmonisationFit.Fit(table, TrainingRows.All(table), options, new() { MaxDegreeOfParallelism = 4 })));
        var read = HarmonisationText.Read(text, "model.json");
        Assert.Equal(text, HarmonisationText.Write(read));
        var (a, b) = (HarmonisationCorrection.Apply(table, model).Table, HarmonisationCorrection.Apply(table, read).Table);
        Assert.All(Cohort.Names, c => Assert.Equal(a[c], b[c]));
        Assert.Contains("sub-000", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Curves_keep_what_a_line_would_lose()
    {
        // Ages differ between sites, and thickness bends with age: a line leaves the bend to the sites.
        var table = Cohort.Make([120, 120, 120, 120, 120, 120], bend: true);
        var line = HarmonisationFit.Fit(table, TrainingRows.All(table), Standard);
        var curve = HarmonisationFit.Fit(table, TrainingRows.All(table), Standard with { Method = HarmonisationMethod.ComBatGam });
        Assert.Equal("age", Assert.Single(curve.Covariates, c => c.Spline is not null).Column);
        Assert.All(line.Columns.Zip(curve.Columns), p => Assert.InRange(p.Second.Deviation / p.First.Deviation, 0.4, 0.97));
        Assert.All(curve.Columns, c => Assert.True(c.Weights is [> 0]));
    }

    [Fact]
    public void CovBat_makes_covariances_alike()
    {
        // One site's measures move together, the others' do not: ComBat leaves that.
        var random = new Random(5);
        var common = 0.0;
        var table = Cohort.Make([150, 150], change: (n, cells) =>
        {
            common = (random.NextDouble() - 0.5) * 0.8;
            foreach (var c in Cohort.Names)
                if (n < 150) cells[c] = (double.Parse(cells[c]) + common).ToString("R");
        });
        double Apart(HarmonisationMethod method)
        {
            var made = HarmonisationCorrection.Apply(table,
                HarmonisationFit.Fit(table, TrainingRows.All(table), Standard with { Method = method, Explained = 0.99 })).Table;
            return Math.Abs(Together(made, 0, 150) - Together(made, 150, 300));
        }

        Assert.InRange(Apart(HarmonisationMethod.ComBat), 0.2, 1);
        Assert.InRange(Apart(HarmonisationMethod.CovBat), 0, 0.08);
    }

    [Fact]
    public void Longitudinal_combat_keeps_peoples_levels()
    {
        // Everybody is scanned at two sites: what differs between the scans of one person is the site and noise.
        var table = Cohort.Make([40, 40, 40], visits: 2);
        var made = HarmonisationCorrection.Apply(table,
            HarmonisationFit.Fit(table, TrainingRows.All(table), Standard with { Method = HarmonisationMethod.Longitudinal })).Table;
        Assert.All(Cohort.Names, c => Assert.InRange(Between(made, c) / Between(table, c), 0.05, 0.6));
        var once = Cohort.Make([40, 40]);
        var e = Assert.Throws<ArgumentException>(() =>
            HarmonisationFit.Fit(once, TrainingRows.All(once), Standard with { Method = HarmonisationMethod.Longitudinal }));
        Assert.Contains("No group has two rows", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reference_site_stays_to_the_bit()
    {
        var table = Cohort.Make([30, 30, 30]);
        var made = HarmonisationCorrection.Apply(table,
            HarmonisationFit.Fit(table, TrainingRows.All(table), Standard with { Reference = "site1" })).Table;
        int[] own = [.. Enumerable.Range(0, table.Ids.Count).Where(r => table["site"][r] == "site1")];
        Assert.All(Cohort.Names, c => Assert.Equal(own.Select(r => table.Numbers(c)[r]), own.Select(r => made.Numbers(c)[r])));
    }

    // Mean correlation of all pairs of columns over some rows.
    private static double Together(SubjectTable table, int from, int to)
    {
        var columns = Cohort.Names.Select(c => table.Numbers(c)[from..to])
            .Select(v =>
            v.Average() is var m && Math.Sqrt(v.Sum(x => (x - m) * (x - m))) is var d ? v.Select(x => (x - m) / d).ToArray() : v).ToList();
        var (sum, count) = (0.0, 0);
        for (var a = 0; a < columns.Count; a++)
        {
            for (var b = 0; b < a; b++, count++)
                sum += columns[a].Zip(columns[b], (x, y) => x * y).Sum();
        }

        return sum / count;
    }

    private static double Between(SubjectTable table, string column)
    {
        var values = table.Numbers(column);
        return Enumerable.Range(0, values.Length / 2).Average(p => Math.Abs(values[2 * p] - values[(2 * p) + 1]));
    }
}

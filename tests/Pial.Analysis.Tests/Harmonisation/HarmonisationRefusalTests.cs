using Pial.Analysis.Harmonisation;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Tests.Harmonisation;

public sealed class HarmonisationRefusalTests
{
    private static readonly HarmonisationOptions Standard = new() { Batch = "site", Keep = ["age", "sex"] };

    [Fact]
    public void A_site_of_one_person_is_named()
    {
        var table = Cohort.Make([20, 1, 20]);
        Refused(table, Standard, "site 'site1' has one training row");
        Assert.Equal(3, HarmonisationFit.Fit(table, TrainingRows.All(table), Standard with { MeanOnly = true }).Sites.Count);
    }

    [Fact]
    public void A_kept_column_that_does_not_vary_within_sites_is_named_as_confounded()
    {
        var table = Cohort.Make([20, 20, 20], change: static (n, cells) => cells["sex"] = n < 20 ? "F" : "M");
        Refused(table, Standard, "level 'M' of 'sex' is the same for everybody of a site, in every site");
        var ages = Cohort.Make([20, 20], change: static (n, cells) => cells["age"] = n < 20 ? "30" : "50");
        Refused(ages, Standard, "'age' is the same for everybody of a site, in every site");
        var same = Cohort.Make([20, 20], change: static (_, cells) => cells["sex"] = "F");
        Refused(same, Standard, "'sex' is F for everybody the fit sees");
    }

    [Fact]
    public void Missing_values_are_told_and_stay_missing()
    {
        var table = Cohort.Make([30, 30], change: static (n, cells) =>
        {
            if (n == 3) cells["age"] = "n/a";
            if (n == 4) cells["r01_thickness"] = "n/a";
            if (n == 40) cells["site"] = "";
        });
        var model = HarmonisationFit.Fit(table, TrainingRows.All(table), Standard);
        Assert.Equal(["sub-003", "sub-040"], model.LeftOut);
        Assert.False(model.FittedOn.Saw("sub-003"));
        var result = HarmonisationCorrection.Apply(table, model);
        Assert.Equal(["sub-003", "sub-040"], result.Unknown);
        Assert.Equal("n/a", result.Table["r00_thickness"][3]);
        Assert.Equal("n/a", result.Table["r01_thickness"][4]);
        Assert.NotEqual("n/a", result.Table["r00_thickness"][4]);
        Assert.Equal(1, result.MissingValues);
    }

    [Fact]
    public void A_value_that_is_missing_does_not_change_the_fit_of_other_columns_but_through_what_they_share()
    {
        var whole = Cohort.Make([30, 30]);
        var holed = Cohort.Make([30, 30], change: static (n, cells) =>
        {
            if (n == 4) cells["r01_thickness"] = "n/a";
        });
        var options = Standard with { Prior = SitePrior.None };
        var (a, b) = (HarmonisationFit.Fit(whole, TrainingRows.All(whole), options),
            HarmonisationFit.Fit(holed, TrainingRows.All(holed), options));
        Assert.Equal(a.Columns[0].Coefficients, b.Columns[0].Coefficients);
        Assert.NotEqual(a.Columns[1].Coefficients, b.Columns[1].Coefficients);
    }

    [Fact]
    public void A_site_without_values_of_a_column_is_named()
    {
        var table = Cohort.Make([20, 20], change: static (n, cells) =>
        {
            if (n is > 0 and < 20) cells["r02_thickness"] = "n/a";
        });
        Refused(table, Standard, "1 of 20 training rows of site 'site0' have a r02_thickness");
    }

    [Fact]
    public void A_code_for_missing_is_named()
    {
        var table = Cohort.Make([20, 20], change: static (n, cells) =>
        {
            if (n < 3) cells["r02_thickness"] = "-9999";
        });
        Assert.Contains(HarmonisationFit.Fit(table, TrainingRows.All(table), Standard).Notes, n =>
            n.Contains("r02_thickness -9999 (3 times)", StringComparison.Ordinal));
        Refused(Cohort.Make([20, 20], change: static (n, cells) => cells["age"] = n < 3 ? "-9999" : cells["age"]), Standard,
            "'age' is -9999 in some rows, which stands for missing");
    }

    [Fact]
    public void A_site_in_test_alone_is_refused_learned_or_left()
    {
        var table = Cohort.Make([60, 60, 60]);
        var rows = TrainingRows.Of(table, [.. table.Ids.Take(120)], "two sites");
        var model = HarmonisationFit.Fit(table, rows, Standard);
        var test = table.Of(rows.HeldOut);
        Assert.Contains("the model does not know site 'site2' (60 rows)",
            Assert.Throws<ArgumentException>(() => HarmonisationCorrection.Apply(test, model)).Message, StringComparison.Ordinal);
        var left = HarmonisationCorrection.Apply(test, model, UnknownSite.Leave);
        Assert.Equal(60, left.Left.Count);
        Assert.Equal(test["r03_thickness"], left.Table["r03_thickness"]);
        var teachers = test.Ids.Take(25).ToList();
        var learned = HarmonisationCorrection.Apply(test, model, UnknownSite.Learn, teachers);
        Assert.Equal(("site2", 25), Assert.Single(learned.Learned));
        Assert.True(learned.Model.FittedOn.Saw(teachers[0])); // they count as seen from now on
        Assert.False(learned.Model.FittedOn.Saw(test.Ids[50]));
        var known = HarmonisationCorrection.Apply(table.Of(rows.Train), model).Table;
        foreach (var column in Cohort.Names)
            Assert.InRange(Math.Abs(Cohort.Levels(learned.Table, column)[0] - Cohort.Levels(known, column).Average()), 0, 0.12);
        Assert.Throws<ArgumentException>(() => HarmonisationCorrection.Apply(test, model, UnknownSite.Learn, [test.Ids[0]]));
    }

    [Fact]
    public void An_age_out_of_range_is_named_and_a_curve_does_not_go_on()
    {
        var table = Cohort.Make([60, 60]);
        var model = HarmonisationFit.Fit(table, TrainingRows.All(table), Standard with { Method = HarmonisationMethod.ComBatGam });
        SubjectTable Old(string age) => Cohort.Make([2, 1], seed: 9, change: (n, cells) => cells["age"] = n == 0 ? age : "50");
        var (result, edge) = (HarmonisationCorrection.Apply(Old("130"), model), HarmonisationCorrection.Apply(Old("74"), model));
        Assert.Equal(("sub-000", "age", 130.0), Assert.Single(result.Outside));
        Assert.Equal(edge.Table["r00_thickness"][0], result.Table["r00_thickness"][0]);
    }

    [Theory]
    [InlineData("nowhere", "has no column 'nowhere'")]
    [InlineData("site", "is the site itself")]
    public void Kept_columns_are_checked(string keep, string message) =>
        Refused(Cohort.Make([20, 20]), Standard with { Keep = [keep] }, message);

    [Fact]
    public void Options_that_contradict_each_other_are_refused()
    {
        var table = Cohort.Make([20, 20]);
        Refused(table, Standard with { Columns = ["age", "r00_thickness"] }, "cannot be harmonised too");
        Refused(table, Standard with { Smooth = ["age"], Keep = ["sex"] }, "Curves (option 'smooth') are ComBat-GAM's");
        Refused(table, Standard with { Method = HarmonisationMethod.ComBatGam, Keep = ["sex"] },
            "ComBat-GAM needs a column to keep as a curve");
        Refused(table, Standard with { Reference = "Oslo" }, "no training row is of the reference site 'Oslo'");
        Refused(table, Standard with { Columns = ["r00_thickness"] }, "gives a site nothing to be shrunken towards");
        Refused(Cohort.Make([20]), Standard, "is 'site0' in all training rows");
        Refused(Cohort.Make([20, 20], change: static (n, cells) => cells["site"] = n % 2 == 0 ? "Oslo" : n % 3 == 0 ? "oslo" : "Rome"),
            Standard, "differ in case or spaces alone");
    }

    [Fact]
    public void A_level_that_the_fit_did_not_see_is_refused()
    {
        var table = Cohort.Make([20, 20]);
        var model = HarmonisationFit.Fit(table, TrainingRows.All(table), Standard);
        var other = Cohort.Make([3, 3], change: static (n, cells) => cells["sex"] = n == 2 ? "X" : cells["sex"]);
        Assert.Contains("'sex' of sub-002 is 'X'; the model knows F, M",
            Assert.Throws<ArgumentException>(() => HarmonisationCorrection.Apply(other, model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_models_are_refused()
    {
        var table = Cohort.Make([20, 20]);
        var text = HarmonisationText.Write(HarmonisationFit.Fit(table, TrainingRows.All(table), Standard));
        foreach (var (from, to) in new[] { ("\"fittedOn\"", "\"fitted\""), ("\"combat\"", "\"wombat\""), ("\"site1\": [", "\"site9\": ["),
            ("\"deviation\"", "\"d\"") })
            Assert.Contains("model.json cannot be used",
                Assert.Throws<FormatException>(() => HarmonisationText.Read(text.Replace(from, to, StringComparison.Ordinal), "model.json"))
                .Message, StringComparison.Ordinal);
    }

    private static void Refused(SubjectTable table, HarmonisationOptions options, string message) =>
        Assert.Contains(message,
            Assert.Throws<ArgumentException>(() => HarmonisationFit.Fit(table, TrainingRows.All(table), options)).Message,
            StringComparison.Ordinal);
}

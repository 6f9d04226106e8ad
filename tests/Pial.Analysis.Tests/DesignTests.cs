using Pial.Analysis.Statistics.Designs;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Tests;

public sealed class DesignTests
{
    private const string People =
        "participant_id\tage\tsex\tsite\tTIV\tcopy\tone\nsub-1\t20\tF\ta\t1400\t40\t1\nsub-2\t30\tM\tb\t1500\t60\t1\n" +
            "sub-3\t40\tF\tc\t1450\t80\t1\nsub-4\t55\tM\ta\t1600\t110\t1\nsub-5\t60\tF\tb\t1380\t120\t1\nsub-6\t71\tM\tc\t1550\t142\t1\n" +
            "sub-7\t44\tM\ta\t1520\t88\t1\n";

    private static SubjectTable Table => SubjectTable.Parse(People, "people.tsv");

    [Fact]
    public void Numbers_are_centred_categories_are_dummies_and_the_intercept_is_last()
    {
        var design = DesignBuilder.Build(Table, Formula.Parse("age + sex + site"));
        Assert.Equal(["age", "sex[M]", "site[b]", "site[c]", "intercept"], design.Names);
        Assert.Equal(0, design.Column(0).Sum(), 1e-9);
        Assert.Equal([0, 1, 0, 1, 0, 1, 1], design.Column(1));
        Assert.Equal("F", design.Factors[0].Reference);
        Assert.Equal(2, design.ResidualDof);
        Assert.Equal(320 / 7.0, design.Means["age"], 1e-12);
    }

    [Fact]
    public void Interactions_are_products()
    {
        var star = DesignBuilder.Build(Table, Formula.Parse("age * sex"));
        var colon = DesignBuilder.Build(Table, Formula.Parse("age + sex + age:sex"));
        Assert.Equal(["age", "sex[M]", "age:sex[M]", "intercept"], star.Names);
        Assert.Equal(star.Names, colon.Names);
        Assert.Equal(star.Column(0)[1] * star.Column(1)[1], star.Column(2)[1]);
        Assert.Equal(["age"], DesignBuilder.Build(Table, Formula.Parse("y ~ age - 1")).Names);
        Assert.Equal(["TIV[1400]"],
            DesignBuilder.Build(Table.Of(["sub-1", "sub-2", "sub-3", "sub-5"]).With("TIV", [1380, 1400, 1380, 1380]),
                Formula.Parse("0 + C(TIV)")).Names);
    }

    [Theory]
    [InlineData("age+sex", "age + sex")]
    [InlineData("y ~ age*C(site) - 1", "age + C(site) + age:C(site) + 0")]
    [InlineData("1", "1")]
    public void A_formula_is_written_as_it_reads(string text, string written)
    {
        Assert.Equal(written, Formula.Parse(text).ToString());
        Assert.Equal(written, Formula.Parse(written).ToString());
    }

    [Theory]
    [InlineData("M", "m")]
    [InlineData("NYU", "nyu")]
    [InlineData("Site 1", "site  1")]
    public void Levels_that_differ_in_case_or_spaces_alone_are_refused(string one, string other)
    {
        var people = SubjectTable.Parse(
            $"participant_id\tage\tx\ns1\t1\t{one}\ns2\t2\t{one}\ns3\t5\t{other}\ns4\t3\tF\ns5\t7\tF\ns6\t4\tF\n", "people.tsv");
        var refused = Assert.Throws<ArgumentException>(() => DesignBuilder.Build(people, Formula.Parse("age + x")));
        Assert.Contains($"'x' has '{one}' (2 times) and '{other}' (1 times)", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void A_table_may_end_its_lines_in_any_way(string end)
    {
        var people = SubjectTable.Parse(string.Join(end, "id,age,note", "s1,20,\"a, b\"", "s2,30,c", ""), "people.csv");
        Assert.Equal(["s1", "s2"], people.Ids);
        Assert.Equal([20, 30], people.Numbers("age"));
        Assert.Equal("a, b", people["note"][0]);
    }

    [Theory]
    [InlineData("age + copy", "column 'copy' is a combination of 'age'")]
    [InlineData("age + one", "'one' is 1 for every subject")]
    [InlineData("age + weight", "people.tsv has no column 'weight'; it has age, sex, site, TIV, copy, one")]
    [InlineData("age + sex + site + TIV + age:sex + TIV:sex", "7 subjects cannot fit 8 columns")]
    [InlineData("age + + sex", "has a sign without a term")]
    [InlineData("log(age)", "cannot be read at 'log(age)'")]
    [InlineData("age - sex", "people.tsv has no column 'age - sex'")]
    public void What_cannot_be_fitted_is_refused_and_named(string formula, string says)
    {
        var refused = Assert.Throws<ArgumentException>(() => DesignBuilder.Build(Table, Formula.Parse(formula)));
        Assert.Contains(says.Split('|'), part => refused.Message.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_values_are_named_by_subject_and_column()
    {
        var table = SubjectTable.Parse(People.Replace("\t55\t", "\tn/a\t", StringComparison.Ordinal).Replace("sub-6\t71\tM", "sub-6\t71\t",
            StringComparison.Ordinal), "people.tsv");
        var refused = Assert.Throws<ArgumentException>(() => DesignBuilder.Build(table, Formula.Parse("age + sex")));
        Assert.Contains("sub-4 has no age, sub-6 has no sex", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("age", new double[] { 1, 0, 0, 0, 0 }, "age")]
    [InlineData("-age", new double[] { -1, 0, 0, 0, 0 }, "minusAge")]
    [InlineData("sex[M]-sex[F]", new double[] { 0, 1, 0, 0, 0 }, "sexMMinusSexF")]
    [InlineData("sex[F] - sex[M]", new double[] { 0, -1, 0, 0, 0 }, "sexFMinusSexM")]
    [InlineData("0.5*site[b] + 0.5*site[c] - site[a]", new double[] { 0, 0, 0.5, 0.5, 0 }, "05SiteBPlus05SiteCMinusSiteA")]
    [InlineData("old = age", new double[] { 1, 0, 0, 0, 0 }, "old")]
    [InlineData("0 1", new double[] { 0, 1, 0, 0, 0 }, "01")]
    [InlineData("1 -1 0 0 0", new double[] { 1, -1, 0, 0, 0 }, "1Minus1000")]
    public void Contrasts_are_read(string text, double[] weights, string name)
    {
        var contrast = Contrast.Parse(text, DesignBuilder.Build(Table, Formula.Parse("age + sex + site")));
        Assert.Equal(weights, contrast.Rows.Single());
        Assert.Equal(name, contrast.Name);
        Assert.False(contrast.IsF);
    }

    [Fact]
    public void Names_may_have_hyphens()
    {
        var text = People.Replace("\tcopy\t", "\tHADS-anx\t", StringComparison.Ordinal).Replace("\tTIV\t", "\tICD-10\t",
            StringComparison.Ordinal);
        var table = SubjectTable.Parse(text.Replace("\t80\t", "\t81\t", StringComparison.Ordinal), "t");
        var design = DesignBuilder.Build(table, Formula.Parse("age + HADS-anx + ICD-10 - 1"));
        Assert.Equal(["age", "HADS-anx", "ICD-10"], design.Names);
        Assert.Equal([-1, 0.5, 2], Contrast.Parse("0.5*HADS-anx - age + 2 * ICD-10", design).Rows[0]);
        Assert.Equal([0, 1, 0], Contrast.Parse("HADS-anx", design).Rows[0]);
    }

    [Fact]
    public void Several_rows_are_an_F_test()
    {
        var design = DesignBuilder.Build(Table, Formula.Parse("age + sex + site"));
        var site = Contrast.Parse("site", design);
        Assert.True(site.IsF);
        Assert.Equal(2, site.Rows.Count);
        Assert.Equal(2, Contrast.Parse("1 0 0; 0 1 0", design).Rows.Count);
        Assert.True(Contrast.Join([Contrast.Parse("age", design)]).IsF);
    }

    [Theory]
    [InlineData("weight",
        "which the design does not have; it has age, sex[M], site[b], site[c], intercept, sex[F] (the reference), site[a] (the reference)")]
    [InlineData("1 0 0 0 0 0", "6 weights for 5 columns")]
    [InlineData("0 0 0", "a row of zeros")]
    [InlineData("2*site - age", "'site' has 2 columns")]
    [InlineData("age*sex[M]", "multiplies two names")]
    [InlineData("", "is empty")]
    public void A_contrast_that_means_nothing_is_refused(string text, string says)
    {
        var design = DesignBuilder.Build(Table, Formula.Parse("age + sex + site"));
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => Contrast.Parse(text, design)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_are_read_with_tabs_or_commas()
    {
        var table = SubjectTable.Parse("\uFEFFid,age,\"note, long\"\r\ns1,3,\"a \"\"b\"\", c\"\r\n\r\ns2,4,\r\n", "t.csv");
        Assert.Equal(["s1", "s2"], table.Ids);
        Assert.Equal(["a \"b\", c", ""], table["note, long"]);
        Assert.Equal("t.csv, line 3: 1 values for 2 columns.",
            Assert.Throws<FormatException>(() => SubjectTable.Parse("a\tb\n1\t2\n3\n", "t.csv")).Message);
        var thinned = SubjectTable.Parse("a\tb\ns\t2\nt\t3\nt\t4\ns\t2\nu\t5\n", "t.csv", dropRepeated: true);
        Assert.Equal(["s", "u"], thinned.Ids);
        Assert.Equal(
            "t.csv lists 2 subjects several times: 1 with the same values, of whom one row was kept, 1 with different ones, who were " +
                "left out (t).", thinned.LeftOut);
        Assert.Contains("lists s 2 times", Assert.Throws<FormatException>(() => SubjectTable.Parse("a\tb\ns\t2\ns\t3\n", "t.csv")).Message,
            StringComparison.Ordinal);
        Assert.Contains("is empty", Assert.Throws<FormatException>(() => SubjectTable.Parse("", "t.csv")).Message,
            StringComparison.Ordinal);
    }
}

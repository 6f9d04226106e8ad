using Pial.Analysis.Tables;

namespace Pial.Analysis.Tests;

public sealed class FeatureTableTests
{
    private static (string Id, IReadOnlyList<Feature> Features) Row(string id, params (string Column, double Value)[] features) =>
        (id, [.. features.Select(f => new Feature(f.Column, f.Value))]);

    [Fact]
    public void A_missing_region_stays_missing_and_shifts_nothing()
    {
        var table = FeatureTable.Gather([Row("a", ("x", 1), ("z", 3)), Row("b", ("x", 4), ("y", 5), ("z", 6)), Row("c", ("z", 9))]);
        Assert.Equal(["x", "y", "z"], table.Columns);
        Assert.Equal([1, double.NaN, 3, 4, 5, 6, double.NaN, double.NaN, 9], table.Values.ToArray());
        Assert.Equal(2, table.MissingIn(1));
        Assert.Equal(0, table.MissingIn(2));
    }

    [Fact]
    public void Subjects_and_columns_come_once()
    {
        Assert.Throws<ArgumentException>(() => FeatureTable.Gather([Row("a", ("x", 1)), Row("a", ("x", 2))]));
        Assert.Throws<ArgumentException>(() => FeatureTable.Gather([Row("a", ("x", 1), ("x", 2))]));
    }

    [Fact]
    public void As_text_with_all_digits()
    {
        var table = FeatureTable.Gather([Row("sub-01", ("a,b", 1520021.264474), ("c", 2293)), Row("sub-02", ("c", 0.1))]);
        string Text(TableStyle style)
        {
            var output = new StringWriter();
            table.Write(output, style);
            return output.ToString();
        }

        Assert.Equal("participant_id,\"a,b\",c\nsub-01,1520021.264474,2293\nsub-02,,0.1\n", Text(TableStyle.Csv));
        Assert.Equal("participant_id\ta,b\tc\nsub-01\t1520021.264474\t2293\nsub-02\tn/a\t0.1\n", Text(TableStyle.Tsv));
        Assert.Equal("Measure:volume\ta,b\tc\nsub-01\t1520021.264474\t2293.0\nsub-02\tn/a\t0.1\n",
            Text(TableStyle.Tsv with { IdColumn = "Measure:volume", PythonNumbers = true }));
        Assert.Equal(["2293", "0.1"], SubjectTable.Parse(Text(TableStyle.Csv), "t.csv")["c"]);
    }
}

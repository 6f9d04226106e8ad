using Pial.Formats.LabelTables;
using Pial.Formats.Tests.Support;
using Pial.Volumes;

namespace Pial.Formats.Tests.LabelTables;

public sealed class LabelTableFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_bids_table_is_written_and_read()
    {
        var table = Read(LabelTableFile.Tsv(LabelTable.Tissues));
        Assert.Equal(LabelTable.Tissues.Labels, table.Labels);
    }

    [Fact]
    public void Columns_of_a_bids_table_come_in_any_order_and_may_be_missing()
    {
        var table = Read("color\tname\themisphere\tindex\n#ff0010\tHippocampus\tL\t17\nn/a\tBrain Stem\tn/a\t16\n");
        Assert.Equal([17, 16], table.Labels.Select(l => l.Id));
        Assert.Equal(0xFF0010, table.Find(17)!.Color);
        Assert.Equal(Hemisphere.Left, table.Find(17)!.Hemisphere);
        Assert.Equal("Brain Stem", table.Find(16)!.Name);
        Assert.Equal(LabelTable.ColorFor(16), table.Find(16)!.Color);
    }

    [Fact]
    public void A_csv_without_header_has_number_and_name_and_may_have_empty_cells()
    {
        var table = Read("0,null,,,,,\r\n1,L_Precentral_gyrus,,,,,\r\n2,R_Precentral_gyrus,,,,,");
        Assert.Equal(["null", "L_Precentral_gyrus", "R_Precentral_gyrus"], table.Labels.Select(l => l.Name));
        Assert.Equal([Hemisphere.None, Hemisphere.Left, Hemisphere.Right], table.Labels.Select(l => l.Hemisphere));
    }

    [Fact]
    public void Quoted_names_may_hold_commas() =>
        Assert.Equal("Gyrus, superior", Read("id,region\n3,\"Gyrus, superior\"\n").Find(3)!.Name);

    [Fact]
    public void FreeSurfers_table_has_comments_and_colours()
    {
        var table = Read(
            "#$Id: x $\n\n#No. Label Name:  R G B A\n0   Unknown   0 0 0 0\n17  Left-Hippocampus   220 216 20 0\n1001    " +
                "ctx-lh-bankssts   25  100 40  0\n");
        Assert.Equal(0xDCD814, table.Find(17)!.Color);
        Assert.Equal(Hemisphere.Left, table.Find(1001)!.Hemisphere);
        Assert.Null(table.Find(5));
    }

    [Fact]
    public void Names_that_come_twice_get_their_numbers() =>
        Assert.Equal(["a_1", "a_2", "b"], Read("1,a\n2,a\n3,b\n").Labels.Select(l => l.Name));

    [Theory]
    [InlineData("index\tname\n1\ta\n1\tb\n", "ambiguous")]
    [InlineData("index\tname\nx\ta\n", "line 2")]
    [InlineData("some,words\nand,more\n", "line 1")]
    [InlineData("17 Left-Hippocampus 300 0 0 0\n", "line 1")]
    [InlineData("17 Left-Hippocampus 30,5 0 0\n", "line 1")]
    [InlineData("  \n\n", "empty")]
    [InlineData("index\tname\tcolor\n1\ta\tgreen\n", "line 2")]
    public void What_is_no_table_is_refused_with_its_place(string text, string says) =>
        Assert.Contains(says, Assert.Throws<ImageFormatException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Left-Hippocampus", Hemisphere.Left)]
    [InlineData("right cerebral cortex", Hemisphere.Right)]
    [InlineData("ctx_rh_G_cuneus", Hemisphere.Right)]
    [InlineData("Hippocampus_L", Hemisphere.Left)]
    [InlineData("Vermis_7", Hemisphere.None)]
    [InlineData("Lobule_L_6", Hemisphere.None)]
    [InlineData("Brain-Stem", Hemisphere.None)]
    public void A_name_tells_its_side(string name, Hemisphere side) => Assert.Equal(side, new Label(1, name, "", 0).Hemisphere);

    private LabelTable Read(string text)
    {
        File.WriteAllText(folder["table.txt"], text);
        return LabelTableFile.Read(folder["table.txt"]);
    }
}

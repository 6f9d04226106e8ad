using System.Buffers.Binary;
using System.Xml.Linq;

namespace Pial.Cli.Tests.Commands;

public sealed class PlotTableTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-charts-").FullName;

    public PlotTableTests()
    {
        File.WriteAllText(In("wide.tsv"),
            "participant_id\tLeft-Thalamus\tRight-Thalamus\tBrain-Stem\nsub-1\t7000\t7100\t20000\nsub-2\t6500\tn/a\t21000\n" +
                "sub-3\t7200\t7150\t19000\nsub-4\t6900\t6700\t20500\n");
        File.WriteAllText(In("people.tsv"), "participant_id\tage\tgroup\nsub-4\t20\ta\nsub-3\t30\tb\nsub-1\t40\ta\n");
        File.WriteAllText(In("long.csv"), "region,mm3\nLeft-Thalamus,7000\nRight-Thalamus,7100\n");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("bars wide.tsv", "Thalamus Left Right Unpaired Brain-Stem 1 of 12 values")]
    [InlineData("bars wide.tsv --with people.tsv --group group --columns *-Thalamus --vertical --points --error sd",
        "Left-Thalamus a b 1 of 4 rows without a group")]
    [InlineData("bars long.csv --names region --values mm3 --x-label mm³", "Thalamus Left mm³")]
    [InlineData("strip wide.tsv --no-pairs", "Left-Thalamus Right-Thalamus")]
    [InlineData("scatter wide.tsv --with people.tsv --x age --y Left-Thalamus --title Thalamus", "r = age Thalamus 1 of 4 rows lack")]
    [InlineData("histogram wide.tsv --columns Brain-Stem --bins 3 --theme dark", "Count n = 4")]
    [InlineData("matrix wide.tsv --order cluster --method spearman --numbers yes", "n = 3 to 4 1.00")]
    [InlineData("bland-altman wide.tsv --columns Left-Thalamus Right-Thalamus --percent", "Bias n = 3 1 of 4 rows")]
    public async Task Charts_are_drawn_as_svg_and_png(string line, string says)
    {
        string[] args = ["plot",
            .. line.Split(' ').Select(w => w.EndsWith(".tsv", StringComparison.Ordinal) || w.EndsWith(".csv", StringComparison.Ordinal)
                ? In(w) : w), "--size", "5", "4"];
        Assert.Equal((0, "", ""), await PialLine.Run([.. args, "-o", In("out.svg")]));
        var texts = string.Join(' ', XDocument.Load(In("out.svg")).Descendants().Where(e => e.Name.LocalName == "text")
            .Select(e => e.Value));
        Assert.All(says.Split(' '), w => Assert.Contains(w, texts, StringComparison.Ordinal));
        Assert.Equal((0, "", ""), await PialLine.Run([.. args, "-o", In("out.png"), "--dpi", "50"]));
        var png = File.ReadAllBytes(In("out.png"));
        Assert.Equal((250, 200), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
            BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
    }

    [Theory]
    [InlineData("bars none.tsv -o out.png", "does not exist")]
    [InlineData("bars wide.tsv -o out.jpg", "must end in .png or .svg")]
    [InlineData("bars wide.tsv --columns nothing* -o out.png", "has no column of numbers 'nothing*'")]
    [InlineData("bars long.csv --names region -o out.png", "go together")]
    [InlineData("scatter wide.tsv --x age --y Brain-Stem -o out.png", "has no column 'age'")]
    [InlineData("scatter wide.tsv --x participant_id --y Brain-Stem -o out.png", "line 2: participant_id is 'sub-1', which is no number")]
    [InlineData("histogram wide.tsv --bins 0 -o out.png", "1 to 200 bins")]
    [InlineData("bland-altman wide.tsv --columns Brain-Stem -o out.png", "two columns")]
    [InlineData("matrix wide.tsv --columns Brain-Stem -o out.png", "at least two columns")]
    [InlineData("bars wide.tsv --size 3 -o out.png", "two numbers")]
    [InlineData("bars wide.tsv --dpi 1 -o out.png", "between 20 and 2400")]
    [InlineData("bars wide.tsv --size 0.5 0.5 -o out.png", "make it larger")]
    [InlineData("bars wide.tsv -o people.tsv", "exists")]
    public async Task Mistakes_are_said_in_one_line(string line, string message)
    {
        string[] args = ["plot", .. line.Split(' ').Select(w => w.Contains('.') && !w.StartsWith('0') ? In(w) : w)];
        var (code, _, error) = await PialLine.Run(args);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private string In(string name) => Path.Combine(folder, name);
}

using System.Globalization;
using System.Text;

namespace Pial.Cli.Tests.Commands;

public sealed class LmTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-lm-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Effects_of_many_measures_go_to_a_table()
    {
        var (code, said, error) = await PialLine.Run("lm", Table(), "--formula", "age + sex", "--contrast", "age", "--columns", "follows",
            "free", "--errors", "hc3", "--equivalence", "-0.002..0.002", "-o", In("out.tsv"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("age + sex: 2 tests, 1 at a false discovery rate of 0.05", said, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(In("out.tsv"));
        Assert.Equal(
            "measure\tcontrast\trows\testimate\tstandard_error\tt\tdof\tp\tp_fdr\tci95_low\tci95_high\tresidual_variance\tp_equivalence",
            lines[0]);
        Assert.InRange(double.Parse(lines[1].Split('\t')[3]), -0.06, -0.04);
        Assert.StartsWith("follows\tage\t60\t", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Levels_of_families_are_taken_into_account()
    {
        var (code, _, error) = await PialLine.Run("lm", Table(), "--formula", "age", "--group", "family", "--columns", "f*s", "-o",
            In("out.csv"));
        Assert.Equal((0, ""), (code, error));
        var row = (await File.ReadAllLinesAsync(In("out.csv")))[1].Split(',');
        Assert.True(double.Parse(row[^1]) > double.Parse(row[^2])); // families differ by more than their members
    }

    [Theory]
    [InlineData("--formula|age|--group|famly", "has no column 'famly'. Did you mean 'family'?")]
    [InlineData("--formula|age|--group|family|--errors|hc3", "with --group leave it out")]
    [InlineData("--formula|age|--equivalence|3", "write the ends as LOW..HIGH")]
    [InlineData("--formula|age|--columns|nothing*", "has no column of numbers 'nothing*'")]
    [InlineData("--formula|age + age2", "'age2' is a combination of 'age'")]
    public async Task Bad_input_is_one_line(string options, string message)
    {
        var (code, _, error) = await PialLine.Run(["lm", Table(), "-o", In("out.tsv"), .. options.Split('|')]);
        Assert.Equal(2, code);
        Assert.Contains(message, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(In("out.tsv")));
    }

    private string In(string name) => Path.Combine(folder, name);

    private string Table()
    {
        var text = new StringBuilder("participant_id\tfamily\tage\tage2\tsex\tfollows\tfree\n");
        for (var n = 0; n < 60; n++)
        {
            var (random, family) = (new Random(n), new Random(1000 + (n / 3)));
            var age = 20 + random.Next(50);
            text.Append(CultureInfo.InvariantCulture,
                $"s{n}\tfam{n / 3}\t{age}\t{2 * age}\t{(n % 2 == 0 ? "F" : "M")}\t" +
                    $"{5 - (0.05 * age) + (0.3 * random.NextDouble()) + (0.8 * family.NextDouble()):0.0000}\t" +
                    $"{random.NextDouble():0.0000}\n");
        }

        File.WriteAllText(In("table.tsv"), text.ToString());
        return In("table.tsv");
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pial.Cli.Tests.Commands;

public sealed class HarmonizeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-harmonize-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Fit_on_training_rows_apply_to_all_and_report()
    {
        var table = Write("all.tsv", 0, 180);
        var (code, said, error) = await PialLine.Run("harmonize", "fit", table, "--batch", "site", "--keep", "age", "sex", "--split",
            "split", "-o", In("combat.json"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("combat: 4 columns, 3 sites, fitted on 120 of 180 rows (split = train)", said, StringComparison.Ordinal);
        Assert.Contains("Kept: age, sex. Do not predict any of these from the result.", said, StringComparison.Ordinal);
        var applied = await PialLine.Run("harmonize", "apply", table, In("combat.json"), "-o", In("out.csv"), "--report", In("out.html"));
        Assert.Equal((0, ""), (applied.Code, applied.Error));
        using var sidecar = JsonDocument.Parse(await File.ReadAllTextAsync(In("out.json")));
        Assert.Equal(120, sidecar.RootElement.GetProperty("FittedOn").GetProperty("ids").GetArrayLength());
        Assert.Equal("age", sidecar.RootElement.GetProperty("KeptColumns")[0].GetString());
        var page = await File.ReadAllTextAsync(In("out.html"));
        Assert.Contains("60</b><span>people new to the fit", page, StringComparison.Ordinal);
        Assert.Contains("Random forest", page, StringComparison.Ordinal);
        Assert.Contains("must not be predicted from this table", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.Equal(2, (await PialLine.Run("harmonize", "apply", table, In("combat.json"), "-o", In("out.csv"))).Code);
    }

    [Fact]
    public async Task A_leak_is_refused()
    {
        var table = Write("all.tsv", 0, 180);
        Assert.Contains("--split split", await Refused("harmonize", "fit", table, "--batch", "site", "-o", In("m.json")),
            StringComparison.Ordinal);
        Assert.Equal(0, (await PialLine.Run("harmonize", "fit", table, "--batch", "site", "--all-rows", "-o", In("m.json"))).Code);
        Assert.Contains("60 subjects", await Refused("harmonize", "apply", table, In("m.json"), "-o", In("x.tsv")),
            StringComparison.Ordinal);
        Assert.False(File.Exists(In("x.tsv")));
    }

    [Fact]
    public async Task New_sites_are_refused_or_learned_from_controls()
    {
        Assert.Equal(0, (await PialLine.Run("harmonize", "fit", Write("a.tsv", 0, 90), "--batch", "site", "--keep", "sex", "--all-rows",
            "-o", In("m.json"))).Code);
        var other = Write("b.tsv", 200, 260, site: "Rome");
        Assert.Contains("does not know site 'Rome' (60 rows)", await Refused("harmonize", "apply", other, In("m.json"), "-o", In("x.tsv")),
            StringComparison.Ordinal);
        Assert.Contains("is of --new-site learn",
            await Refused("harmonize", "apply", other, In("m.json"), "-o", In("x.tsv"), "--learn-from", "group=control"),
            StringComparison.Ordinal);
        Assert.Contains("has no column 'grup'",
            await Refused("harmonize", "apply", other, In("m.json"), "-o", In("x.tsv"), "--new-site", "learn", "--learn-from",
            "grup=control"), StringComparison.Ordinal);
        var (code, said, _) = await PialLine.Run("harmonize", "apply", other, In("m.json"), "-o", In("x.tsv"), "--new-site", "learn",
            "--learn-from", "group=control");
        Assert.Equal(0, code);
        Assert.Contains("site 'Rome' was new and was learned from 30 people here, who count as seen", said, StringComparison.Ordinal);
        using var sidecar = JsonDocument.Parse(await File.ReadAllTextAsync(In("x.json")));
        Assert.Equal(120, sidecar.RootElement.GetProperty("FittedOn").GetProperty("subjects").GetInt32());
    }

    [Theory]
    [InlineData("--smooth-range|9", "write the ends as LOW..HIGH")]
    [InlineData("--columns|nowhere*", "has no column of numbers 'nowhere*'")]
    [InlineData("--keep|site", "is the site itself")]
    [InlineData("--reference|Oslo", "no training row is of the reference site 'Oslo'")]
    public async Task Bad_options_are_one_line(string options, string message) =>
        Assert.Contains(message,
            await Refused(["harmonize", "fit", Write("a.tsv", 0, 90), "--batch", "site", "--all-rows", "-o", In("m.json"),
            .. options.Split('|')]), StringComparison.Ordinal);

    private static async Task<string> Refused(params string[] line)
    {
        var (code, _, error) = await PialLine.Run(line);
        Assert.Equal(2, code);
        Assert.Single(error.TrimEnd().Split('\n'));
        return error;
    }

    private string In(string name) => Path.Combine(folder, name);

    private string Write(string name, int from, int to, string? site = null)
    {
        var text = new StringBuilder("participant_id\tsite\tage\tsex\tgroup\tsplit\tlh_thickness\trh_thickness\tlh_volume\trh_volume\n");
        for (var n = from; n < to; n++)
        {
            var random = new Random(n);
            var (own, age, male) = (n % 3, 20 + random.Next(50), random.Next(2) == 1);
            string Measure(double level) =>
                (level + (own * 0.4) - (0.004 * age) + (male ? 0.05 : 0) + (0.2 * (own + 1) * (random.NextDouble() - 0.5)))
                .ToString("0.0000", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture,
                $"sub-{n:000}\t{site ?? "ABC"[own].ToString()}\t{age}\t{(male ? "M" : "F")}\t{(n % 2 == 0 ? "control" : "case")}\t" +
                    $"{(n % 9 < 6 ? "train" : "test")}\t{Measure(2.5)}\t{Measure(2.6)}\t{Measure(4)}\t{Measure(4.1)}\n");
        }

        File.WriteAllText(In(name), text.ToString());
        return In(name);
    }
}

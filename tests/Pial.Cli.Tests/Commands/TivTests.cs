using System.Text;
using System.Text.Json;

namespace Pial.Cli.Tests.Commands;

public sealed class TivTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-tiv-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Fit_on_training_rows_and_apply()
    {
        var table = Write("all.tsv", 0, 40);
        var (code, said, error) = await PialLine.Run("tiv", "fit", table, "--split", "split", "-o", In("tiv.json"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("1 columns by TIV, fitted on 30 of 40 subjects (split = train)", said, StringComparison.Ordinal);
        Assert.Contains("memory", said, StringComparison.Ordinal); // a number that is no volume is named
        using var model = JsonDocument.Parse(await File.ReadAllTextAsync(In("tiv.json")));
        Assert.Equal(30, model.RootElement.GetProperty("fittedOn").GetProperty("ids").GetArrayLength());
        Assert.Equal((0, ""), Without(await PialLine.Run("tiv", "apply", table, In("tiv.json"), "-o", In("out.csv"))));
        var lines = await File.ReadAllLinesAsync(In("out.csv"));
        Assert.Equal(41, lines.Length);
        Assert.Equal("participant_id,split,sex,TIV,hippocampus_volume,memory", lines[0]);
        using var sidecar = JsonDocument.Parse(await File.ReadAllTextAsync(In("out.json")));
        Assert.Equal((40, 6, 30), (Int(sidecar, "Rows"), Int(sidecar, "Columns"), Int(sidecar, "SubjectsSeenByFit")));
        Assert.Equal(30, sidecar.RootElement.GetProperty("FittedOn").GetProperty("ids").GetArrayLength());
        var audited = await PialLine.Run("benchmark", "audit", In("out.csv"), Write("tested.tsv", 29, 33));
        Assert.Equal(1, audited.Code);
        Assert.Equal(2, (await PialLine.Run("tiv", "apply", table, In("tiv.json"), "-o", In("out.csv"))).Code);
        // its JSON would replace the model
        Assert.Equal(2, (await PialLine.Run("tiv", "apply", table, In("tiv.json"), "-o", In("tiv.tsv"))).Code);
    }

    [Fact]
    public async Task A_planted_leak_is_refused_everywhere()
    {
        var (table, test, train) = (Write("all.tsv", 0, 40), Write("test.tsv", 30, 40), Write("train.tsv", 0, 30));
        var ids = In("test.txt");
        await File.WriteAllLinesAsync(ids, Enumerable.Range(30, 10).Select(n => $"{n:00}")); // without sub-
        Assert.Contains("--split split", (await Refused("tiv", "fit", table, "-o", In("m.json"))), StringComparison.Ordinal);
        Assert.Contains("Leak", await Refused("tiv", "fit", table, "--all-rows", "--test-ids", ids, "-o", In("m.json")),
            StringComparison.Ordinal);
        Assert.False(File.Exists(In("m.json")));

        Assert.Equal(0, (await PialLine.Run("tiv", "fit", table, "--all-rows", "-o", In("leaky.json"))).Code);
        Assert.Contains("10 subjects", await Refused("tiv", "apply", table, In("leaky.json"), "-o", In("x.tsv")), StringComparison.Ordinal);
        Assert.Contains("10 subjects", await Refused("tiv", "apply", test, In("leaky.json"), "-o", In("x.tsv")), StringComparison.Ordinal);
        var plain = NoSplit(test);
        Assert.Contains("Leak", await Refused("tiv", "apply", plain, In("leaky.json"), "--test-ids", ids, "-o", In("x.tsv")),
            StringComparison.Ordinal);

        // One training subject among the test subjects, and nothing that says who is who.
        Assert.Equal(0, (await PialLine.Run("tiv", "fit", NoSplit(train), "-o", In("m.json"))).Code);
        var planted = NoSplit(Write("planted.tsv", 29, 40));
        Assert.Contains("sub-29", await Refused("tiv", "apply", planted, In("m.json"), "-o", In("x.tsv")), StringComparison.Ordinal);
        Assert.False(File.Exists(In("x.tsv")));
        var (code, _, error) = await PialLine.Run("tiv", "apply", planted, In("m.json"), "-o", In("x.tsv"), "--allow-leak");
        Assert.Equal(0, code);
        Assert.Contains("warning", error, StringComparison.Ordinal);
        using var sidecar = JsonDocument.Parse(await File.ReadAllTextAsync(In("x.json")));
        Assert.Equal("sub-29", sidecar.RootElement.GetProperty("HeldOutSubjectsSeenByFit")[0].GetString());
        Assert.Equal(0, (await PialLine.Run("tiv", "apply", plain, In("m.json"), "-o", In("y.tsv"))).Code);
    }

    [Fact]
    public async Task Bad_input_is_one_line()
    {
        var table = Write("all.tsv", 0, 40);
        Assert.Contains("does not exist", await Refused("tiv", "fit", In("none.tsv"), "-o", In("m.json")), StringComparison.Ordinal);
        await File.WriteAllTextAsync(In("twice.tsv"), "id\tTIV\tv_volume\na\t1\t2\na\t1\t2\n");
        Assert.Contains("2 times", await Refused("tiv", "fit", In("twice.tsv"), "-o", In("m.json")), StringComparison.Ordinal);
        Assert.Contains("no column", await Refused("tiv", "fit", table, "--tiv", "ICV", "--all-rows", "-o", In("m.json")),
            StringComparison.Ordinal);
        Assert.Contains("cannot be used", await Refused("tiv", "apply", table, table, "-o", In("o.tsv")), StringComparison.Ordinal);
        Assert.Contains("give one", await Refused("tiv", "fit", table, "--split", "split", "--all-rows", "-o", In("m.json")),
            StringComparison.Ordinal);
        Assert.Equal(0,
            (await PialLine.Run("tiv", "fit", table, "--split", "split", "--by", "sex", "--method", "power", "-o", In("m.json"),
                "--json")).Code);
        await File.WriteAllTextAsync(In("unseen.tsv"),
            (await File.ReadAllTextAsync(table)).Replace("\tM\t", "\tX\t", StringComparison.Ordinal));
        Assert.Contains("'X'", await Refused("tiv", "apply", In("unseen.tsv"), In("m.json"), "-o", In("o.tsv")), StringComparison.Ordinal);
    }

    private static (int Code, string Error) Without((int Code, string Out, string Error) run) => (run.Code, run.Error);

    private static int Int(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetInt32();

    private static async Task<string> Refused(params string[] line)
    {
        var (code, _, error) = await PialLine.Run(line);
        Assert.Equal(2, code);
        Assert.Single(error.TrimEnd().Split('\n'));
        return error;
    }

    private string In(string name) => Path.Combine(folder, name);

    private string NoSplit(string table)
    {
        var path = In("plain-" + Path.GetFileName(table));
        File.WriteAllLines(path, File.ReadAllLines(table).Select(l => string.Join('\t', l.Split('\t').Where((_, n) => n != 1))));
        return path;
    }

    private string Write(string name, int from, int to)
    {
        var text = new StringBuilder("participant_id\tsplit\tsex\tTIV\thippocampus_volume\tmemory\n");
        for (var n = from; n < to; n++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"sub-{n:00}\t{(n < 30 ? "train" : "test")}\t{(n % 2 == 0 ? "F" : "M")}\t{1400000 + (n * 37 % 23 * 9000)}\t" +
                    $"{3000 + (n * 37 % 23 * 18) + (n % 5)}\t{n}\n");
        File.WriteAllText(In(name), text.ToString());
        return In(name);
    }
}

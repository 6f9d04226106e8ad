using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Pial.Cli.Tests.Commands;

/// <summary>From the command line to a signed eval: a hub is opened, a participant gets a token and sends, the eval is verified.</summary>
public sealed partial class ServeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-serve-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_hub_evaluates_what_is_sent_and_its_eval_is_verified_offline()
    {
        Hub();
        var (code, token, _) = await PialLine.Run("serve", "token", "add", "pat", folder);
        Assert.Equal((0, 44), (code, token.Length));
        using var end = new CancellationTokenSource();
        var said = new StringWriter();
        var output = TextWriter.Synchronized(said);
        var server = PialApp.Run(["serve", folder, "--port", "0"], output, output, end.Token);
        using var client = new HttpClient
        {
            BaseAddress = await Address(server, () =>
            {
                lock (output) return said.ToString(); // what a synchronised writer locks
            }),
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        var rows = Enumerable.Range(0, 20).Select(n => $"t{n},{n + 41}");
        using var predictions = new StringContent($"participant_id,prediction\n{string.Join('\n', rows)}\n");
        Assert.Equal(202, (int)(await client.PostAsync("/tasks/age/submissions?model=mine", predictions)).StatusCode);
        for (var n = 0; n < 12_000 && (await client.GetAsync("/evals/1")).StatusCode != System.Net.HttpStatusCode.OK; n++)
            await Task.Delay(50);
        var (eval, key) = (Path.Combine(folder, "eval.yaml"), (await client.GetStringAsync("/key")).Trim());
        var text = await client.GetStringAsync("/evals/1");
        await File.WriteAllTextAsync(eval, text);

        Assert.Equal(0, (await PialLine.Run("serve", "backup", folder, "-o", Path.Combine(folder, "copy.db"))).Code);
        Assert.Contains("pat.mine", (await PialLine.Run("benchmark", "verify", eval, "--key", key)).Out, StringComparison.Ordinal);
        var (other, told, _) = await PialLine.Run("benchmark", "verify", eval, "--key", key, "--predictions",
            Path.Combine(folder, "tasks", "age.csv"));
        Assert.Equal(1, other);
        Assert.Contains("about another file", told, StringComparison.Ordinal);
        Assert.Contains("MAE: 1", text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(eval, text.Replace("MAE: 1", "MAE: 0", StringComparison.Ordinal));
        Assert.Equal(1, (await PialLine.Run("benchmark", "verify", eval, "--key", key)).Code);
        Assert.Equal(0, (await PialLine.Run("benchmark", "validate", eval)).Code);
        await end.CancelAsync();
        Assert.Equal(0, await server);
    }

    [Fact]
    public async Task What_cannot_be_served_is_said_in_a_line()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "not Pial's; an empty folder would be served");
        var (code, _, error) = await PialLine.Run("serve", folder);
        Assert.Equal(2, code);
        Assert.Contains("holds neither subjects", error, StringComparison.Ordinal);
        Assert.Equal(2, (await PialLine.Run("serve", Path.Combine(folder, "none"))).Code);
        Assert.Equal(2, (await PialLine.Run("serve", folder, "--port", "70000")).Code);
        Assert.Equal(2, (await PialLine.Run("serve", "token", "add", "pat", folder)).Code);
        Assert.Equal(2, (await PialLine.Run("serve", "backup", folder, "-o", Path.Combine(folder, "copy.db"))).Code);
        Hub();
        Assert.Equal(2, (await PialLine.Run("serve", folder, "--host", "my-house")).Code);
        Assert.Equal(2, (await PialLine.Run("serve", "token", "add", "pat", folder, "--role", "king")).Code);
    }

    private static async Task<Uri> Address(Task<int> server, Func<string> output)
    {
        for (var n = 0; n < 12_000 && !server.IsCompleted; n++)
        {
            if (Printed().Match(output()) is { Success: true } printed) return new(printed.Value);
            await Task.Delay(50);
        }

        throw new InvalidOperationException($"The server did not start: {output()}");
    }

    private void Hub()
    {
        var tasks = Directory.CreateDirectory(Path.Combine(folder, "tasks")).FullName;
        var rows = Enumerable.Range(0, 20).SelectMany(n => new[] { $"r{n},{n + 30},{n % 7},train", $"t{n},{n + 40},{n % 5},test" });
        File.WriteAllText(Path.Combine(tasks, "age.csv"), $"participant_id,age,volume,part\n{string.Join('\n', rows)}\n");
        File.WriteAllText(Path.Combine(tasks, "age.yaml"), """
            benchmark_id: BM-AGE
            name: Age
            version: "1.0.0"
            health_domain: Neurology
            health_topic: Ageing
            ai_task: Regression
            input_modality: sMRI
            output_type: Number
            metrics: {primary: MAE}
            task: {kind: regression, data: age.csv, target: age, split: {scheme: column, column: part}, bootstrap: 200}
            """);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/", RegexOptions.None, 1000)]
    private static partial Regex Printed();
}

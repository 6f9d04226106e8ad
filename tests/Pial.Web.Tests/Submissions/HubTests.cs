using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Pial.Hub.Evaluation;
using Pial.Hub.Reports;
using Pial.Hub.Suites;
using Pial.Web.Store;

namespace Pial.Web.Tests.Submissions;

public sealed class HubTests
{
    [Fact]
    public async Task A_submission_has_the_digits_of_the_command_and_a_signature_that_holds_to_the_last_byte()
    {
        await using var served = await Served.Start();
        using var pat = await served.Someone("pat", "participant");
        var text = Served.Predictions(n => 41.5 + (n * 0.9) + (n % 3 * 0.125));
        var ended = await Ended(pat, await Send(pat, text));
        Assert.Equal("done", (string?)ended["state"]);

        var file = Path.Combine(served.Folder, "pat.model.csv");
        File.WriteAllText(file, text);
        var run = BenchmarkRun.Execute(BenchmarkCatalog.Load(Path.Combine(served.Folder, "tasks", "age.yaml")),
            new() { Model = file, Date = DateTime.UtcNow, Baselines = false });
        foreach (var (name, value) in run.Candidate.Metrics)
        {
            Assert.Equal(value, (double)ended["figures"]![name]!["value"]!);
            Assert.Equal(run.Candidate.Confidence[name].Low, (double)ended["figures"]![name]!["low"]!);
        }

        var key = await pat.GetStringAsync("/key");
        var eval = await pat.GetByteArrayAsync($"/evals/{ended["id"]}");
        var block = (await pat.GetStringAsync($"/evals/{ended["id"]}/fmbench.md")).Split('\n');
        Assert.Equal(("```yaml", "```", ""), (block[0], block[^2], block[^1]));
        Assert.Contains(block, l => l.StartsWith("eval_id: ", StringComparison.Ordinal));
        Assert.DoesNotContain(block, l => l.StartsWith("signature", StringComparison.Ordinal));
        var path = Path.Combine(served.Folder, "eval.yaml");
        File.WriteAllBytes(path, eval);
        var signed = SignedEval.Read(path, key)!;
        Assert.Equal("pat", signed.By);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))), signed.Sha256);
        Assert.Null(SignedEval.Read(path, SigningKey.Create().Public));
        for (var at = 0; at < eval.Length - 60; at += 37)
        {
            var changed = (byte[])eval.Clone();
            changed[at] ^= 1;
            File.WriteAllBytes(path, changed);
            Assert.Null(Refused(path, key));
        }
    }

    [Theory]
    [InlineData("nan", "'prediction' of t03 is 'NaN'")]
    [InlineData("word", "'prediction' of t03 is 'old'")]
    [InlineData("missing", "no prediction for 1 of 20 tested subjects: t19")]
    [InlineData("twice", "has t00 twice")]
    [InlineData("foreign", "1 unknown subject: nobody")]
    [InlineData("training", "not tested (they are for training): r00")]
    [InlineData("column", "has no column 'prediction'")]
    [InlineData("text", "has no rows")]
    public async Task What_cannot_be_scored_is_one_sentence_for_its_owner_alone(string how, string said)
    {
        await using var served = await Served.Start();
        using var pat = await served.Someone("pat", "participant");
        using var eve = await served.Someone("eve", "participant");
        var good = Served.Predictions(n => 50);
        var text = how switch
        {
            "nan" => good.Replace("t03,50", "t03,NaN", StringComparison.Ordinal),
            "word" => good.Replace("t03,50", "t03,old", StringComparison.Ordinal),
            "missing" => good.Replace("t19,50\n", "", StringComparison.Ordinal),
            "twice" => good + "t00,50\n",
            "foreign" => good + "nobody,50\n",
            "training" => good + "r00,50\n",
            "column" => good.Replace("prediction", "age", StringComparison.Ordinal),
            _ => "this is not a table",
        };
        var ended = await Ended(pat, await Send(pat, text));
        Assert.Equal("failed", (string?)ended["state"]);
        Assert.Contains(said, (string?)ended["said"], StringComparison.Ordinal);
        Assert.DoesNotContain(served.Folder, (string?)ended["said"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.GetAsync($"/submissions/{ended["id"]}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.GetAsync($"/evals/{ended["id"]}")).StatusCode);
        Assert.DoesNotContain("pat", await eve.GetStringAsync("/submissions"), StringComparison.Ordinal);
        Assert.DoesNotContain("<th>pat</th>", await eve.GetStringAsync("/tasks/age"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_board_has_the_best_of_each_and_no_label_is_on_any_page()
    {
        await using var served = await Served.Start();
        using var pat = await served.Someone("pat", "participant");
        using var eve = await served.Someone("eve", "participant");
        foreach (var (who, error) in new[] { (pat, 5.0), (pat, 2.0), (eve, 3.0) })
            await Ended(who, await Send(who, Served.Predictions(n => 40 + n + error)));
        var board = await eve.GetStringAsync("/tasks/age");
        Assert.Matches("(?s)<th>pat</th><td>model</td><td class=\"n\">2<.*<th>eve</th><td>model</td><td class=\"n\">3<", board);
        Assert.Contains("Age &lt;of&gt; volunteers", board, StringComparison.Ordinal);
        Assert.DoesNotMatch("<th>pat</th><td>model</td><td class=\"n\">5<", board);
        Assert.DoesNotContain(Served.Secret, board, StringComparison.Ordinal);
        var template = (await eve.GetStringAsync("/tasks/age/template.csv")).Split('\n');
        Assert.Equal(["participant_id,prediction", "t00,", "t01,"], template.Take(3));
        Assert.Equal(22, template.Length);
    }

    [Fact]
    public async Task The_board_shows_what_the_baselines_reach()
    {
        await using var served = await Served.Start();
        using var pat = await served.Someone("pat", "participant");
        for (var n = 0; n < 12_000; n++)
        {
            if ((await pat.GetStringAsync("/tasks/age")).Contains("<th>baseline</th>", StringComparison.Ordinal)) break;
            await Task.Delay(50);
        }

        var task = BenchmarkCatalog.Load(Path.Combine(served.Folder, "tasks", "age.yaml"));
        var run = BenchmarkRun.Execute(task, new() { Date = DateTime.UtcNow });
        var mean = FormattableString.Invariant($"{run.Entries.Single(e => e.Id == "mean").Metrics["MAE"]:0.####}");
        Assert.Matches($"<th>baseline</th><td>mean</td><td class=\"n\">{mean}<", await pat.GetStringAsync("/tasks/age"));
    }

    [Fact]
    public async Task A_day_has_a_limit_that_failures_and_the_same_file_again_do_not_count_against()
    {
        await using var served = await Served.Start(perDay: 2);
        using var pat = await served.Someone("pat", "participant");
        var first = await Send(pat, Served.Predictions(n => 1));
        Assert.Equal(first, await Send(pat, Served.Predictions(n => 1)));
        await Ended(pat, await Send(pat, "participant_id,prediction\nt00,1\n"));
        await Send(pat, Served.Predictions(n => 2));
        var answer = await pat.PostAsync("/tasks/age/submissions?model=model", Served.Csv(Served.Predictions(n => 3)));
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Contains("after midnight", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_table_or_too_large_is_refused_before_it_is_kept()
    {
        await using var served = await Served.Start();
        using var pat = served.Script("pat", "participant");
        foreach (var (model, body) in new[] { ("m", ""), ("m", "PK\0\0"), ("..%2Fx", "a") })
        {
            var answer = await pat.PostAsync($"/tasks/age/submissions?model={model}", Served.Csv(body));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        }

        using var large = new ByteArrayContent(new byte[(32 << 20) + 1]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/tasks/age/submissions?model=m") { Content = large };
        request.Headers.ExpectContinue = true; // told before it is sent
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await pat.SendAsync(request)).StatusCode);
        Assert.Contains("Nothing was sent yet", await pat.GetStringAsync("/submissions"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(Database.FolderOf(served.Folder), "work", "incoming")));
    }

    [Fact]
    public async Task What_was_being_evaluated_when_the_server_ended_is_evaluated_once_after_it()
    {
        await using var served = await Served.Start();
        using (var pat = await served.Someone("pat", "participant"))
            await Ended(pat, await Send(pat, Served.Predictions(n => 50)));
        await served.Stop();
        // As a kill leaves it: taken, and nothing found.
        Database.Open(served.Folder).Write(o =>
        {
            Sql.Run(o, "DELETE FROM evaluations");
            Sql.Run(o, "UPDATE submissions SET state = 'evaluating'");
        });
        await served.Run();
        using var again = await served.Someone("pat", "participant");
        Assert.Equal("done", (string?)(await Ended(again, 1))["state"]);
        Assert.Equal(1, Database.Open(served.Folder).Read(o => Sql.One<long>(o, "SELECT count(*) FROM evaluations")));
    }

    [Fact]
    public async Task A_folder_has_one_server()
    {
        await using var served = await Served.Start();
        var e = await Assert.ThrowsAsync<Pipelines.InputException>(() => WebServer.Start(new() { Folder = served.Folder }));
        Assert.Contains("served already", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_that_are_gone_are_the_owners_to_know_of()
    {
        await using var served = await Served.Start();
        using var pat = await served.Someone("pat", "participant");
        File.Delete(Path.Combine(served.Folder, "tasks", "labels.csv"));
        var ended = await Ended(pat, await Send(pat, Served.Predictions(n => 50)));
        Assert.Contains("Ask the one who runs it", (string?)ended["said"], StringComparison.Ordinal);
        Assert.Contains(served.Log, l => l.Contains("labels.csv", StringComparison.Ordinal));
    }

    private static SignedEval? Refused(string path, string key)
    {
        try
        {
            return SignedEval.Read(path, key);
        }
        catch (Pipelines.InputException)
        {
            return null; // the last line is no signature any more
        }
    }

    private static async Task<long> Send(HttpClient client, string text)
    {
        var answer = await client.PostAsync("/tasks/age/submissions?model=model", Served.Csv(text));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (long)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
    }

    private static async Task<JsonNode> Ended(HttpClient client, long id)
    {
        for (var n = 0; n < 12_000; n++)
        {
            var now = (await client.GetFromJsonAsync<JsonNode>($"/submissions/{id}"))!;
            if ((string?)now["state"] is "done" or "failed") return now;
            await Task.Delay(50);
        }

        throw new TimeoutException("The submission was not evaluated in 10 minutes.");
    }
}

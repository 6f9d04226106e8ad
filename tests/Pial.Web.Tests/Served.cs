using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Pial.Web.Runs;

namespace Pial.Web.Tests;

/// <summary>A served folder of two scans and a task, and browsers that are signed in to it.</summary>
internal sealed partial class Served : IAsyncDisposable
{
    public const string Secret = "label-that-nobody-sees-87.5";
    private WebServer server = null!;

    private Served(string folder) => Folder = folder;

    public string Folder { get; }

    public List<string> Log { get; } = [];

    public Uri Address => server.Address;

    public Uri Link => server.Link;

    /// <summary>What runs scans; null for the real one.</summary>
    public HeadEngine? Engine { get; set; }

    public static async Task<Served> Start(bool hub = true, int perDay = 10, HeadEngine? engine = null)
    {
        var served = new Served(Directory.CreateTempSubdirectory("pial-web-").FullName) { Engine = engine };
        served.Fill(hub);
        await served.Run(perDay);
        return served;
    }

    public async Task Run(int perDay = 10) => server = await WebServer.Start(new()
    {
        Folder = Folder,
        Owner = "owner",
        PerDay = perDay,
        Engine = Engine,
        Log = line => { lock (Log) Log.Add(line); },
    });

    public async Task Stop() => await server.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A browser nobody let in.</summary>
    public HttpClient Stranger() =>
        new(new SocketsHttpHandler { CookieContainer = new(), AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>A browser of the one who started the server.</summary>
    public async Task<HttpClient> Owner()
    {
        var client = Stranger();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Link)).StatusCode);
        await Prepare(client);
        return client;
    }

    /// <summary>A browser of somebody with a token.</summary>
    public async Task<HttpClient> Someone(string name, string role)
    {
        var token = ServeAdmin.AddToken(Folder, name, role);
        var client = Stranger();
        Writes(client, "sign-in");
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/sign-in", new { value = token })).StatusCode);
        await Prepare(client);
        return client;
    }

    /// <summary>A script with a token and no browser.</summary>
    public HttpClient Script(string name, string role)
    {
        var client = Stranger();
        client.DefaultRequestHeaders.Authorization = new("Bearer", ServeAdmin.AddToken(Folder, name, role));
        return client;
    }

    public static StringContent Csv(string text) => new(text, null, "text/csv");

    /// <summary>Ages in order of the tested; the labels of the task are 40 to 59.</summary>
    public static string Predictions(Func<int, double> age)
    {
        var rows = Enumerable.Range(0, 20).Select(n => FormattableString.Invariant($"t{n:00},{age(n)}"));
        return $"participant_id,prediction\n{string.Join('\n', rows)}\n";
    }

    // The page says what its script must send with a write.
    private async Task Prepare(HttpClient client)
    {
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        var page = await client.GetStringAsync("/nothing");
        client.DefaultRequestHeaders.Accept.Clear();
        Writes(client, WriteToken().Match(page).Groups[1].Value);
    }

    private void Writes(HttpClient client, string token)
    {
        client.DefaultRequestHeaders.Remove("X-Pial-Write");
        client.DefaultRequestHeaders.Add("X-Pial-Write", token);
        client.DefaultRequestHeaders.Remove("Origin");
        client.DefaultRequestHeaders.Add("Origin", Address.GetLeftPart(UriPartial.Authority));
    }

    private void Fill(bool hub)
    {
        foreach (var subject in new[] { "sub-01", "sub-02" })
        {
            var anat = Directory.CreateDirectory(Path.Combine(Folder, subject, "anat")).FullName;
            foreach (var name in new[] { "desc-brain_mask.nii.gz", "desc-preproc_T1w.nii.gz", "report.html" })
                File.WriteAllText(Path.Combine(anat, $"{subject}_{name}"), $"{subject} {name} 0123456789");
        }

        File.WriteAllText(Path.Combine(Folder, "sub-01", "anat", "secret.txt"), Secret);
        File.WriteAllText(Path.Combine(Folder, "group_quality.tsv"),
            "participant_id\tbids_name\tcjv\tcnr\nsub-01\tsub-01_T1w\t0.5\t3\nsub-02\tsub-02_T1w\t0.4\tn/a\n");
        File.WriteAllText(Path.Combine(Folder, "group_outliers.tsv"),
            "participant_id\tsite\tverdict\trules\treasons\tnot_judged\toutlier_distance\n" +
            "sub-01\t<script>alert(1)</script>\taccept\tn/a\tn/a\tn/a\t0.1\n" +
            "sub-02\tsite B\tcheck\tcjv\tcjv <b>is</b> high\tn/a\t2.5\n");
        if (!hub) return;
        Directory.CreateDirectory(Path.Combine(Folder, "tasks"));
        File.WriteAllText(Path.Combine(Folder, "tasks", "age.yaml"), """
            benchmark_id: BM-AGE
            name: Age <of> volunteers
            version: "1.0.0"
            health_domain: Neurology
            health_topic: Ageing
            ai_task: Regression
            input_modality: sMRI
            output_type: Number
            metrics: {primary: MAE, secondary: [RMSE]}
            task:
              kind: regression
              data: labels.csv
              target: age
              split: {scheme: column, column: part}
              bootstrap: 200
            """);
        var rows = Enumerable.Range(0, 20).Select(n => $"r{n:00},{30 + n},{n % 7},train,{Secret}")
            .Concat(Enumerable.Range(0, 20).Select(n => $"t{n:00},{40 + n},{n % 5},test,{Secret}"));
        File.WriteAllText(Path.Combine(Folder, "tasks", "labels.csv"),
            $"participant_id,age,volume,part,remark\n{string.Join('\n', rows)}\n");
    }

    [GeneratedRegex("name=\"write\" content=\"([0-9a-f]+)\"", RegexOptions.None, 1000)]
    private static partial Regex WriteToken();
}

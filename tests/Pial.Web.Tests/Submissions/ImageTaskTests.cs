using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Hub.Evaluation;
using Pial.Hub.Suites;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Web.Tests.Submissions;

public sealed class ImageTaskTests : IDisposable
{
    private static readonly Grid Grid = new(new(16, 16, 16), Affine.Identity);
    private static readonly string[] Cases = ["c1", "c2", "c3", "c4"];
    private readonly string folder = Directory.CreateTempSubdirectory("pial-images-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Images_have_the_digits_of_the_command_and_a_board()
    {
        await using var served = await Images();
        using var pat = await served.Someone("pat", "participant");
        var page = await pat.GetStringAsync("/tasks/noise");
        Assert.Contains("c1.nii.gz", page, StringComparison.Ordinal);
        Assert.Equal("case\nc1\nc2\nc3\nc4\n", await pat.GetStringAsync("/tasks/noise/template.csv"));
        foreach (var one in Cases)
            Save(Path.Combine(folder, "pat.model", $"{one}_cleaned.nii.gz"), one, 0.25f);
        var ended = await Sent(pat, Zip("pat.model"));
        Assert.Equal("done", (string?)ended["state"]);
        var run = BenchmarkRun.Execute(BenchmarkCatalog.Load(Path.Combine(served.Folder, "tasks", "noise.yaml")),
            new() { Model = Path.Combine(folder, "pat.model"), Date = DateTime.UtcNow, Baselines = false });
        foreach (var (name, value) in run.Candidate.Metrics.Where(m => double.IsFinite(m.Value)))
            Assert.Equal(value, (double)ended["figures"]![name]!["value"]!);
        Assert.Contains("<th>pat</th>", await pat.GetStringAsync("/tasks/noise"), StringComparison.Ordinal);
        Assert.Contains("signature:", await pat.GetStringAsync($"/evals/{ended["id"]}"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(served.Folder, ".pial", "serve", "work", "images")));
    }

    [Fact]
    public async Task What_is_no_image_of_a_case_on_its_grid_is_refused_in_a_sentence()
    {
        await using var served = await Images();
        using var pat = await served.Someone("pat", "participant");
        foreach (var (how, said) in new[]
        {
            ("missing", "no image of 1 of 4 cases: c4"), ("foreign", "c9.nii.gz, which is of no case; cases are called c1, c2, c3, c4"),
            ("grid", "c2.nii.gz (8×8×8"), ("text", "c2.nii.gz"), ("readme", "readme.txt, which is no image"), ("twice", "has c1 2 times"),
            ("zip", "damaged"), ("nan", "a voxel of c3 is NaN"), ("cut", "c4.nii.gz"),
        })
        {
            foreach (var one in Cases)
                Save(Path.Combine(folder, how, $"{one}.nii.gz"), one, 0.5f);
            Spoil(how);
            var zip = Zip(how);
            if (how == "zip") File.WriteAllBytes(zip, File.ReadAllBytes(zip)[10..]);
            var ended = await Sent(pat, zip);
            Assert.Equal("failed", (string?)ended["state"]);
            Assert.Contains(said, (string?)ended["said"], StringComparison.Ordinal);
            Assert.DoesNotContain(served.Folder, (string?)ended["said"], StringComparison.Ordinal);
        }

        Assert.Empty(served.Log);
    }

    [Fact]
    public async Task A_baseline_that_there_is_not_is_the_owners_to_hear_of_before_anybody_sends_something()
    {
        await using var served = await Images();
        await served.Stop();
        var task = Path.Combine(served.Folder, "tasks", "noise.yaml");
        File.WriteAllText(task, File.ReadAllText(task).Replace("[identity]", "[nobody]", StringComparison.Ordinal));
        Assert.Contains("no baseline 'nobody'", (await Assert.ThrowsAsync<InputException>(() => served.Run())).Message,
            StringComparison.Ordinal);
        File.WriteAllText(task, File.ReadAllText(task).Replace("[nobody]", "all", StringComparison.Ordinal));
        await served.Run();
    }

    private static async Task<Served> Images()
    {
        var served = await Served.Start(hub: false);
        await served.Stop();
        Directory.CreateDirectory(Path.Combine(served.Folder, "tasks", "noise"));
        foreach (var one in Cases)
        {
            Save(Path.Combine(served.Folder, "tasks", "noise", $"{one}_noisy.nii.gz"), one, 1);
            Save(Path.Combine(served.Folder, "tasks", "noise", $"{one}_clean.nii.gz"), one, 0);
        }

        File.WriteAllText(Path.Combine(served.Folder, "tasks", "noise.yaml"), """
            benchmark_id: BM-NOISE
            name: Noise
            version: "1.0.0"
            health_domain: Neurology
            health_topic: Noise
            ai_task: Denoising
            input_modality: T1w MRI
            output_type: Image
            metrics: {primary: PSNR}
            task:
              kind: denoising
              data: noise
              images: _noisy.nii.gz
              references: _clean.nii.gz
              baselines: [identity]
              split: {scheme: kfold, folds: 2, seeds: [1]}
              bootstrap: 200
            """);
        await served.Run();
        return served;
    }

    private void Spoil(string how)
    {
        string File(string name) => Path.Combine(folder, how, name);
        switch (how)
        {
            case "missing": System.IO.File.Delete(File("c4.nii.gz")); break;
            case "foreign": System.IO.File.Move(File("c4.nii.gz"), File("c9.nii.gz")); break;
            case "twice": System.IO.File.Copy(File("c1.nii.gz"), File("c1_again.nii.gz")); break;
            case "text": System.IO.File.WriteAllText(File("c2.nii.gz"), "no image"); break;
            case "readme": System.IO.File.WriteAllText(File("readme.txt"), "hello"); break;
            case "grid": ImageFile.Save(File("c2.nii.gz"), Volume.Filled(new Grid(new(8, 8, 8), Affine.Identity), 1f)); break;
            case "nan": ImageFile.Save(File("c3.nii.gz"), Volume.Filled(Grid, float.NaN)); break;
            case "cut": System.IO.File.WriteAllBytes(File("c4.nii.gz"), System.IO.File.ReadAllBytes(File("c4.nii.gz"))[..^200]); break;
            default: break;
        }
    }

    private string Zip(string name)
    {
        var zip = Path.Combine(folder, $"{name}.zip");
        ZipFile.CreateFromDirectory(Path.Combine(folder, name), zip);
        return zip;
    }

    // A bright ball on dark ground, with so much of a wave in it.
    private static void Save(string path, string name, float wave)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ImageFile.Save(path, Volume.Create(Grid, (Shift: name[1] - '0', wave), static (Span<float> v, (int Shift, float Wave) s) =>
        {
            for (var n = 0; n < v.Length; n++)
                v[n] = ((n % 16) + (n / 16 % 16) + (n / 256) > 20 + s.Shift ? 100 : 10) + (s.Wave * 9 * MathF.Sin(n * 1.7f));
        }));
    }

    private static async Task<JsonNode> Sent(HttpClient client, string zip)
    {
        using var body = new ByteArrayContent(await File.ReadAllBytesAsync(zip));
        var answer = await client.PostAsync("/tasks/noise/submissions?model=model", body);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var id = (long)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
        for (var n = 0; n < 2400; n++)
        {
            var now = (await client.GetFromJsonAsync<JsonNode>($"/submissions/{id}"))!;
            if ((string?)now["state"] is "done" or "failed") return now;
            await Task.Delay(50);
        }

        throw new TimeoutException("The submission was not evaluated in two minutes.");
    }
}

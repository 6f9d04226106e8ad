using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Head;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Store;
using Pial.Volumes;
using Pial.Web.Runs;
using Pial.Web.Store;

namespace Pial.Web.Tests.Runs;

public sealed class RunDeskTests : IDisposable
{
    private static readonly Grid Grid = new(new Shape(9, 9, 9), Affine.Identity);
    private readonly string folder = Directory.CreateTempSubdirectory("pial-runs-").FullName;
    private readonly SemaphoreSlim go = new(0);
    private readonly List<HeadRunSetup> run = [];

    public void Dispose()
    {
        go.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_scan_is_run_with_its_stages_told_and_then_lies_in_the_review_desk()
    {
        await using var served = await Served.Start(hub: false, engine: Engine);
        using var rita = await served.Someone("rita", "rater");
        var (status, id) = await Give(rita, "new1", Scan());
        Assert.Equal(HttpStatusCode.Accepted, status);
        await Until(rita, id, "correcting the field");
        Assert.Matches("(?s)running</span> correcting the field … 0 s.*reading.*12 s", await Page(rita, id));
        Assert.Equal((HttpStatusCode.OK, id), await Give(rita, "new1", Scan())); // no answer came: it is sent again
        go.Release();
        await Until(rita, id, "badge done");
        Assert.Contains("href=\"/scans/sub-new1\"", await Page(rita, id), StringComparison.Ordinal);
        Assert.Contains("/scans/sub-new1", await rita.GetStringAsync("/scans"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await rita.GetAsync("/reports/sub-new1")).StatusCode);
        var setup = Assert.Single(run);
        Assert.True(File.Exists(setup.Input));
        Assert.False(Directory.Exists(setup.Work));
        Assert.Empty(served.Log);
    }

    [Fact]
    public async Task What_cannot_be_run_is_refused_in_a_sentence_and_leaves_nothing()
    {
        await using var served = await Served.Start(hub: false, engine: Engine);
        using var owner = await served.Owner();
        using var peter = await served.Someone("peter", "participant");
        Assert.Equal(HttpStatusCode.NotFound, (await Give(peter, "a", Scan())).Status);
        var series = Path.Combine(folder, "series.nii.gz");
        ImageFile.SaveSeries(series, [ImageFile.Load(Scan()).Image, ImageFile.Load(Scan()).Image]);
        var text = Path.Combine(folder, "<b>text.nii");
        await File.WriteAllTextAsync(text, "participant_id,age");
        foreach (var (subject, file, name, expected) in new[]
        {
            ("a", series, "series.nii.gz", "series.nii.gz"), ("a", text, "<b>text.nii", "<b>text.nii: file is text"),
            ("a", text, "head.txt", "no scan by its name"), ("../a", Scan(), "a.nii.gz", "letters and digits"),
            ("01", Scan(), "a.nii.gz", "called sub-01 here already"), ("a", Scan(), "../../etc/a.nii.gz", ""),
        })
        {
            using var body = new StreamContent(File.OpenRead(file));
            var answer = await owner.PostAsync($"/runs?subject={Uri.EscapeDataString(subject)}&file={Uri.EscapeDataString(name)}", body);
            if (expected.Length == 0)
            {
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
                continue;
            }

            Assert.InRange((int)answer.StatusCode, 400, 499);
            var sentence = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!;
            Assert.Contains(expected, sentence, StringComparison.Ordinal);
            Assert.DoesNotContain(served.Folder, sentence, StringComparison.Ordinal);
        }

        var own = Database.FolderOf(served.Folder);
        Assert.Equal(["sub-a_T1w.nii.gz"], Names(Path.Combine(own, "scans")).Where(n => n.StartsWith("sub-", StringComparison.Ordinal)));
        Assert.Empty(Names(Path.Combine(own, "incoming")));
        go.Release();
    }

    [Fact]
    public async Task A_run_is_cancelled_by_who_gave_it_whether_it_waits_or_runs_and_nothing_is_left()
    {
        await using var served = await Served.Start(hub: false, engine: Engine);
        using var rita = await served.Someone("rita", "rater");
        using var ben = await served.Someone("ben", "rater");
        var (_, first) = await Give(rita, "one", Scan());
        var (_, second) = await Give(rita, "two", Scan());
        await Until(rita, first, "correcting the field");
        Assert.Contains("badge waiting", await Page(rita, second), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.PostAsJsonAsync($"/runs/{first}/cancel", new { })).StatusCode);
        foreach (var id in new[] { second, first })
        {
            Assert.Equal(HttpStatusCode.OK, (await rita.PostAsJsonAsync($"/runs/{id}/cancel", new { })).StatusCode);
            Assert.Contains("badge cancelled", await Page(rita, id), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Conflict, (await rita.PostAsJsonAsync($"/runs/{id}/cancel", new { })).StatusCode);
        }

        for (var n = 0; n < 100 && Directory.Exists(Path.Combine(served.Folder, "sub-one")); n++)
            await Task.Delay(50);
        Assert.False(Directory.Exists(Path.Combine(served.Folder, "sub-one")));
        var (status, again) = await Give(rita, "one", Scan());
        Assert.Equal(HttpStatusCode.Accepted, status);
        go.Release();
        await Until(rita, again, "badge done");
        Assert.Equal(2, run.Count);
    }

    [Fact]
    public async Task A_run_goes_on_after_a_restart_in_the_store_it_had_and_fails_when_the_server_never_outlives_it()
    {
        await using var served = await Served.Start(hub: false, engine: Engine);
        var database = Database.Open(served.Folder);
        long id;
        using (var owner = await served.Owner())
        {
            id = (await Give(owner, "one", Scan())).Id;
            await Until(owner, id, "correcting the field");
        }

        await served.Stop();
        Assert.Equal("waiting", database.Read(o => Job.Of(o, id))!.State);
        database.Write(o => Sql.Run(o, "UPDATE jobs SET state = 'running', tries = 1")); // as a kill leaves it
        await served.Run();
        using (var owner = await served.Owner())
        {
            go.Release();
            await Until(owner, id, "badge done");
            Assert.Equal(run[0].Work, run[1].Work);
            await served.Stop();
        }

        database.Write(o => Sql.Run(o, "UPDATE jobs SET state = 'running', tries = 3"));
        await served.Run();
        using var last = await served.Owner();
        Assert.Contains("The server ended each time this ran", await Page(last, id), StringComparison.Ordinal);
        go.Release();
        Assert.Equal(HttpStatusCode.OK, (await last.PostAsJsonAsync($"/runs/{id}/again", new { })).StatusCode);
        await Until(last, id, "badge done");
    }

    [Fact]
    public async Task The_engine_of_the_command_line_runs_it_and_what_it_refuses_is_said()
    {
        await using var served = await Served.Start(hub: false, engine: (setup, heard, cancellation) =>
            JobQueue.Execute(setup with { Options = new() { Stages = [new BrightStage()] } }, heard, cancellation));
        using var owner = await served.Owner();
        var head = Path.Combine(folder, "head.mgz");
        ImageFile.Save(head, Volume.Create(Grid, 0, static (Span<float> v, int _) => v[40..50].Fill(9)));
        var (_, done) = await Give(owner, "bright", head);
        var (_, flat) = await Give(owner, "flat", Scan());
        await Until(owner, done, "badge done");
        await Until(owner, flat, "badge failed");
        Assert.Contains("sub-flat_T1w.nii.gz: every voxel is 1", await Page(owner, flat), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(served.Folder, "sub-flat")));
        var mask = Path.Combine(served.Folder, "sub-bright", "anat", "sub-bright_desc-brain_mask.nii.gz");
        Assert.Equal(10, ImageFile.LoadMask(mask).Span.Count(true));
        Assert.Contains("\"raw\"", File.ReadAllText(Sidecar.PathOf(mask)), StringComparison.Ordinal);
        var source = DatasetDescription.SourceOfDerivatives(served.Folder)!;
        Assert.True(File.Exists(Path.Combine(source, "sub-bright", "anat", "sub-bright_T1w.mgz")));
        Assert.Contains("finding what is bright", await Page(owner, done), StringComparison.Ordinal);
        Assert.Empty(served.Log);
    }

    [Fact]
    public async Task A_corrected_mask_is_kept_beside_the_one_that_was_found_and_the_next_run_goes_on_from_it()
    {
        await using var served = await Served.Start(hub: false, engine: (setup, heard, cancellation) =>
            JobQueue.Execute(setup with { Options = new() { Stages = [new BrightStage()] } }, heard, cancellation));
        using var rita = await served.Someone("rita", "rater");
        using var peter = await served.Someone("peter", "participant");
        var head = Path.Combine(folder, "head.mgz");
        ImageFile.Save(head, Volume.Create(Grid, 0, static (Span<float> v, int _) => v[40..50].Fill(9)));
        await Until(rita, (await Give(rita, "bright", head)).Id, "badge done");
        var anat = Path.Combine(served.Folder, "sub-bright", "anat");
        var found = Path.Combine(anat, "sub-bright_desc-brain_mask.nii.gz");
        var empty = Volume.Create(Grid, 0, static (Span<bool> v, int _) => v.Clear());
        var other = Volume.Create(new Grid(Grid.Shape, Affine.Translation(new(5, 0, 0))), 0, static (Span<bool> v, int _) => v.Fill(true));
        foreach (var (mask, expected) in new[] { (empty, "is empty"), (other, "does not lie on the scan's grid") })
            Assert.Contains(expected, (await Correct(rita, mask)).Said, StringComparison.Ordinal);
        using (var text = new StringContent("no mask"))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await rita.PostAsync("/scans/sub-bright/mask", text)).StatusCode);
        var edit = Volume.Create(Grid, 0, static (Span<bool> v, int _) => v[30..60].Fill(true));
        Assert.Equal(HttpStatusCode.NotFound, (await Correct(peter, edit)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Correct(rita, edit)).Status);
        Assert.Equal(10, ImageFile.LoadMask(found).Span.Count(true));
        Assert.Contains("A correction is kept (rita, ", await rita.GetStringAsync("/scans/sub-bright"), StringComparison.Ordinal);
        var answer = await rita.PostAsJsonAsync("/scans/sub-bright/run", new { });
        await Until(rita, (long)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!, "badge done");
        Assert.Equal(30, ImageFile.LoadMask(found).Span.Count(true));
        var step = Assert.Single(Sidecar.ReadChain(found), s => s.Id == "mask-edit");
        Assert.Equal("rita", step.Parameters.GetProperty("Author").GetString());
        Assert.Contains("and the results are of it", await rita.GetStringAsync("/scans/sub-bright"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await rita.PostAsJsonAsync("/scans/sub-bright/mask/remove", new { })).StatusCode);
        Assert.DoesNotContain(Names(anat), n => n.Contains("edited", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Conflict, (await rita.PostAsJsonAsync("/scans/sub-02/run", new { })).StatusCode);
        Assert.Empty(served.Log);
    }

    [Fact]
    public async Task DICOM_is_made_an_image_by_the_program_that_is_installed()
    {
        if (OperatingSystem.IsWindows()) return;
        var (program, path) = (Path.Combine(folder, "dcm2niix"), Environment.GetEnvironmentVariable("PATH"));
        var volume = Path.Combine(folder, "volume.nii.gz");
        ImageFile.Save(volume, Volume.Create(new Grid(new(32, 32, 32), Affine.Identity), 0, static (Span<float> v, int _) => v.Fill(1)));
        File.WriteAllText(program, $"#!/bin/sh\nls \"${{13}}\" | grep -q 000002.dcm && cp {volume} \"${{12}}/3_MPRAGE.nii.gz\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var zip = Path.Combine(folder, "dicom.zip");
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Create))
            foreach (var name in new[] { "s/1", "s/2" })
                archive.CreateEntry(name);
        await using var served = await Served.Start(hub: false, engine: Engine);
        using var owner = await served.Owner();
        if (DicomSeries.Missing is not null)
            Assert.Equal((HttpStatusCode.UnprocessableEntity, 0), await Give(owner, "dicom", zip));
        try
        {
            Environment.SetEnvironmentVariable("PATH", $"{folder}:{path}");
            var noZip = Path.Combine(folder, "no.zip");
            File.WriteAllText(noZip, "no archive");
            Assert.Equal((HttpStatusCode.UnprocessableEntity, 0), await Give(owner, "none", noZip));
            var (_, id) = await Give(owner, "dicom", zip);
            go.Release();
            await Until(owner, id, "badge done");
            Assert.Equal("sub-dicom_T1w.nii.gz", Path.GetFileName(run[0].Input));
            Assert.Contains("converting DICOM", served.Log.Count == 0 ? await Page(owner, id) : served.Log[0], StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    [Fact]
    public void Of_several_series_the_one_that_is_called_a_T1w_is_taken_and_else_none()
    {
        var image = Volume.Create(new Grid(new(32, 32, 32), Affine.Identity), 0, static (Span<float> v, int _) => v.Fill(1));
        foreach (var name in new[] { "2_FLAIR", "3_t1_mprage" })
            ImageFile.Save(Path.Combine(folder, $"{name}.nii.gz"), image);
        ImageFile.SaveSeries(Path.Combine(folder, "4_T1_bold.nii.gz"), [image, image]);
        Assert.EndsWith("3_t1_mprage.nii.gz", DicomSeries.Choose(folder), StringComparison.Ordinal);
        ImageFile.Save(Path.Combine(folder, "5_T1_again.nii.gz"), image);
        Assert.Contains("3 volumes in this DICOM (2_FLAIR, 3_t1_mprage, 5_T1_again)",
            Assert.Throws<InputException>(() => DicomSeries.Choose(folder)).Message, StringComparison.Ordinal);
    }

    private static string[] Names(string folder) => !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)!)
            .Order(StringComparer.Ordinal)];

    private static async Task<string> Page(HttpClient client, long id) => await client.GetStringAsync($"/runs/{id}");

    private static async Task Until(HttpClient client, long id, string expected)
    {
        for (var n = 0; n < 1200; n++)
        {
            if ((await Page(client, id)).Contains(expected, StringComparison.Ordinal)) return;
            await Task.Delay(50);
        }

        Assert.Fail($"Not there after a minute: {expected}; there is {await Page(client, id)}");
    }

    private static async Task<(HttpStatusCode Status, long Id)> Give(HttpClient client, string subject, string file)
    {
        using var body = new StreamContent(File.OpenRead(file));
        var answer = await client.PostAsync($"/runs?subject={subject}&file={Path.GetFileName(file)}", body);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return (answer.StatusCode, (long?)json["id"] ?? 0);
    }

    private async Task<(HttpStatusCode Status, string Said)> Correct(HttpClient client, Volume<bool> mask)
    {
        var path = Path.Combine(folder, "edit.nii.gz");
        ImageFile.Save(path, mask);
        using var body = new ByteArrayContent(await File.ReadAllBytesAsync(path));
        var answer = await client.PostAsync("/scans/sub-bright/mask", body);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private string Scan()
    {
        var path = Path.Combine(folder, "scan.nii.gz");
        if (!File.Exists(path)) ImageFile.Save(path, Volume.Create(Grid, 0, static (Span<float> v, int _) => v.Fill(1)));
        return path;
    }

    // As the real one writes: a mask early, a report at the end; in between it waits until the test lets it go on.
    private HeadResult Engine(HeadRunSetup setup, IStageListener heard, CancellationToken cancellation)
    {
        lock (run) run.Add(setup);
        var scan = setup.Scans[0];
        var anat = Directory.CreateDirectory(scan.FolderIn(setup.Output)).FullName;
        Directory.CreateDirectory(setup.Work!);
        heard.Finished(new("reading", TimeSpan.FromSeconds(12), false));
        File.Copy(setup.Input, Path.Combine(anat, $"{scan.Name.Prefix}_desc-brain_mask.nii.gz"), overwrite: true);
        heard.Started("correcting the field");
        go.Wait(cancellation);
        heard.Finished(new("correcting the field", TimeSpan.FromSeconds(3), false));
        File.WriteAllText(Path.Combine(anat, $"{scan.Name.Prefix}_report.html"), "report");
        return new(scan.Name.Prefix, anat, null, null, 2, 0);
    }

    private sealed record BrightStep : IStep<Volume<float>, Volume<bool>>
    {
        public string Id => "bright@1";

        public Volume<bool> Run(Volume<float> input, ParallelOptions parallel) => input.Map(static v => v > 4);
    }

    private sealed record Bright(Artifact<Volume<bool>> Mask);

    // A run whose only stage costs nothing; the rest is as it always is.
    private sealed class BrightStage : HeadStage<Bright>
    {
        public override Bright Lay(HeadGraph head) =>
            new(head.Edit ?? head.Runner.Apply("finding what is bright", new BrightStep(), null, head.Raw));

        public override void Write(HeadWork work) => work.Writer.Mask(
            HeadDerivatives.BrainMask.Name([null]), work.Head.Of<Bright>().Mask, "What is bright.", null, ("Type", "Brain"));
    }
}

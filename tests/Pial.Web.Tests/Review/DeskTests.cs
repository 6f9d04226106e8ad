using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Pial.Web.Review;

namespace Pial.Web.Tests.Review;

public sealed class DeskTests
{
    private static object Rated(int quality, string comment = "", params string[] artefacts) =>
        new { quality, artefacts, comment, seconds = 7.25 };

    [Fact]
    public async Task The_grid_has_the_flagged_first_and_names_of_strangers_as_text()
    {
        await using var served = await Served.Start(hub: false);
        using var owner = await served.Owner();
        var page = await owner.GetStringAsync("/scans");
        Assert.True(page.IndexOf("/scans/sub-02", StringComparison.Ordinal) < page.IndexOf("/scans/sub-01", StringComparison.Ordinal));
        var byMeasure = await owner.GetStringAsync("/scans?by=cjv&down=1");
        Assert.Matches("(?s)/scans/sub-01.*/scans/sub-02", byMeasure);
        // What is not defined comes last, whichever way.
        foreach (var down in new[] { 0, 1 })
            Assert.Matches("(?s)/scans/sub-01.*/scans/sub-02", await owner.GetStringAsync($"/scans?by=cnr&down={down}"));
        var scans = await owner.GetStringAsync("/scans/sub-01") + await owner.GetStringAsync("/scans/sub-02");
        Assert.DoesNotContain("<script>alert", scans, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", scans, StringComparison.Ordinal);
        Assert.Contains("cjv &lt;b&gt;is&lt;/b&gt; high", scans, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_sent_whole_or_in_part_and_asked_again_only_when_they_changed()
    {
        await using var served = await Served.Start(hub: false);
        using var owner = await served.Owner();
        const string Address = "/files/sub-01/sub-01_desc-preproc_T1w.nii.gz";
        var whole = await owner.GetAsync(Address);
        Assert.Equal("sub-01 desc-preproc_T1w.nii.gz 0123456789", await whole.Content.ReadAsStringAsync());
        using var part = new HttpRequestMessage(HttpMethod.Get, Address) { Headers = { Range = new RangeHeaderValue(31, 33) } };
        var answer = await owner.SendAsync(part);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("012", await answer.Content.ReadAsStringAsync());
        using var again = new HttpRequestMessage(HttpMethod.Get, Address) { Headers = { IfNoneMatch = { whole.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await owner.SendAsync(again)).StatusCode);
    }

    [Fact]
    public async Task A_link_out_of_the_folder_is_no_file()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var served = await Served.Start(hub: false);
        using var owner = await served.Owner();
        var outside = Path.GetTempFileName();
        File.CreateSymbolicLink(Path.Combine(served.Folder, "sub-01", "anat", "sub-01_dseg.nii.gz"), outside);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync("/files/sub-01/sub-01_dseg.nii.gz")).StatusCode);
        File.Delete(outside);
    }

    [Fact]
    public async Task A_report_runs_apart_from_the_server()
    {
        await using var served = await Served.Start(hub: false);
        using var owner = await served.Owner();
        var answer = await owner.GetAsync("/reports/sub-01");
        Assert.StartsWith("sandbox allow-scripts; default-src 'none';", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_image_has_no_picture_and_is_no_fault_of_the_server()
    {
        await using var served = await Served.Start(hub: false);
        using var owner = await served.Owner();
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync("/thumbnails/sub-01")).StatusCode);
        Assert.Empty(served.Log);
    }

    [Fact]
    public async Task Ratings_are_kept_over_a_restart_and_leave_as_tables_and_as_MRIQCs_JSON()
    {
        await using var served = await Served.Start(hub: false);
        using (var owner = await served.Owner())
        {
            await Ok(owner, "sub-01", Rated(2));
            await Ok(owner, "sub-01", Rated(1, "=HYPERLINK(\"x\")\tand\nmore", "head-motion", "inu"));
            var refused = await owner.PostAsJsonAsync("/scans/sub-01/rating", Rated(3, "", "dust"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }

        await served.Stop();
        await served.Run();
        using var again = await served.Owner();
        var table = (await again.GetStringAsync("/export/ratings.tsv")).Split('\n');
        Assert.Equal("participant_id\tscan\trater\tquality\tartefacts\tcomment\tseconds\trated", table[0]);
        Assert.StartsWith(
            "sub-01\tsub-01\towner\texclude\thead-motion inu\t'=HYPERLINK(\"x\") and more\t7.3\t2", table[1], StringComparison.Ordinal);
        Assert.Equal(3, table.Length);
        var json = JsonNode.Parse(await again.GetStringAsync("/export/mriqc.json"))!.AsArray();
        Assert.Equal("1", (string?)json[0]!["rating"]);
        Assert.Equal("sub-01_T1w", (string?)json[0]!["subject"]);
        var description = JsonNode.Parse(await again.GetStringAsync("/export/ratings.json"))!.AsObject();
        Assert.All(table[0].Split('\t'), c => Assert.NotNull(description[c]!["Description"]));
        var consensus = await again.GetStringAsync("/export/consensus.tsv");
        Assert.Contains("sub-01\tsub-01\texclude\tone rater\t1", consensus, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_reading_is_blind_and_what_is_disputed_waits_for_the_owner()
    {
        await using var served = await Served.Start(hub: false);
        using var owner = await served.Owner();
        using var rita = await served.Someone("rita", "rater");
        await Ok(owner, "sub-01", Rated(1, "moved a lot"));
        await Ok(owner, "sub-02", Rated(4));
        foreach (var address in new[] { "/scans/sub-01", "/scans", "/agreement", "/export/ratings.tsv", "/export/consensus.tsv" })
            Assert.DoesNotMatch("moved a lot|owner:|\towner\t|exclude\t", await rita.GetStringAsync(address));
        await Ok(rita, "sub-01", Rated(3));
        await Ok(rita, "sub-02", Rated(3));
        Assert.Contains("moved a lot", await rita.GetStringAsync("/scans/sub-01"), StringComparison.Ordinal);
        var consensus = await owner.GetStringAsync("/export/consensus.tsv");
        Assert.Contains("sub-01\tsub-01\tn/a\topen\t2", consensus, StringComparison.Ordinal);
        Assert.Contains("sub-02\tsub-02\tacceptable\traters\t2", consensus, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await rita.PostAsJsonAsync("/scans/sub-01/settle", Rated(3))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await owner.PostAsJsonAsync("/scans/sub-01/settle", Rated(1))).StatusCode);
        consensus = await owner.GetStringAsync("/export/consensus.tsv");
        Assert.Contains("sub-01\tsub-01\texclude\tsettled by owner\t2", consensus, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_leads_to_no_file_but_the_scans_own()
    {
        await using var served = await Served.Start(hub: false);
        var folder = new ReviewFolder(served.Folder);
        Assert.Equal(["sub-01", "sub-02"], folder.Index.Scans.Select(s => s.Label));
        Assert.Null(folder.Index["sub-01"]!.FileOf("../secret.txt", served.Folder));
        Assert.Null(folder.Index["sub-01"]!.FileOf("secret.txt", served.Folder));
        Assert.NotNull(folder.Index["sub-01"]!.FileOf("sub-01_report.html", served.Folder));
    }

    private static async Task Ok(HttpClient client, string scan, object rating)
    {
        var answer = await client.PostAsJsonAsync($"/scans/{scan}/rating", rating);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}

using System.Net;
using System.Net.Http.Json;
using Pial.Pipelines;

namespace Pial.Web.Tests.Access;

public sealed class GateTests
{
    private static readonly object Good = new { quality = 3, artefacts = Array.Empty<string>(), comment = "", seconds = 1 };

    [Theory]
    [InlineData("/")]
    [InlineData("/scans")]
    [InlineData("/files/sub-01/sub-01_desc-preproc_T1w.nii.gz")]
    [InlineData("/export/ratings.tsv")]
    [InlineData("/submissions/1")]
    [InlineData("/no-such-page")]
    public async Task Nobody_is_let_in_without_link_or_token(string address)
    {
        await using var served = await Served.Start(hub: false);
        using var stranger = served.Stranger();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task The_link_lets_in_once_with_a_cookie_that_scripts_and_other_sites_do_not_get()
    {
        await using var served = await Served.Start(hub: false);
        using var first = served.Stranger();
        var answer = await first.GetAsync(served.Link);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync("/scans")).StatusCode);
        using var second = served.Stranger();
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.GetAsync(served.Link)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.GetAsync("/scans")).StatusCode);
    }

    [Fact]
    public async Task Every_answer_has_a_policy_without_inline_scripts_and_pages_have_none()
    {
        await using var served = await Served.Start();
        using var owner = await served.Owner();
        foreach (var address in new[] { "/scans", "/scans/sub-01", "/agreement", "/audit", "/runs", "/runs/1", "/tasks", "/tasks/age",
            "/submissions", "/sign-in", "/nothing" })
        {
            var answer = await owner.GetAsync(address);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            var page = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotMatch("<script>|<script [^>]*>[^<]|<style|style=\"| on[a-z]+=\"", page);
        }
    }

    [Theory]
    [InlineData("no header")]
    [InlineData("another page's header")]
    [InlineData("another origin")]
    [InlineData("no origin")]
    public async Task A_write_that_no_page_of_this_server_sent_changes_nothing(string how)
    {
        await using var served = await Served.Start(hub: false);
        using var owner = await served.Owner();
        using var rater = await served.Someone("rita", "rater");
        var headers = owner.DefaultRequestHeaders;
        if (how.Contains("header", StringComparison.Ordinal)) headers.Remove("X-Pial-Write");
        if (how == "another page's header") headers.Add("X-Pial-Write", rater.DefaultRequestHeaders.GetValues("X-Pial-Write").First());
        if (how.Contains("origin", StringComparison.Ordinal)) headers.Remove("Origin");
        if (how == "another origin") headers.Add("Origin", "http://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await owner.PostAsJsonAsync("/scans/sub-01/rating", Good)).StatusCode);
        Assert.DoesNotContain("acceptable", await owner.GetStringAsync("/export/ratings.tsv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_leads_here_by_somebody_elses_DNS_is_refused()
    {
        await using var served = await Served.Start(hub: false);
        using var owner = await served.Owner();
        owner.DefaultRequestHeaders.Host = "evil.example";
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await owner.GetAsync("/scans")).StatusCode);
    }

    [Fact]
    public async Task Who_guesses_waits_and_who_is_in_does_not()
    {
        await using var served = await Served.Start(hub: false);
        using var owner = await served.Owner();
        using var guesser = served.Stranger();
        guesser.DefaultRequestHeaders.Authorization = new("Bearer", new string('x', 43));
        var answers = new List<HttpStatusCode>();
        for (var n = 0; n < 14; n++)
            answers.Add((await guesser.GetAsync("/scans")).StatusCode);
        Assert.Equal(Enumerable.Repeat(HttpStatusCode.Unauthorized, 10), answers.Take(10));
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync("/scans")).StatusCode);
        Assert.Contains("wrong token", await owner.GetStringAsync("/audit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_sees_its_own_part_and_a_token_that_was_taken_away_none()
    {
        await using var served = await Served.Start();
        using var participant = await served.Someone("pat", "participant");
        using var rater = await served.Someone("rita", "rater");
        Assert.Equal(HttpStatusCode.NotFound, (await participant.GetAsync("/scans")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await participant.GetAsync("/files/sub-01/sub-01_desc-preproc_T1w.nii.gz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await participant.GetAsync("/tasks/age")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await rater.GetAsync("/tasks/age")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await rater.GetAsync("/audit")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await rater.GetAsync("/scans")).StatusCode);
        ServeAdmin.RevokeToken(served.Folder, "rita");
        Assert.Equal(HttpStatusCode.Unauthorized, (await rater.GetAsync("/scans")).StatusCode);
        Assert.Throws<InputException>(() => ServeAdmin.RevokeToken(served.Folder, "nobody"));
        Assert.Throws<InputException>(() => ServeAdmin.AddToken(served.Folder, "../up", "rater"));
        Assert.Throws<InputException>(() => ServeAdmin.AddToken(served.Folder, "rita", "king"));
    }

    [Fact]
    public async Task Probing_every_route_gives_no_label_no_file_and_no_fault_of_the_server()
    {
        await using var served = await Served.Start();
        using var pat = await served.Someone("pat", "participant");
        using var rita = await served.Someone("rita", "rater");
        using var stranger = served.Stranger();
        string[] odd = ["..", "..%2f..%2ftasks%2flabels.csv", "....//", "%00", "sub-01%2f..%2f..", "secret.txt", "labels.csv", "age",
            "1", "-1", "99999999999999999999", "sub-01", "' OR 1=1 --", "<script>", new string('a', 3000)];
        string[] routes = ["/scans/{0}", "/thumbnails/{0}", "/files/sub-01/{0}", "/files/{0}/{0}", "/reports/{0}", "/export/{0}",
            "/tasks/{0}",
            "/tasks/{0}/template.csv", "/submissions/{0}", "/evals/{0}", "/assets/{0}", "/{0}", "/scans?by={0}&page={0}&find={0}&down={0}",
            "/enter?link={0}", "/tasks/../../tasks/labels.csv?{0}"];
        foreach (var client in new[] { pat, rita, stranger })
        {
            foreach (var address in routes.SelectMany(r => odd.Select(o => r.Replace("{0}", o, StringComparison.Ordinal))))
            {
                using var answer = await client.GetAsync(address);
                var text = await answer.Content.ReadAsStringAsync();
                Assert.True((int)answer.StatusCode < 500, $"{address}: {answer.StatusCode}");
                Assert.DoesNotContain(Served.Secret, text, StringComparison.Ordinal);
                Assert.DoesNotContain(served.Folder, text, StringComparison.Ordinal);
            }

            foreach (var address in new[] { "/scans/sub-01/rating", "/scans/sub-01/settle", "/scans/sub-09/rating", "/sign-in",
                "/tasks/none/submissions?model=m", "/tasks/age/submissions?model=../x" })
            {
                foreach (var body in new[] { "", "{", "[]", "null", "{\"quality\": 9}", "{\"quality\": \"x\"}", "{\"value\": 3}" })
                {
                    using var answer = await client.PostAsync(address, new StringContent(body));
                    Assert.InRange((int)answer.StatusCode, 400, 499);
                }
            }
        }

        Assert.Empty(served.Log);
    }

    [Fact]
    public async Task Licences_of_what_pages_load_are_read_by_anybody()
    {
        await using var served = await Served.Start(hub: false);
        using var stranger = served.Stranger();
        Assert.Contains("BSD 2-Clause License", await stranger.GetStringAsync("/assets/notice.txt"), StringComparison.Ordinal);
        Assert.Contains("/assets/notice.txt?v=", await stranger.GetStringAsync("/sign-in"), StringComparison.Ordinal);
    }
}

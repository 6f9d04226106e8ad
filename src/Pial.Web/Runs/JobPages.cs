using System.Globalization;
using Pial.Pipelines.Bids;
using Pial.Web.Access;
using Pial.Web.Pages;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Web.Runs;

/// <summary>The run desk's pages: where a scan is given and what was, and one run.</summary>
internal static class JobPages
{
    /// <summary>All runs.</summary>
    public static WebPage All(Site site, Visit visit, IReadOnlyList<Job> jobs)
    {
        var page = site.Page("Run", "drop", visit);
        page.Add($"""
            <section><form id="drop" class="drop" data-most="{JobRoutes.MostBytes}"><p class="lead">Drop a scan here: NIfTI, MGZ, or a folder or ZIP of DICOM. Or choose
            <label class="file">a file <input name="scan" type="file" accept="{string.Join(',', JobRoutes.Endings)},.gz"></label> <label class="file">a folder <input name="folder" type="file" webkitdirectory></label></p><p id="dropped" role="status"></p>
            <p><label>Subject <input name="subject" required maxlength="40" pattern="[A-Za-z0-9]+" size="14" autocomplete="off"></label>
            <label>Contrast <select name="contrast">{WebPage.Each(ContrastName.All.Where(ContrastName.StandsAlone), c => $"<option>{c}</option>")}</select></label>
            <label><input type="checkbox" name="surfaces">surfaces of the cortex, too</label> <button>Run</button></p></form>
            {(DicomSeries.Missing is { } missing ? WebPage.Html($"<p class=\"lead\">{missing}</p>") : new(""))}</section>
            """);
        if (jobs.Count == 0) return page;
        return page.Add($"""
            <section><h2>Runs</h2><div class="wide"><table><thead><tr><th class="n">No.</th><th>Scan</th><th>File</th><th>Who</th><th>State</th><th class="n">Received (UTC)</th></tr></thead><tbody>
            {WebPage.Each(jobs, j => $"<tr><td class=\"n\"><a href=\"/runs/{j.Id}\">{j.Id}</a></td><th>{j.Scan}</th><td>{j.File}</td><td>{j.Person}</td><td><span class=\"badge {j.State}\">{j.State}</span></td><td class=\"n\">{WebPage.Minute(j.Received)}</td></tr>")}</tbody></table></div></section>
            """);
    }

    /// <summary>One run; while it waits or runs its page looks again by itself.</summary>
    /// <param name="site">What is served.</param>
    /// <param name="visit">Who looks.</param>
    /// <param name="job">The run.</param>
    /// <param name="progress">How far it is; null when it does not run.</param>
    /// <param name="usual">The stages of the last one that was done.</param>
    public static WebPage One(Site site, Visit visit, Job job, JobProgress? progress, string usual)
    {
        var page = site.Page($"{job.Scan}: run {job.Id}", job.IsOver ? "run" : "running", visit);
        page.Add($"""
            <p class="source">{job.File}, {job.Contrast}{(job.Surfaces ? ", with surfaces" : "")}, given by {job.Person} {WebPage.Minute(job.Received)} UTC · <a href="/runs">all runs</a></p>
            <div id="progress">
            """);
        var (done, now, seconds) = progress?.Now ?? (job.Stages, null, 0);
        var at = now is null ? Ways(job) : WebPage.Html($"{now} … {Seconds(seconds)}");
        page.Add($"<p><span class=\"badge {job.State}\">{job.State}</span> {at}</p>");
        if (job.Said.Length > 0) page.Add($"<p class=\"note\">{job.Said}</p>");
        if (progress is not null && JobProgress.Part(done, now, seconds, usual) is { } part)
            page.Add($"""
                <p><progress max="1" value="{part.ToString("0.000", CultureInfo.InvariantCulture)}" aria-label="Part of the usual time"></progress></p>
                """);
        if (done.Length > 0)
        {
            page.Add($"""
                <div class="wide stages"><table><thead><tr><th>Stage</th><th class="n">Time</th></tr></thead><tbody>
                {WebPage.Each(JobProgress.Parse(done), s => $"<tr><td>{s.Name}</td><td class=\"n\">{(s.Kept ? "kept" : Seconds(s.Seconds))}</td></tr>")}</tbody></table></div>
                """);
        }

        page.Add($"</div>");
        if (!job.IsOver) page.Add($"<p>{Act(job, "cancel", "Cancel")}</p>");
        if (job.State == "failed") page.Add($"<p>{Act(job, "again", "Run again")}</p>");
        return page;
    }

    private static Raw Act(Job job, string what, string word) =>
        WebPage.Html($"<button type=\"button\" class=\"act\" data-to=\"/runs/{job.Id}/{what}\">{word}</button>");

    private static Raw Ways(Job job) => job.State switch
    {
        "done" => WebPage.Html($"<a href=\"/scans/{job.Scan}\">look at it and rate it</a> · <a href=\"/reports/{job.Scan}\">report</a>"),
        "waiting" => new("It begins when what was given before is done; this page looks again by itself."),
        _ => new(""),
    };

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s");
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Pial.Web.Access;
using Pial.Web.Pages;
using Pial.Web.Store;

namespace Pial.Web.Review;

/// <summary>The addresses of the review desk.</summary>
/// <param name="folder">The scans.</param>
/// <param name="database">The ratings.</param>
/// <param name="pictures">The small pictures.</param>
/// <param name="site">What is served.</param>
/// <param name="runs">Whether a scan can be run again here.</param>
internal sealed class ReviewRoutes(ReviewFolder folder, Database database, Thumbnail pictures, Site site, Func<string, bool> runs)
{
    private const string Role = "rater";

    // A report is a page of its own, perhaps of a stranger's making: it runs without this server's cookies and may load nothing.
    private const string ReportPolicy = "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; " +
        "style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Adds them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/scans", Grid);
        routes.MapGet("/scans/{label}", Scan);
        routes.MapPost("/scans/{label}/rating", Rate);
        routes.MapPost("/scans/{label}/settle", Settle);
        routes.MapGet("/thumbnails/{label}", Picture);
        routes.MapGet("/files/{label}/{name}", Image);
        routes.MapGet("/reports/{label}", Report);
        routes.MapGet("/agreement", Agreement);
        routes.MapGet("/export/{name}", Export);
    }

    private Task Grid(HttpContext http)
    {
        var visit = Visit.Of(http, Role);
        var mine = database.Read(o => Rating.By(o, visit.Person.Name));
        return GridPage.Of(site, visit, folder.Index, GridQuery.Of(http.Request), mine).Send(http);
    }

    private Task Scan(HttpContext http, string label)
    {
        var visit = Visit.Of(http, Role);
        var (index, scan) = (folder.Index, folder.Scan(label));
        var (ratings, settled, mine) = database.Read(o => (Rating.Of(o, label), Rating.Settled(o), Rating.By(o, visit.Person.Name)));
        return ScanPage.Of(site, visit, index, scan, GridQuery.Of(http.Request),
            (ratings, settled.TryGetValue(label, out var mark) ? mark : null, runs(label)), [.. mine.Keys]).Send(http);
    }

    private async Task<IResult> Rate(HttpContext http, string label)
    {
        var visit = Visit.Of(http, Role);
        var scan = folder.Scan(label);
        var sent = await Body.Json<Sent>(http);
        var rating = new Rating(scan.Label, visit.Person.Name, sent.Quality, sent.Artefacts ?? [], (sent.Comment ?? "").Trim(),
            sent.Seconds, Sql.Now);
        database.Write(o =>
        {
            rating.Keep(o);
            AuditLog.Add(o, visit.Person.Name, "rating", $"{rating.Scan} {rating.Mark} {string.Join(' ', rating.Artefacts)}".Trim(),
                visit.Address);
        });
        return Results.Json(new { kept = rating.Mark });
    }

    private async Task<IResult> Settle(HttpContext http, string label)
    {
        var visit = Visit.Of(http, "owner");
        var scan = folder.Scan(label);
        var sent = await Body.Json<Sent>(http);
        database.Write(o =>
        {
            Rating.Settle(o, scan.Label, sent.Quality, visit.Person.Name);
            AuditLog.Add(o, visit.Person.Name, "settled", $"{scan.Label} {Rating.Marks[sent.Quality - 1]}", visit.Address);
        });
        return Results.Json(new { kept = Rating.Marks[sent.Quality - 1] });
    }

    private async Task<IResult> Picture(HttpContext http, string label)
    {
        Visit.Of(http, Role);
        var svg = await pictures.Of(folder.Scan(label), http.RequestAborted) ?? throw Refusal.NotFound();
        http.Response.Headers.CacheControl = "private, max-age=60";
        return Results.Bytes(svg, "image/svg+xml");
    }

    private IResult Image(HttpContext http, string label, string name)
    {
        Visit.Of(http, Role);
        var path = folder.Scan(label).FileOf(name, folder.Root) ?? throw Refusal.NotFound();
        var file = new FileInfo(path);
        // Asked again, a browser is told whether what it has is still the file.
        http.Response.Headers.CacheControl = "private, no-cache";
        return Results.File(path, name.EndsWith(".gz", StringComparison.Ordinal) ? "application/gzip" : "application/octet-stream",
            lastModified: new DateTimeOffset(file.LastWriteTimeUtc), enableRangeProcessing: true,
            entityTag: new EntityTagHeaderValue($"\"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}\""));
    }

    private IResult Report(HttpContext http, string label)
    {
        Visit.Of(http, Role);
        var scan = folder.Scan(label);
        var path = scan.FileOf(Path.GetFileName(scan.Report), folder.Root) ?? throw Refusal.NotFound();
        http.Response.Headers.ContentSecurityPolicy = ReportPolicy;
        return Results.File(path, "text/html; charset=utf-8");
    }

    private Task Agreement(HttpContext http)
    {
        var visit = Visit.Of(http, Role);
        var (ratings, settled) = database.Read(o => (Rating.All(o), Rating.Settled(o)));
        return AgreementPage.Of(site, visit, ratings, settled).Send(http);
    }

    // A rater's own ratings, an owner's everybody's: a second reading stays blind.
    private IResult Export(HttpContext http, string name)
    {
        var visit = Visit.Of(http, Role);
        var (all, settled) = database.Read(o => (Rating.All(o), Rating.Settled(o)));
        Rating[] seen = [.. all.Where(r => visit.Person.Role == "owner" || r.Rater == visit.Person.Name)];
        var (text, type) = name switch
        {
            "ratings.tsv" => (RatingExport.Table(seen), "text/tab-separated-values; charset=utf-8"),
            "ratings.json" => (RatingExport.Description(), "application/json"),
            "mriqc.json" => (RatingExport.Mriqc(site.Name, seen), "application/json"),
            "consensus.tsv" => (RatingExport.ConsensusTable(Consensus.Of(seen, settled)), "text/tab-separated-values; charset=utf-8"),
            _ => throw Refusal.NotFound(),
        };
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        return Results.Text(text, type);
    }

    private sealed record Sent(int Quality, string[]? Artefacts, string? Comment, double Seconds);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Pial.Formats;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Web.Access;
using Pial.Web.Pages;
using Pial.Web.Store;

namespace Pial.Web.Runs;

/// <summary>The addresses of the run desk.</summary>
/// <param name="database">Jobs.</param>
/// <param name="folder">Scans.</param>
/// <param name="queue">What runs them.</param>
/// <param name="site">What is served.</param>
internal sealed class JobRoutes(Database database, JobFolder folder, JobQueue queue, Site site)
{
    /// <summary>The largest file that is taken.</summary>
    public const long MostBytes = 1L << 30;

    private const string Role = "rater";
    private const int Listed = 200, MostWaiting = 50, MostLetters = 40;
    private const long SpareBytes = 1L << 30;

    /// <summary>Endings of the files that are taken.</summary>
    public static readonly string[] Endings = [".nii.gz", ".nii", ".mgz", ".mgh", ".zip"];

    /// <summary>Adds them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/runs", http => JobPages.All(site, Visit.Of(http, Role), database.Read(o => Job.Newest(o, Listed))).Send(http));
        routes.MapPost("/runs", (Delegate)Receive);
        routes.MapGet("/runs/{id:long}", One);
        routes.MapPost("/runs/{id:long}/cancel", Cancel);
        routes.MapPost("/runs/{id:long}/again", Again);
    }

    private static Job Wish(IQueryCollection query, string person)
    {
        string subject = query["subject"].ToString(), file = Path.GetFileName(query["file"].ToString().Replace('\\', '/'));
        if (subject.Length is 0 or > MostLetters || !subject.All(char.IsAsciiLetterOrDigit))
            throw new InputException($"A subject's name is up to {MostLetters} letters and digits, as BIDS has it, such as 01 or anna2.");
        var contrast = query["contrast"].ToString() is { Length: > 0 } asked ? asked : ContrastName.T1w;
        if (!ContrastName.StandsAlone(contrast)) throw new InputException("A head is run in T1w, T2w, PDw or FLAIR; choose one of them.");
        var ending = Array.Find(Endings, e => file.EndsWith(e, StringComparison.OrdinalIgnoreCase)) ?? throw new InputException(
            "That is no scan by its name; give NIfTI (.nii, .nii.gz), FreeSurfer's .mgz or .mgh, or a folder or ZIP of DICOM.");
        if (ending == ".zip" && DicomSeries.Missing is { } missing) throw new InputException(missing);
        var scan = $"sub-{subject}";
        return new(0, person, scan, contrast, query["surfaces"] == "on", file.Length > 100 ? file[^100..] : file,
            JobFolder.Stored(scan, contrast, ending), "", "", "", "", "");
    }

    private async Task<IResult> Receive(HttpContext http)
    {
        var visit = Visit.Of(http, Role);
        var wish = Wish(http.Request.Query, visit.Person.Name);
        folder.MustBeOfTheUsualTemplate();
        if (folder.FreeBytes < (http.Request.ContentLength ?? 0) + SpareBytes)
            throw new Refusal(507, Answers.FullDisk);
        database.Read(o => Known(o, wish, sha256: null)); // before anything is sent for nothing
        using var file = await Upload.Receive(http, folder.Incoming, MostBytes, isText: false);
        wish = wish with { Sha256 = file.Sha256 };
        var incoming = folder.ForIncoming();
        var part = Path.Combine(incoming, Path.GetFileName(wish.Stored));
        try
        {
            await Task.Run(() => file.SaveTo(part), http.RequestAborted);
            if (wish.IsArchive) Archive.MustBeOne(part);
            else MustBeImage(part, wish.File);
            var (id, isNew) = database.Write(o => Keep(o, wish, part, visit));
            if (isNew) queue.Wake();
            return Results.Json(new { id, again = !isNew }, statusCode: isNew ? 202 : 200);
        }
        finally
        {
            Directory.Delete(incoming, recursive: true);
        }
    }

    private static void MustBeImage(string path, string name)
    {
        try
        {
            ImageFile.Describe(path);
        }
        catch (ImageFormatException e)
        {
            throw new InputException(e.Message.Replace(Path.GetFileName(path), name, StringComparison.Ordinal), e);
        }
    }

    // One scan is one job however often it is sent; another under its name is refused.
    private long? Known(SqliteConnection opened, Job wish, string? sha256)
    {
        if (Job.OfScan(opened, wish.Scan) is { } last && last.State is not ("failed" or "cancelled"))
        {
            if (sha256 is null || (last.Sha256 == sha256 && last.Person == wish.Person)) return last.Id;
            throw Taken(wish);
        }

        if (folder.Has(wish.Scan)) throw Taken(wish);
        return Job.Waiting(opened) < MostWaiting ? null
            : throw new Refusal(429, $"{MostWaiting} scans wait already; give this one when some are done.");
    }

    private static Refusal Taken(Job wish) =>
        new(409, $"There is a scan called {wish.Scan} here already; give this one another name.");

    private (long Id, bool IsNew) Keep(SqliteConnection opened, Job wish, string part, Visit visit)
    {
        if (Known(opened, wish, wish.Sha256) is { } there) return (there, false);
        var path = Path.Combine(folder.Scans, wish.Stored);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(part, path, overwrite: true);
        var id = Job.Add(opened, wish);
        AuditLog.Add(opened, visit.Person.Name, "run", $"{id} of {wish.Scan}: {wish.File}, sha256 {wish.Sha256}", visit.Address);
        return (id, true);
    }

    private Job JobOf(long id) => database.Read(o => Job.Of(o, id)) ?? throw Refusal.NotFound();

    private Task One(HttpContext http, long id)
    {
        var visit = Visit.Of(http, Role);
        var job = JobOf(id);
        return JobPages.One(site, visit, job, queue.Progress(id), database.Read(o => Job.Usual(o, job.Surfaces))).Send(http);
    }

    private IResult Cancel(HttpContext http, long id)
    {
        var visit = Visit.Of(http, Role);
        if (JobOf(id).Person != visit.Person.Name && visit.Person.Role != "owner")
            throw new Refusal(403, "Only the one who gave the scan, or an owner, cancels its run.");
        if (!queue.Cancel(id)) throw new Refusal(409, "It is over already; load the page again.");
        database.Write(o => AuditLog.Add(o, visit.Person.Name, "run cancelled", $"{id}", visit.Address));
        return Results.Json(new { id });
    }

    private IResult Again(HttpContext http, long id)
    {
        var visit = Visit.Of(http, Role);
        var job = JobOf(id);
        database.Write(o =>
        {
            if (Job.OfScan(o, job.Scan)!.Id != id || !Job.Again(o, id))
                throw new Refusal(409, "Only the last run of a scan can be done again, and only when it failed.");
            AuditLog.Add(o, visit.Person.Name, "run again", $"{id} of {job.Scan}", visit.Address);
        });
        queue.Wake();
        return Results.Json(new { id });
    }
}

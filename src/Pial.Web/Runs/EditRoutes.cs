using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pial.Formats;
using Pial.Pipelines;
using Pial.Pipelines.Head;
using Pial.Volumes;
using Pial.Web.Access;
using Pial.Web.Review;
using Pial.Web.Store;

namespace Pial.Web.Runs;

/// <summary>Corrections of brain masks: kept beside the mask that was found, and run from.</summary>
/// <param name="database">The log, and jobs.</param>
/// <param name="scans">The scans of the review desk.</param>
/// <param name="folder">Scans that were given to the server.</param>
/// <param name="queue">What runs them.</param>
internal sealed class EditRoutes(Database database, ReviewFolder scans, JobFolder folder, JobQueue queue)
{
    private const string Role = "rater";
    private const long MostBytes = 256L << 20;

    /// <summary>Adds them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/scans/{label}/mask", Receive);
        routes.MapPost("/scans/{label}/mask/remove", Remove);
        routes.MapPost("/scans/{label}/run", Run);
    }

    private async Task<IResult> Receive(HttpContext http, string label)
    {
        var visit = Visit.Of(http, Role);
        var scan = scans.Scan(label);
        using var file = await Upload.Receive(http, folder.Incoming, MostBytes, isText: false);
        var incoming = folder.ForIncoming();
        var part = Path.Combine(incoming, "mask.nii");
        try
        {
            var edit = await Task.Run(() =>
            {
                file.SaveTo(part);
                return MaskEdit.Write(scan.Stem, Load(part), visit.Person.Name, DateTime.UtcNow);
            }, http.RequestAborted);
            database.Write(o => AuditLog.Add(o, visit.Person.Name, "mask", $"{scan.Label}: sha256 {file.Sha256}", visit.Address));
            return Results.Json(new { kept = edit.Words });
        }
        finally
        {
            Directory.Delete(incoming, recursive: true);
        }
    }

    private static Volume<bool> Load(string path)
    {
        try
        {
            return ImageFile.LoadMask(path);
        }
        catch (ImageFormatException e)
        {
            throw new InputException($"That is no mask that can be read: {e.Message}.", e);
        }
    }

    private IResult Remove(HttpContext http, string label)
    {
        var visit = Visit.Of(http, Role);
        var scan = scans.Scan(label);
        MaskEdit.Remove(scan.Stem);
        database.Write(o => AuditLog.Add(o, visit.Person.Name, "mask taken away", scan.Label, visit.Address));
        return Results.Json(new { scan = scan.Label });
    }

    // As it was run before, from what is there now.
    private IResult Run(HttpContext http, string label)
    {
        var visit = Visit.Of(http, Role);
        var scan = scans.Scan(label);
        var path = folder.RawOf(scan.Label) ?? throw new Refusal(409,
            $"{scan.Label} was not given to this server; run it with 'pial run' as before, which goes on from the correction.");
        var id = database.Write(o =>
        {
            var last = Job.OfScan(o, scan.Label) ?? throw Refusal.NotFound();
            if (!last.IsOver) return last.Id;
            AuditLog.Add(o, visit.Person.Name, "run", $"{scan.Label} again", visit.Address);
            return Job.Add(o, last with { Person = visit.Person.Name, File = "again, with the mask as it is now", Stored = path });
        });
        queue.Wake();
        return Results.Json(new { id, to = $"/runs/{id}" });
    }
}

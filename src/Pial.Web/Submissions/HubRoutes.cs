using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pial.Hub.Records;
using Pial.Hub.Suites;
using Pial.Web.Access;
using Pial.Web.Pages;
using Pial.Web.Store;

namespace Pial.Web.Submissions;

/// <summary>The addresses of the hub. None of them reads a task's data: labels are nowhere near an answer.</summary>
/// <param name="tasks">The tasks by name.</param>
/// <param name="database">Submissions.</param>
/// <param name="queue">What evaluates them.</param>
/// <param name="uploads">Where files lie while they come in.</param>
/// <param name="perDay">Submissions a person, task and UTC day.</param>
/// <param name="site">What is served.</param>
internal sealed class HubRoutes(IReadOnlyDictionary<string, HubTask> tasks, Database database, SubmissionQueue queue, string uploads,
    int perDay, Site site)
{
    private const string Role = "participant";
    private const int Listed = 200, FailuresForOne = 10;

    /// <summary>Adds them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tasks", http => TaskPages.All(site, Visit.Of(http, Role),
            database.Read(o => tasks.Values.Select(t => (t, BoardRow.Of(o, t))).ToList())).Send(http));
        routes.MapGet("/tasks/{name}", (HttpContext http, string name) => TaskPages.One(site, Visit.Of(http, Role), TaskOf(name),
            database.Read(o => BoardRow.Of(o, TaskOf(name))), perDay).Send(http));
        routes.MapGet("/tasks/{name}/template.csv", Template);
        routes.MapPost("/tasks/{name}/submissions", Receive);
        routes.MapGet("/submissions", Sent);
        routes.MapGet("/submissions/{id:long}", One);
        routes.MapGet("/evals/{id:long}", Eval);
        routes.MapGet("/evals/{id:long}/fmbench.md", ForFmbench);
        routes.MapGet("/key", http =>
        {
            Visit.Of(http, Role);
            http.Response.ContentType = "text/plain; charset=utf-8";
            return http.Response.WriteAsync(queue.PublicKey + "\n", http.RequestAborted);
        });
    }

    private HubTask TaskOf(string name) => tasks.GetValueOrDefault(name) ?? throw Refusal.NotFound();

    private IResult Template(HttpContext http, string name)
    {
        Visit.Of(http, Role);
        var task = TaskOf(name);
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{task.Name}.csv\"";
        return Results.Text(task.Template(), "text/csv; charset=utf-8");
    }

    private async Task<IResult> Receive(HttpContext http, string name)
    {
        var visit = Visit.Of(http, Role);
        var (task, model) = (TaskOf(name), http.Request.Query["model"].ToString());
        People.MustBeName(model);
        MustHaveTries(task, visit);
        using var file = await Upload.Receive(http, uploads, task.MostBytes, task.Benchmark.Task.IsTable);
        var (kept, isNew) = database.Write(o => Keep(o, task, visit, model, file));
        if (isNew) queue.Wake();
        return Results.Json(new { id = kept.Id, state = kept.State, again = !isNew }, statusCode: isNew ? 202 : 200);
    }

    // One file is one submission however often it is sent: who got no answer sends it again.
    private (Submission Kept, bool IsNew) Keep(Microsoft.Data.Sqlite.SqliteConnection opened, HubTask task, Visit visit, string model,
        Upload file)
    {
        var person = visit.Person.Name;
        if (Submission.Same(opened, task.Name, person, file.Sha256) is { } there) return (there, false);
        MustHaveTries(task, visit); // again, now that nobody else writes
        Sql.Run(opened, "INSERT INTO submissions (task, person, model, sha256, bytes, state, said, received) VALUES ($1, $2, $3, $4, $5, " +
            "'received', '', $6)", task.Name, person, model, file.Sha256, file.Bytes, Sql.Now);
        var kept = Submission.Same(opened, task.Name, person, file.Sha256)!;
        file.Keep(opened, kept.Id);
        AuditLog.Add(opened, person, "submission", $"{kept.Id} for {task.Name}: {file.Bytes} bytes, sha256 {file.Sha256}", visit.Address);
        return (kept, true);
    }

    private void MustHaveTries(HubTask task, Visit visit)
    {
        var (scored, failed) = database.Read(o => Submission.Count(o, task.Name, visit.Person.Name, DateTime.UtcNow.Date));
        if (scored >= perDay)
            throw new Refusal(429, $"{perDay} submissions a day are evaluated for a task; send the next after midnight, UTC.");
        if (failed >= (long)perDay * FailuresForOne)
            throw new Refusal(429,
                $"{failed} submissions failed today; check the file with the task's template and send it after midnight, UTC.");
    }

    private Task Sent(HttpContext http)
    {
        var visit = Visit.Of(http, Role);
        var whose = visit.Person.Role == "owner" ? null : visit.Person.Name;
        return TaskPages.Sent(site, visit, database.Read(o => Submission.Newest(o, whose, Listed))).Send(http);
    }

    private Task One(HttpContext http, long id)
    {
        var visit = Visit.Of(http, Role);
        var (found, text) = database.Read(o => (Submission.Of(o, id),
            Sql.One<string>(o, "SELECT metrics FROM evaluations WHERE submission = $1", id)));
        // What is not there and what is another's look the same.
        if (found is null || (found.Person != visit.Person.Name && visit.Person.Role != "owner")) throw Refusal.NotFound();
        var figures = text is null ? [] : JsonSerializer.Deserialize<Dictionary<string, Figure>>(text)!;
        return http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            ? TaskPages.One(site, visit, found, figures).Send(http)
            : http.Response.WriteAsJsonAsync(new { id, state = found.State, said = found.Said, figures }, http.RequestAborted);
    }

    private string EvalOf(HttpContext http, long id)
    {
        Visit.Of(http, Role);
        return database.Read(o => Sql.One<string>(o, "SELECT eval FROM evaluations WHERE submission = $1", id)) ?? throw Refusal.NotFound();
    }

    // What fmbench does not know is left out, and with it the signature: what is pasted there is checked by the eval.yaml of here.
    private IResult ForFmbench(HttpContext http, long id) => Results.Text(
        $"```yaml\n{RecordFolder.ForFmbench(RecordFile.Parse(EvalOf(http, id), "eval.yaml")).TrimEnd('\n')}\n```\n",
        "text/plain; charset=utf-8");

    private IResult Eval(HttpContext http, long id)
    {
        var text = EvalOf(http, id);
        http.Response.Headers.ContentDisposition = "attachment; filename=\"eval.yaml\"";
        return Results.Text(text, "application/yaml; charset=utf-8");
    }
}

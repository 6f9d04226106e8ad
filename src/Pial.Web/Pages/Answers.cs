using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Pial.Pipelines;
using Pial.Web.Access;

namespace Pial.Web.Pages;

/// <summary>
/// What goes wrong is one sentence, as a page to a person and as JSON to a script, and the status says whose fault it is.
/// </summary>
/// <param name="log">Told what a page does not say.</param>
internal sealed class Answers(Action<string>? log)
{
    private const int Busy = 5, Locked = 6, Full = 13; // of SQLite

    /// <summary>Runs a request's work.</summary>
    public async Task Run(HttpContext http, Func<Task> work)
    {
        try
        {
            await work();
            if (http.Response is { HasStarted: false, StatusCode: 404 or 405, ContentLength: null })
                await Say(http, http.Response.StatusCode, Refusal.NotFound().Message);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // nobody is there to be answered
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var (status, sentence) = Of(e);
            if (status >= 500) log?.Invoke($"{http.Request.Method} {http.Request.Path}: {e.GetType().Name}: {e.Message}");
            await Say(http, status, sentence);
        }
    }

    private static (int Status, string Sentence) Of(Exception e) => e switch
    {
        Refusal refusal => (refusal.Status, refusal.Message),
        InputException input => (422, input.Message),
        BadHttpRequestException bad => (bad.StatusCode, bad.StatusCode == 413 ? "That is larger than may be sent here."
            : "The request cannot be read."),
        SqliteException { SqliteErrorCode: Busy or Locked } => (503, "The database is in use by another program; try again in a moment."),
        SqliteException { SqliteErrorCode: Full } => (507, FullDisk),
        IOException when IsFull(e) => (507, FullDisk),
        FileNotFoundException or DirectoryNotFoundException => (404, "The file was there and no longer is; load the page again."),
        _ => (500, "Something went wrong in the server; it was written to its log. Nothing was changed."),
    };

    /// <summary>What is said when the disk is full.</summary>
    public const string FullDisk = "The disk of the server is full: nothing was kept; tell the one who runs it.";

    /// <summary>Whether the disk is full: ENOSPC, ERROR_DISK_FULL.</summary>
    public static bool IsFull(Exception e) => e is IOException && (e.HResult & 0xFFFF) is 28 or 112;

    private static async Task Say(HttpContext http, int status, string sentence)
    {
        if (!http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.StatusCode = status;
            await http.Response.WriteAsJsonAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["error"] = sentence },
                http.RequestAborted);
            return;
        }

        if (status == 401)
        {
            await SignInPage.Of(sentence).Send(http, status);
            return;
        }

        await new WebPage(status is 404 ? "Not here" : "Not done", "said", null, [("/", "Start")]).Add($"<p class=\"note\">{sentence}</p>")
            .Send(http, status);
    }
}

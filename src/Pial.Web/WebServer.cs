using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pial.Pipelines;
using Pial.Web.Access;
using Pial.Web.Pages;
using Pial.Web.Review;
using Pial.Web.Runs;
using Pial.Web.Store;
using Pial.Web.Submissions;

namespace Pial.Web;

/// <summary>The server behind <c>pial serve</c>: it listens when it is there, and stops when it is disposed.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private const int MostOfARequest = 64 << 10;
    private readonly WebApplication running;
    private readonly Stack<IDisposable> open;

    private WebServer(WebApplication app, Stack<IDisposable> parts) => (running, open) = (app, parts);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private init; } = new("http://127.0.0.1/");

    /// <summary>Lets the one who opens it first in, as the owner; once.</summary>
    public Uri Link { get; private init; } = new("http://127.0.0.1/");

    /// <summary>What is served, in a few words.</summary>
    public string What { get; private init; } = "";

    /// <summary>Whether others than this machine can reach it.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>Starts serving a folder.</summary>
    /// <exception cref="InputException">There is nothing to serve in it, it cannot be written to, or the address is taken.</exception>
    public static async Task<WebServer> Start(ServeOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder));
        if (!Directory.Exists(root))
            throw new InputException($"{options.Folder} is not a folder; give one that 'pial run' wrote, or a hub's.");
        if (!IPAddress.TryParse(options.Host == "localhost" ? "127.0.0.1" : options.Host, out var ip))
            throw new InputException(
                $"option 'host' {options.Host} is not an address; 127.0.0.1 is this machine alone, 0.0.0.0 everybody.");
        var site = new Site(Path.GetFileName(root), ReviewFolder.Holds(root), HubTask.Holds(root));
        if (site is { HasDesk: false, HasHub: false })
            throw new InputException(
                $"{options.Folder} holds neither subjects (sub-…, as 'pial run' writes them) nor tasks (tasks/*.yaml).");
        var parts = new Stack<IDisposable>();
        try
        {
            return await Start(options, root, ip, site, parts, cancellation);
        }
        catch
        {
            while (parts.TryPop(out var part))
                part.Dispose();
            throw;
        }
    }

    private static async Task<WebServer> Start(ServeOptions options, string root, IPAddress ip, Site site, Stack<IDisposable> parts,
        CancellationToken cancellation)
    {
        var (database, own) = (Database.Open(root), Database.FolderOf(root));
        parts.Push(ServeLock.Take(root));
        var owner = database.Write(opened => People.Owner(opened, NameOf(options.Owner)));
        var gate = new Gate(database, new Throttle(TimeProvider.System));
        var app = Build(ip, options.Port);
        Map(app, gate, new Answers(options.Log), owner, site, database);
        if (site.HasDesk)
        {
            var folder = new ReviewFolder(root);
            _ = folder.Index; // read before the address is printed
            var pictures = new Thumbnail(Path.Combine(own, "thumbnails"));
            parts.Push(pictures);
            var scans = new JobFolder(root, own);
            new ReviewRoutes(folder, database, pictures, site, label => scans.RawOf(label) is not null).Map(app);
            var jobs = new JobQueue(database, scans, options, folder.Forget);
            parts.Push(jobs);
            new JobRoutes(database, scans, jobs, site).Map(app);
            new EditRoutes(database, folder, scans, jobs).Map(app);
        }

        if (site.HasHub)
        {
            var tasks = HubTask.Read(root, options.Parallel).ToDictionary(t => t.Name, StringComparer.Ordinal);
            var queue = new SubmissionQueue(database, tasks, Path.Combine(own, "work"), options.Parallel, options.Log);
            parts.Push(queue);
            new HubRoutes(tasks, database, queue, Path.Combine(own, "work", "incoming"), options.PerDay, site).Map(app);
        }

        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException e) when (e.InnerException is SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new InputException(
                $"port {options.Port} of {options.Host} cannot be used ({e.Message.TrimEnd('.')}); give another option 'port'.", e);
        }

        var port = new Uri(app.Urls.First()).Port;
        var loopback = IPAddress.IsLoopback(ip);
        gate.Cookie = $"pial-{port}";
        if (loopback) gate.Hosts = ["127.0.0.1", "localhost", "[::1]"];
        var shown = ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) ? Dns.GetHostName()
            : ip.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{options.Host}]" : options.Host;
        return new(app, parts)
        {
            Address = new($"http://{shown}:{port}/"),
            Link = new($"http://{shown}:{port}/enter?link={gate.NewLink()}"),
            What = site switch { { HasDesk: true, HasHub: true } => "review desk and hub", { HasDesk: true } => "review desk", _ => "hub" },
            IsOpen = !loopback,
        };
    }

    /// <summary>Waits until it is told to stop.</summary>
    public async Task Wait(CancellationToken cancellation)
    {
        var told = new TaskCompletionSource();
        await using var _ = cancellation.Register(told.SetResult);
        await told.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await running.StopAsync(now.Token);
        await running.DisposeAsync();
        while (open.TryPop(out var part))
            part.Dispose();
    }

    private static WebApplication Build(IPAddress ip, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "Pial.Web" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostOfARequest;
            kestrel.Limits.MaxConcurrentConnections = 1000;
            kestrel.Listen(ip, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoSignals>(); // signals are the program's
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private static void Map(WebApplication app, Gate gate, Answers answers, Person owner, Site site, Database database)
    {
        app.Use((http, next) => answers.Run(http, () =>
        {
            gate.Check(http);
            return next(http);
        }));
        app.UseRouting();
        app.MapGet("/", http =>
        {
            http.Response.Redirect(site.Home(Visit.Of(http)));
            return Task.CompletedTask;
        });
        app.MapGet("/nothing", http => site.Page("Nothing here", "said", Visit.Of(http))
            .Add($"<p class=\"note\">Nothing that is served here is open to your token; ask the one who runs this server.</p>").Send(http));
        app.MapGet("/assets/{name}", (HttpContext http, string name) => Assets.Send(http, name));
        app.MapGet("/sign-in", http => SignInPage.Of("Give the token that the owner of this server gave you.").Send(http));
        app.MapPost("/sign-in", async http => gate.SignIn(http, (await Body.Json<Token>(http)).Value ?? ""));
        app.MapPost("/sign-out", http =>
        {
            gate.End(http);
            return Task.CompletedTask;
        });
        app.MapGet("/enter", http => Enter(http, gate, owner));
        app.MapGet("/audit", http =>
        {
            var visit = Visit.Of(http, "owner");
            return AuditPage.Of(site, visit, database.Read(o => AuditLog.Newest(o, 500)), database.Read(People.All)).Send(http);
        });
    }

    // Answered by a page that leads on, and not by a redirect: what comes from another site's link does not bring the new cookie along.
    private static async Task Enter(HttpContext http, Gate gate, Person owner)
    {
        var secret = http.Request.Query["link"].ToString();
        _ = gate.Guess(Gate.Address(http), () => gate.UseLink(secret) ? owner : null)
            ?? throw new Refusal(401,
                "This link was used before or is not of this server; start the server again for a new one, or use a token.");
        gate.Begin(http, owner, "link");
        await new WebPage("Welcome", "entered", null, []).Add($"<p><a href=\"/\">Go on</a></p>").Send(http);
    }

    private static string NameOf(string user)
    {
        var name = new string([.. user.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')]).TrimStart('-', '_', '.');
        return name.Length == 0 ? "owner" : name[..Math.Min(name.Length, 40)];
    }

    private sealed record Token(string? Value);

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

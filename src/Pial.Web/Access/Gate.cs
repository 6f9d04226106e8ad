using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Pial.Web.Store;

namespace Pial.Web.Access;

/// <summary>
/// What every request passes: who is it, may they, and does a write come from a page of this server. Nothing behind it is reached without.
/// </summary>
/// <param name="database">Sessions and tokens.</param>
/// <param name="throttle">For wrong tokens.</param>
internal sealed class Gate(Database database, Throttle throttle)
{
    /// <summary>The header by which a page's script shows that it is of this server.</summary>
    public const string WriteHeader = "X-Pial-Write";

    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
        "connect-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Open = ["/assets/", "/enter", "/sign-in"];
    private readonly Lock once = new();
    private byte[]? link;

    /// <summary>Name of the cookie; the port is in it because browsers do not keep ports of a host apart.</summary>
    public string Cookie { get; set; } = "pial";

    /// <summary>Host names a request may have asked for; null for any, where the server does not know its own.</summary>
    public IReadOnlyList<string>? Hosts { get; set; }

    /// <summary>Makes the one-time link's secret; an earlier one no longer holds.</summary>
    public string NewLink()
    {
        var secret = People.Secret();
        lock (once) link = People.Hash(secret);
        return secret;
    }

    /// <summary>Whether it is the link's secret, which then never is again.</summary>
    public bool UseLink(string secret)
    {
        lock (once)
        {
            if (link is null || !CryptographicOperations.FixedTimeEquals(link, People.Hash(secret))) return false;
            link = null;
            return true;
        }
    }

    /// <summary>Headers of every answer, then the checks.</summary>
    /// <exception cref="Refusal">Not let in.</exception>
    public void Check(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer"; // a link's secret goes nowhere
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        var request = http.Request;
        // A name that somebody else's DNS leads here must not make their page one of this server's.
        if (Hosts is { } known && !known.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
            throw new Refusal(421, "This server does not go by that name; use the address it printed.");
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (!reads && !HttpMethods.IsPost(request.Method)) throw new Refusal(405, "That cannot be done here.");
        var path = request.Path.Value ?? "";
        var open = Array.Exists(Open, o => o[^1] == '/' ? path.StartsWith(o, StringComparison.Ordinal) : path == o);
        var visit = Find(http);
        if (visit is not null) http.Items[typeof(Visit)] = visit;
        else if (!open) throw new Refusal(401, "Sign in first: open the link that the server printed, or use your token.");
        if (!reads && visit is not { Session: null }) MustBeOwnPage(request, visit);
    }

    /// <summary>Lets somebody in by a token: a new session in a cookie that scripts cannot read and other sites do not send.</summary>
    /// <exception cref="Refusal">The token is wrong, or too many were.</exception>
    public Person SignIn(HttpContext http, string token)
    {
        var person = Guess(Address(http), () => database.Read(opened => People.OfToken(opened, token)))
            ?? throw new Refusal(401, "That token is not known here; ask the one who runs this server for a new one.");
        Begin(http, person, "sign-in");
        return person;
    }

    /// <summary>Begins a session.</summary>
    public void Begin(HttpContext http, Person person, string how)
    {
        var session = database.Write(opened =>
        {
            AuditLog.Add(opened, person.Name, how, "", Address(http));
            return People.Begin(opened, person);
        });
        http.Response.Cookies.Append(Cookie, session, new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = http.Request.IsHttps,
            Path = "/",
            MaxAge = People.Lasting,
            IsEssential = true,
        });
    }

    /// <summary>Ends the session of a request.</summary>
    public void End(HttpContext http)
    {
        if (Visit.Of(http).Session is { } session) database.Write(opened => People.End(opened, session));
        http.Response.Cookies.Delete(Cookie);
    }

    /// <summary>From where a request comes.</summary>
    public static string Address(HttpContext http) => (http.Connection.RemoteIpAddress ?? IPAddress.None).ToString();

    /// <summary>Tries a secret, slowly when many were wrong.</summary>
    /// <exception cref="Refusal">Too many were.</exception>
    public T? Guess<T>(string address, Func<T?> find)
        where T : class
    {
        if (throttle.Wait(address) is > 0 and var seconds)
            throw new Refusal(429, $"Too many wrong tokens came from this address; try again in {seconds} seconds.");
        if (find() is { } found) return found;
        throttle.Wrong(address);
        database.Write(opened => AuditLog.Add(opened, "", "wrong token", "", address));
        return null;
    }

    private Visit? Find(HttpContext http)
    {
        var address = Address(http);
        if (http.Request.Headers.Authorization.ToString() is { Length: > 0 } given)
        {
            const string Scheme = "Bearer ";
            var token = given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? given[Scheme.Length..].Trim() : "";
            var known = Guess(address, () => database.Read(opened => People.OfToken(opened, token)));
            return known is null ? throw new Refusal(401, "That token is not known here.") : new(known, null, address);
        }

        if (http.Request.Cookies[Cookie] is not { } session) return null;
        return database.Read(opened => People.OfSession(opened, session)) is { } person ? new(person, session, address) : null;
    }

    // A browser says from which page a write comes; the token says that this page was read by the same person.
    private static void MustBeOwnPage(HttpRequest request, Visit? visit)
    {
        var own = $"{request.Scheme}://{request.Host}";
        var origin = request.Headers.Origin.ToString();
        var token = request.Headers[WriteHeader].ToString();
        if (origin != own || token.Length == 0 || (visit is not null && !CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(visit.WriteToken))))
            throw new Refusal(403, "This did not come from a page of this server; load the page again and repeat it.");
    }
}

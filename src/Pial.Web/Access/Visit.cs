using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Pial.Web.Store;

namespace Pial.Web.Access;

/// <summary>Who asks, and how they were let in.</summary>
/// <param name="Person">Who.</param>
/// <param name="Session">The session's secret; null for one who sent a token with the request.</param>
/// <param name="Address">From where.</param>
internal sealed record Visit(Person Person, string? Session, string Address)
{
    /// <summary>What a page's script must send with each write: made of the session, so that no other page can know it.</summary>
    public string WriteToken => Session is null ? ""
        : Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Session), "write"u8));

    /// <summary>The visit of a request that was let in.</summary>
    public static Visit Of(HttpContext http) => (Visit)http.Items[typeof(Visit)]!;

    /// <summary>As <see cref="Of(HttpContext)"/>, for one who has a role.</summary>
    /// <exception cref="Refusal">They do not have it.</exception>
    public static Visit Of(HttpContext http, string role) => Of(http) is { } visit && visit.Person.May(role) ? visit
        : throw Refusal.NotFound();
}

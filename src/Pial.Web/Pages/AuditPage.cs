using Pial.Web.Access;
using Pial.Web.Store;

namespace Pial.Web.Pages;

/// <summary>Who did what, and who is known; for owners.</summary>
internal static class AuditPage
{
    /// <summary>The page.</summary>
    public static WebPage Of(Site site, Visit visit, IReadOnlyList<AuditEntry> log,
        IReadOnlyList<(Person Person, string Made, string? Revoked)> people) => site.Page("Log", "audit", visit).Add($"""
        <section><h2>People</h2><div class="wide"><table><thead><tr><th>Name</th><th>Role</th><th>Since</th><th>Token taken away</th></tr></thead><tbody>
        {WebPage.Each(people, p => $"<tr><th>{p.Person.Name}</th><td>{p.Person.Role}</td><td>{p.Made}</td><td>{p.Revoked}</td></tr>")}</tbody></table></div></section>
        <section><h2>Newest entries</h2><div class="wide"><table><thead><tr><th>When (UTC)</th><th>Who</th><th>What</th><th>Detail</th><th>From</th></tr></thead><tbody>
        {WebPage.Each(log, e => $"<tr><td>{e.Made}</td><td>{e.Person}</td><td>{e.What}</td><td>{e.Detail}</td><td>{e.Address}</td></tr>")}</tbody></table></div></section>
        """);
}

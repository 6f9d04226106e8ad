using Pial.Web.Access;

namespace Pial.Web.Pages;

/// <summary>What is served: which parts the navigation of a page leads to.</summary>
/// <param name="Name">What the folder is called.</param>
/// <param name="HasDesk">Whether there are scans to review.</param>
/// <param name="HasHub">Whether there are tasks.</param>
internal sealed record Site(string Name, bool HasDesk, bool HasHub)
{
    /// <summary>Begins a page for somebody, with the ways that are open to them.</summary>
    public WebPage Page(string title, string kind, Visit visit)
    {
        var places = new List<(string, string)>();
        if (HasDesk && visit.Person.May("rater")) places.AddRange([("/scans", "Scans"), ("/runs", "Run"), ("/agreement", "Agreement")]);
        if (HasHub && visit.Person.May("participant")) places.AddRange([("/tasks", "Tasks"), ("/submissions", "Submissions")]);
        if (visit.Person.Role == "owner") places.Add(("/audit", "Log"));
        return new(title, kind, visit, places);
    }

    /// <summary>The first page of somebody.</summary>
    public string Home(Visit visit) => HasDesk && visit.Person.May("rater") ? "/scans"
        : HasHub && visit.Person.May("participant") ? "/tasks" : "/nothing";
}

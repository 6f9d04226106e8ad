using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Head;

/// <summary>
/// The first columns of a group's table, which say whose row it is: the subject, the session where there are any, and the scan where its
/// name says more (run, acquisition, inversion …).
/// </summary>
/// <param name="scans">The scans of all rows.</param>
internal sealed class ScanColumns(IReadOnlyCollection<BidsName> scans)
{
    private readonly bool sessions = scans.Any(s => s.Session is not null);
    private readonly bool more = scans.Any(s => s.PrefixWithout(["sub", "ses"]).Length > 0);

    /// <summary>Their names.</summary>
    public string Header => $"participant_id{(sessions ? "\tsession_id" : "")}{(more ? "\tscan" : "")}";

    /// <summary>Their cells for a scan.</summary>
    public string Of(BidsName scan)
    {
        var session = scan.Session is { } s ? $"\tses-{s}" : "\tn/a";
        return $"sub-{scan.Subject}{(sessions ? session : "")}{(more ? $"\t{scan.Prefix}" : "")}";
    }
}

using Microsoft.Data.Sqlite;

namespace Pial.Web.Store;

/// <summary>An entry of the log.</summary>
/// <param name="Made">When, UTC.</param>
/// <param name="Person">Who; empty for somebody who was not let in.</param>
/// <param name="What">What was done.</param>
/// <param name="Detail">To what.</param>
/// <param name="Address">From where.</param>
internal sealed record AuditEntry(string Made, string Person, string What, string Detail, string Address);

/// <summary>Who did what: every sign-in, refusal and write. Entries of a transaction are there when its work is.</summary>
internal static class AuditLog
{
    /// <summary>Adds an entry.</summary>
    public static void Add(SqliteConnection opened, string person, string what, string detail, string address) =>
        Sql.Run(opened, "INSERT INTO audit (made, person, what, detail, address) VALUES ($1, $2, $3, $4, $5)", Sql.Now, person, what,
            detail, address);

    /// <summary>The newest entries first.</summary>
    public static List<AuditEntry> Newest(SqliteConnection opened, int count) => Sql.All(opened,
        "SELECT made, person, what, detail, address FROM audit ORDER BY id DESC LIMIT $1",
        r => new AuditEntry(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4)), count);
}

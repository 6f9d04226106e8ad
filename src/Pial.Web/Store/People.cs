using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Pial.Pipelines;

namespace Pial.Web.Store;

/// <summary>Somebody the server knows.</summary>
/// <param name="Name">As on boards and in exports.</param>
/// <param name="Role"><c>owner</c>, <c>rater</c> or <c>participant</c>.</param>
internal sealed record Person(string Name, string Role)
{
    /// <summary>Whether they may do what a role may.</summary>
    public bool May(string role) => Role == "owner" || Role == role;
}

/// <summary>People, their tokens and their sessions. Of tokens and sessions, hashes alone are kept: each is 256 random bits.</summary>
internal static class People
{
    /// <summary>Roles there are.</summary>
    public static readonly string[] Roles = ["owner", "rater", "participant"];

    /// <summary>How long a session lasts without a new sign-in.</summary>
    public static readonly TimeSpan Lasting = TimeSpan.FromDays(14);

    /// <summary>Makes somebody known and gives them a token; what token they had before no longer holds.</summary>
    /// <returns>The token, which is kept nowhere.</returns>
    /// <exception cref="InputException">The name or the role cannot be used.</exception>
    public static string Add(SqliteConnection opened, string name, string role)
    {
        MustBeName(name);
        if (!Roles.Contains(role)) throw new InputException($"'{role}' is no role; the roles are {string.Join(", ", Roles)}.");
        var token = Secret();
        Sql.Run(opened, "INSERT INTO people (name, role, token, made) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO UPDATE SET " +
            "role = excluded.role, token = excluded.token, revoked = NULL", name, role, Hash(token), Sql.Now);
        Sql.Run(opened, "DELETE FROM sessions WHERE person = $1", name);
        return token;
    }

    /// <summary>Takes somebody's token and sessions away; what they did stays.</summary>
    /// <exception cref="InputException">There is nobody of that name.</exception>
    public static void Revoke(SqliteConnection opened, string name)
    {
        if (Sql.Run(opened, "UPDATE people SET token = NULL, revoked = $2 WHERE name = $1", name, Sql.Now) == 0)
            throw new InputException($"there is nobody called '{name}'.");
        Sql.Run(opened, "DELETE FROM sessions WHERE person = $1", name);
    }

    /// <summary>Everybody: name, role, since when, and when the token was taken away.</summary>
    public static List<(Person Person, string Made, string? Revoked)> All(SqliteConnection opened) => Sql.All(opened,
        "SELECT name, role, made, revoked FROM people ORDER BY name",
        r => (new Person(r.GetString(0), r.GetString(1)), r.GetString(2), r.IsDBNull(3) ? null : r.GetString(3)));

    /// <summary>Makes sure that the one who started the server is known, as an owner.</summary>
    public static Person Owner(SqliteConnection opened, string name)
    {
        Sql.Run(opened, "INSERT INTO people (name, role, made) VALUES ($1, 'owner', $2) ON CONFLICT (name) DO UPDATE SET role = 'owner'",
            name, Sql.Now);
        return new(name, "owner");
    }

    /// <summary>Whose token it is; null for nobody's.</summary>
    public static Person? OfToken(SqliteConnection opened, string token) => token.Length is < 20 or > 100 ? null
        : Sql.All(opened, "SELECT name, role FROM people WHERE token = $1", Row, Hash(token)).FirstOrDefault();

    /// <summary>Begins a session.</summary>
    /// <returns>What the cookie holds.</returns>
    public static string Begin(SqliteConnection opened, Person person)
    {
        var key = Secret();
        var now = DateTimeOffset.UtcNow;
        Sql.Run(opened, "DELETE FROM sessions WHERE ends < $1", now.ToUnixTimeSeconds());
        Sql.Run(opened, "INSERT INTO sessions (key, person, ends) VALUES ($1, $2, $3)", Hash(key), person.Name,
            (now + Lasting).ToUnixTimeSeconds());
        return key;
    }

    /// <summary>Whose session it is; null for none that lasts.</summary>
    public static Person? OfSession(SqliteConnection opened, string key) => key.Length is < 20 or > 100 ? null
        : Sql.All(opened, "SELECT p.name, p.role FROM sessions s JOIN people p ON p.name = s.person WHERE s.key = $1 AND s.ends > $2", Row,
            Hash(key), DateTimeOffset.UtcNow.ToUnixTimeSeconds()).FirstOrDefault();

    /// <summary>Ends a session.</summary>
    public static void End(SqliteConnection opened, string key) => Sql.Run(opened, "DELETE FROM sessions WHERE key = $1", Hash(key));

    /// <summary>256 random bits, fit for a URL.</summary>
    public static string Secret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-')
        .Replace('/', '_');

    /// <summary>What is kept of a secret.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>A name fit for boards, exports and file names, or a refusal.</summary>
    /// <exception cref="InputException">It is not.</exception>
    public static void MustBeName(string name)
    {
        if (name.Length is 0 or > 40 || !char.IsAsciiLetterOrDigit(name[0])
            || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            throw new InputException(
                $"'{name}' cannot be a name; up to 40 letters, digits, -, _ and . are expected, a letter or digit first.");
    }

    private static Person Row(SqliteDataReader r) => new(r.GetString(0), r.GetString(1));
}

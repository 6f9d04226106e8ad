using System.Globalization;
using Microsoft.Data.Sqlite;
using Pial.Pipelines;
using Pial.Web.Store;

namespace Pial.Web.Review;

/// <summary>What a rater said of a scan.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Rater">The rater.</param>
/// <param name="Quality">1 exclude, 2 poor, 3 acceptable, 4 excellent, as in MRIQC's widget.</param>
/// <param name="Artefacts">What was seen, by MRIQC's names.</param>
/// <param name="Comment">In the rater's words.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Made">When, UTC.</param>
internal sealed record Rating(string Scan, string Rater, int Quality, IReadOnlyList<string> Artefacts, string Comment, double Seconds,
    string Made)
{
    private const int LongestComment = 2000;

    /// <summary>The marks, worst first; a mark's number is its place, from 1.</summary>
    public static readonly string[] Marks = ["exclude", "poor", "acceptable", "excellent"];

    /// <summary>The key, MRIQC's name and the words of each artefact.</summary>
    public static readonly (char Key, string Name, string Words)[] Kinds =
    [
        ('q', "head-motion", "Head motion"), ('w', "eye-spillover", "Eye spillover"), ('e', "non-eye-spillover", "Other spillover"),
        ('t', "coil-failure", "Coil failure"), ('y', "global-noise", "Noise, everywhere"), ('u', "local-noise", "Noise, in places"),
        ('i', "em-perturbation", "Interference"), ('o', "wrap-around", "Wrap-around"), ('a', "aliasing-ghosts", "Aliasing ghosts"),
        ('d', "other-ghosts", "Other ghosts"), ('f', "inu", "Uneven intensity"), ('g', "postprocessing", "Processing (mask, tissues)"),
        ('h', "uncategorized", "Something else"),
    ];

    /// <summary>The mark's word.</summary>
    public string Mark => Marks[Quality - 1];

    /// <summary>Keeps it in place of the rater's earlier one.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public void Keep(SqliteConnection opened)
    {
        if (Quality is < 1 or > 4) throw new InputException("The quality is one of 1 (exclude) to 4 (excellent).");
        if (Artefacts.FirstOrDefault(a => !Array.Exists(Kinds, k => k.Name == a)) is { } unknown)
            throw new InputException($"'{unknown}' is none of the artefacts.");
        if (Comment.Length > LongestComment) throw new InputException($"A comment has {LongestComment} characters at most.");
        Sql.Run(opened, "INSERT INTO ratings VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (scan, rater) DO UPDATE SET " +
            "quality = excluded.quality, artefacts = excluded.artefacts, comment = excluded.comment, seconds = excluded.seconds, " +
            "made = excluded.made", Scan, Rater, Quality, string.Join(' ', Artefacts), Comment,
            double.IsFinite(Seconds) ? Math.Clamp(Seconds, 0, 86_400) : 0, Made);
    }

    /// <summary>Everybody's of a scan.</summary>
    public static List<Rating> Of(SqliteConnection opened, string scan) =>
        Sql.All(opened, $"{Select} WHERE scan = $1 ORDER BY rater", Row, scan);

    /// <summary>A rater's of all scans.</summary>
    public static Dictionary<string, Rating> By(SqliteConnection opened, string rater) =>
        Sql.All(opened, $"{Select} WHERE rater = $1", Row, rater).ToDictionary(r => r.Scan, StringComparer.Ordinal);

    /// <summary>Everybody's of all scans.</summary>
    public static List<Rating> All(SqliteConnection opened) => Sql.All(opened, $"{Select} ORDER BY scan, rater", Row);

    /// <summary>Marks that were settled for scans, and by whom.</summary>
    public static Dictionary<string, (int Quality, string Person)> Settled(SqliteConnection opened) => Sql.All(opened,
        "SELECT scan, quality, person FROM settled", r => (Scan: r.GetString(0), Quality: r.GetInt32(1), Person: r.GetString(2)))
        .ToDictionary(s => s.Scan, s => (s.Quality, s.Person), StringComparer.Ordinal);

    /// <summary>Settles what the raters of a scan do not agree on.</summary>
    public static void Settle(SqliteConnection opened, string scan, int quality, string person)
    {
        if (quality is < 1 or > 4) throw new InputException("The quality is one of 1 (exclude) to 4 (excellent).");
        Sql.Run(opened, "INSERT INTO settled VALUES ($1, $2, $3, $4) ON CONFLICT (scan) DO UPDATE SET quality = excluded.quality, " +
            "person = excluded.person, made = excluded.made", scan, quality, person, Sql.Now);
    }

    private const string Select = "SELECT scan, rater, quality, artefacts, comment, seconds, made FROM ratings";

    private static Rating Row(SqliteDataReader r) => new(r.GetString(0), r.GetString(1), r.GetInt32(2),
        r.GetString(3).Split(' ', StringSplitOptions.RemoveEmptyEntries), r.GetString(4), r.GetDouble(5), r.GetString(6));

    /// <summary>The time it took, as tables have it.</summary>
    public string SecondsText => Seconds.ToString("0.#", CultureInfo.InvariantCulture);
}

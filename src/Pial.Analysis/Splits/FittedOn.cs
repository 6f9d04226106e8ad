using System.Text.Json.Nodes;

namespace Pial.Analysis.Splits;

/// <summary>
/// Whom a fitted thing saw. Whatever is learned from subjects and applied to others (a TIV slope, a standard histogram, ComBat, a scaler,
/// principal components) carries one, writes it into its file, and asks it before it is applied.
/// </summary>
public sealed class FittedOn
{
    private readonly HashSet<string> persons, others;

    /// <summary>Records ids.</summary>
    /// <param name="ids">What the fit saw, as the table or the files call them; order and repeats do not matter.</param>
    /// <param name="table">Name of the table or folder they come from.</param>
    /// <param name="rows">Which of its rows, for people: <c>all</c>, <c>split = train</c>, <c>ids of train.txt</c>.</param>
    /// <param name="heldOut">Subjects that were there at the fit and were not looked at.</param>
    /// <exception cref="ArgumentException">No id, or an empty one.</exception>
    public FittedOn(IEnumerable<string> ids, string table, string rows, IEnumerable<string>? heldOut = null)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(rows);
        Ids = [.. ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (Ids.Count == 0) throw new ArgumentException("A fit must have seen somebody.", nameof(ids));
        if (Ids.Any(string.IsNullOrWhiteSpace)) throw new ArgumentException("An id is empty.", nameof(ids));
        HeldOut = [.. (heldOut ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        (Table, Rows, persons, others) = (table, rows, SubjectKey.Set(Ids), SubjectKey.Set(HeldOut));
    }

    /// <summary>The ids, in ordinal order.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Who was there at the fit and was not looked at, in ordinal order.</summary>
    public IReadOnlyList<string> HeldOut { get; }

    /// <summary>Where they come from.</summary>
    public string Table { get; }

    /// <summary>Which rows of it.</summary>
    public string Rows { get; }

    /// <summary>Whether the fit saw a person, under this or another of the ids that mean the same (<see cref="SubjectKey"/>); for a list
    /// <see cref="SeenAmong"/> also knows other spellings.</summary>
    public bool Saw(string id) => persons.Contains(SubjectKey.Of(id));

    /// <summary>Those of some ids whose person the fit saw, in the order given, also where they differ in zeros or case alone and neither
    /// list tells people apart by them (<see cref="SpelledAlike"/>).</summary>
    public IReadOnlyList<string> SeenAmong(IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        string[] asked = [.. ids];
        var alike = new SpelledAlike(Ids, asked);
        return [.. asked.Where(id => Saw(id) || (alike.Find(id) is not null && !others.Contains(SubjectKey.Of(id))))];
    }

    /// <summary>Refuses when the fit saw anybody who must stay unseen.</summary>
    /// <param name="heldOut">Ids of the test side.</param>
    /// <param name="what">What the ids are, for the message: <c>the test rows of cohort.tsv</c>.</param>
    /// <exception cref="LeakException">It saw some; the message names the first of them.</exception>
    public void MustNotHaveSeen(IEnumerable<string> heldOut, string what)
    {
        var seen = SeenAmong(heldOut);
        if (seen.Count > 0)
            throw new LeakException(seen,
                $"Leak: the fit on {Table} saw {LeakException.Named(seen)} of {what}. Fit on the training subjects alone.");
    }

    /// <summary>
    /// Refuses a list that mixes subjects the fit saw with subjects it never heard of, when nothing says who is held out: the new ones are
    /// likely test subjects, and then the seen ones leaked. Lists of seen subjects alone, of new ones alone, and of those known at the fit
    /// pass.
    /// </summary>
    /// <param name="ids">The list.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="LeakException">It mixes them.</exception>
    public void MustNotBeMixed(IReadOnlyCollection<string> ids, string what)
    {
        var seen = SeenAmong(ids);
        var strangers = ids.Except(seen, StringComparer.Ordinal).Where(id => !others.Contains(SubjectKey.Of(id))).ToList();
        if (seen.Count > 0 && strangers.Count > 0)
        {
            throw new LeakException(
                seen, $"Possible leak: {what} mixes {LeakException.Named(seen)} that the fit on {Table} saw with " +
                    $"{LeakException.Named(strangers)} new to it, and nothing says who is held out.");
        }
    }

    /// <summary>As a part of a model's file.</summary>
    public JsonObject ToJson() => new()
    {
        ["subjects"] = Ids.Count,
        ["table"] = Table,
        ["rows"] = Rows,
        ["ids"] = new JsonArray([.. Ids.Select(id => JsonValue.Create(id))]),
        ["heldOut"] = new JsonArray([.. HeldOut.Select(id => JsonValue.Create(id))]),
    };

    /// <summary>Back from a model's file.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave.</param>
    /// <exception cref="FormatException">The record is missing or damaged: a model that does not say whom it saw is not to be
    /// trusted.</exception>
    public static FittedOn FromJson(JsonNode? json)
    {
        try
        {
            var part = json as JsonObject ?? throw new FormatException("the model does not say whom it was fitted on (no 'fittedOn').");
            var ids = part["ids"] as JsonArray ?? throw new FormatException("the model's 'fittedOn' lists no 'ids'.");
            var record = new FittedOn(ids.Select(id => (string)id!), (string?)part["table"] ?? "", (string?)part["rows"] ?? "",
                (part["heldOut"] as JsonArray)?.Select(id => (string)id!));
            if ((int?)part["subjects"] is { } count && count != ids.Count)
                throw new FormatException($"the model's 'fittedOn' says {count} subjects and lists {ids.Count}; it was cut or edited.");
            return record;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"the model's 'fittedOn' cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>Something learned from subjects would be used on the same subjects as if they were new.</summary>
public sealed class LeakException : ArgumentException
{
    /// <summary>Makes one.</summary>
    /// <param name="subjects">Who was seen.</param>
    /// <param name="message">What leaked where.</param>
    public LeakException(IReadOnlyList<string> subjects, string message)
        : base(message) => Subjects = subjects;

    /// <summary>Who was seen.</summary>
    public IReadOnlyList<string> Subjects { get; }

    internal static string Named(IReadOnlyList<string> ids) =>
        $"{ids.Count} {(ids.Count == 1 ? "subject" : "subjects")} ({string.Join(", ", ids.Take(4))}{(ids.Count > 4 ? ", …" : "")})";
}

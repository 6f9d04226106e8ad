using System.Globalization;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;

namespace Pial.Pipelines.Datasets;

/// <summary>Claims about people: how many, of which age, sex and site, and which columns describe them.</summary>
internal static class ParticipantClaims
{
    public static IEnumerable<Claim> Of(DatasetRecord record, DatasetContent content)
    {
        yield return Subjects(record, content);
        if (content.Participants is { } table) yield return Table(table, content);
        if (content.ParticipantsProblem is { } problem)
            yield return new("participants.tsv", "one row a subject", "cannot be used", Verdict.False) { Against = [problem] };
        yield return Sites(record, content);
        yield return Age(record, content);
        if (record.Sex.Count > 0) yield return Sex(record, content);
        if (record.Phenotypes.Count > 0 || record.Columns.Count > 0) yield return Columns(record, content);
        yield return License(record, content);
    }

    private static Claim Subjects(DatasetRecord record, DatasetContent content)
    {
        var scanned = content.Scans.Select(s => s.Name.Subject).ToHashSet(StringComparer.Ordinal);
        string[] without = [.. content.Subjects.Where(s => !scanned.Contains(s)).Select(s => $"sub-{s} has no head scan")];
        var found = $"{scanned.Count} with a head scan{(without.Length > 0 ? $", {without.Length} without" : "")}";
        return record.Subjects is { } stated
            ? new("n_subjects", stated.ToString(), found, stated.Holds(scanned.Count) ? Verdict.Holds : Verdict.False) { Against = without }
            : new("n_subjects", "", found, Verdict.NotStated) { Against = without };
    }

    private static Claim Table(SubjectTable table, DatasetContent content)
    {
        var (listed, folders) = (SubjectKey.Set(table.Ids), SubjectKey.Set(content.Subjects));
        string[] against =
        [
            .. content.Subjects.Where(s => !listed.Contains(SubjectKey.Of(s))).Select(s => $"sub-{s} is not in participants.tsv"),
            .. table.Ids.Where(s => !folders.Contains(SubjectKey.Of(s))).Select(s => $"{s} has no folder"),
        ];
        return new("participants.tsv", "one row a subject", $"{table.Ids.Count} rows, {content.Subjects.Count} folders",
            against.Length == 0 ? Verdict.Holds : Verdict.False)
        { Against = against };
    }

    private static Claim Sites(DatasetRecord record, DatasetContent content)
    {
        var stated = string.Join(", ", record.Sites);
        var column = Column(record, content, "site");
        if (column is null)
        {
            var institutions = content.Scans.Select(s => content.SidecarOf(s).Institution).OfType<string>().ToList();
            return new("sites", stated, institutions.Count > 0 ? $"institutions of the sidecars: {DatasetCheck.Tally(institutions)}"
                : "no column of sites", record.Sites.Count == 0 ? Verdict.NotStated : Verdict.CannotTell);
        }

        string[] found = [.. content.Participants![column].Where(v => !SubjectTable.IsMissing(v)).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        string[] against =
        [
            .. found.Except(record.Sites, StringComparer.OrdinalIgnoreCase).Select(s => $"{s} is in the table and not stated"),
            .. record.Sites.Except(found, StringComparer.OrdinalIgnoreCase).Select(s => $"{s} is stated and not in the table"),
        ];
        return new("sites", stated, $"{found.Length} in '{column}': {DatasetCheck.Some(found, 6)}",
            record.Sites.Count == 0 ? Verdict.NotStated : against.Length == 0 ? Verdict.Holds : Verdict.False)
        {
            Against = record.Sites.Count == 0 ? [] : against,
        };
    }

    private static Claim Age(DatasetRecord record, DatasetContent content)
    {
        var stated = record.Age?.ToString() ?? "";
        var column = Column(record, content, "age");
        if (column is null || !content.Participants!.IsNumeric(column))
            return new("age", stated, "no column of ages", record.Age is null ? Verdict.NotStated : Verdict.CannotTell);
        var ages = content.Participants.Numbers(column);
        double[] known = [.. ages.Where(a => !double.IsNaN(a))];
        var found = string.Create(CultureInfo.InvariantCulture,
            $"{known.Min():0.##} to {known.Max():0.##} ({known.Length} of {ages.Length} known)");
        if (record.Age is not { } range) return new("age", "", found, Verdict.NotStated);
        // Ages are often given in whole years.
        string[] against = [.. content.Participants.Ids.Where((_, r) => !double.IsNaN(ages[r]) && !range.Holds(ages[r], 0.999))
            .Select(id => $"{id} is outside")];
        return new("age", stated, found, against.Length == 0 ? Verdict.Holds : Verdict.False) { Against = against };
    }

    private static Claim Sex(DatasetRecord record, DatasetContent content)
    {
        var stated = string.Join(", ", record.Sex.Select(s => $"{s.Key} {s.Value}"));
        if (Column(record, content, "sex") is not { } column) return new("sex", stated, "no column of sex", Verdict.CannotTell);
        var counts = content.Participants![column].Where(v => !SubjectTable.IsMissing(v)).GroupBy(v => v, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.OrdinalIgnoreCase);
        var holds = counts.Count == record.Sex.Count(s => s.Value > 0) && record.Sex.All(s => counts.GetValueOrDefault(s.Key) == s.Value);
        return new("sex", stated, string.Join(", ", counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}")),
            holds ? Verdict.Holds : Verdict.False);
    }

    private static Claim Columns(DatasetRecord record, DatasetContent content)
    {
        string[] wanted = [.. record.Phenotypes.Select(p => p.Key).Concat(record.Columns.Select(c => c.Value))
            .Distinct(StringComparer.Ordinal)];
        var stated = DatasetCheck.Some(wanted, 6);
        if (content.Participants is not { } table) return new("phenotypes", stated, "no participants.tsv", Verdict.CannotTell);
        string[] lacking = [.. wanted.Where(c => !table.Has(c) && c != table.IdColumn)];
        var known = wanted.Where(table.Has).Select(c => $"{c} {table[c].Count(v => !SubjectTable.IsMissing(v))} of {table.Ids.Count}")
            .ToList();
        return new("phenotypes", stated, known.Count > 0 ? $"known: {DatasetCheck.Some(known, 6)}" : "none of them",
            lacking.Length == 0 ? Verdict.Holds : Verdict.False)
        {
            Against = [.. lacking.Select(c => $"participants.tsv has no column '{c}'.{NearestName.Hint(c, [.. table.Columns])}")],
        };
    }

    private static Claim License(DatasetRecord record, DatasetContent content)
    {
        var found = content.Described("License");
        if (record.License is not { } stated) return new("license", "", found ?? "not said in dataset_description.json", Verdict.NotStated);
        if (found is null) return new("license", stated, "not said in dataset_description.json", Verdict.CannotTell);
        return new("license", stated, found, Plain(stated) == Plain(found) ? Verdict.Holds : Verdict.False);
    }

    /// <summary>The column that plays a role: stated, or known by its usual names.</summary>
    public static string? Column(DatasetRecord record, DatasetContent content, string role)
    {
        if (content.Participants is not { } table) return null;
        if (record.ColumnOf(role) is { } stated) return table.Has(stated) ? stated : null;
        string[] usual = role switch
        {
            "sex" => ["sex", "gender"],
            "site" => ["site", "site_id", "center", "centre", "scanner", "institution"],
            "family" => ["family", "family_id", "famid"],
            "age" => ["age", "age_years", "age_at_scan"],
            _ => [role],
        };
        return table.Columns.FirstOrDefault(c => usual.Contains(c, StringComparer.OrdinalIgnoreCase));
    }

    // CC0 and cc-0 are one licence.
    private static string Plain(string licence) => string.Concat(licence.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}

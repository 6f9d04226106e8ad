using System.Text;
using System.Text.RegularExpressions;

namespace Pial.Analysis.Splits;

/// <summary>Whether two ids mean the same person: <c>sub-01</c>, <c>01</c> and <c>sub-01_ses-02_T1w</c> do, and <c>OAS30001_MR_d0129</c>
/// is a visit of <c>OAS30001</c>.</summary>
/// <remarks>
/// Three things are read: BIDS names (the label of <c>sub-</c>), the forms of cohorts that have one of their own (<see
/// cref="CohortIds"/>), and words for visits, contrasts and scans at the end of a name
/// (<see cref="VisitWords"/>). Plain numbers at the end are left alone: <c>sub-ds000115_03</c> and <c>1_02</c> are persons of their own.
/// </remarks>
public static partial class SubjectKey
{
    private static readonly string[] Extensions = [".nii.gz", ".nii", ".mgz", ".mgh", ".hdr.gz", ".img.gz", ".hdr", ".img", ".npy"];

    /// <summary>The person behind an id, a file's name or its path; an id that says nothing of visits is the person itself.</summary>
    public static string Of(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var text = id.Trim();
        if (text.AsSpan().IndexOfAny('/', '\\') >= 0) text = Component(text);
        text = WithoutExtension(text);
        var bids = text.Length > 4 && text.StartsWith("sub-", StringComparison.OrdinalIgnoreCase);
        var label = bids ? text[4..] : text;
        if (label.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0) return label;
        if (label.Contains('.', StringComparison.Ordinal)
            && LongitudinalName().Match(label) is { Success: true, Index: > 0 } longitudinal) label = label[..longitudinal.Index];
        if (label.Contains('-', StringComparison.Ordinal)
            && (bids ? AnyEntity() : KnownEntity()).Match(label) is { Success: true, Index: > 0 } entity) label = label[..entity.Index];
        return CohortIds.PersonOf(label) ?? VisitWords.Without(label, bids);
    }

    /// <summary>The persons behind ids.</summary>
    public static HashSet<string> Set(IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ids.Select(Of).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// A person without what spellings differ in: case, leading zeros, a leading <c>sub</c>, separators between letters and digits.
    /// Persons of one spelling are probably one (<c>sub-0001</c> and <c>sub-1</c>,
    /// <c>CON_01</c> and <c>CON01</c>), unless the same list tells people apart by it.
    /// </summary>
    public static string Spelling(string person)
    {
        ArgumentNullException.ThrowIfNull(person);
        var text = person.Contains('.', StringComparison.Ordinal) && WrittenAsNumber().Match(person) is { Success: true } number
            ? number.Groups[1].Value : person;
        if (text.Length > 3 && text[0] is 's' or 'S' && SubjectWord().Match(text) is { Success: true } word) text = text[word.Length..];
        var plain = new StringBuilder();
        var (open, separated) = (true, false); // open: the next zero of a run of digits is a leading one
        for (var n = 0; n < text.Length; n++)
        {
            var c = text[n];
            if (!char.IsLetterOrDigit(c))
            {
                (open, separated) = (true, true);
                continue;
            }

            var digit = char.IsAsciiDigit(c);
            if (digit && separated && plain.Length > 0 && char.IsAsciiDigit(plain[^1])) plain.Append('_');
            separated = false;
            var leading = digit && open && c == '0' && n + 1 < text.Length && char.IsAsciiDigit(text[n + 1]);
            if (!leading) plain.Append(char.ToUpperInvariant(c));
            open = !digit || leading;
        }

        return plain.Length > 0 ? plain.ToString() : person.ToUpperInvariant();
    }

    // Of a path: the folder or file that begins with sub-, else the last part that is more than words such as T1w.
    private static string Component(string path)
    {
        var parts = path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) return path;
        return parts.LastOrDefault(p => p.Length > 4 && p.StartsWith("sub-", StringComparison.OrdinalIgnoreCase))
            ?? parts.LastOrDefault(p => !VisitWords.IsOnly(WithoutExtension(p))) ?? parts[^1];
    }

    private static string WithoutExtension(string name)
    {
        var extension = Extensions.FirstOrDefault(e => name.Length > e.Length && name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        return extension is null ? name : name[..^extension.Length];
    }

    [GeneratedRegex("""\.(long|cross)\.""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LongitudinalName();

    [GeneratedRegex("""_[A-Za-z]+-|[-.](ses|run)-""", RegexOptions.CultureInvariant)]
    private static partial Regex AnyEntity();

    [GeneratedRegex("""[_.-](ses|sess|session|run|acq|rec|ce|echo|part|chunk|sample|task|dir|inv|mt|flip|desc|space|res|label|hemi|""" +
        """slice|visit|tp|scan)-""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex KnownEntity();

    [GeneratedRegex("""^(\d+)\.0+$""", RegexOptions.CultureInvariant)]
    private static partial Regex WrittenAsNumber();

    [GeneratedRegex("""^(subject|subj|sub)[_\-. ]?(?=\d)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SubjectWord();
}

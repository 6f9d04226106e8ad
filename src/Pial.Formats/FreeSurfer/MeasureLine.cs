namespace Pial.Formats.FreeSurfer;

/// <summary>The parts of a line <c># Measure …</c>, still as text.</summary>
/// <remarks>
/// The form is <c>id, alias, description, value, unit</c>. Samseg writes <c>name, value, unit</c>: the name is id and alias. FreeSurfer 6.0
/// and 7.1 leave out the comma after the alias <c>CortexVol</c>; since no id, alias, value or unit holds a space, a comma that is left out
/// anywhere is found again.
/// </remarks>
internal readonly record struct MeasureLine(string Id, string Alias, string Description, string Value, string Unit)
{
    /// <summary>Takes a line apart; null when it has no value, or nothing says of what.</summary>
    public static MeasureLine? Of(string text)
    {
        // A decimal comma has no space after it; it stays within its field, for the reader to name.
        var spaced = text.Contains(", ", StringComparison.Ordinal);
        var fields = text.Split(spaced ? ", " : ",").Select(f => f.Trim()).ToList();
        var unit = "";
        if (!IsNumeric(fields[^1]))
        {
            var words = Words(fields[^1]);
            if (words is [.., var number, var last] && IsNumeric(number)) (fields[^1], unit) = (string.Join(' ', words[..^1]), last);
            else (unit, fields) = (fields[^1], fields[..^1]);
        }

        if (fields.Count == 0 || unit.Length == 0 && text.TrimEnd().EndsWith(',')) return null;
        if (Words(fields[^1]) is [.. var before, var value] && before.Length > 0)
        {
            fields[^1] = string.Join(' ', before);
            fields.Add(value);
        }

        // Without spaces after commas, a decimal comma looks like one of them: "…,1520021,264474,mm^3".
        return fields.Count < 2 || !IsNumeric(fields[^1]) ? null
            : Named(fields[..^1], !spaced && fields.Count > 3 && IsNumeric(fields[^2]) ? $"{fields[^2]},{fields[^1]}" : fields[^1], unit);
    }

    private static MeasureLine? Named(List<string> names, string value, string unit)
    {
        if (names.Exists(n => n.Length == 0)) return null;
        if (names is [var name]) return unit.Length > 0 ? new(name, name, "", value, unit) : null;
        var (id, rest) = (names[0], names[1..]);
        if (Words(id) is [var first, var second, ..]) (id, rest) = (first, [second, .. rest]);
        var alias = Words(rest[0]);
        rest[0] = string.Join(' ', alias[1..]);
        return new(id, alias[0], string.Join(", ", rest.Where(r => r.Length > 0)), value, unit);
    }

    private static string[] Words(string field) => field.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    // Numbers of any locale, and what C prints for those that are none.
    private static bool IsNumeric(string word)
    {
        var digits = word.TrimStart('+', '-');
        return digits.Length > 0 && !digits.Contains(' ')
            && (char.IsAsciiDigit(digits[0]) || (digits[0] == '.' && digits.Length > 1)
                || digits.StartsWith("nan", StringComparison.OrdinalIgnoreCase) || digits.Equals("inf", StringComparison.OrdinalIgnoreCase)
                || digits.Equals("infinity", StringComparison.OrdinalIgnoreCase));
    }
}

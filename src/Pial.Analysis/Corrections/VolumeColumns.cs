using System.Text.RegularExpressions;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Corrections;

/// <summary>Tells by their names which columns of a table are volumes, and which is the total intracranial volume.</summary>
public static partial class VolumeColumns
{
    private static readonly string[] TivNames = ["TIV", "eTIV", "EstimatedTotalIntraCranialVol", "EstimatedTotalIntraCranial", "ICV",
        "sTIV", "TotalIntracranialVolume", "TIV_mm3", "tiv_ml", "eTIV_mm3", "eTIV_volume"];

    /// <summary>
    /// The column of total intracranial volume: the first of TIV, eTIV, EstimatedTotalIntraCranialVol, ICV, sTIV … that the table has,
    /// whatever its letters' case; null when there is none.
    /// </summary>
    public static string? Tiv(SubjectTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return TivNames.Select(name => table.Columns.FirstOrDefault(c => string.Equals(c, name, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(c => c is not null);
    }

    /// <summary>
    /// The columns to correct: of those that hold numbers and are neither TIV nor named in <paramref name="others"/>, the ones whose names
    /// are those of volumes (<c>…vol…</c>, <c>…mm3</c>, tissues and FreeSurfer's structures). A table that names none of these gives all
    /// its numbers but those that are something else by name (age, thickness, area, Euler numbers, ratios, …).
    /// </summary>
    public static IReadOnlyList<string> Of(SubjectTable table, IReadOnlyCollection<string> others)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(others);
        var candidates = table.Columns
            .Where(c => !others.Contains(c) && !TivNames.Contains(c, StringComparer.OrdinalIgnoreCase) && !Other().IsMatch(c)
                && (table.IsNumeric(c) || (Volume().IsMatch(c) && HoldsDigits(table[c])))).ToList();
        var volumes = candidates.Where(c => Volume().IsMatch(c)).ToList();
        return volumes.Count > 0 ? volumes : candidates;
    }

    // Numbers with a decimal comma, or with a word among them: kept, so that reading them says what is wrong, rather than left uncorrected
    // without a word.
    private static bool HoldsDigits(IReadOnlyList<string> values) =>
        values.Any(v => v.Length > 0 && (char.IsAsciiDigit(v[0]) || (v[0] is '-' or '.' && v.Length > 1 && char.IsAsciiDigit(v[1]))));

    [GeneratedRegex(
        @"thick|_area(_mm2)?$|surf(ace)?[-_ ]?area|mm2|curv|fold|gaus|num_?vert|nvert|euler|_en$|holes|-to-|ratio|percent|fraction|" +
            @"norm(alized|mean)|std|snr|cnr|cjv|efc|^(age|sex|gender|site|scanner|group|diagnosis|dx|iq|handed|educ|weight|height|bmi|" +
            @"session|visit|run|split|label|target|score|index|unnamed)|sitenum|score$",
        RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Other();

    [GeneratedRegex(
        @"vol|mm3|(_|\b)ml$|hippocamp|amygdal|thalam|caudate|putamen|pallid|accumbens|ventric|-vent\b|ventraldc|stem|cerebell|cortex|" +
            @"white.?matter|gr[ae]y|csf|cc_|chiasm|choroid|vessel|hypointens|^gm|^wm|brain|maskvol|region|roi",
        RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Volume();
}

using System.Text.RegularExpressions;

namespace Pial.Analysis.Splits;

/// <summary>Ids of public cohorts whose form says which part is the person.</summary>
internal static partial class CohortIds
{
    /// <summary>The person of an id without <c>sub-</c>, as the cohort writes it; null for any other id.</summary>
    public static string? PersonOf(string label)
    {
        if (label.Length < 5) return null;
        if (char.IsAsciiDigit(label[0]))
        {
            if (UkBiobank().Match(label) is { Success: true } uk) return uk.Groups["person"].Value;
            return label.Contains('S', StringComparison.OrdinalIgnoreCase) && Adni().Match(label) is { Success: true } site
                ? $"{site.Groups["site"].Value}_S_{site.Groups["number"].Value}" : null;
        }

        if (char.ToUpperInvariant(label[0]) is not ('A' or 'N' or 'P' or 'O' or 'I' or 'C' or 'H' or 'M')) return null;
        if (Adni().Match(label) is { Success: true } adni) return $"{adni.Groups["site"].Value}_S_{adni.Groups["number"].Value}";
        if (Ndar().Match(label) is { Success: true } ndar) return $"NDARINV{ndar.Groups["number"].Value.ToUpperInvariant()}";
        if (Ppmi().Match(label) is { Success: true } ppmi) return ppmi.Groups["person"].Value;
        return Begins().Match(label) is { Success: true } person ? person.Groups["person"].Value : null;
    }

    // 002_S_0295, 002_S_0295_bl, ADNI002S0295.
    [GeneratedRegex("""^(ADNI[_-]?)?(?<site>\d{3})[_-]?S[_-]?(?<number>\d{4,5})(?![A-Za-z0-9])""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Adni();

    // ABCD: NDAR_INV003RTV85, NDARINV003RTV85, with an event behind it.
    [GeneratedRegex("""^NDAR[_-]?INV(?<number>[A-Za-z0-9]{4,8})(?![A-Za-z0-9])""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Ndar();

    [GeneratedRegex("""^PPMI[_-]?(?<person>\d{4,6})(?![A-Za-z0-9])""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Ppmi();

    // OASIS 1 and 2 (OAS1_0001_MR1), OASIS 3 and 4 (OAS30001_MR_d0129), IXI (IXI012-Guys-0828-T1), Cam-CAN, NKI, HCP's lifespan studies,
    // NACC, MIRIAD.
    [GeneratedRegex("""^(?<person>OAS[12]_\d{4}|OAS[34]\d{4}|IXI\d{1,4}|CC\d{6}|A\d{8}|HC[AD]\d{7}|NACC\d{6}|""" +
        """miriad_\d{3})(?![A-Za-z0-9])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Begins();

    // 1000015_20227_2_0 (field, instance, array) and 1000015_2_0.
    [GeneratedRegex("""^(?<person>[1-9]\d{6})(_\d{4,6})?_\d_\d+$""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex UkBiobank();
}

using System.Text.RegularExpressions;

namespace Pial.Analysis.Splits;

/// <summary>Words at the end of a name that say which visit or scan of a person it is.</summary>
/// <remarks>
/// Words such as <c>baseline</c>, <c>visit2</c>, <c>T1w</c> are always taken off, codes such as <c>V1</c>, <c>m06</c>, <c>d0129</c> and
/// dates only behind something with a digit, for <c>CON_V1</c> may be a person. Behind
/// the number of a site or a group (<c>site3_M12</c>) nothing with a number is.
/// </remarks>
internal static partial class VisitWords
{
    private const string Separators = "_-. ";

    /// <summary>The name without them.</summary>
    /// <param name="label">The name, without <c>sub-</c>.</param>
    /// <param name="bids">Whether it stood behind <c>sub-</c>, so that a word of letters behind <c>_</c> is a suffix.</param>
    public static string Without(string label, bool bids)
    {
        var rest = label;
        if (label.Length > 11 && label[^3] == '-' && IsoDate().Match(label) is { Success: true } day && HasDigit(label[..day.Index])) rest =
            label[..day.Index];
        while (Last(rest) is { } last)
        {
            var (before, token) = (last.Before, last.Token);
            if (IsContrast(token) || (Word().IsMatch(token) && !(HasDigit(token) && Place().IsMatch(before)))) rest = before;
            else if (IsNumber(token) && Last(before) is { } counted && Counted().IsMatch(counted.Token)
                && !Place().IsMatch(counted.Before)) rest = counted.Before;
            else if (HasDigit(before) && !Place().IsMatch(before) && (Code().IsMatch(token) || Date().IsMatch(token))) rest = before;
            else if (bids && last.Separator == '_' && token.Length > 1 && token.All(char.IsAsciiLetter) && HasDigit(before)) rest = before;
            else break;
        }

        return rest.Length > 2 && char.IsAsciiDigit(rest[^1]) && Joined().Match(rest) is { Success: true } joined
            ? joined.Groups["before"].Value : rest;
    }

    /// <summary>Whether a name is nothing but such words: <c>T1w</c>, <c>MR_d0129</c>.</summary>
    public static bool IsOnly(string name) =>
        name.Split(Separators.ToCharArray(), StringSplitOptions.RemoveEmptyEntries).All(t => IsContrast(t) || Word().IsMatch(t)
            || Code().IsMatch(t) || Date().IsMatch(t) || Folder().IsMatch(t));

    // The last word, what stands before it without the separators between, and the separator; null for a name of one word.
    private static (string Before, char Separator, string Token)? Last(string name)
    {
        var at = name.AsSpan().LastIndexOfAny(Separators);
        if (at <= 0 || at == name.Length - 1) return null;
        var before = name[..at].TrimEnd('_', '-', '.', ' ');
        return before.Length == 0 ? null : (before, name[at], name[(at + 1)..]);
    }

    private static bool IsContrast(string token) => Contrast().IsMatch(token);

    private static bool HasDigit(string text) => text.Any(char.IsAsciiDigit);

    private static bool IsNumber(string token) => token.Length <= 4 && token.All(char.IsAsciiDigit);

    // What is imaged and how: no person is called so.
    [GeneratedRegex("""^(t[12](w|c|ce|gd|map|rho|star|starw)?|pdw|pdt2|flair|mprage|mp2rage|mpr\d?|spgr|fspgr|unit1|inplanet[12]|""" +
        """r[12]map|dwi|dti|bold|asl|swi|flash|mtw|smri|fmri|3t|7t|1\.5t|15t|brain|mask|orig|defaced|stripped|skullstripped|bet|n4|""" +
        """norm|aseg|dseg|probseg|head|lh|rh|left|right)$""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Contrast();

    [GeneratedRegex("""^(ses|sess|session|visit|vis|timepoint|tp|time|run|scan|rep|repeat|acq|echo|slice|patch|wave|week|wk|month|mo|""" +
        """mth|year|yr|day|followup|fu|fup|flup|baseline|bl|base|screening|screen|scr|sc|retest|test|pre|post|preop|postop|mri?)\d{0,4}$""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Word();

    // Words that a number of their own follows: visit_2, MR_1, year_1.
    [GeneratedRegex("""^(ses|sess|session|visit|vis|timepoint|tp|time|run|scan|rep|repeat|echo|slice|patch|wave|week|month|year|arm|""" +
        """day|followup|fu|mri?)$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Counted();

    [GeneratedRegex("""^([vtwdym]\d{1,4})$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Code();

    [GeneratedRegex("""^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Date();

    [GeneratedRegex("""[_\-. ](19|20)\d\d-\d\d-\d\d$""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex IsoDate();

    // P001V2: what BIDS makes of P001_V2.
    [GeneratedRegex("""^(?<before>.*\d)[vV]\d{1,2}$""",
        RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Joined();

    [GeneratedRegex("""^(site|cent(er|re)|group|grp|cohort|scanner|lab|hospital|clinic|study|dataset|ds|batch|country|city|""" +
        """region)[_\-. ]?\d+$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Place();

    [GeneratedRegex("""^(anat|mri|images?|nifti|nii|data|t1s?)$""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Folder();
}

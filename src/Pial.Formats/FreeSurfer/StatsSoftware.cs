using System.Text.RegularExpressions;

namespace Pial.Formats.FreeSurfer;

/// <summary>Which program wrote a stats file.</summary>
internal static partial class StatsSoftware
{
    /// <summary>Name and version, from the header; null when it says neither.</summary>
    public static string? Of(IReadOnlyDictionary<string, string> header)
    {
        var program = header.GetValueOrDefault("generating_program");
        if (header.TryGetValue("FastSurfer_version", out var fast)) return $"FastSurfer {FirstWord(fast)}";
        if (program?.EndsWith(".py", StringComparison.Ordinal) == true) return "FastSurfer";
        if (program is null) return null;

        // Up to version 6 the field holds a CVS keyword: "$Id: mri_segstats.c,v 1.121 2016/05/31 17:27:11 greve Exp $". Its date tells the
        // release.
        var version = header.GetValueOrDefault("cvs_version") ?? "";
        if (Keyword().Match(version) is not { Success: true } keyword)
            return version.Length > 0 ? $"FreeSurfer {FirstWord(version)}" : "FreeSurfer";
        var year = int.Parse(keyword.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        return year < 2014 ? "FreeSurfer 5" : "FreeSurfer 6";
    }

    private static string FirstWord(string text) => text.Split(' ', 2)[0];

    [GeneratedRegex(@"^\$Id:.*?\b(\d{4})/\d\d/\d\d ", RegexOptions.None, 1000)]
    private static partial Regex Keyword();
}

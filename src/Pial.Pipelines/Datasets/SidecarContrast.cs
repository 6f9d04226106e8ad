using System.Text.RegularExpressions;

namespace Pial.Pipelines.Datasets;

/// <summary>The contrast of a scan by what its sidecar says of the sequence.</summary>
internal static partial class SidecarContrast
{
    // Seconds. T1w has an echo of 2 to 20 ms, T2w and FLAIR of 80 ms and more; what lies between decides nothing.
    private const double LongEcho = 0.06, LongRepetition = 2, FlairInversion = 1.5;

    /// <summary>
    /// Told by the words of protocol and series, else by the times; null when neither tells, or the words speak of several.
    /// </summary>
    /// <param name="names"><c>ProtocolName</c> and <c>SeriesDescription</c>.</param>
    /// <param name="echo"><c>EchoTime</c>, s.</param>
    /// <param name="repetition"><c>RepetitionTime</c>, s.</param>
    /// <param name="inversion"><c>InversionTime</c>, s.</param>
    public static string? Of(string names, double? echo, double? repetition, double? inversion)
    {
        if (Flair().IsMatch(names)) return "FLAIR";
        var (t1, t2, pd) = (T1().IsMatch(names), T2().IsMatch(names), Pd().IsMatch(names));
        if (t1 || t2 || pd) return (t1, t2, pd) switch
        {
            (true, false, false) => "T1w",
            (false, true, false) => "T2w",
            (false, false, true) => "PDw",
            _ => null
        };
        return echo >= LongEcho && repetition >= LongRepetition ? inversion >= FlairInversion ? "FLAIR" : "T2w" : null;
    }

    [GeneratedRegex("flair|dark.?fluid|tirm", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Flair();

    [GeneratedRegex(@"mp2?rage|spgr|bravo|(?<![a-z0-9])t1(?![0-9])", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex T1();

    [GeneratedRegex(@"(?<![a-z0-9])t2(?![0-9*])(?!.?star)", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex T2();

    [GeneratedRegex(@"(?<![a-z0-9])pd(?![a-hj-vx-z0-9])|proton", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Pd();
}

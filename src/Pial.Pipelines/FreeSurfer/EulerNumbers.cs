using System.Globalization;
using System.Text.RegularExpressions;
using Pial.Formats.FreeSurfer;

namespace Pial.Pipelines.FreeSurfer;

/// <summary>
/// Topological defects of the surfaces before they were mended. Euler number = 2 − 2 · holes, at most 2; the nearer to 2, the better.
/// </summary>
/// <param name="LeftHoles">Holes of the left surface (<c>lh.orig.nofix</c>); null when not known.</param>
/// <param name="RightHoles">Holes of the right surface.</param>
/// <param name="Source">The file that says so, relative to the subject's folder; null when none does.</param>
public sealed partial record EulerNumbers(int? LeftHoles, int? RightHoles, string? Source)
{
    /// <summary>Euler number of the left surface.</summary>
    public int? Left => 2 - (2 * LeftHoles);

    /// <summary>Euler number of the right surface.</summary>
    public int? Right => 2 - (2 * RightHoles);

    /// <summary>Holes of both.</summary>
    public int? Holes => LeftHoles + RightHoles;

    /// <summary>Sum of both Euler numbers.</summary>
    public int? Sum => Left + Right;

    /// <summary>Mean of both Euler numbers.</summary>
    public double? Mean => Sum / 2.0;

    /// <summary>Finds them: in <c>aseg.stats</c> (FreeSurfer 6 and later), else in <c>scripts/recon-all.log</c>.</summary>
    /// <param name="subject">The subject's folder.</param>
    /// <param name="aseg">Its <c>aseg.stats</c>, when it has one.</param>
    public static EulerNumbers Of(SubjectFolder subject, StatsFile? aseg)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (aseg?.Measure("lhSurfaceHoles") is { } left && aseg.Measure("rhSurfaceHoles") is { } right && double.IsFinite(left)
            && double.IsFinite(right))
            return new((int)left, (int)right, $"stats/{Path.GetFileName(aseg.Path)}");
        var log = Path.Combine(subject.Path, "scripts", "recon-all.log");
        return File.Exists(log) ? OfLog(File.ReadLines(log), "scripts/recon-all.log") : new(null, null, null);
    }

    /// <summary>
    /// Reads them from the lines of <c>recon-all.log</c>: what <c>mri_segstats --euler</c> says of <c>orig.nofix</c>, else what
    /// <c>mris_fix_topology</c> says before it begins. The last run counts. Lines of <c>mris_euler_number</c> are left aside: they speak of
    /// the mended surface, whose Euler number is always 2.
    /// </summary>
    public static EulerNumbers OfLog(IEnumerable<string> lines, string source)
    {
        ArgumentNullException.ThrowIfNull(lines);
        (int Left, int Right)? told = null;
        var before = new Dictionary<string, int>(StringComparer.Ordinal);
        var side = "";
        foreach (var line in lines)
        {
            if (line.Contains("lheno", StringComparison.Ordinal) && Told().Match(line) is { Success: true } t)
                told = (Number(t.Groups[1]), Number(t.Groups[2]));
            else if (line.Contains("mris_fix_topology", StringComparison.Ordinal) && Fixing().Match(line.TrimEnd()) is { Success: true } f)
                side = f.Groups[1].Value;
            else if (side.Length > 0 && line.StartsWith("before topology correction, eno=", StringComparison.Ordinal)
                && Before().Match(line) is { Success: true } b)
                before[side] = Number(b.Groups[1]);
        }

        if (told is { } both) return new(HolesOf(both.Left), HolesOf(both.Right), source);
        int? Holes(string hemisphere) => before.TryGetValue(hemisphere, out var euler) ? HolesOf(euler) : null;
        return before.Count == 0 ? new(null, null, null) : new(Holes("lh"), Holes("rh"), source);
    }

    private static int HolesOf(int euler) => (2 - euler) / 2;

    private static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"orig\.nofix lheno\s*=\s*(-?\d+),\s*rheno\s*=\s*(-?\d+)", RegexOptions.None, 1000)]
    private static partial Regex Told();

    [GeneratedRegex(@"^\s*mris_fix_topology .*\b(lh|rh)$", RegexOptions.None, 1000)]
    private static partial Regex Fixing();

    [GeneratedRegex(@"eno=(-?\d+)", RegexOptions.None, 1000)]
    private static partial Regex Before();
}

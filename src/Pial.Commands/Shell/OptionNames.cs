using System.Text.RegularExpressions;

namespace Pial.Cli.Shell;

/// <summary>
/// Libraries name a setting (<c>option 'new-site'</c>), since they do not know who calls; a person at a prompt reads the flag
/// (<c>--new-site</c>).
/// </summary>
internal static partial class OptionNames
{
    /// <summary>The text with options as they are typed.</summary>
    public static string AsFlags(this string text) => Named().Replace(text, "--$1");

    [GeneratedRegex("option '([a-z]+(?:-[a-z]+)*)'", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Named();
}

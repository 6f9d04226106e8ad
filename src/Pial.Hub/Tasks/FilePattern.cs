using System.Text;
using System.Text.RegularExpressions;
using Pial.Pipelines;

namespace Pial.Hub.Tasks;

/// <summary>
/// Which files of a folder are what. An ending, <c>_T1w.nii.gz</c>: what stands before it is the case, and its other files lie beside. Or,
/// with <c>{case}</c>, a path below the folder: <c>{case}/anat/{case}_T1w.nii.gz</c>, <c>{case}/FLAIR*.nii.gz</c>; <c>{case}</c> stands for
/// the same name wherever it is, <c>*</c> for anything within a name.
/// </summary>
internal sealed class FilePattern
{
    private const string Case = "{case}";
    private readonly Regex regex;

    private FilePattern(string text, Regex regex) => (Text, this.regex) = (text, regex);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it is a path with <c>{case}</c>, and no ending.</summary>
    public bool IsPath => Text.Contains(Case, StringComparison.Ordinal);

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="InputException">It is empty, or an ending with a folder or <c>*</c>.</exception>
    public static FilePattern Read(string text)
    {
        if (text.Length == 0)
            throw new InputException(
                "a pattern of files is empty; give an ending such as _T1w.nii.gz, or a path such as {case}/anat/{case}_T1w.nii.gz.");
        var expression = new StringBuilder("^");
        if (!text.Contains(Case, StringComparison.Ordinal))
        {
            if (text.AsSpan().ContainsAny('*', '/'))
                throw new InputException($"'{text}' says nothing of the case; put {Case} where its name stands.");
            expression.Append("(?<case>.*)").Append(Regex.Escape(text));
        }
        else
        {
            var parts = text.Replace('\\', '/').Split(Case);
            for (var n = 0; n < parts.Length; n++)
                expression.Append(n == 0 ? "" : n == 1 ? "(?<case>[^/]+?)" : "\\k<case>")
                    .Append(Regex.Escape(parts[n]).Replace("\\*", "[^/]*", StringComparison.Ordinal));
        }

        return new(text, new(expression.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(2)));
    }

    /// <summary>The files of a folder that match, by case; of an ending the case is the path before it.</summary>
    /// <param name="files">Paths below the folder, with <c>/</c>.</param>
    /// <param name="what">What the files are, for messages.</param>
    /// <exception cref="InputException">A case has several.</exception>
    public Dictionary<string, string> Find(IEnumerable<string> files, string what)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (regex.Match(file) is not { Success: true } match) continue;
            var name = match.Groups["case"].Value;
            if (!found.TryAdd(name, file))
                throw new InputException(
                    $"{name} has two files of its {what}, {found[name]} and {file}; the pattern {Text} must tell them apart.");
        }

        return found;
    }

    /// <summary>The pattern with a case's name put in: what was looked for.</summary>
    public string For(string name) => IsPath ? Text.Replace(Case, name, StringComparison.Ordinal) : name + Text;
}

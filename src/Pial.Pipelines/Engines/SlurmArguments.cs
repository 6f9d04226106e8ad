using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pial.Pipelines.Engines;

/// <summary>What a person hands on to <c>sbatch</c>.</summary>
public static partial class SlurmArguments
{
    /// <summary>Takes <c>--wait</c> out of the arguments: Pial waits for all arrays of a submission itself.</summary>
    public static (IReadOnlyList<string> Others, bool Wait) Wait(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        string[] others = [.. arguments.Where(a => a is not ("--wait" or "-W"))];
        return (others, others.Length < arguments.Count);
    }

    /// <summary>Takes the limit of tasks at a time out of the arguments: <c>--array=%20</c>.</summary>
    /// <returns>The other arguments, and <c>%20</c> or nothing.</returns>
    /// <exception cref="InputException">The arguments name the array's tasks, which Pial counts itself.</exception>
    internal static (IReadOnlyList<string> Others, string Limit) Limit(IReadOnlyList<string> arguments)
    {
        var others = new List<string>();
        var limit = "";
        for (var n = 0; n < arguments.Count; n++)
        {
            var word = arguments[n];
            var value = word.StartsWith("--array=", StringComparison.Ordinal) ? word[8..]
                : word.StartsWith("-a", StringComparison.Ordinal) && word.Length > 2 ? word[2..]
                : word is "--array" or "-a" ? ++n < arguments.Count ? arguments[n] : "" : null;
            if (value is null) others.Add(word);
            else if (AtATime().IsMatch(value)) limit = value;
            else throw new InputException(string.Create(CultureInfo.InvariantCulture,
                $"option 'slurm-args' {word}: the tasks of the array are counted by Pial; --array=%20 limits how many run at a time."));
        }

        return (others, limit);
    }

    /// <summary>Splits what a shell would: at spaces, quotes kept together.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new List<string>();
        var (part, quote, begun) = (new StringBuilder(), '\0', false);
        foreach (var c in text)
        {
            if (quote == '\0' && c is '\'' or '"') (quote, begun) = (c, true);
            else if (c == quote) quote = '\0';
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (begun) parts.Add(part.ToString());
                part.Clear();
                begun = false;
            }
            else
            {
                part.Append(c);
                begun = true;
            }
        }

        if (begun) parts.Add(part.ToString());
        return parts;
    }

    [GeneratedRegex("^%[1-9][0-9]*$", RegexOptions.None, 1000)]
    private static partial Regex AtATime();
}

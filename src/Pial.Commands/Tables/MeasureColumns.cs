using System.IO.Enumeration;
using Pial.Analysis.Harmonisation;
using Pial.Analysis.Tables;
using Pial.Pipelines;

namespace Pial.Cli.Commands;

/// <summary>Columns of measures by names and patterns; shared by everything that takes <c>--columns</c> of a table of subjects.</summary>
internal static class MeasureColumns
{
    /// <summary>The columns in the order asked for; without any, the table's measures (<see cref="HarmonisationColumns"/>).</summary>
    public static IReadOnlyList<string> Of(SubjectTable table, string[]? wanted, IReadOnlyList<string> roles)
    {
        if (wanted is null)
        {
            var all = HarmonisationColumns.Of(table, roles);
            return all.Count > 0 ? all : throw new InputException($"{table.Name} has no column of measures; name them with --columns.");
        }

        var found = new List<string>();
        foreach (var name in wanted.SelectMany(w => w.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            string[] matches = table.Has(name)
                ? [name] : [.. table.Columns.Where(c =>
                FileSystemName.MatchesSimpleExpression(name, c, ignoreCase: false) && table.IsNumeric(c))];
            if (matches.Length == 0)
                throw new InputException($"{table.Name} has no column of numbers '{name}'.{NearestName.Hint(name, [.. table.Columns])}");
            found.AddRange(matches.Except(found, StringComparer.Ordinal));
        }

        return found;
    }
}

/// <summary>Two numbers, the first below the second, as people write them on the command line.</summary>
internal static class NumberRange
{
    /// <summary><c>5..90</c>.</summary>
    public static (double Low, double High) Parse(string option, string text) =>
        text.Split("..") is [var a, var b] && double.TryParse(a, out var low) && double.TryParse(b, out var high) && low < high
            ? (low, high)
            : throw new InputException($"{option} {text}: write the ends as LOW..HIGH, for example -0.5..0.5.");
}

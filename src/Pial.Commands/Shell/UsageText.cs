using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Pial.Pipelines;

namespace Pial.Cli.Shell;

/// <summary>What is wrong with a command line, as one line for the person who typed it.</summary>
internal static partial class UsageText
{
    /// <summary>Options whose value is a command line for another program.</summary>
    private static readonly string[] ForOthers = ["--slurm-args"];

    private static readonly Type[] Numbers =
        [typeof(double), typeof(double?), typeof(double[]), typeof(float), typeof(float?), typeof(float[])];

    /// <summary>The sentence; null when nothing is wrong.</summary>
    /// <param name="parse">What was made of the words.</param>
    /// <param name="words">The words.</param>
    public static string? Of(ParseResult parse, IReadOnlyList<string> words)
    {
        if (Mistyped(parse, words) is { } option) return Option(parse, option);
        if (parse.UnmatchedTokens is [var word, ..]) return Word(parse, word);
        return parse.Errors.Count > 0 ? Said(parse, parse.Errors[0]) : DecimalComma(parse);
    }

    // The library reads 2,5 as 25: a comma between thousands.
    private static string? DecimalComma(ParseResult parse)
    {
        foreach (var option in parse.CommandResult.Children.OfType<OptionResult>()
            .Where(o => !o.Implicit && Numbers.Contains(o.Option.ValueType)))
            if (option.Tokens.FirstOrDefault(t => t.Value.Contains(',', StringComparison.Ordinal)) is { } token)
                return $"{option.Option.Name} takes {Kind(nameof(Double))}, not '{token.Value}'.";
        return null;
    }

    // A word that looks like an option and is none, wherever the parser put it: it may have been taken for a file.
    private static string? Mistyped(ParseResult parse, IReadOnlyList<string> words)
    {
        var end = words.ToList().IndexOf("--");
        var meant = end < 0 ? [] : words.Skip(end + 1).ToHashSet(StringComparer.Ordinal);
        var values = parse.CommandResult.Children.SelectMany(c => c switch
        {
            ArgumentResult argument => argument.Tokens.Select(t => t.Value).Where(IsOption),
            OptionResult { Implicit: false } option when !ForOthers.Contains(option.Option.Name, StringComparer.Ordinal) =>
                option.Tokens.Select(t => t.Value).Where(v => IsOption(v) && v.StartsWith("--", StringComparison.Ordinal)),
            _ => [],
        });
        return parse.UnmatchedTokens.Where(IsOption).Concat(values).FirstOrDefault(v => !meant.Contains(v));
    }

    private static bool IsOption(string word) => OptionWord().IsMatch(word);

    private static string Option(ParseResult parse, string word)
    {
        var typed = word.Split('=')[0];
        var names = new List<string>();
        for (SymbolResult? at = parse.CommandResult; at is not null; at = at.Parent)
            if (at is CommandResult level)
                names.AddRange(level.Command.Options.Where(o => level == parse.CommandResult || o.Recursive)
                    .SelectMany(o => o.Aliases.Prepend(o.Name)));
        var near = NearestName.Of(typed, [.. names.Where(n => n.StartsWith("--", StringComparison.Ordinal))]);
        return $"'{typed}' is no option of '{PialApp.CommandPath(parse)}'.{(near is null ? "" : $" Did you mean '{near}'?")}";
    }

    private static string Word(ParseResult parse, string word)
    {
        var command = parse.CommandResult.Command;
        if (command is Verb || command.Subcommands.Count == 0) return $"'{word}' is one word too many for '{PialApp.CommandPath(parse)}'.";
        string[] own = [.. command.Subcommands.Select(c => c.Name)];
        var path = PialApp.CommandPath(parse);
        if (NearestName.Of(word, own) is { } near) return $"'{word}' is no command of '{path}'. Did you mean '{path} {near}'?";
        var below = command.Subcommands.SelectMany(c => c.Subcommands.Select(s => (Path: $"{path} {c.Name} {s.Name}", s.Name)))
            .FirstOrDefault(s => string.Equals(s.Name, word, StringComparison.OrdinalIgnoreCase));
        return $"'{word}' is no command of " +
            $"'{path}'." +
            $"{(below.Path is { } deeper ? $" Did you mean '{deeper}'?"
                : command is RootCommand ? "" : $" There are {string.Join(", ", own)}.")}";
    }

    private static string Said(ParseResult parse, ParseError error)
    {
        var message = error.Message;
        if (WrongType().Match(message) is { Success: true } type)
            return $"{Name(error)} takes {Kind(type.Groups["type"].Value)}, not '{type.Groups["value"].Value}'.";
        if (NotAmong().Match(message) is { Success: true } among)
        {
            string[] words = [.. among.Groups["words"].Value
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(w => w.Trim('\''))];
            var near = NearestName.Of(among.Groups["value"].Value, words);
            return $"{Name(error)} {among.Groups["value"].Value}: choose one of " +
                $"{string.Join(", ", words)}.{(near is null ? "" : $" Did you mean '{near}'?")}";
        }

        if (AbsentArgument().Match(message) is { Success: true } absent) return $"{absent.Groups["name"].Value} is missing.";
        if (AbsentValue().Match(message) is { Success: true } bare) return $"{bare.Groups["name"].Value} needs a value.";
        if (message.StartsWith("Required command", StringComparison.Ordinal))
            return $"'{PialApp.CommandPath(parse)}' needs one of its commands: " +
                $"{string.Join(", ", parse.CommandResult.Command.Subcommands.Select(c => c.Name))}.";
        return message.ReplaceLineEndings(" ");
    }

    private static string Name(ParseError error) => error.SymbolResult switch
    {
        OptionResult option => option.Option.Name,
        ArgumentResult { Parent: OptionResult option } => option.Option.Name,
        ArgumentResult argument => argument.Argument.Name,
        _ => "It",
    };

    private static string Kind(string type) =>
        type.Contains("UInt", StringComparison.Ordinal) ? "a whole number from 0"
        : type.Contains("Int", StringComparison.Ordinal) ? "a whole number"
        : type.Contains("Double", StringComparison.Ordinal) || type.Contains("Single", StringComparison.Ordinal)
            ? "a number (with a decimal point)"
        : type.Contains("Boolean", StringComparison.Ordinal) ? "true or false"
        : "another value";

    [GeneratedRegex("^--?[A-Za-z][^\\s]*$", RegexOptions.None, 1000)]
    private static partial Regex OptionWord();

    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for .* as expected type '(?<type>.*)'",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WrongType();

    [GeneratedRegex("^Argument '(?<value>.*)' not recognized\\. Must be one of:(?<words>.*)$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotAmong();

    [GeneratedRegex("^Required argument '(?<name>.*)' missing", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AbsentArgument();

    [GeneratedRegex("^Required argument missing for option: '(?<name>.*)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AbsentValue();
}

using System.CommandLine;
using Pial.Formats;
using Pial.Operations.Resampling;
using Pial.Pipelines;

namespace Pial.Cli.Shell;

/// <summary>Options whose value is one of a few words.</summary>
internal static class Choice
{
    /// <summary>An option that takes one of the words; any other is a usage error that lists them.</summary>
    public static Option<T> Option<T>(string name, string description, string standard, params (string Word, T Value)[] choices)
    {
        var option = new Option<T>(name)
        {
            Description = $"{description} Default: {standard}.",
            HelpName = string.Join('|', choices.Select(c => c.Word)),
            DefaultValueFactory = _ => choices.First(c => string.Equals(c.Word, standard, StringComparison.Ordinal)).Value,
            CustomParser = result =>
            {
                var word = result.Tokens[0].Value;
                foreach (var choice in choices)
                    if (string.Equals(choice.Word, word, StringComparison.OrdinalIgnoreCase)) return choice.Value;
                var near = NearestName.Of(word, [.. choices.Select(c => c.Word)]);
                result.AddError(
                    $"{name} {word}: choose one of " +
                        $"{string.Join(", ", choices.Select(c => c.Word))}.{(near is null ? "" : $" Did you mean '{near}'?")}");
                return default;
            },
        };
        return WithWords(option, [.. choices.Select(c => c.Word)]);
    }

    // What the shell completes: the words, not the names that the program has for them.
    private static Option<T> WithWords<T>(Option<T> option, string[] words)
    {
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>The unit of a header's lengths.</summary>
    public static Option<LengthUnit?> Units() => WithWords(new Option<LengthUnit?>("--units")
    {
        Description =
            "Unit of the header's lengths, whatever it says itself. Default: judged by the header and by what a head can measure.",
        HelpName = "mm|um|m",
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            switch (word)
            {
                case "mm": return LengthUnit.Millimetre;
                case "um" or "µm" or "μm": return LengthUnit.Micrometre;
                case "m": return LengthUnit.Metre;
                default:
                    result.AddError($"--units {word}: choose one of mm, um, m.");
                    return null;
            }
        },
    }, ["mm", "um", "m"]);

    /// <summary>How values between voxel centres are found.</summary>
    public static Option<Interpolation> Interpolation() => Option(
        "--interpolation", "How values between voxel centres are found.", "linear",
        ("nearest", Operations.Resampling.Interpolation.Nearest),
        ("linear", Operations.Resampling.Interpolation.Linear),
        ("cubic", Operations.Resampling.Interpolation.Cubic));
}

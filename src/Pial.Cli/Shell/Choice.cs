using System.CommandLine;
using Pial.Operations.Resampling;

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
                result.AddError($"{name} {word}: choose one of {string.Join(", ", choices.Select(c => c.Word))}.");
                return default;
            },
        };
        return option;
    }

    /// <summary>How values between voxel centres are found.</summary>
    public static Option<Interpolation> Interpolation() => Option(
        "--interpolation", "How values between voxel centres are found.", "linear",
        ("nearest", Operations.Resampling.Interpolation.Nearest),
        ("linear", Operations.Resampling.Interpolation.Linear),
        ("cubic", Operations.Resampling.Interpolation.Cubic));
}

using System.CommandLine;

namespace Pial.Cli.Shell;

/// <summary>Options that every command takes.</summary>
internal static class SharedOptions
{
    public static Option<int?> Threads { get; } = Positive(new("--threads")
    {
        Description = "Threads to use; results do not depend on it. Default: all cores.",
        HelpName = "N",
        Recursive = true,
    });

    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Say more on stderr; failures come with a stack trace.",
        Recursive = true,
    };

    public static Option<bool> Force { get; } = new("--force") { Description = "Replace outputs that exist.", Recursive = true };

    public static Option<bool> Json { get; } = new("--json") { Description = "Results on stdout as JSON, for machines.", Recursive = true };

    public static IReadOnlyList<Option> All { get; } = [Threads, Verbose, Force, Json];

    private static Option<int?> Positive(Option<int?> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var n) && n < 1)
                result.AddError($"{option.Name} must be at least 1.");
        });
        return option;
    }
}

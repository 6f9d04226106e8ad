using System.CommandLine;
using System.CommandLine.Parsing;
using Pial.Formats;
using Pial.Pipelines;

namespace Pial.Cli.Shell;

/// <summary>One run of a command: its values, its threads, and the rules about inputs and outputs that every command keeps.</summary>
internal sealed class CommandRun(ParseResult parse, CancellationToken cancellation)
{
    /// <summary>Threads from <c>--threads</c> (default all cores) and Ctrl-C; hand it to every operation.</summary>
    public ParallelOptions Parallel { get; } = new()
    {
        MaxDegreeOfParallelism = parse.GetValue(SharedOptions.Threads) ?? Environment.ProcessorCount,
        CancellationToken = cancellation,
    };

    /// <summary>Results go here, nothing else.</summary>
    public TextWriter Out => parse.InvocationConfiguration.Output;

    /// <summary>Progress and logs.</summary>
    public TextWriter Error => parse.InvocationConfiguration.Error;

    /// <summary>Whether a person watches stderr.</summary>
    public bool ErrorIsTerminal => ReferenceEquals(Error, Console.Error) && !Console.IsErrorRedirected;

    /// <summary>Whether results are wanted as JSON.</summary>
    public bool Json => parse.GetValue(SharedOptions.Json);

    /// <summary>Whether more is wanted on stderr.</summary>
    public bool Verbose => parse.GetValue(SharedOptions.Verbose);

    /// <summary>Whether outputs that exist are replaced.</summary>
    public bool Force => parse.GetValue(SharedOptions.Force);

    /// <summary>Stops with Ctrl-C.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>Value of an argument that must be there.</summary>
    public T Get<T>(Argument<T> argument) => parse.GetRequiredValue(argument);

    /// <summary>Value of an option, or its default.</summary>
    public T? Get<T>(Option<T> option) => parse.GetValue(option);

    /// <summary>Whether the person gave the option.</summary>
    public bool Given(Option option) => parse.GetResult(option) is { Implicit: false };


    /// <summary>The options the person gave, as typed, without some of them.</summary>
    public IEnumerable<string> OptionsExcept(params IReadOnlyList<Option> left) => parse.CommandResult.Children.OfType<OptionResult>()
        .Where(o => !o.Implicit && !left.Contains(o.Option)).SelectMany(o => o.Tokens.Select(t => t.Value).Prepend(o.Option.Name));

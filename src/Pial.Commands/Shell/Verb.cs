using System.CommandLine;
using System.Globalization;

namespace Pial.Cli.Shell;

/// <summary>
/// A command that does work. Add one in two touches: a file in <c>Commands/</c> with a static <c>Create()</c>, and its row in
/// <see cref="PialApp"/>. The work gets a <see cref="CommandRun"/>: option values, threads, input and output helpers. Failures are
/// thrown, never printed: <see cref="Failures"/> turns them into one line and an exit code.
/// </summary>
internal sealed class Verb : Command
{
    /// <summary>Makes a command whose work returns nothing: exit code 0 unless it throws.</summary>
    public Verb(string name, string description, IReadOnlyList<string> examples, IReadOnlyList<Symbol> symbols, Action<CommandRun> work)
        : this(name, description, examples, symbols, run =>
        {
            work(run);
            return ExitCodes.Done;
        })
    {
    }

    /// <summary>Makes a command whose work returns the exit code.</summary>
    /// <param name="name">As typed.</param>
    /// <param name="description">One sentence for the help.</param>
    /// <param name="examples">Whole command lines for the help.</param>
    /// <param name="symbols">Arguments and options, in the order of the help.</param>
    /// <param name="work">What it does; runs on a pool thread.</param>
    public Verb(string name, string description, IReadOnlyList<string> examples, IReadOnlyList<Symbol> symbols, Func<CommandRun, int> work)
        : base(name, description)
    {
        Examples = examples;
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) Arguments.Add(argument);
            else if (symbol is Option option)
            {
                SayDefault(option);
                Options.Add(option);
            }
        }

        SetAction((parse, cancellation) => Task.Run(
            () =>
            {
                var run = new CommandRun(parse, cancellation);
                var code = work(run);
                run.SayWritten(code);
                return code;
            },
            CancellationToken.None));
    }

    private static void SayDefault(Option option)
    {
        if (!option.HasDefaultValue || option.Description?.Contains("Default", StringComparison.Ordinal) == true) return;
        if (option.GetDefaultValue() is string or int or double or float or ulong)
            option.Description += string.Create(CultureInfo.InvariantCulture, $" Default: {option.GetDefaultValue()}.");
    }

    /// <summary>Whole command lines that the help shows.</summary>
    public IReadOnlyList<string> Examples { get; }
}

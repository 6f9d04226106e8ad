using System.CommandLine;
using System.CommandLine.Parsing;
using Pial.Formats;
using Pial.Pipelines;

namespace Pial.Cli.Shell;

/// <summary>One run of a command: its values, its threads, and the rules about inputs and outputs that every command keeps.</summary>
internal sealed class CommandRun(ParseResult parse, CancellationToken cancellation)
{
    private readonly DateTime begun = DateTime.UtcNow;
    private readonly List<string> outputs = [];

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
    public bool ErrorIsTerminal => ReferenceEquals(Terminal, Console.Error) && !Console.IsErrorRedirected;

    /// <summary>Stderr as it is, for what draws on a terminal: nothing that came from a file or a name goes there unescaped.</summary>
    public TextWriter Terminal => Error is SafeWriter safe ? safe.Raw : Error;

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

    /// <summary>Whether the person gave the argument.</summary>
    public bool Given(Argument argument) => parse.GetResult(argument) is { Tokens.Count: > 0 };

    /// <summary>The options the person gave, as typed, without some of them.</summary>
    public IEnumerable<string> OptionsExcept(params IReadOnlyList<Option> left) => parse.CommandResult.Children.OfType<OptionResult>()
        .Where(o => !o.Implicit && !left.Contains(o.Option)).SelectMany(o => o.Tokens.Select(t => t.Value).Prepend(o.Option.Name));

    /// <summary>Reads an image; what was odd about its header is said on stderr with <c>--verbose</c>.</summary>
    public LoadedImage Load(string path)
    {
        var loaded = ImageFile.Load(path, Parallel);
        LogFindings(path, loaded.Findings);
        return loaded;
    }

    /// <summary>As <see cref="Load(string)"/>, with its voxels as they are stored: for what moves them and calculates nothing.</summary>
    public StoredImage LoadStored(string path, LoadOptions? options = null)
    {
        var stored = ImageFile.LoadStored(path, options, Parallel);
        LogFindings(path, stored.Findings);
        return stored;
    }

    /// <summary>As <see cref="Load(string)"/>; says when what is going to be averaged looks like label numbers.</summary>
    public LoadedImage LoadToInterpolate(string path)
    {
        var loaded = Load(path);
        if (loaded.Findings.Any(f => f.Code == "beyond-single-precision"))
            Error.WriteLine(
                $"pial: {Path.GetFileName(path)} holds whole numbers beyond 16777216, which are averaged here and kept to seven digits; " +
                    "if they are labels, use --interpolation nearest or vote.");
        return loaded;
    }

    /// <summary>As <see cref="Load(string)"/>, of a required argument.</summary>
    public LoadedImage Load(Argument<string> argument) => Load(Get(argument));

    /// <summary>A line on stderr when a person watches it, or with <c>--verbose</c>.</summary>
    public void Note(string line)
    {
        if (ErrorIsTerminal || Verbose) Error.WriteLine(line);
    }

    /// <summary>A line on stderr when <c>--verbose</c>.</summary>
    public void Log(string line)
    {
        if (Verbose) Error.WriteLine(line);
    }

    private void LogFindings(string path, IReadOnlyList<HeaderFinding> findings)
    {
        foreach (var finding in findings)
            Log($"{Path.GetFileName(path)}: {finding.Text.AsFlags()}");
    }

    /// <summary>
    /// Refuses an output that exists (unless <c>--force</c>), is a directory, or is one of the inputs. Call it before the work.
    /// </summary>
    /// <exception cref="InputException">The output cannot be written there.</exception>
    public string Output(string path, params ReadOnlySpan<string?> inputs)
    {
        if (path.Length == 0) throw new InputException("The output's name is empty.");
        if (Directory.Exists(path)) throw new InputException($"{path} is a directory; give the name of a file.");
        foreach (var input in inputs)
            if (input is not null && string.Equals(Path.GetFullPath(input), Path.GetFullPath(path), StringComparison.Ordinal))
                throw new InputException($"{path} is the input itself, which is never written to; give another output.");
        if (File.Exists(path) && !Force) throw new InputException($"{path} exists; add --force to replace it.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (folder is not null && !Directory.Exists(folder))
            throw new InputException($"{path}: the folder {folder} does not exist; make it first.");
        return Wrote(path);
    }

    /// <summary>
    /// A file or folder that the command writes besides those it asked <see cref="Output(string, ReadOnlySpan{string?})"/> for.
    /// </summary>
    public string Wrote(string path)
    {
        if (!outputs.Contains(path, StringComparer.Ordinal)) outputs.Add(path);
        return path;
    }

    /// <summary>
    /// One line on stderr that names what was written since the command began; none when nothing was. Of a command that failed in part,
    /// files alone: its folders may hold nothing.
    /// </summary>
    public void SayWritten(int code)
    {
        // file systems round times
        string[] there =
            [.. outputs.Where(o => (code == ExitCodes.Done && Directory.Exists(o))
                || (File.Exists(o) && File.GetLastWriteTimeUtc(o) >= begun.AddSeconds(-2)))];
        if (there.Length > 0)
            Error.WriteLine(
                $"pial: wrote {string.Join(", ", there.Take(4))}{(there.Length > 4 ? $" and {there.Length - 4} more files" : "")}");
    }

    /// <summary>As <see cref="Output(string, ReadOnlySpan{string?})"/> for an optional output.</summary>
    public string? Output(Option<string?> option, params ReadOnlySpan<string?> inputs) =>
        Get(option) is { } path ? Output(path, inputs) : null;
}

using System.Diagnostics;
using Pial.Cli.Shell;

namespace Pial.Conformance.Fuzzing;

/// <summary>A reader, a file that it reads, and what is wrong with how it takes a damaged one.</summary>
/// <param name="Name">What it is called in messages; the folder of its regressions.</param>
/// <param name="File">Name of the file, by whose ending readers go.</param>
/// <param name="Seed">Writes an undamaged file.</param>
/// <param name="Read">Reads it.</param>
internal sealed record FuzzTarget(string Name, string File, Action<string> Seed, Action<string> Read)
{
    private const long Much = 64L << 20;

    // A busy machine makes any file slow now and then, so a slow one is read again and the least time counts.
    private const int Reads = 3;

    /// <summary>Longest time of one file.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Reads a file and says what is wrong: an exception that is no refusal, too much time, too much memory. Null when nothing is.
    /// </summary>
    public string? Fault(string path, long length)
    {
        var least = TimeSpan.MaxValue;
        for (var read = 0; read < Reads && least > Longest; read++)
        {
            var (before, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
            if (NoRefusal(path) is { } fault) return fault;
            if (watch.Elapsed < least) least = watch.Elapsed;
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > Much + (20 * length)) return $"{allocated >> 20} MiB for {length} bytes";
        }

        return least > Longest ? FormattableString.Invariant($"{least.TotalSeconds:0.0} s") : null;
    }

    private string? NoRefusal(string path)
    {
        try
        {
            Read(path);
        }
        catch (Exception e)
        {
            var line = Failures.Describe(e).Line;
            if (line.StartsWith("unexpected failure", StringComparison.Ordinal) || e is OutOfMemoryException)
                return $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').Take(4).Aggregate("", (a, b) => a + b.Trim() + " | ")}";
            if (line.Any(char.IsControl)) return $"a control character in '{line}'";
        }

        return null;
    }

    public override string ToString() => Name;
}

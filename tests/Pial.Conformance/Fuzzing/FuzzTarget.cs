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

    /// <summary>Longest time of one file.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Reads a file and says what is wrong: an exception that is no refusal, too much time, too much memory. Null when nothing is.
    /// </summary>
    public string? Fault(string path, long length)
    {
        var (before, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
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

        if (watch.Elapsed > Longest) return FormattableString.Invariant($"{watch.Elapsed.TotalSeconds:0.0} s");
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated > Much + (20 * length) ? $"{allocated >> 20} MiB for {length} bytes" : null;
    }

    public override string ToString() => Name;
}

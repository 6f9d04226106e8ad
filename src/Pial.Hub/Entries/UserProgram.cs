using Pial.Hub.Programs;
using Pial.Hub.Records;
using Pial.Hub.Tasks;

namespace Pial.Hub.Entries;

/// <summary>A user's program: for every fold a new folder is filled, the program runs in it, and what it wrote is read.</summary>
internal sealed class UserProgram
{
    private readonly IReadOnlyList<string> command, watched;

    /// <summary>Reads a model's record.</summary>
    /// <param name="id">Its name on the board.</param>
    /// <param name="record">The record.</param>
    /// <param name="task">Limits that it cannot raise.</param>
    /// <param name="data">Where the data lie: nothing may change there; null when there is no such place.</param>
    public UserProgram(string id, RecordFile record, TaskDefinition task, string? data)
    {
        (Id, Record) = (id, Path.GetFileName(record.Path));
        var entry = record.Entry;
        var folder = Path.GetDirectoryName(Path.GetFullPath(record.Path))!;
        command = [.. entry.Required("command").Items.Select(i => i.Text()).Select(word => Beside(folder, word))];
        Limits = new(Math.Min(task.Seconds, entry["seconds"]?.Number() ?? task.Seconds), Math.Min(task.MemoryMb, entry["memory_mb"]?.Number() ?? task.MemoryMb));
        watched = [folder, .. data is null ? Array.Empty<string>() : [Directory.Exists(data) ? data : Path.GetDirectoryName(Path.GetFullPath(data))!]];
    }

    /// <summary>Its name on the board.</summary>
    public string Id { get; }

    /// <summary>Name of its record.</summary>
    public string Record { get; }

    /// <summary>What it may use.</summary>
    public ProgramLimits Limits { get; }

    /// <summary>Runs it once, in a folder that is gone afterwards.</summary>
    /// <param name="fill">Writes what it gets.</param>
    /// <param name="read">Reads what it wrote.</param>
    /// <param name="parallel">Cancellation.</param>
    public T Run<T>(Action<string> fill, Func<string, ProgramUse, T> read, ParallelOptions? parallel)
    {
        var folder = Directory.CreateTempSubdirectory("pial-program-").FullName;
        try
        {
            fill(folder);
            var use = ProgramRun.Run(Id, [.. command.Select(w => w.Replace("{manifest}", Path.Combine(folder, "manifest.json"), StringComparison.Ordinal).Replace("{folder}", folder, StringComparison.Ordinal))],
                folder, Limits, watched, parallel?.CancellationToken ?? default);
            return read(folder, use);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Beside(string folder, string word) => File.Exists(Path.Combine(folder, word)) ? Path.GetFullPath(Path.Combine(folder, word)) : word;
}

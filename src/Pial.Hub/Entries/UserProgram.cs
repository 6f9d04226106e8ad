using Pial.Hub.Programs;
using Pial.Hub.Records;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Entries;

/// <summary>A user's program: for every fold a new folder is filled, the program runs in it, and what it wrote is read.</summary>
internal sealed class UserProgram
{
    private readonly IReadOnlyList<string> command, hidden;
    private readonly string model;
    private readonly Sandbox sandbox;

    /// <summary>Reads a model's record.</summary>
    /// <param name="id">Its name on the board.</param>
    /// <param name="record">The record.</param>
    /// <param name="task">Limits that it cannot raise.</param>
    /// <param name="data">Where the data and the labels lie: nothing may change there, and in a sandbox it cannot read them.</param>
    /// <param name="sandbox">Where it runs.</param>
    /// <exception cref="InputException">The labels are to be hidden, and there is no sandbox.</exception>
    public UserProgram(string id, RecordFile record, TaskDefinition task, IReadOnlyList<string> data, SandboxKind sandbox)
    {
        (Id, Record) = (id, Path.GetFileName(record.Path));
        var entry = record.Entry;
        var folder = Path.GetDirectoryName(Path.GetFullPath(record.Path))!;
        command = [.. entry.Required("command").Items.Select(i => i.Text()).Select(word => Beside(folder, word))];
        Limits = new(Math.Min(task.Seconds, entry["seconds"]?.Number() ?? task.Seconds),
            Math.Min(task.MemoryMb, entry["memory_mb"]?.Number() ?? task.MemoryMb));
        (model, hidden, this.sandbox) = (folder, data, Sandbox.Of(sandbox));
        if (task.HiddenLabels && !this.sandbox.IsIsolated)
            throw new InputException(
                $"the task's labels are hidden, so {id} is not run without a sandbox ({Sandbox.Missing ?? "option 'sandbox' is none"}): " +
                    "it could read them.");
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
            var use = ProgramRun.Run(Id,
                [.. command.Select(w => w.Replace("{manifest}", Path.Combine(folder, "manifest.json"), StringComparison.Ordinal)
                    .Replace("{folder}", folder, StringComparison.Ordinal))],
                folder, Limits, sandbox, model, hidden, parallel?.CancellationToken ?? default);
            return read(folder, use);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Beside(string folder, string word) =>
        File.Exists(Path.Combine(folder, word)) ? Path.GetFullPath(Path.Combine(folder, word)) : word;
}

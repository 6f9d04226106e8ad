using Pial.Hub.Records;
using Pial.Hub.Tasks;

namespace Pial.Hub.Entries;

/// <summary>A user's program: reads a manifest, writes predictions.</summary>
internal sealed class ProgramEntry(string id, string what, RecordFile record, TaskDefinition task) : ITableEntry
{
    public string Id => id;

    public string What => what;

    public IReadOnlyList<string> Notes => [];

    public TableAnswer Predict(TableFold fold, ParallelOptions? parallel = null) => throw new NotSupportedException($"{record.Path} {task.Kind}");
}

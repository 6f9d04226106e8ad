using Pial.Pipelines;
using Pial.Pipelines.Datasets;
using Pial.Pipelines.Yaml;

namespace Pial.Hub.Records;

/// <summary>The kinds of records the hub reads and writes.</summary>
internal static class RecordKinds
{
    /// <summary>All, told by their first field in this order.</summary>
    public static IReadOnlyList<RecordKind> All { get; } = [EvalFields.Kind, SuiteFields.Kind, BenchmarkFields.Kind, ModelFields.Kind,
        DatasetSchema.Kind];

    /// <summary>The kind of a record, by the field that names it.</summary>
    /// <exception cref="InputException">It has none of them.</exception>
    public static RecordKind Of(YamlEntry record, string file)
    {
        ArgumentNullException.ThrowIfNull(record);
        return All.FirstOrDefault(k => record[k.IdField] is not null)
            ?? throw new InputException($"{file} is no record of the hub: it has none of {string.Join(", ", All.Select(k => k.IdField))}.");
    }
}

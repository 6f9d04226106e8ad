using System.Text;
using Pial.Pipelines.Yaml;

namespace Pial.Pipelines.Datasets;

/// <summary>The YAML of a dataset: the data specification's, fmbench's, and what Pial adds.</summary>
public static class DatasetFile
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = "dataset.yaml";

    /// <summary>Reads it.</summary>
    /// <param name="path">The YAML, or a folder that holds <c>dataset.yaml</c>.</param>
    /// <exception cref="InputException">It is not there, or not as it should be; says in which line, and offers the nearest name for an
    /// unknown field.</exception>
    public static DatasetRecord Load(string path) => Read(YamlEntry.Load(PathOf(path)));

    /// <summary>Reads the text of one.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InputException">As <see cref="Load"/>.</exception>
    public static DatasetRecord Parse(string yaml, string name) => Read(YamlEntry.Parse(yaml, name));

    /// <summary>Where the YAML of a folder or a YAML itself is.</summary>
    /// <exception cref="InputException">There is none; says how to make one.</exception>
    public static string PathOf(string path)
    {
        if (File.Exists(path)) return path;
        if (!Directory.Exists(path)) throw new InputException($"{path} does not exist; expected a dataset's folder or its {FileName}.");
        string[] there = [.. new[] { FileName, "dataset.yml" }.Select(n => Path.Combine(path, n)).Where(File.Exists)];
        return there.Length > 0 ? there[0]
            : throw new InputException($"{path} has no {FileName}; 'pial dataset init {path}' writes one from its files.");
    }

    /// <summary>The folder of the data that a YAML describes; null when it is not on this machine.</summary>
    /// <param name="yaml">Path of the YAML.</param>
    /// <param name="record">What it says.</param>
    public static string? FolderOf(string yaml, DatasetRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var own = Path.GetDirectoryName(Path.GetFullPath(yaml))!;
        if (record.Path is { } path) return Directory.Exists(Path.Combine(own, path)) ? Path.GetFullPath(Path.Combine(own, path)) : null;
        return Directory.EnumerateDirectories(own, "sub-*").Any() ? own : null;
    }

    /// <summary>Writes a record as YAML; what is not stated is left out.</summary>
    /// <param name="record">The record.</param>
    /// <param name="comment">A comment for a field, by its name; null for none.</param>
    public static string ToYaml(DatasetRecord record, Func<string, string?>? comment = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        var text = new StringBuilder();
        foreach (var field in DatasetFields.All)
        {
            var (value, remark) = (field.Write(record) is { } stated ? YamlText.Line(stated) : null, comment?.Invoke(field.Name));
            if (value is null && remark is null) continue;
            text.Append(value is null ? "# " : "").Append(field.Name).Append(": ").Append(value)
                .Append(remark is null ? "" : value is null ? remark : $" # {remark}").Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The record as fmbench has its datasets: <c>modalities</c> as a list, what is not known <c>TBD</c>.</summary>
    public static string ToFmbench(DatasetRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var modalities = record.Modalities.Count > 0 ? record.Modalities : ["sMRI"];
        var text = ToYaml(record with { Modalities = [] }) + (record.Subjects is null ? "n_subjects: TBD\n" : "");
        return text + $"modalities:\n{string.Concat(modalities.Select(m => $"- {YamlText.Line(m.ToLowerInvariant())}\n"))}";
    }

    private static DatasetRecord Read(YamlEntry file)
    {
        DatasetSchema.Kind.Check(file);
        var record = new DatasetRecord { Id = "", Name = "" };
        foreach (var field in DatasetFields.All)
        {
            var entry = field.In(file);
            if (entry is null || DatasetFields.IsNotStated(entry))
            {
                if (field.Required) throw (entry ?? file.Required(field.Name)).Bad("must be stated.");
                continue;
            }

            record = field.Read(entry, record);
        }

        return record;
    }
}

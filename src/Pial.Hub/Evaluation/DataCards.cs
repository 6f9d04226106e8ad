using System.Globalization;
using Pial.Analysis.Tables;
using Pial.Hub.Tasks;

namespace Pial.Hub.Evaluation;

/// <summary>What data are, in counts and ranges.</summary>
internal static class DataCards
{
    public static IReadOnlyList<(string Name, string Value)> Of(TaskTable table)
    {
        var (task, columns) = (table.Task, table.Columns);
        var card = new List<(string, string)> { ("Table", columns.Name), ("Subjects", Number(table.Ids.Count)),
            ("Features", Number(table.Features.Columns)) };
        card.Add(table.Classes.Count > 0 ? ($"Target: {task.Target}", Counts(table.Truth.Select(t => table.Classes[(int)t])))
            : ($"Target: {task.Target}", Range(table.Truth)));
        if (task.Age is { } age && age != task.Target) card.Add(($"Age: {age}", Range(table.Numbers(age))));
        foreach (var (name, column) in new[] { ("Sex", task.Sex), ("Site", task.Site) })
            if (column is not null && column != task.Target)
                card.Add(($"{name}: {column}", Counts(columns[column].Select(w => SubjectTable.IsMissing(w) ? "n/a" : w))));
        if (task.HeadSize is { } head) card.Add(($"Head size: {head}", Range(table.Numbers(head))));
        return card;
    }

    public static IReadOnlyList<(string Name, string Value)> Of(IReadOnlyList<ImageCase> cases, string source) =>
    [
        ("Images", Path.GetFileName(source.TrimEnd('/', '\\'))), ("Cases", Number(cases.Count)),
        ("Channels", string.Join(", ", cases[0].Channels.Select(c => c.Name))),
        ("Grids", string.Join("; ", cases.Select(c => c.Image.Grid.ToString()).Distinct(StringComparer.Ordinal).Take(3))),
        .. cases[0].Degraded is { } degraded ? new[] { ("Degradation", degraded.How.Text()) } : [],
        .. cases[0].Fields.Keys.Select(f => (f, Counts(cases.Select(c => c.Fields.GetValueOrDefault(f, "n/a"))))),
    ];

    public static string Sha256(IReadOnlyList<ImageCase> cases)
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (var one in cases)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(one.Id));
            foreach (var channel in one.Channels)
                hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(channel.Image.Span));
            if (one.Labels is { } labels) hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(labels.Span));
            if (one.Clean is { } clean) hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(clean.Span));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Counts(IEnumerable<string> words) =>
        string.Join(", ", words.GroupBy(w => w, StringComparer.Ordinal).OrderBy(g => g.Key, LevelOrder.Instance)
            .Select(g => $"{g.Key} {g.Count()}"));

    private static string Range(IEnumerable<double> values)
    {
        double[] known = [.. values.Where(double.IsFinite).Order()];
        return known.Length == 0 ? "none known" : string.Create(CultureInfo.InvariantCulture,
            $"{known[0]:0.##} to {known[^1]:0.##}, mean {known.Average():0.##}, median {known[known.Length / 2]:0.##}");
    }

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);
}

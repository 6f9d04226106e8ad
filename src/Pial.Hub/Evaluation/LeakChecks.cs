using Pial.Hub.Tasks;

namespace Pial.Hub.Evaluation;

/// <summary>What was looked at to find people on both sides, and what no look can find.</summary>
internal static class LeakChecks
{
    private const string Persons = "persons by id, visits and other spellings";
    private const string Beyond = "people under unrelated ids, and what a model or a program learned elsewhere";

    /// <summary>Of images.</summary>
    public static (string Done, string Unknown) OfImages =>
        (Persons, $"{Beyond}; the same scan under another name (an audit of the images finds it)");

    /// <summary>Of a table.</summary>
    public static (string Done, string Unknown) Of(TaskTable table)
    {
        var maps = table.Features.Rotated;
        string?[] done = [Persons, table.Ties.Family is { } family ? $"families ('{family}')" : null, "rows with the same features",
            maps ? null : "features that copy the target",
            table.Task.Harmonisation is null ? null : "sites taken out by what training rows say",
            "fits recorded beside the data"];
        string?[] unknown = [table.Ties.Family is null ? "families, since no column names them" : null, Beyond,
            "corrections of the data that left no record"];
        return (string.Join(", ", done.OfType<string>()), string.Join("; ", unknown.OfType<string>()));
    }
}

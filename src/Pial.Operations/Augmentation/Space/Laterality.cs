using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Which labels are each other's counterparts across the midline.</summary>
public static class Laterality
{
    /// <summary>For each label with a side and a counterpart: the counterpart's number.</summary>
    /// <remarks>
    /// Counterparts have the same name but for the word that tells the side (Left-Hippocampus and Right-Hippocampus, ctx-lh-cuneus and
    /// ctx-rh-cuneus).
    /// </remarks>
    /// <param name="table">The labels.</param>
    public static IReadOnlyDictionary<int, int> Partners(LabelTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var left = Sides(table, Hemisphere.Left);
        var partners = new Dictionary<int, int>();
        foreach (var (name, right) in Sides(table, Hemisphere.Right))
        {
            if (!left.TryGetValue(name, out var id)) continue;
            (partners[id], partners[right]) = (right, id);
        }

        return partners;
    }

    private static Dictionary<string, int> Sides(LabelTable table, Hemisphere side)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var label in table.Labels.Where(l => l.Hemisphere == side))
            found.TryAdd(WithoutSide(label.Name, side), label.Id);
        return found;
    }

    private static string WithoutSide(string name, Hemisphere side)
    {
        string[] words = side == Hemisphere.Left ? ["left", "lh", "l"] : ["right", "rh", "r"];
        var parts = name.ToLowerInvariant().Split(['-', '_', ' ', '.'], StringSplitOptions.None);
        return string.Join('-', parts.Select(p => words.Contains(p, StringComparer.Ordinal) ? "*" : p));
    }
}

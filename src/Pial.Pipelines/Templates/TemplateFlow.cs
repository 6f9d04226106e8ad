using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pial.Pipelines.Templates;

/// <summary>
/// Finds templates in a directory laid out as TemplateFlow does:
/// <c>tpl-ID/[cohort-N/]tpl-ID[_cohort-N][_res-NN][_desc-brain]_T1w.nii.gz</c>, with <c>template_description.json</c> beside them.
/// </summary>
public static class TemplateFlow
{
    /// <summary>Looks for a template under the given roots, in order.</summary>
    /// <param name="roots">Directories that hold <c>tpl-*</c> folders.</param>
    /// <param name="specification"><c>ID[:cohort-N][:res-N]</c>, as fMRIPrep writes it.</param>
    /// <returns>The best match (whole head before brain alone, resolution 1 unless asked otherwise), or null.</returns>
    public static TemplateSource? Find(IEnumerable<string> roots, string specification)
    {
        ArgumentNullException.ThrowIfNull(roots);
        ArgumentNullException.ThrowIfNull(specification);
        var parts = specification.Split(':');
        var cohort = parts.Skip(1).FirstOrDefault(p => p.StartsWith("cohort-", StringComparison.Ordinal))?[7..];
        var resolution = parts.Skip(1).FirstOrDefault(p => p.StartsWith("res-", StringComparison.Ordinal))?[4..].TrimStart('0');
        foreach (var root in roots)
        {
            var folder = Path.Combine(root, $"tpl-{parts[0]}");
            if (Directory.Exists(folder) && In(folder, parts[0], cohort, resolution ?? "1") is { } found) return found;
        }

        return null;
    }

    /// <summary>Every template under a root that has a T1w image: identifier, and its source.</summary>
    public static IEnumerable<TemplateSource> All(string root)
    {
        if (!Directory.Exists(root)) yield break;
        foreach (var folder in Directory.GetDirectories(root, "tpl-*").Order(StringComparer.Ordinal))
        {
            if (In(folder, Path.GetFileName(folder)[4..], null, "1") is { } source) yield return source;
        }
    }

    private static TemplateSource? In(string folder, string id, string? cohort, string resolution)
    {
        var place = cohort is null ? folder : Path.Combine(folder, $"cohort-{cohort}");
        if (!Directory.Exists(place)) return null;
        // git-annex leaves empty files
        var images = Directory.GetFiles(place, $"tpl-{id}_*.nii*").Where(f => new FileInfo(f).Length > 0)
            .Order(StringComparer.Ordinal).ToArray();
        var t1w = Best(images, "T1w", resolution);
        if (t1w is null) return null;
        var mask = Best(images.Where(f => Entity(f, "res") == Entity(t1w, "res") && Entity(f, "desc") == "brain"), "mask", resolution);
        var space = cohort is null ? id : $"{id}+{cohort}"; // as fMRIPrep names a cohort's space
        return new(space, TemplateKind.TemplateFlow, t1w, mask, NameOf(folder));
    }

    private static string? Best(IEnumerable<string> files, string suffix, string resolution) => files
        .Where(f => f.EndsWith($"_{suffix}.nii.gz", StringComparison.Ordinal) || f.EndsWith($"_{suffix}.nii", StringComparison.Ordinal))
        .Where(f => Entity(f, "desc") is null or "brain")
        .OrderByDescending(f => Entity(f, "res") == resolution)
        .ThenBy(f => Entity(f, "res") ?? "", StringComparer.Ordinal)
        .ThenBy(f => Entity(f, "desc") is null ? 0 : 1)
        .ThenBy(f => f.Length)
        .FirstOrDefault();

    private static string? Entity(string file, string key)
    {
        var part = Path.GetFileName(file).Split('_').FirstOrDefault(p => p.StartsWith(key + "-", StringComparison.Ordinal));
        return key == "res" ? part?[4..].TrimStart('0') : part?[(key.Length + 1)..];
    }

    private static string? NameOf(string folder)
    {
        try
        {
            var path = Path.Combine(folder, "template_description.json");
            return File.Exists(path) ? (string?)JsonFile.Parse(path)?["Name"] : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

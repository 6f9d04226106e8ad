using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Atlases;

/// <summary>
/// Finds atlases in a directory laid out as TemplateFlow does: <c>tpl-ID/[cohort-N/]tpl-ID[_res-NN]_atlas-NAME[_desc-D]_dseg.nii.gz</c>
/// with a table <c>…_dseg.tsv</c>.
/// </summary>
internal static class TemplateFlowAtlases
{
    /// <summary>Every atlas under a root, once for each space, name and description; the finest resolution of each.</summary>
    public static IEnumerable<AtlasSource> All(string root)
    {
        if (!Directory.Exists(root)) return [];
        return Directory.GetDirectories(root, "tpl-*").Order(StringComparer.Ordinal).SelectMany(f => In(f))
            .GroupBy(static a => (a.Space, a.Name)).Select(static g => g.First());
    }

    /// <summary>Looks for an atlas of a space.</summary>
    /// <param name="roots">Directories that hold <c>tpl-*</c> folders.</param>
    /// <param name="specification"><c>NAME[:desc-D][:res-N]</c>.</param>
    /// <param name="space">Identifier of the space.</param>
    /// <exception cref="InputException">Several atlases of that name differ in their description.</exception>
    public static AtlasSource? Find(IEnumerable<string> roots, string specification, string space)
    {
        var parts = specification.Split(':');
        string? Wanted(string key) =>
            parts.Skip(1).FirstOrDefault(p => p.StartsWith(key + "-", StringComparison.Ordinal))?[(key.Length + 1)..];
        var (description, resolution) = (Wanted("desc"), Wanted("res")?.TrimStart('0'));
        foreach (var root in roots)
        {
            var folder = Path.Combine(root, $"tpl-{space}");
            if (!Directory.Exists(folder)) continue;
            var found = In(folder).Where(a => Entity(a.Path, "atlas") == parts[0] || Entity(a.Path, "seg") == parts[0])
                .Where(a => description is null || Entity(a.Path, "desc") == description)
                .Where(a => resolution is null || Entity(a.Path, "res")?.TrimStart('0') == resolution).ToArray();
            var kinds = found.Select(a => Entity(a.Path, "desc")).Distinct(StringComparer.Ordinal).ToArray();
            if (kinds.Length > 1)
                throw new InputException(
                    $"TemplateFlow has {kinds.Length} atlases {parts[0]}; say which: " +
                        $"{string.Join(", ", kinds.Select(k => k is null ? parts[0] : $"{parts[0]}:desc-{k}"))}.");
            if (found.Length > 0) return found[0];
        }

        return null;
    }

    private static IEnumerable<AtlasSource> In(string folder) => Directory
        .GetFiles(folder, "*_dseg.nii*", SearchOption.TopDirectoryOnly)
        // git-annex leaves empty files
        .Where(static f => new FileInfo(f).Length > 0 && (Entity(f, "atlas") ?? Entity(f, "seg")) is not null)
        .OrderBy(static f => Entity(f, "res") ?? "", StringComparer.Ordinal).ThenBy(static f => f, StringComparer.Ordinal)
        .Select(f => new AtlasSource(NameOf(f), AtlasKind.TemplateFlow, f, AtlasFiles.Table(folder, BidsName.StemOf(f)),
            Path.GetFileName(folder)[4..])
        {
            Origin = $"TemplateFlow, {Path.GetFileName(folder)}/{Path.GetFileName(f)}",
            License = AtlasFiles.License(Path.Combine(folder, "template_description.json")),
        });

    private static string NameOf(string file) =>
        string.Concat(((Entity(file, "atlas") ?? Entity(file, "seg")) + (Entity(file, "desc") ?? "")).Where(char.IsAsciiLetterOrDigit));

    private static string? Entity(string file, string key) =>
        BidsName.StemOf(file).Split('_').FirstOrDefault(p => p.StartsWith(key + "-", StringComparison.Ordinal))?[(key.Length + 1)..];
}

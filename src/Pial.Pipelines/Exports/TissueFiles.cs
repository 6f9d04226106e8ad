using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;

namespace Pial.Pipelines.Exports;

/// <summary>The three tissue maps of a scan.</summary>
/// <param name="Stem">Beginning of their names, before <c>label-</c>: subject, session, space.</param>
/// <param name="Gm">Grey matter.</param>
/// <param name="Wm">White matter.</param>
/// <param name="Csf">Cerebrospinal fluid.</param>
public sealed record TissueFiles(string Stem, string Gm, string Wm, string Csf)
{
    private static readonly string GmLabel = Path.GetFileNameWithoutExtension(HeadDerivatives.Tissue.Name(null, "GM")); // compressed or not

    /// <summary>Subject with <c>sub-</c>.</summary>
    public string Subject => $"sub-{BidsName.Of(Gm).Subject}";

    /// <summary>Finds the maps that <c>pial run</c> or <c>pial segment</c> wrote, in order of name.</summary>
    /// <param name="folder">A derivative dataset, or the folder of one scan.</param>
    /// <param name="space">Space of the maps; null for the scan's own.</param>
    /// <param name="subjects">Subjects to keep, with or without <c>sub-</c>; empty keeps all.</param>
    /// <exception cref="InputException">No such folder, no maps, a subject without, or a map without its siblings.</exception>
    public static IReadOnlyList<TissueFiles> Find(string folder, string? space, IReadOnlyCollection<string> subjects)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        if (!Directory.Exists(folder))
            throw new InputException($"{folder} does not exist; give the folder that 'pial run' or 'pial segment' wrote.");
        var found = Directory
            .EnumerateFiles(folder, $"*{GmLabel}*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4 })
            .Where(f => Path.GetFileName(f) is var n
                && (n.EndsWith(GmLabel, StringComparison.Ordinal) || n.EndsWith($"{GmLabel}.gz", StringComparison.Ordinal)))
            .Where(f => BidsName.Of(f)["space"] == space && BidsName.Of(f)["desc"] is null)
            .Order(StringComparer.Ordinal).Select(Of).ToList();
        if (found.Count == 0)
            throw new InputException(
                $"{folder} holds no tissue maps " +
                    $"*{(space is null ? "" : $"_space-{space}")}_label-GM_probseg.nii.gz" +
                    $"{(space is null ? "" : "; leave out option 'space' for those in the scan's own space")}.");
        if (subjects.Count == 0) return found;
        var wanted = subjects.Select(Vbm.VbmInputs.Label).ToHashSet(StringComparer.Ordinal);
        var absent = wanted.Where(s => !found.Exists(f => f.Subject == s)).ToList();
        return absent.Count == 0 ? found.FindAll(f => wanted.Contains(f.Subject))
            : throw new InputException($"{folder} holds no tissue maps of {string.Join(", ", absent)}.");
    }

    private static TissueFiles Of(string gm)
    {
        var name = Path.GetFileName(gm);
        var at = name.LastIndexOf("label-GM_", StringComparison.Ordinal);
        string Sibling(string label)
        {
            var path = Path.Combine(Path.GetDirectoryName(gm)!, $"{name[..at]}label-{label}_{name[(at + 9)..]}");
            return File.Exists(path) ? path : throw new InputException($"{gm} has no {Path.GetFileName(path)} beside it.");
        }

        return new(name[..at].TrimEnd('_'), gm, Sibling("WM"), Sibling("CSF"));
    }
}

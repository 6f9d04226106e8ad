using Pial.Analysis.Tables;
using Pial.Formats;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Tables;

namespace Pial.Pipelines.Loading;

/// <summary>Subjects of a BIDS folder (scans, or what <c>pial run</c> wrote), with their rows of <c>participants.tsv</c>.</summary>
public static class DerivativeSubjects
{

    /// <summary>Finds them: every scan that has the first image is a subject, and must have the others.</summary>
    /// <param name="directory">The folder of <c>sub-*</c> folders.</param>
    /// <param name="images">
    /// What is wanted, as the end of a BIDS name: <c>desc-preproc_T1w</c>, <c>space-MNI152NLin2009cAsym_label-GM_probseg</c>, <c>dseg</c>.
    /// Of the entities of derivatives (space, desc, label …) those that are not named must be absent.
    /// </param>
    /// <param name="participants">The table; null for <c>participants.tsv</c> of the folder, where there is one.</param>
    /// <exception cref="InputException">No such folder or image; a scan lacks an image or has it twice; the table lacks a
    /// subject.</exception>
    public static IReadOnlyList<SubjectFiles> Find(string directory, IReadOnlyList<ImageRequest> images, string? participants = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (!Directory.Exists(directory)) throw new InputException($"{directory} does not exist.");
        if (images.Count == 0) throw new InputException("Say which images to load, such as T1w=desc-preproc_T1w.");
        var table = TableOf(directory, participants);
        var files = Directory.GetDirectories(directory, "sub-*").Order(StringComparer.Ordinal)
            .SelectMany(f => Directory.EnumerateFiles(f, "sub-*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            .Where(f => ImageFormats.IsSingleFile(f))
            .Select(f => (Path: f, Name: BidsName.Of(f))).ToList();
        if (files.Count == 0)
            throw new InputException(
                $"{directory} holds no image of a subject; expected sub-<label>/anat/sub-<label>_T1w.nii.gz, or a table.");
        var apart = Asked(images); // inv-1_MP2RAGE beside T1w: the request tells the files of a scan apart, not the scans
        var scans = files.GroupBy(f => f.Name.PrefixWithout(apart), StringComparer.Ordinal)
            .Where(g => g.Any(f => Matches(f.Name, images[0].Source))).ToList();
        if (scans.Count == 0)
        {
            var suffixes = files.Select(f => End(f.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
            throw new InputException($"{directory} has no image '{images[0].Source}'.{NearestName.Hint(images[0].Source, suffixes)}");
        }

        return [.. scans.Select(scan => Subject(scan.Key, [.. scan], images, table))];
    }

    /// <summary>The subjects whose row says so.</summary>
    /// <param name="subjects">All.</param>
    /// <param name="conditions">Columns and the values they must have.</param>
    /// <exception cref="InputException">There is no such column, or nobody is left.</exception>
    public static IReadOnlyList<SubjectFiles> Where(IReadOnlyList<SubjectFiles> subjects,
        IReadOnlyList<(string Column, string Value)> conditions)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        ArgumentNullException.ThrowIfNull(conditions);
        foreach (var (column, _) in conditions)
            if (subjects.Count > 0 && !subjects[0].Row.ContainsKey(column))
                throw new InputException(
                    $"There is no column '{column}' to choose subjects by.{NearestName.Hint(column, [.. subjects[0].Row.Keys])}");
        var left = subjects.Where(s => conditions.All(c => s.Row[c.Column] == c.Value)).ToList();
        return left.Count > 0 ? left
            : throw new InputException($"No subject has {string.Join(" and ", conditions.Select(c => $"{c.Column} = {c.Value}"))}.");
    }

    // Entities that some requests name and others do not.
    private static string[] Asked(IReadOnlyList<ImageRequest> images)
    {
        string[][] keys = [.. images.Select(i => i.Source.Split('_')[..^1].Select(p => p.Split('-', 2)[0]).ToArray())];
        return [.. keys.SelectMany(k => k).Distinct(StringComparer.Ordinal)
            .Where(k => !keys.All(all => all.Contains(k, StringComparer.Ordinal)))];
    }

    private static SubjectTable? TableOf(string directory, string? participants)
    {
        var standard = Path.Combine(directory, "participants.tsv");
        return participants is not null || File.Exists(standard) ? TableFile.Read(participants ?? standard, null) : null;
    }

    private static SubjectFiles Subject(string id, IReadOnlyList<(string Path, BidsName Name)> files, IReadOnlyList<ImageRequest> images,
        SubjectTable? table)
    {
        string One(ImageRequest image)
        {
            var found = files.Where(f => Matches(f.Name, image.Source)).Select(f => f.Path).ToArray();
            return found.Length switch
            {
                1 => found[0],
                0 => throw new InputException(
                    $"{id} has no image " +
                        $"'{image.Source}'." +
                        $"{NearestName.Hint(image.Source, [.. files.Select(f => End(f.Name)).Distinct(StringComparer.Ordinal)])}"),
                _ => throw new InputException(
                    $"{id} has {found.Length} images '{image.Source}' ({string.Join(", ", found.Take(3).Select(Path.GetFileName))}); say " +
                        "more of the name."),
            };
        }

        return new(id, [.. images.Select(i => TableSubjects.FileOf(i, One(i)))], Row(id, files[0].Name.Subject, table)) { Where = id };
    }

    private static Dictionary<string, string> Row(string id, string subject, SubjectTable? table)
    {
        var row = new Dictionary<string, string>(StringComparer.Ordinal) { ["participant_id"] = $"sub-{subject}" };
        if (table is null) return row;
        var r = table.Ids.ToList().FindIndex(i => i == subject || i == $"sub-{subject}" || i == id);
        if (r < 0) throw new InputException($"{table.Name} has no row of sub-{subject}.");
        foreach (var column in table.Columns)
            row[column] = table[column][r];
        return row;
    }

    private static bool Matches(BidsName name, string request)
    {
        var parts = request.Split('_');
        if (name.Suffix != parts[^1]) return false;
        var asked = parts[..^1].Select(p => p.Split('-', 2)).ToArray();
        var isAsked = asked.All(p => p.Length == 2 && name[p[0]] == p[1]);
        // T1w is the scan itself, not the one in a template's space
        return isAsked && BidsName.OfDerivatives.All(t => name[t] is null || asked.Any(p => p[0] == t));
    }

    private static string End(BidsName name) =>
        string.Join('_', [.. name.Entities.Where(e => BidsName.OfDerivatives.Contains(e.Key)).Select(e => $"{e.Key}-{e.Value}"),
            name.Suffix]);
}

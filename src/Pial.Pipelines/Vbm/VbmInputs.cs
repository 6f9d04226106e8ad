using System.Globalization;
using Pial.Analysis.Tables;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Tables;

namespace Pial.Pipelines.Vbm;

/// <summary>Finds the maps of a derivative dataset, and the table that describes the subjects.</summary>
public static class VbmInputs
{
    /// <summary>Reads a table of subjects.</summary>
    /// <exception cref="InputException">There is no such file, or it is not a table.</exception>
    public static SubjectTable ReadTable(string path) => TableFile.Read(path);

    /// <summary>The end of the names of the maps that <c>--map</c> means: GM, WM, CSF, or the end itself.</summary>
    public static string SuffixOf(string map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return map.ToUpperInvariant() is "GM" or "WM" or "CSF" ? $"_{HeadDerivatives.Vbm.Name(null, map.ToUpperInvariant())}" : map;
    }

    /// <summary>
    /// Whether a folder is a BIDS directory of scans, not of derivatives: its subjects have a T1w image in no space but their own.
    /// </summary>
    public static bool HoldsScans(string directory) => Directory.Exists(directory)
        && Directory.EnumerateFiles(directory, "sub-*_T1w.nii*",
            new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 })
            .Any(f => BidsName.Of(f) is var name && name["space"] is null && name["desc"] is null);

    /// <summary>The map and TIV of every subject of the table.</summary>
    /// <param name="derivatives">What <c>pial run</c> wrote.</param>
    /// <param name="table">The subjects.</param>
    /// <param name="map">GM, WM, or the end of the maps' names.</param>
    /// <param name="session">Session label, where subjects have several.</param>
    /// <param name="wantTiv">Whether TIV is looked for: <c>*_desc-tissue_volumes.tsv</c> beside the map.</param>
    /// <exception cref="InputException">A subject of the table is absent, or has several maps; all are named.</exception>
    public static IReadOnlyList<VbmParticipant> Find(string derivatives, SubjectTable table, string map, string? session, bool wantTiv)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (!Directory.Exists(derivatives))
            throw new InputException($"{derivatives} does not exist; give the folder that 'pial run' wrote.");
        var suffix = SuffixOf(map);
        var (found, absent) = (new List<VbmParticipant>(), new List<string>());
        foreach (var id in table.Ids)
        {
            var files = MapsOf(Path.Combine(derivatives, Label(id)), suffix, session);
            if (files.Length > 1)
                throw new InputException(
                    $"{id} has {files.Length} maps ({string.Join(", ", files.Take(3).Select(Path.GetFileName))}); choose one with option " +
                        "'session' or a longer option 'map'.");
            if (files.Length == 0) absent.Add(id);
            else found.Add(new(id, files[0], wantTiv ? TivOf(files[0]) : null));
        }

        if (absent.Count > 0)
        {
            throw new InputException(
                $"{table.Name} lists {absent.Count} of {table.Ids.Count} subjects without a map *{suffix} in {derivatives}: " +
                    $"{string.Join(", ", absent.Take(8))}{(absent.Count > 8 ? ", …" : "")}; process them, or leave them out with option " +
                    "'exclude'.");
        }

        return found;
    }

    /// <summary>A table of every subject that has a map, where no other table says who is wanted.</summary>
    /// <param name="derivatives">What <c>pial run</c> wrote.</param>
    /// <param name="map">GM, WM, or the end of the maps' names.</param>
    /// <param name="without">Told the subjects that have none, if there are any.</param>
    /// <exception cref="InputException">No such folder, or no map in it.</exception>
    public static SubjectTable Everybody(string derivatives, string map, Action<IReadOnlyList<string>> without)
    {
        ArgumentNullException.ThrowIfNull(without);
        if (!Directory.Exists(derivatives))
            throw new InputException($"{derivatives} does not exist; give the folder that 'pial run' wrote.");
        var suffix = SuffixOf(map);
        var subjects = Directory.GetDirectories(derivatives, "sub-*").Order(StringComparer.Ordinal)
            .ToLookup(f => Directory.EnumerateFiles(f, $"*{suffix}", SearchOption.AllDirectories).Any(), f => Path.GetFileName(f));
        if (!subjects[true].Any()) throw new InputException($"{derivatives} holds no map *{suffix}.");
        if (subjects[false].Any()) without([.. subjects[false]]);
        return SubjectTable.Parse($"participant_id\n{string.Join('\n', subjects[true])}\n", derivatives);
    }

    /// <summary>The rows of a table without some subjects.</summary>
    /// <exception cref="InputException">A subject to leave out is not there.</exception>
    public static SubjectTable Without(SubjectTable table, IReadOnlyList<string> subjects)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(subjects);
        foreach (var subject in subjects)
            if (!table.Ids.Any(id => Label(id) == Label(subject)))
                throw new InputException($"option 'exclude' {subject}: {table.Name} does not list it.");
        return subjects.Count == 0 ? table : table.Of([.. table.Ids.Where(id => !subjects.Any(s => Label(s) == Label(id)))]);
    }

    /// <summary>Who is left out: the subjects that were named, and of a table of ratings those whose quality is <c>exclude</c>.</summary>
    /// <param name="given">Subjects, and tables of the review desk (<c>consensus.tsv</c>, <c>ratings.tsv</c>).</param>
    /// <param name="table">The subjects there are; of a table of ratings others do not matter.</param>
    /// <param name="session">The session that is analysed; scans of others do not matter.</param>
    /// <exception cref="InputException">A table is no table of ratings, or leaves a scan open.</exception>
    public static IReadOnlyList<string> Excluded(IReadOnlyList<string> given, SubjectTable table, string? session)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(table);
        var there = table.Ids.Select(Label).ToHashSet(StringComparer.Ordinal);
        return [.. given.SelectMany(g => File.Exists(g) ? Rated(g, session).Where(there.Contains) : [g]).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Rated(string path, string? session)
    {
        ColumnTable ratings;
        try
        {
            ratings = ColumnTable.Parse(File.ReadAllText(path), Path.GetFileName(path));
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message, e);
        }

        if (!ratings.Has("participant_id") || !ratings.Has("quality") || !ratings.Has("scan"))
            throw new InputException(
                $"{path} is no table of ratings: participant_id, scan and quality are expected, as the review desk exports them.");
        var wanted = session is null || session.StartsWith("ses-", StringComparison.Ordinal) ? session : $"ses-{session}";
        var rows = Enumerable.Range(0, ratings.Rows).Where(r => wanted is null || ratings["scan"][r].Split('_').Contains(wanted)).ToList();
        var open = rows.Where(r => ratings["quality"][r] == "n/a").Select(r => ratings["scan"][r]).ToList();
        return open.Count == 0 ? rows.Where(r => ratings["quality"][r] == "exclude").Select(r => Label(ratings["participant_id"][r]))
            : throw new InputException(
                $"{path} leaves open whether to exclude {string.Join(", ", open.Take(8))}: settle it on the review desk.");
    }

    /// <summary>A subject's label with <c>sub-</c>.</summary>
    public static string Label(string id) => id.StartsWith("sub-", StringComparison.Ordinal) ? id : $"sub-{id}";

    private static string[] MapsOf(string folder, string suffix, string? session)
    {
        if (!Directory.Exists(folder)) return [];
        var label = session is null || session.StartsWith("ses-", StringComparison.Ordinal) ? session : $"ses-{session}";
        return [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(suffix, StringComparison.Ordinal)
                && (label is null || Path.GetFileName(f).Contains($"_{label}_", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];
    }

    private static double? TivOf(string map)
    {
        var path = HeadDerivatives.TissueVolumes.PathOf(Path.Combine(Path.GetDirectoryName(map)!, BidsName.Of(map).Prefix));
        if (!File.Exists(path)) return null;
        return HeadDerivatives.TissueVolumes.Read(path, null).GetValueOrDefault("TIV") is > 0 and var tiv
            ? tiv
            : throw new InputException($"{path} holds no TIV; expected the columns GM, WM, CSF, TIV in mL.");
    }
}

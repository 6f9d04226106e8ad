using System.Text;
using Pial.Formats.Streams;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Cohort;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Rules;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Head;

/// <summary>What the group level made.</summary>
/// <param name="Tables">Tables, and how many scans are in each.</param>
/// <param name="Flagged">Scans that break a rule, the worst first.</param>
/// <param name="Report">The page of the cohort; null when no scan has quality measures.</param>
public sealed record GroupResult(IReadOnlyList<(string Path, int Scans)> Tables, IReadOnlyList<(string Label, CohortVerdict Verdict)> Flagged, string? Report)
{
    /// <summary>Scans by verdict: <c>accept</c>, <c>check</c>, <c>exclude</c>, <c>not judged</c>.</summary>
    public IReadOnlyDictionary<string, int> Verdicts { get; init; } = new Dictionary<string, int>();

    /// <summary>What no rule could judge of the scans whose verdict is that, and of how many.</summary>
    public IReadOnlyList<(string Metric, int Scans)> Unjudged { get; init; } = [];

    /// <summary>Subjects' reports whose place in the cohort was filled.</summary>
    public int Filled { get; init; }

    internal CohortAnalysis? Cohort { get; init; }

    /// <summary>Scans whose report has no section on quality to fill.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];
}

/// <summary>Tables with one row a scan, gathered from the derivatives of a dataset.</summary>
public static class GroupTables
{
    /// <summary>Writes every table there is something for, the page of the cohort and its place in the subjects' reports; the table of the tissues must be there.</summary>
    /// <param name="source">The raw dataset, which may name the sites.</param>
    /// <param name="outputDirectory">What the participants' runs wrote.</param>
    /// <param name="options">How quality is judged.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">There is nothing to gather, a table is damaged, or rules or sites are not as they should be.</exception>
    public static GroupResult WriteAll(string source, string outputDirectory, GroupOptions? options = null, ParallelOptions? parallel = null)
    {
        GroupResult? result = null;
        ResultSet.Write(outputDirectory, into => result = Gather(source, outputDirectory, into, options ?? new(), parallel ?? new()), static name => name == "group_sites.tsv" || name == "group_sites.json");
        var (tables, report) = (result!.Tables.Select(t => (Path.Combine(outputDirectory, Path.GetFileName(t.Path)), t.Scans)), result.Report);
        result = result with { Tables = [.. tables] };
        if (report is null) return result;
        report = Path.Combine(outputDirectory, Path.GetFileName(report));
        var (filled, without) = ReportPlace.FillAll(result.Cohort!, report);
        return result with { Report = report, Filled = filled, Without = without };
    }

    private static GroupResult Gather(string source, string outputDirectory, string into, GroupOptions options, ParallelOptions parallel)
    {
        var (set, rules) = RuleSets.Resolve(options.Rules, CohortRules.Vocabulary);
        var tables = new List<(string, int)> { WriteVolumes(outputDirectory, into) };
        if (GroupRegions.Write(outputDirectory, into) is { } regions) tables.Add(regions);
        tables.AddRange(GroupCortex.Write(outputDirectory, into));
        var scans = CohortScan.ReadAll(outputDirectory);
        if (scans.Length == 0) return new(tables, [], null);
        var sites = CohortSites.Find(scans, source, options.Participants, options.Site);
        var maps = CohortMaps.Read(scans, outputDirectory, parallel);
        var cohort = CohortAnalysis.Of(scans, sites, maps, set, rules);
        var differences = SiteDifference.Of(cohort);
        tables.Add((GroupQuality.Write(into, scans), scans.Length));
        tables.Add((GroupOutliers.Write(into, cohort), scans.Length));
        if (GroupSites.Write(into, cohort, differences) is { } path) tables.Add((path, scans.Length));
        var report = Path.Combine(into, "group_report.html");
        OutputFile.WriteText(report, GroupPage.Write(cohort, differences, DatasetDescription.NameOf(source) ?? Path.GetFileName(Path.GetFullPath(source).TrimEnd(Path.DirectorySeparatorChar)), Path.GetFullPath(outputDirectory), parallel));
        return new(tables, [.. cohort.WorstFirst().Where(n => cohort.Verdicts[n].Broken.Count > 0).Select(n => (scans[n].Label, cohort.Verdicts[n]))], report)
        {
            Cohort = cohort,
            Verdicts = new[] { "accept", "check", "exclude", CohortVerdict.NotJudgedWord }.ToDictionary(w => w, cohort.Count),
            Unjudged = cohort.Unjudged,
        };
    }

    /// <summary>Writes <c>group_volumes.tsv</c> from every <c>*_desc-tissue_volumes.tsv</c>.</summary>
    /// <returns>The file and how many scans are in it.</returns>
    /// <exception cref="InputException">There is nothing to gather, or a table is damaged.</exception>
    public static (string Path, int Scans) WriteVolumes(string outputDirectory) => WriteVolumes(outputDirectory, outputDirectory);

    private static (string Path, int Scans) WriteVolumes(string outputDirectory, string into)
    {
        if (!Directory.Exists(outputDirectory)) throw new InputException($"{outputDirectory} does not exist; run the participants first.");
        var files = HeadDerivatives.TissueVolumes.Find(outputDirectory);
        if (files.Length == 0) throw new InputException($"{outputDirectory} holds no *_{HeadDerivatives.TissueVolumes.Name()}; run the participants first.");
        var names = files.Select(BidsName.Of).ToArray();
        var columns = new ScanColumns(names);
        const string Head = TissueVolumesTable.Header, WithLesion = TissueVolumesTable.HeaderWithLesion;
        var tables = files.Select(File.ReadAllLines).ToArray();
        var lesions = tables.Any(t => t.Length > 0 && t[0] == WithLesion);
        var text = new StringBuilder(columns.Header).Append('\t').Append(lesions ? WithLesion : Head).Append('\n');
        for (var f = 0; f < files.Length; f++)
        {
            var lines = tables[f];
            if (lines.Length < 2 || lines[0] is not (Head or WithLesion)) throw new InputException($"{files[f]} is not a table of tissue volumes (GM, WM, CSF, TIV).");
            text.Append(columns.Of(names[f])).Append('\t').Append(lines[1]).Append(lesions && lines[0] == Head ? "\tn/a\n" : "\n");
        }

        var path = Path.Combine(into, "group_volumes.tsv");
        OutputFile.WriteText(path, text.ToString());
        return (path, files.Length);
    }
}

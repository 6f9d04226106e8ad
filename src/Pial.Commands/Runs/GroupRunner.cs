using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Pipelines.Head;

namespace Pial.Cli.Commands;

/// <summary>The group level of <c>pial run</c>: tables, outliers and the page of a cohort.</summary>
internal sealed class GroupRunner
{
    private readonly Option<string> rules = new("--rules")
    {
        Description = "group: acceptance rules, a YAML file of named thresholds (FILE:SET for one of its sets).",
        HelpName = "FILE",
        DefaultValueFactory = _ => "default",
    };
    private readonly Option<string?> participants = new("--participants")
    {
        Description = "group: table that names the scans' sites. Default: participants.tsv of BIDS_DIR.",
        HelpName = "TABLE",
    };
    private readonly Option<string?> site = new("--site")
    {
        Description =
            "group: its column of sites. Default: the first called site, scanner or center; else the scanner in the scans' sidecars.",
        HelpName = "COLUMN",
    };

    public IReadOnlyList<Option> Options => [rules, participants, site];

    /// <summary>The first of the options that was given; null for none.</summary>
    public string? Given(CommandRun run) =>
        run.Given(rules) ? "--rules" : run.Given(participants) ? "--participants" : run.Given(site) ? "--site" : null;

    public int Run(CommandRun run, string input, string output)
    {
        var result = GroupTables.WriteAll(input, output,
            new() { Rules = run.Get(rules)!, Participants = run.Get(participants), Site = run.Get(site) }, run.Parallel);
        foreach (var (path, scans) in result.Tables)
            run.Out.WriteLine($"{path}: {scans} scans");
        foreach (var (label, verdict) in result.Flagged.Take(20))
            run.Out.WriteLine($"{verdict.Word,-8} {label}: {verdict.Broken[0].Text}");
        if (result.Flagged.Count > 20) run.Out.WriteLine($"… and {result.Flagged.Count - 20} more");
        if (result.Unjudged.Count > 0)
            run.Out.WriteLine(
                $"not judged {result.Verdicts["not judged"]} scans: no rule could be applied to " +
                    $"{string.Join(", ", result.Unjudged.Select(u => u.Metric))}");
        if (result.Verdicts.Count > 0)
            run.Out.WriteLine(
                $"{result.Verdicts["accept"]} accepted, {result.Verdicts["check"]} to check, {result.Verdicts["exclude"]} to exclude, " +
                    $"{result.Verdicts["not judged"]} not judged");
        if (result.Without.Count > 0)
            run.Note(
                $"the reports of {string.Join(", ", result.Without.Take(8))}{(result.Without.Count > 8 ? ", …" : "")} have no section on " +
                    "quality to fill");
        if (result.Report is { } report) run.Out.WriteLine($"{report}: {result.Filled} subjects' reports show their place in it");
        return ExitCodes.Done;
    }
}

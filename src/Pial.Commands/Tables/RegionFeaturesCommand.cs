using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Pipelines;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Regions;
using Pial.Pipelines.Templates;

namespace Pial.Cli.Commands;

/// <summary><c>pial features regions DERIVATIVES_DIR -o TABLE</c>: volumes of regions, and means of maps in them.</summary>
internal sealed class RegionFeaturesCommand
{
    private readonly Argument<string> derivatives = new("DERIVATIVES_DIR") { Description = "What pial run wrote." };
    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "Table to write, .csv or .tsv; a .json beside it explains rows and columns.",
        HelpName = "TABLE",
        Required = true,
    };
    private readonly Option<string?> name = new("--atlas")
    {
        Description =
            $"A TemplateFlow name on this machine, or an image of labels in the scans' template space. Default: {EmbeddedAtlas.Name}.",
        HelpName = "NAME|PATH",
    };
    private readonly Option<string?> names = new("--atlas-names")
    {
        Description = "Table of the atlas's numbers and names. Default: the one beside it.",
        HelpName = "TSV",
    };
    private readonly Option<string[]> maps = new("--map")
    {
        Description =
            "Maps of the native scans whose means are wanted: the ending of a derivative's name (label-GM_probseg), or a path with " +
                "{id} for the scan's name.",
        HelpName = "SUFFIX|PATH …",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string[]> measures = new("--measure")
    {
        Description =
            $"Quantities in the wide table, of {string.Join(", ", RegionExport.Measures)}: the region's whole volume, and the " +
                "tissues in it by partial volume. Default: volume.",
        HelpName = "NAME …",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["volume"],
    };
    private readonly Option<bool> isLong = new("--long") { Description = "One row a scan and region, with all quantities." };

    public static Command Create() => new RegionFeaturesCommand().Verb();

    private Verb Verb() => new(
        "regions", "Volumes of an atlas's regions in every scan, and means of any map in them.",
        [
            "pial features regions out -o regions.tsv",
            "pial features regions out -o regions.csv --measure volume GM --map label-GM_probseg",
            "pial features regions out -o aal.tsv --atlas AAL_space-MNI152NLin2009cAsym.nii.gz --long",
            "pial features regions out -o fa.tsv --map 'dti/{id}_FA.nii.gz'",
        ],
        [derivatives, output, name, names, maps, measures, isLong],
        Work);

    private int Work(CommandRun run)
    {
        var path = run.Output(run.Get(output)!);
        run.Output(Sidecar.PathOf(path));
        if (Pial.Analysis.Tables.TableStyle.OfName(path) is null)
            throw new InputException($"{path}: the table's name must end in .csv or .tsv.");
        var wanted = run.Get(measures)!.SelectMany(static m => m.Split(',')).ToArray();
        if (wanted.FirstOrDefault(m => !RegionExport.Measures.Contains(m, StringComparer.Ordinal)) is { } odd)
            throw new InputException($"'{odd}' is no measure; the measures are {string.Join(", ", RegionExport.Measures)}.");
        var folder = run.Get(derivatives)!;
        var scans = RegionCohort.Find(folder);
        if (scans.Count > 1 && run.Get(maps)!.FirstOrDefault(File.Exists) is { } one)
            throw new InputException(
                $"{one} is the map of one scan, and {folder} holds {scans.Count}; put {{id}} where the scan's name stands.");
        var space = RegionCohort.SpaceOf(folder);
        var atlas = AtlasProvider.Load(AtlasProvider.Default().Resolve(run.Get(name), run.Get(names), space),
            TemplateProvider.Load(TemplateProvider.Default().Resolve(space), run.Parallel), run.Parallel);
        foreach (var note in atlas.Notes)
            run.Error.WriteLine($"pial: about the atlas {atlas.Name}: {note}.");
        var (measured, failed) = Measure(run, new RegionCohort(atlas, space, run.Get(maps)!, run.Parallel), scans);
        if (measured.Count == 0) throw new InputException($"none of the {scans.Count} scans could be measured; {failed[0]}");
        var (rows, columns) = RegionExport.Write(path, atlas, measured, run.Get(isLong) ? null : wanted, failed);
        if (run.Json)
            run.Out.WriteLine(JsonText.Of(new
            {
                Table = path,
                Rows = rows,
                Columns = columns,
                Scans = measured.Count,
                Failed = failed,
            }));
        else run.Out.WriteLine($"{path}: {rows} rows, {columns} columns");
        return failed.Count > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static (List<ScanRegions> Measured, List<string> Failed) Measure(CommandRun run, RegionCohort cohort,
        IReadOnlyList<string> scans)
    {
        var (measured, failed) = (new List<ScanRegions>(), new List<string>());
        foreach (var scan in scans)
        {
            var label = Path.GetFileName(scan);
            try
            {
                run.Log(label);
                measured.Add(cohort.Measure(scan));
            }
            catch (Exception e) when (e is InputException or ImageFormatException)
            {
                failed.Add($"{label}: {e.Message.AsFlags()}");
                run.Error.WriteLine($"pial: {failed[^1]}");
            }
        }

        return (measured, failed);
    }
}

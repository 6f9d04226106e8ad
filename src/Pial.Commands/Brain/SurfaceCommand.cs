using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.Streams;
using Pial.Operations.Cortex;
using Pial.Pipelines;
using Pial.Pipelines.Store;
using Pial.Pipelines.Surfaces;
using Pial.Plots;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial surface</c>: cortical surfaces of scans that <c>pial run</c> has finished.</summary>
internal sealed class SurfaceCommand
{
    private readonly Argument<string> input = new("IN_DIR") { Description = "Folder that pial run wrote, or of one of its scans." };
    private readonly Option<string?> output = new("--output", "-o")
    {
        Description = "Where the surfaces go. Default: IN_DIR.",
        HelpName = "DIR",
    };
    private readonly Option<string[]> participants = new("--participant-label", "--participant_label")
    {
        Description = "Subjects to do, with or without sub-. Default: all.",
        HelpName = "LABEL",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<bool> noPictures = new("--no-pictures") { Description = "No pictures of outlines and thickness." };

    public static Command Create() => new SurfaceCommand().Verb();

    private Verb Verb() => new(
        "surface",
        "White and pial surfaces and thickness of the cerebral cortex, from what pial run wrote.",
        ["pial surface derivatives", "pial surface derivatives --participant-label 01 02 -o surfaces",
        "pial surface derivatives/sub-01/anat -o surfaces --json"],
        [input, output, participants, noPictures],
        Run);

    private void Run(CommandRun run)
    {
        var folder = run.Get(input);
        var scans = SurfaceInputs.Find(folder, run.Get(participants) ?? []);
        var target = run.Get(output) ?? folder;
        if (File.Exists(target)) throw new InputException($"{target} is a file; give the name of a folder.");
        foreach (var scan in scans)
            if (new SurfaceFiles(target, scan).Exist && !run.Force)
                throw new InputException($"{new SurfaceFiles(target, scan).Subject} holds surfaces; add --force to replace them.");
        var results = new JsonArray();
        foreach (var scan in scans)
            results.Add((JsonNode)One(run, scan, new(target, scan)));
        if (run.Json) run.Out.WriteLine(results.ToJsonString(new() { WriteIndented = true }));
        run.Wrote(target);
    }

    private JsonObject One(CommandRun run, SurfaceInputs scan, SurfaceFiles files)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var t1w = run.Load(scan.T1w).Image;
        var tissues = new TissueMaps(run.Load(scan.Tissues.Gm).Image, run.Load(scan.Tissues.Wm).Image, run.Load(scan.Tissues.Csf).Image);
        var labels = ImageFile.LoadLabels(scan.Labels, run.Parallel);
        if (!labels.Grid.Matches(tissues.Grid)) throw new InputException($"{scan.Labels} and {scan.Tissues.Gm} are not on one grid.");
        var sides = new List<CorticalHemisphere>();
        var warnings = new List<string>();
        foreach (var side in new[] { Hemisphere.Left, Hemisphere.Right })
        {
            if (CorticalReconstruction.Run(tissues, labels, side, t1w, null, run.Parallel) is { } found) sides.Add(found);
            else warnings.Add($"there is no white matter of the {(side == Hemisphere.Left ? "left" : "right")} hemisphere, so it has no " +
                $"surfaces");
        }

        if (sides.Count == 0) throw new InputException($"{scan.Labels} holds no white matter of either hemisphere.");
        files.Write(t1w, sides, run.Parallel);
        var summaries = sides.Select(SurfaceSummary.Of).ToArray();
        warnings.AddRange(summaries.SelectMany(s => s.Warnings()));
        if (!run.Get(noPictures)) Pictures(run, t1w, sides, files);
        var json = new JsonObject { ["scan"] = scan.Prefix };
        foreach (var (summary, side) in summaries.Zip(sides))
            json[summary.Side == Hemisphere.Left ? "left" : "right"] = summary.ToJson(side.Topology);
        json["warnings"] = new JsonArray([.. warnings.Select(w => (JsonNode)JsonValue.Create(w))]);
        OutputFile.WriteText(files.Bids("desc-surfaces_metrics.json"), json.ToJsonString(new() { WriteIndented = true }) + "\n");
        foreach (var warning in warnings)
            run.Error.WriteLine($"pial: {scan.Prefix}: {warning}");
        if (!run.Json)
            foreach (var s in summaries) run.Out.WriteLine(Line(scan.Prefix, s));
        run.Log(string.Create(CultureInfo.InvariantCulture, $"{scan.Prefix}: {watch.Elapsed.TotalSeconds:0.0} s"));
        return json;
    }

    private static string Line(string name, SurfaceSummary s) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name} {(s.Side == Hemisphere.Left ? "lh" : "rh")}: thickness {s.ThicknessMm:0.00} mm, white area {s.WhiteAreaMm2 / 100:0} " +
            $"cm², volume {s.VolumeMm3 / 1000:0} mL, {s.Vertices} vertices, Euler number {s.EulerNumber}, {s.Handles} handles corrected");

    private static void Pictures(CommandRun run, Volume<float> t1w, IReadOnlyList<CorticalHemisphere> sides, SurfaceFiles files)
    {
        const double dpi = 150;
        foreach (var plane in new[] { Plane.Coronal, Plane.Axial, Plane.Sagittal })
            FigureFile.Write(files.Bids($"desc-{plane.ToString().ToLowerInvariant()}_surfaces.png"),
                SurfacePictures.Outlines(t1w, sides, plane, run.Parallel), dpi);
        FigureFile.Write(files.Bids("desc-thickness_surfaces.png"), SurfacePictures.Thickness(sides), dpi);
    }
}

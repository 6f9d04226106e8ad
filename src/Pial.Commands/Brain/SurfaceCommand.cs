using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Pial.Cli.Shell;
using Pial.Operations.Cortex;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
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

    public static Command Create()
    {
        var surface = new SurfaceCommand().Verb();
        foreach (var verb in Verbs())
            surface.Subcommands.Add(verb);
        return surface;
    }

    private static IEnumerable<Command> Verbs() =>
    [
        SurfaceMapCommands.Smooth(), SurfaceMapCommands.Resample(), CiftiCommands.Join(), CiftiCommands.Split(),
        SurfaceStatsCommand.Create(),
    ];

    private Verb Verb() => new(
        "surface",
        "White and pial surfaces and thickness of the cerebral cortex, from what pial run wrote. With a subcommand: maps of vertices.",
        ["pial surface derivatives", "pial surface derivatives --participant-label 01 02 -o surfaces",
        "pial surface derivatives/sub-01/anat -o surfaces --json"],
        [input, output, participants, noPictures],
        Run);

    private int Run(CommandRun run)
    {
        var folder = run.Get(input);
        if (File.Exists(folder)) throw new InputException($"{folder} is a file; give the folder that pial run wrote.");
        var scans = SurfaceInputs.Find(folder, run.Get(participants) ?? []);
        var target = run.Get(output) ?? folder;
        if (File.Exists(target)) throw new InputException($"{target} is a file; give the name of a folder.");
        foreach (var scan in scans) Refuse(run, scan, target);
        var (results, without) = (new JsonArray(), new List<string>());
        foreach (var scan in scans)
        {
            var (json, made) = One(run, scan, target);
            results.Add((JsonNode)json);
            if (!made) without.Add(scan.Prefix);
        }

        if (run.Json) run.Out.WriteLine(results.ToJsonString(new() { WriteIndented = true }));
        run.Wrote(target);
        if (without.Count == 0) return ExitCodes.Done;
        run.Error.WriteLine($"pial: no surfaces could be made of {string.Join(", ", without)}.");
        return ExitCodes.Failed;
    }

    private static void Refuse(CommandRun run, SurfaceInputs scan, string target)
    {
        var subject = SubjectFolder.PathOf(target, scan.Prefix);
        if (AtomicFolder.Refusal(subject) is not null)
            throw new InputException($"{subject} is there and not of Pial's making; give another folder with --output.");
        var numbers = HeadDerivatives.SurfaceMetrics.PathOf(Path.Combine(target, scan.AnatFolder, scan.Prefix));
        foreach (var there in (ReadOnlySpan<string>)[subject, numbers])
            if (Path.Exists(there) && !run.Force)
                throw new InputException($"{there} is there already; add --force to replace the surfaces.");
    }

    private (JsonObject Json, bool Made) One(CommandRun run, SurfaceInputs scan, string target)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var (surfaces, t1w, structures, parcels) = scan.Lay(new(null, run.Parallel), run.Parallel);
        var writer = new DerivativeWriter(Path.Combine(target, scan.AnatFolder), scan.Prefix, scan.Sources(), run.Parallel);
        if (parcels is null) run.Error.WriteLine($"pial: {scan.Prefix}: no regions of the cortex: {WithoutParcels(scan)}");
        new SurfaceFiles(writer, surfaces, t1w, parcels is null ? null : (parcels, structures), run.Parallel).Write(
            SubjectFolder.PathOf(target, scan.Prefix), scan.Prefix, lean: false);
        var found = surfaces.Value;
        if (found.Sides.Count > 0 && !run.Get(noPictures)) Pictures(run, t1w.Value, found.Sides, writer);
        foreach (var warning in found.AllWarnings()) run.Error.WriteLine($"pial: {scan.Prefix}: {warning}");
        if (!run.Json)
            foreach (var s in found.Summaries()) run.Out.WriteLine(Line(scan.Prefix, s));
        run.Log(string.Create(CultureInfo.InvariantCulture, $"{scan.Prefix}: {watch.Elapsed.TotalSeconds:0.0} s"));
        var json = new JsonObject { ["scan"] = scan.Prefix };
        foreach (var (name, value) in SurfaceFiles.Numbers(found)) json[name] = value?.DeepClone();
        return (json, found.Sides.Count > 0);
    }

    private static string WithoutParcels(SurfaceInputs scan) => scan.ToTemplate is null
        ? "they need the map to the template, which pial run writes unless --outputs lean or --steps leaves it out."
        : "this build of Pial was made without the population's spheres.";

    private static string Line(string name, SurfaceSummary s) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name} {SubjectFolder.PrefixOf(s.Side)}: thickness {s.ThicknessMm:0.00} mm, white area {s.WhiteAreaMm2 / 100:0} " +
            $"cm², volume {s.VolumeMm3 / 1000:0} mL, {s.Vertices} vertices, Euler number {s.EulerNumber}, {s.Handles} handles corrected");

    private static void Pictures(CommandRun run, Volume<float> t1w, IReadOnlyList<CorticalHemisphere> sides, DerivativeWriter writer)
    {
        const double dpi = 150;
        foreach (var plane in new[] { Plane.Coronal, Plane.Axial, Plane.Sagittal })
            FigureFile.Write(writer.PathOf($"desc-{plane.ToString().ToLowerInvariant()}_surfaces.png"),
                SurfacePictures.Outlines(t1w, sides, plane, run.Parallel), dpi);
        FigureFile.Write(writer.PathOf("desc-thickness_surfaces.png"), SurfacePictures.Thickness(sides), dpi);
    }
}

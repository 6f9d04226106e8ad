using System.Globalization;
using Pial.Evaluation.Regions;
using Pial.Formats;
using Pial.Volumes;

namespace Pial.Evaluation.Runs;

/// <summary>
/// <c>pial run</c> as a person calls it, one process a scan: wall time, CPU time and peak memory; the brain mask against the reference
/// masks; on phantoms the tissues against the truth, mask errors included.
/// </summary>
internal static class RunExperiment
{
    private static readonly string Pial = Path.Combine(Workspace.Repository, "artifacts", "bin", "Pial.Cli", "release", "pial");

    /// <summary>
    /// Runs the heads of the test data, then the phantoms of a folder (made as the experiment <c>tissues</c> expects them).
    /// </summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (!File.Exists(Pial))
        {
            Console.Error.WriteLine("Build the program first: dotnet build -c Release src/Pial.Cli");
            return 2;
        }

        var heads = Head.All.Select(RunHead).ToList();
        var phantoms = arguments.Count > 0 ? Phantoms(arguments[0]) : [];
        File.WriteAllText(Workspace.Result("run.md"), Text(heads, phantoms));
        return 0;
    }

    private static string RunHead(Head head)
    {
        var (cost, anat) = Execute(head.Path);
        var mask = ImageFile.LoadMask(Only(anat, "_desc-brain_mask.nii.gz", native: true));
        var dice = head.ReferenceMask is { } path ? Overlap.Of(mask, ImageFile.LoadMask(path)) : double.NaN;
        var mL = mask.Span.Count(true) * mask.Grid.VoxelVolume / 1000;
        Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(anat))!, true);
        return Print(
            Line($"| {head.Name} | {mask.Grid.Shape} | {Number(dice)} | {mL:0} | {cost.WallSeconds:0.0} | {cost.CpuSeconds:0.0} | ") +
                Line($"{cost.PeakMiB:0} |"));
    }

    private static List<string> Phantoms(string folder)
    {
        var rows = new List<string>();
        foreach (var subject in (ReadOnlySpan<string>)["sub-01", "sub-02", "sub-03", "sub-04"])
        {
            foreach (var noise in (ReadOnlySpan<int>)[3, 9])
            {
                foreach (var field in (ReadOnlySpan<int>)[0, 20, 40])
                    rows.Add(RunPhantom(folder, subject, noise, field));
            }
        }

        return rows;
    }

    private static string RunPhantom(string folder, string subject, int noise, int field)
    {
        string In(string name) => Path.Combine(folder, $"{subject}_{name}.nii.gz");
        var (cost, anat) = Execute(In($"noise-{noise}_inu-{field}_T1w"));
        var found = ImageFile.LoadLabels(Only(anat, "_dseg.nii.gz", native: true));
        var truth = ImageFile.LoadLabels(In("dseg"));
        var mask = Overlap.Of(found.Map(l => l > 0), ImageFile.LoadMask(In("mask")));
        Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(anat))!, true);
        var dice = Overlap.Of(found, truth);
        return Print(Line(
            $"| {subject} | {noise} % | {field} % | {mask:0.0000} | {dice[1]:0.0000} | {dice[2]:0.0000} | {dice[3]:0.0000} | ") +
                Line($"{cost.WallSeconds:0.0} | {cost.CpuSeconds:0.0} | {cost.PeakMiB:0} |"));
    }

    private static (MeasuredProcess Cost, string Anat) Execute(string image)
    {
        var output = Directory.CreateTempSubdirectory("pial-run-").FullName;
        var cost = MeasuredProcess.Run(Pial, "run", image, output, "--threads", "2");
        if (cost.ExitCode != 0) throw new InvalidOperationException($"pial run {image} ended with {cost.ExitCode}.");
        var anat = Directory.GetDirectories(output, "anat", SearchOption.AllDirectories).Single();
        return (cost, anat);
    }

    private static string Only(string folder, string suffix, bool native) => Directory.GetFiles(folder, "*" + suffix)
        .Single(f => native != Path.GetFileName(f).Contains("_space-", StringComparison.Ordinal));

    private static string Text(List<string> heads, List<string> phantoms) => Line($"""
        # `pial run`, whole process

        Made by `dotnet run -c Release --project bench/Pial.Evaluation -- run FOLDER_OF_PHANTOMS`: one process a scan with default settings and 2 threads, everything written (derivatives, store, report).
        {Environment.ProcessorCount} cores. Wall time depends on what else the machine does; CPU seconds (user + system) are steadier. Peak: largest resident set (VmHWM).

        ## Heads: brain mask against reference masks drawn to the dura

        | head | voxels | Dice | mask mL | wall s | CPU s | peak MiB |
        |---|---|---|---|---|---|---|
        {string.Join('\n', heads)}

        ## Phantoms: Dice with the truth through the whole run, mask errors included

        | phantom | noise | field | mask | GM | WM | CSF | wall s | CPU s | peak MiB |
        |---|---|---|---|---|---|---|---|---|---|
        {string.Join('\n', phantoms)}

        """);

    private static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Line(FormattableString text) => FormattableString.Invariant(text);

    private static string Print(string row)
    {
        Console.WriteLine(row);
        return row;
    }
}

using Hospital;
using Pial.Cli;
using Pial.Pipelines.Templates;

// A program that runs Pial's commands with what the hospital adds: its format, transform, metric, baselines and plot are known by their
// names.
Additions.AddAll();
if (args.Length > 0) return await PialApp.Run(args, Console.Out, Console.Error);

// Without arguments it shows them, in a folder that is removed at the end.
var task = Path.Combine(AppContext.BaseDirectory, "age.yaml");
var folder = Directory.CreateTempSubdirectory("pial-hospital-");
try
{
    Directory.SetCurrentDirectory(folder.FullName);
    EmbeddedTemplate.WriteDemoHead("T1w.nii.gz");
    File.WriteAllText("aug.yaml", "- RandomTableStripes: {period: 6}\n");
    string[][] lines =
    [
        ["convert", "T1w.nii.gz", "T1w.archive"],
        ["info", "T1w.archive"],
        ["augment", "T1w.archive", "striped.archive", "--pipeline", "aug.yaml", "--seed", "7"],
        ["augment", "T1w.archive", "again.archive", "--replay", "striped_history.yaml"],
        ["plot", "values", "striped.archive", "-o", "values.png"],
        ["benchmark", "run", task, "--model", "forty", "-o", "run"],
    ];
    foreach (var line in lines)
    {
        Console.WriteLine($"== {string.Join(' ', line.Select(Path.GetFileName))}");
        var code = await PialApp.Run(line, Console.Out, Console.Error);
        if (code != 0) return code;
    }

    if (!File.ReadAllBytes("striped.archive").AsSpan().SequenceEqual(File.ReadAllBytes("again.archive")))
        throw new InvalidOperationException("The history did not replay.");
    if (!File.ReadAllText("run/report.md").Contains("within_5", StringComparison.Ordinal))
        throw new InvalidOperationException("The hospital's measure is not in the report.");
    return 0;
}
finally
{
    Directory.SetCurrentDirectory(AppContext.BaseDirectory);
    folder.Delete(recursive: true);
}

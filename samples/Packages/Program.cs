using Pial.Formats;
using Pial.Operations.Smoothing;
using Pial.Pipelines.Head;
using Pial.Pipelines.Templates;
using Pial.Plots;
using Pial.Plots.Canvas;

// A project that has Pial's packages and not its sources: restored from the folder that 'dotnet pack' filled.
var folder = Directory.CreateTempSubdirectory("pial-packages-");
try
{
    var scan = Path.Combine(folder.FullName, "sub-01_T1w.nii.gz");
    EmbeddedTemplate.WriteDemoHead(scan);
    var head = ImageFile.Load(scan).Image;
    FigureFile.Write(Path.Combine(folder.FullName, "smooth.png"), AnatPlot.Draw(GaussianSmoothing.Apply(head, 4)), dpi: 100);

    // What 'pial run' does, in one call; here the brain mask alone.
    var outcomes = HeadRun.Execute(scan, Path.Combine(folder.FullName, "derivatives"), new() { Outputs = HeadOutputs.None });
    foreach (var file in Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        Console.WriteLine($"{new FileInfo(file).Length,10} {Path.GetRelativePath(folder.FullName, file)}");
    return outcomes.All(o => o.Failure is null) ? 0 : 1;
}
finally
{
    folder.Delete(recursive: true);
}

using Pial.Pipelines.Templates;
using Specification;

// The snippets of the data specification, one after the other, on the demo head and a made-up FreeSurfer subject; in a folder that is
// removed at the end.
var subjectsDir = Path.Combine(AppContext.BaseDirectory, "freesurfer");
var folder = Directory.CreateTempSubdirectory("pial-specification-");
try
{
    Directory.SetCurrentDirectory(folder.FullName);
    EmbeddedTemplate.WriteDemoHead("subject_001_T1w.nii.gz");
    (string Name, Action Run)[] snippets =
    [
        ("Raw structural MRI", LoadT1w.Run),
        ("Minimum preprocessing", MinimumPreprocessing.Run),
        ("Brain-extracted image", LoadBrain.Run),
        ("Tissue maps as channels", TissueStack.Run),
        ("Voxel-based morphometry", LoadVbm.Run),
        ("FreeSurfer table and feature vector", () => LoadFreeSurferStats.Run(subjectsDir)),
        ("FreeSurfer features", () => LoadFreeSurferFeatures.Run(subjectsDir)),
        ("Signal-to-noise ratio", ComputeSnr.Run),
        ("Contrast-to-noise ratio", ComputeCnr.Run),
        ("FreeSurfer quality control", () => CheckFreeSurferQc.Run(subjectsDir)),
        ("Intensity normalisation", NormalizeIntensity.Run),
        ("Correction for TIV", TivCorrection.Run),
        ("Augmentation", Augmentation.Run),
        ("Batches for training", () => Loading.Run().GetAwaiter().GetResult()),
        ("Benchmark tasks: classification", () =>
        {
            Cohort.Write();
            BenchmarkTasks.Classification();
        }),
        ("Benchmark tasks: regression", BenchmarkTasks.Regression),
        ("Benchmark tasks: segmentation", BenchmarkTasks.Segmentation),
        ("Benchmark tasks: reconstruction", BenchmarkTasks.Reconstruction),
        ("Resample and plot", ResampleAndPlot.Run),
    ];
    foreach (var (name, run) in snippets)
    {
        Console.WriteLine($"== {name}");
        run();
    }
}
finally
{
    Directory.SetCurrentDirectory(Path.GetTempPath());
    folder.Delete(recursive: true);
}

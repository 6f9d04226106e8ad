namespace Pial.Evaluation;

/// <summary>Where the repository and the test data are.</summary>
internal static class Workspace
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder of test data, from PIAL_TEST_DATA.</summary>
    public static string Data => Environment.GetEnvironmentVariable("PIAL_TEST_DATA")
        ?? throw new InvalidOperationException("Set PIAL_TEST_DATA to the folder of test data.");

    /// <summary>A file under bench/results.</summary>
    public static string Result(string name) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(Repository, "bench", "results")).FullName, name);

    /// <summary>A file of the embedded head template.</summary>
    public static string Template(string suffix) =>
        Path.Combine(Repository, "src", "Pial.Pipelines", "Templates", "Embedded", $"tpl-PialMNI_res-02_{suffix}.nii.gz");

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Pial.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The program must lie inside the repository.");
        return folder;
    }
}

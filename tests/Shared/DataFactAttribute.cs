namespace Pial.Tests.Shared;

/// <summary>A test on the larger data that lie outside the repository: skipped, and counted as such, where <c>PIAL_TEST_DATA</c> does not name their folder.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    /// <summary>Decides whether it runs.</summary>
    public DataFactAttribute()
    {
        if (Folder is null) Skip = "set PIAL_TEST_DATA to the folder of the test data to run";
    }

    /// <summary>The folder; null when it is not there.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("PIAL_TEST_DATA") is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;
}

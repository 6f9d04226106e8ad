namespace Pial.Tests.Shared;

/// <summary>
/// A test on the larger data that lie outside the repository: skipped, and counted as such, where <c>PIAL_TEST_DATA</c> does not name their
/// folder.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    /// <summary>Decides whether it runs.</summary>
    /// <param name="needs">What else must be there, relative to the folder; null for nothing.</param>
    public DataFactAttribute(string? needs = null) => Skip = Missing(needs);

    /// <summary>The folder; null when it is not there.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("PIAL_TEST_DATA") is { Length: > 0 } folder
        && Directory.Exists(folder) ? folder : null;

    /// <summary>Why such a test cannot run; null when it can.</summary>
    public static string? Missing(string? needs) => Folder is null ? "set PIAL_TEST_DATA to the folder of the test data to run"
        : needs is not null && !Path.Exists(Path.Combine(Folder, needs)) ? $"{needs} is not beside the test data" : null;
}

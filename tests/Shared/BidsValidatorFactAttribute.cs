namespace Pial.Tests.Shared;

/// <summary>
/// A test that runs BIDS's validators, which <c>PIAL_BIDS_VALIDATOR</c> names the folder of (as .ci/run installs them); skipped without.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BidsValidatorFactAttribute : FactAttribute
{
    public BidsValidatorFactAttribute()
    {
        if (Folder is null)
            Skip = "set PIAL_BIDS_VALIDATOR to a folder with npm's bids-validator (package/) and deno (node_modules/) to run";
    }

    /// <summary>The folder; null when it is not set.</summary>
    public static string? Folder =>
        Environment.GetEnvironmentVariable("PIAL_BIDS_VALIDATOR") is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;
}

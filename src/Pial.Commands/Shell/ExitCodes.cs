namespace Pial.Cli.Shell;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCodes
{
    /// <summary>Everything was done.</summary>
    public const int Done = 0;

    /// <summary>Some work failed, or was cancelled; the rest was done and each failure was named.</summary>
    public const int Failed = 1;

    /// <summary>The command line or an input cannot be used.</summary>
    public const int Usage = 2;
}

namespace Pial.Plots.Charts;

/// <summary>How charts say that something is missing.</summary>
internal static class LeftOut
{
    public static string Values(int missing, int all) => $"{missing} of {all} values are not known and left out.";

    public static string Pairs(int missing, int all) => $"{missing} of {all} rows lack a value and are left out.";
}

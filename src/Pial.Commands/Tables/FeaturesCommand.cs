using System.CommandLine;

namespace Pial.Cli.Commands;

/// <summary><c>pial features …</c>: tables with one row a subject, each kind of source a sub-command.</summary>
internal static class FeaturesCommand
{
    private static readonly Func<Command>[] Sources = [FreeSurferFeaturesCommand.Create, FreeSurferQualityCommand.Create,
        RegionFeaturesCommand.Create];

    public static Command Create()
    {
        var features = new Command("features", "Feature tables of a cohort: one row a subject.");
        foreach (var source in Sources)
            features.Subcommands.Add(source());
        return features;
    }
}

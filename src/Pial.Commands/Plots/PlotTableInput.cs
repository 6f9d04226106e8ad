using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Pipelines.Tables;
using Pial.Plots.Charts;

namespace Pial.Cli.Commands;

/// <summary>What the charts of a table share: the table, its groups, and the figure.</summary>
/// <param name="width">Usual width, inches.</param>
internal sealed class PlotTableInput(double width = 6)
{
    public Argument<string> Table { get; } = new("TABLE")
    {
        Description = "TSV or CSV with a row of column names; n/a and empty cells are unknown.",
    };

    public Option<string?> With { get; } = new("--with")
    {
        Description = "Another table with more columns of the same subjects, such as participants.tsv.",
        HelpName = "TABLE",
    };

    public Option<string?> Id { get; } = new("--id")
    {
        Description = "Column by which --with matches. Default: participant_id, or the first.",
        HelpName = "COLUMN",
    };

    public Option<string?> Group { get; } = new("--group") { Description = "Column of groups: a colour for each.", HelpName = "COLUMN" };

    public Option<string?> XLabel { get; } = new("--x-label")
    {
        Description = "Name of the axis across, with its unit: \"Age (years)\".",
        HelpName = "TEXT",
    };

    public Option<string?> YLabel { get; } = new("--y-label")
    {
        Description = "Name of the axis upwards, with its unit.",
        HelpName = "TEXT"
    };

    public FigureOptions Figure { get; } = new();

    public IReadOnlyList<Option> Options => [With, Id, Group, .. Figure.All, XLabel, YLabel];

    /// <summary>The columns a chart shows.</summary>
    public static Option<string[]> Columns(string what) => new("--columns")
    {
        Description = $"{what}; patterns such as lh_*_volume are understood.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Reads the table.</summary>
    public ChartTable Read(CommandRun run) => ChartTable.Read(run.Get(Table), run.Get(With), run.Get(Id),
        run.Given(Group) ? run.Get(Group) : null);

    /// <summary>Where the figure goes.</summary>
    public string Target(CommandRun run) => Figure.Target(run, run.Get(Table), run.Get(With));

    /// <summary>Size, theme and texts of the figure.</summary>
    /// <param name="run">The run.</param>
    /// <param name="x">Name of the axis across unless given.</param>
    /// <param name="y">Name of the axis upwards unless given.</param>
    /// <param name="table">Whose left-out rows are to be noted.</param>
    public ChartOptions Texts(CommandRun run, string? x, string? y, ChartTable? table = null)
    {
        var size = Figure.Inches(run);
        return new()
        {
            Width = size?.Width ?? width,
            Height = size?.Height,
            Theme = run.Get(Figure.Colours)!,
            Title = run.Get(Figure.Title),
            XLabel = run.Get(XLabel) ?? x,
            YLabel = run.Get(YLabel) ?? y,
            Notes = [table?.Note ?? ""],
        };
    }
}

using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Pipelines.Tables;
using Pial.Plots.Charts;

namespace Pial.Cli.Commands;

/// <summary><c>pial plot bars</c> and <c>pial plot strip</c>: values by region.</summary>
internal static class PlotBarsCommand
{
    public static Command Bars()
    {
        var shared = new Shape();
        var error = Choice.Option("--error",
            "What whiskers show where a bar is a mean: its 95 % confidence interval, standard deviation, standard error.", "ci",
            ("ci", BarError.Confidence), ("sd", BarError.Deviation), ("se", BarError.Error), ("none", BarError.None));
        var points = new Option<bool>("--points") { Description = "Show the single values as well." };
        var upright = new Option<bool>("--vertical") { Description = "Bars that stand; long names are turned." };
        return new Verb(
            "bars", "Bars by region, left beside right or group beside group, with whiskers and single values.",
            [
                "pial plot bars group_regions.tsv --columns \"*-Hippocampus\" \"*-Amygdala\" -o bars.png",
                "pial plot bars group_regions.tsv --with participants.tsv --group group --points -o bars.svg",
                "pial plot bars sub-01_atlas-PialStructures_desc-regions_volumes.tsv --names region --values volume_mm3 -o bars.png",
            ],
            [shared.Table.Table, .. shared.Options, error, points, upright, .. shared.Table.Options],
            run => shared.Draw(run, run.Get(upright),
                (names, series, options) => BarChart.Draw(names, series, options, run.Get(error), run.Get(points), run.Get(upright))));
    }

    public static Command Strip()
    {
        var shared = new Shape();
        var boxes = new Option<bool>("--boxes") { Description = "Boxes alone, and only the values beyond their whiskers." };
        return new Verb(
            "strip", "Every value as a point beside a box of the quartiles, by column and group.",
            ["pial plot strip group_quality.tsv --columns cjv cnr efc -o strip.png",
                "pial plot strip group_volumes.tsv --columns GM --with participants.tsv --group group -o strip.svg"],
            [shared.Table.Table, .. shared.Options, boxes, .. shared.Table.Options],
            run => shared.Draw(run, upright: true, (names, series, options) => StripChart.Draw(names, series, options, !run.Get(boxes))));
    }

    // Wide tables have a column for each region, long ones a row.
    private sealed class Shape
    {
        private readonly Option<string[]> columns = PlotTableInput.Columns("Columns to show, one a region. Default: all of numbers");
        private readonly Option<string?> names = new("--names")
        {
            Description = "Column of names, when the table has a row for each region; goes with --values.",
            HelpName = "COLUMN",
        };
        private readonly Option<string?> values = new("--values")
        {
            Description = "Column of numbers, when the table has a row for each region.",
            HelpName = "COLUMN",
        };
        private readonly Option<bool> apart = new("--no-pairs")
        {
            Description = "Left and right as regions of their own, instead of side by side.",
        };

        public PlotTableInput Table { get; } = new();

        public IReadOnlyList<Option> Options => [columns, names, values, apart];

        public void Draw(CommandRun run, bool upright,
            Func<IReadOnlyList<string>, IReadOnlyList<BarSeries>, ChartOptions, Pial.Plots.Canvas.Drawing> draw)
        {
            var target = Table.Target(run);
            var (name, value) = (run.Get(names), run.Get(values));
            if (name is null != value is null)
                throw new InputException("--names and --values go together: the column of names, and that of numbers.");
            if (name is not null && run.Given(columns))
                throw new InputException(
                    "Give --columns for a table with a column for each region, or --names and --values for one with a row for each.");
            var table = Table.Read(run);
            var (regions, byGroup) = name is not null ? table.Long(name, value!) : Wide(table, run.Get(columns) ?? []);
            IReadOnlyList<BarSeries> series = [.. byGroup.Select((v, g) => new BarSeries(table.Groups[g].Name, v))];
            if (series.Count == 1 && !run.Get(apart) && Hemispheres.Pair(regions, byGroup[0]) is { } pairs) (regions, series) = pairs;
            Table.Figure.Write(run, target, draw(regions, series, Table.Texts(run, upright ? null : value, upright ? value : null, table)));
        }

        private static (IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<double>[]> ByGroup) Wide(ChartTable table, string[] wanted)
        {
            var chosen = table.Columns(wanted);
            var byColumn = chosen.Select(table.ByGroup).ToArray();
            return (chosen, [.. table.Groups.Select((_, g) => byColumn.Select(v => (IReadOnlyList<double>)v[g]).ToArray())]);
        }
    }
}

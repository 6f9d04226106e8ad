using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Plots.Charts;

namespace Pial.Cli.Commands;

/// <summary><c>pial plot scatter</c> and <c>pial plot bland-altman</c>: two columns of a table.</summary>
internal static class PlotPointsCommand
{
    public static Command Scatter()
    {
        var shared = new PlotTableInput();
        var x = new Option<string>("--x") { Description = "Column across.", HelpName = "COLUMN", Required = true };
        var y = new Option<string>("--y") { Description = "Column upwards.", HelpName = "COLUMN", Required = true };
        var confidence = new Option<double>("--confidence")
        {
            Description = "Of the band around the line. Default: 0.95.",
            HelpName = "C",
            DefaultValueFactory = _ => 0.95,
        };
        var bare = new Option<bool>("--no-line") { Description = "Points alone." };
        return new Verb(
            "scatter", "Points with the least squares line and the band in which it lies.",
            ["pial plot scatter group_volumes.tsv --x age --y GM --with participants.tsv -o age.png",
                "pial plot scatter group_regions.tsv --x TIV --y Left-Hippocampus --with group_volumes.tsv --group gender -o tiv.svg"],
            [shared.Table, x, y, confidence, bare, .. shared.Options],
            run =>
            {
                var target = shared.Target(run);
                var table = shared.Read(run);
                var (across, up) = (table.ByGroup(run.Get(x)!), table.ByGroup(run.Get(y)!));
                PointSeries[] series = [.. table.Groups.Select((g, n) => new PointSeries(g.Name, across[n], up[n]))];
                shared.Figure.Write(run, target, ScatterChart.Draw(series, shared.Texts(run, run.Get(x), run.Get(y), table), !run.Get(bare),
                    run.Get(confidence)));
            });
    }

    public static Command BlandAltman()
    {
        var shared = new PlotTableInput();
        var columns = new Option<string[]>("--columns")
        {
            Description = "The two columns: measurements of the same things in the same unit.",
            HelpName = "A B",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var percent = new Option<bool>("--percent") { Description = "Differences in percent of the mean of the pair." };
        return new Verb(
            "bland-altman",
            "Agreement of two measurements: differences over means, with bias and limits of agreement and their confidence.",
            ["pial plot bland-altman volumes.tsv --columns pial freesurfer -o agreement.png",
                "pial plot bland-altman first.tsv --with second.tsv --columns GM GM_again --percent -o agreement.svg"],
            [shared.Table, columns, percent, .. shared.Options.Where(o => o != shared.Group)],
            run =>
            {
                var target = shared.Target(run);
                var two = run.Get(columns)!;
                if (two.Length != 2) throw new InputException("--columns takes the two columns that are compared.");
                var table = shared.Read(run);
                Sample[] samples = [.. two.Select(c => new Sample(c, table.Numbers(c)))];
                shared.Figure.Write(run, target, AgreementChart.Draw(samples[0], samples[1], shared.Texts(run, null, null),
                    run.Get(percent)));
            });
    }
}

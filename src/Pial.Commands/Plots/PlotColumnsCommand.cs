using System.CommandLine;
using Pial.Analysis.Statistics.Relations;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Plots.Charts;

namespace Pial.Cli.Commands;

/// <summary><c>pial plot histogram</c> and <c>pial plot matrix</c>: columns of a table.</summary>
internal static class PlotColumnsCommand
{
    public static Command Histogram()
    {
        var shared = new PlotTableInput();
        var columns = PlotTableInput.Columns("Columns to show over each other; one with --group");
        var bins = new Option<int?>("--bins")
        {
            Description = "How many bins. Default: bins of round width near Freedman and Diaconis' rule.",
            HelpName = "N",
        };
        var density = new Option<bool>("--density")
        {
            Description = "Scale each to an area of 1, so that groups of different size compare.",
        };
        return new Verb(
            "histogram", "How often values occur, of columns or of the groups of one column.",
            ["pial plot histogram group_volumes.tsv --columns TIV -o tiv.png",
                "pial plot histogram group_volumes.tsv --columns TIV --with participants.tsv --group gender --density -o tiv.svg"],
            [shared.Table, columns, bins, density, .. shared.Options],
            run =>
            {
                var target = shared.Target(run);
                var table = shared.Read(run);
                var chosen = table.Columns(run.Get(columns) ?? [], most: 8);
                if (run.Given(shared.Group) && chosen.Count != 1)
                    throw new InputException("--group needs one column: choose it with --columns.");
                Sample[] samples = run.Given(shared.Group)
                    ? [.. table.ByGroup(chosen[0]).Select((v, g) => new Sample(table.Groups[g].Name, v))]
                    : [.. chosen.Select(c => new Sample(c, table.Numbers(c)))];
                shared.Figure.Write(run, target, HistogramChart.Draw(samples,
                    shared.Texts(run, chosen.Count == 1 ? chosen[0] : null, null, table), run.Get(bins), run.Get(density)));
            });
    }

    public static Command Matrix()
    {
        var shared = new PlotTableInput();
        var columns = PlotTableInput.Columns("Columns to compare. Default: all of numbers");
        var method = Choice.Option("--method", "Pearson's coefficient, or Spearman's of the ranks.", "pearson",
            ("pearson", CorrelationKind.Pearson), ("spearman", CorrelationKind.Spearman));
        var order = Choice.Option("--order", "Columns as asked for, or those that go together side by side (average linkage of 1 − r).",
            "table", ("table", MatrixOrder.Given), ("cluster", MatrixOrder.Clustered));
        var numbers = Choice.Option("--numbers", "Whether numbers stand in the squares; auto: where they fit.", "auto",
            ("auto", CellNumbers.WhereTheyFit), ("yes", CellNumbers.Always), ("no", CellNumbers.Never));
        return new Verb(
            "matrix", "Correlations of columns, each pair on the rows where both are known.",
            ["pial plot matrix group_quality.tsv --columns cjv cnr efc fber snr_total -o matrix.png",
                "pial plot matrix group_regions.tsv --method spearman --order cluster --size 9 9 -o regions.svg"],
            [shared.Table, columns, method, order, numbers, .. shared.Options.Where(o => o != shared.Group)],
            run =>
            {
                var target = shared.Target(run);
                var table = shared.Read(run);
                var chosen = table.Columns(run.Get(columns) ?? []);
                if (chosen.Count < 2) throw new InputException("A matrix needs at least two columns.");
                var matrix = CorrelationMatrix.Of([.. chosen.Select(table.Numbers)], run.Get(method));
                shared.Figure.Write(run, target, MatrixChart.Draw(chosen, matrix, shared.Texts(run, null, null), run.Get(order),
                    run.Get(numbers)));
            });
    }
}

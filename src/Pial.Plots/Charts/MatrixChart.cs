using Pial.Analysis.Statistics.Relations;
using Pial.Plots.Canvas;

namespace Pial.Plots.Charts;

/// <summary>Which column stands beside which.</summary>
public enum MatrixOrder
{
    /// <summary>As they are given.</summary>
    Given,

    /// <summary>Those that go together stand together: average linkage of 1 − r.</summary>
    Clustered,
}

/// <summary>Whether numbers stand in the squares.</summary>
public enum CellNumbers
{
    /// <summary>Where the squares are large enough.</summary>
    WhereTheyFit,

    /// <summary>In all, as small as need be.</summary>
    Always,

    /// <summary>In none.</summary>
    Never,
}

/// <summary>Correlations of columns as coloured squares with their numbers.</summary>
public static class MatrixChart
{
    private const double Bar = 9, BarGap = 10;

    /// <summary>Draws it; what is not defined (a constant column) is grey.</summary>
    /// <param name="names">Names of the columns.</param>
    /// <param name="matrix">Coefficients by row and column.</param>
    /// <param name="options">Size, theme and texts.</param>
    /// <param name="arrangement">Which column stands beside which.</param>
    /// <param name="numbers">Whether numbers stand in the squares.</param>
    /// <exception cref="ArgumentException">Counts that differ, fewer than two columns, or a figure too small for its names.</exception>
    public static Drawing Draw(IReadOnlyList<string> names, Correlation[,] matrix, ChartOptions options,
        MatrixOrder arrangement = MatrixOrder.Given, CellNumbers numbers = CellNumbers.WhereTheyFit)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(options);
        var n = names.Count;
        if (n < 2 || matrix.GetLength(0) != n || matrix.GetLength(1) != n)
            throw new ArgumentException(
                $"A matrix of {matrix.GetLength(0)} × {matrix.GetLength(1)} for {n} names; expected as many, and at least 2.",
                nameof(matrix));
        var order = arrangement == MatrixOrder.Clustered ? ClusterOrder.Of((i, j) => 1 - matrix[i, j].R, n) : [.. Enumerable.Range(0, n)];
        var theme = options.Theme;
        string[] shown = [.. order.Select(o => names[o])];
        var barRoom = Bar + BarGap + 5 + new TextStyle(theme.Ink, theme.SmallSize).WidthOf("−0.5");
        var label = Math.Min(names.Max(new TextStyle(theme.Ink, theme.SmallSize).WidthOf), options.Width * 72 * 0.45) + 6;
        var side = (options.Width * 72) - 16 - label - barRoom; // squares, when the height is free
        var drawing = options.NewDrawing(Math.Clamp((side + label + 32 + (options.Title is null ? 0 : 16)) / 72, 2, 60),
            "Correlation matrix");
        var (x, y) = (new NameAxis(shown, options.XLabel ?? "") { Turned = true }, new NameAxis(shown, options.YLabel ?? ""));
        var frame = new ChartFrame(drawing, options, x, y, notes: [Note(matrix, n)], right: barRoom);
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                Square(drawing, theme, matrix[order[i], order[j]].R, Cell(frame.Area, n, i, j), numbers);
        var pen = new Pen(theme.Paper, 0.5);
        for (var k = 1; k < n; k++)
        {
            var cell = Cell(frame.Area, n, k, k);
            drawing.Line(cell.Left, frame.Area.Top, cell.Left, frame.Area.Bottom, pen);
            drawing.Line(frame.Area.Left, cell.Top, frame.Area.Right, cell.Top, pen);
        }

        frame.DrawAxes(spines: false);
        ColourScale(drawing, theme, new(frame.Area.Right + BarGap, frame.Area.Top, Bar, Math.Min(frame.Area.Height, 160)));
        return drawing;
    }

    private static Frame Cell(Frame area, int n, int row, int column) =>
        new(area.Left + (column * area.Width / n), area.Top + (row * area.Height / n), area.Width / n, area.Height / n);

    private static void Square(Drawing drawing, Theme theme, double r, Frame cell, CellNumbers numbers)
    {
        var colour = double.IsNaN(r) ? theme.Grid : ColourMap.BlueRed.At((r + 1) / 2);
        drawing.Fill(cell, colour);
        var style = new TextStyle(Ink.Luminance(colour) > 0.3 ? 0x1F2328 : 0xFFFFFF, theme.SmallSize)
        {
            Anchor = TextAnchor.Middle,
            Line = TextLine.Middle
        };
        var text = double.IsNaN(r) ? "–" : Ticks.Number(r, 2);
        var fit = Math.Min((cell.Width - 2) / style.WidthOf("−0.00"), (cell.Height - 2) / style.Height);
        if (numbers == CellNumbers.Never || (numbers == CellNumbers.WhereTheyFit && fit < 0.62)) return;
        drawing.Text(cell.Middle.X, cell.Middle.Y, text, style with { Size = style.Size * Math.Min(1, fit) });
    }

    private static string Note(Correlation[,] matrix, int n)
    {
        var counts = Enumerable.Range(0, n * n).Where(k => k % n != k / n).Select(k => matrix[k / n, k % n].Count).ToArray();
        var undefined = Enumerable.Range(0, n).Count(k => double.IsNaN(matrix[k, k].R));
        var rows = counts.Min() == counts.Max() ? $"n = {counts.Max()}"
            : $"n = {counts.Min()} to {counts.Max()}, each pair on the rows where both are known";
        return $"{rows}.{(undefined > 0 ? $" Grey: {undefined} {(undefined == 1 ? "column has" : "columns have")} no variation." : "")}";
    }

    private static void ColourScale(Drawing drawing, Theme theme, Frame bar)
    {
        drawing.Image(Picture.Create(1, 128, (_, v) => ColourMap.BlueRed.At(1 - (v / 127.0))), bar, smooth: true);
        drawing.Stroke(Outline.Rectangle(bar), new Pen(theme.Ink, 0.6));
        var style = new TextStyle(theme.Ink, theme.SmallSize) { Line = TextLine.Middle };
        foreach (var v in (ReadOnlySpan<double>)[-1, -0.5, 0, 0.5, 1])
        {
            var at = bar.Bottom - ((v + 1) / 2 * bar.Height);
            drawing.Line(bar.Right, at, bar.Right + 2.5, at, new Pen(theme.Ink, 0.6));
            drawing.Text(bar.Right + 5, at, Ticks.Number(v, 1), style);
        }
    }
}

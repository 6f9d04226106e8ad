using System.Globalization;
using Pial.Plots.Canvas;

namespace Pial.Evaluation.Quality;

/// <summary>The results of <see cref="SensitivityExperiment"/> as one figure: a row a measure, a column a damage, a line a head.</summary>
internal static class SensitivityFigure
{
    private const double CellWidth = 84, CellHeight = 46, Gap = 6, NameWidth = 84, Top = 42, Margin = 10;

    /// <summary>Draws the table of values and writes it under docs/images.</summary>
    /// <param name="rows">Measure, damage, head, grade, value, as in the table.</param>
    /// <param name="expected">What theory says of a measure under a damage: 1 up, −1 down, 0 nothing.</param>
    public static void Draw(IReadOnlyList<string[]> rows, Func<string, string, int> expected)
    {
        var theme = Theme.Light;
        string[] measures = [.. rows.Select(r => r[0]).Distinct()];
        string[] damages = [.. rows.Select(r => r[1]).Distinct()];
        string[] heads = [.. rows.Select(r => r[2]).Distinct()];
        var drawing = new Drawing(NameWidth + (damages.Length * (CellWidth + Gap)) + Margin,
            Top + (measures.Length * (CellHeight + Gap)) + 26, theme.Paper)
        { Description = "Quality measures against graded damage" };
        for (var d = 0; d < damages.Length; d++)
            drawing.Text(NameWidth + (d * (CellWidth + Gap)) + (CellWidth / 2), 24, damages[d],
                new TextStyle(theme.Ink, theme.TitleSize) { Bold = true, Anchor = TextAnchor.Middle });
        for (var m = 0; m < measures.Length; m++)
        {
            var top = Top + (m * (CellHeight + Gap));
            var own = rows.Where(r => r[0] == measures[m]).ToArray();
            double[] all = [.. own.Select(Value).Where(double.IsFinite)];
            var (low, high) = all.Length == 0 ? (0, 1) : (all.Min(), all.Max());
            drawing.Text(NameWidth - 10, top + (CellHeight / 2) - 4, measures[m],
                new TextStyle(theme.Ink, theme.LabelSize) { Anchor = TextAnchor.End, Line = TextLine.Middle });
            drawing.Text(NameWidth - 10, top + (CellHeight / 2) + 8, string.Create(CultureInfo.InvariantCulture, $"{low:g3} … {high:g3}"),
                new TextStyle(theme.Muted, 6.5) { Anchor = TextAnchor.End, Line = TextLine.Middle });
            for (var d = 0; d < damages.Length; d++)
                Cell(drawing, theme, new(NameWidth + (d * (CellWidth + Gap)), top, CellWidth, CellHeight),
                    [.. own.Where(r => r[1] == damages[d])], heads, (low, high), expected(measures[m], damages[d]));
        }

        var x = NameWidth;
        foreach (var (head, n) in heads.Select((h, n) => (h, n)))
        {
            var y = drawing.Bounds.Height - 12;
            drawing.Line(x, y, x + 14, y, new(theme.SeriesColour(n), 1.6));
            var style = new TextStyle(theme.Ink, theme.SmallSize) { Line = TextLine.Middle };
            drawing.Text(x + 18, y, head, style);
            x += 30 + style.WidthOf(head);
        }

        FigureFile.Write(Path.Combine(Workspace.Repository, "docs", "images", "sensitivity.png"), drawing, 120);
    }

    private static void Cell(Drawing drawing, Theme theme, Frame frame, string[][] rows, string[] heads, (double Low, double High) range,
        int expected)
    {
        drawing.Fill(frame, expected == 0 ? 0xF6F7F9 : 0xEAF3FB);
        double Y(double value) =>
            frame.Top + frame.Height - 5 - ((frame.Height - 10) * (value - range.Low) / Math.Max(range.High - range.Low, 1e-12));
        for (var h = 0; h < heads.Length; h++)
        {
            double[] values = [.. rows.Where(r => r[2] == heads[h]).Select(Value)];
            (double X,
                double Y)[] points =
                    [.. values.Select((v, n) => (frame.Left + 6 + ((frame.Width - 12) * n / Math.Max(values.Length - 1, 1)), Y(v)))
                        .Where(p => double.IsFinite(p.Item2))];
            for (var n = 1; n < points.Length; n++)
                drawing.Line(points[n - 1].X, points[n - 1].Y, points[n].X, points[n].Y, new(theme.SeriesColour(h), 1.3) { Round = true });
        }

        if (expected != 0) drawing.Text(frame.Left + frame.Width - 4, frame.Top + 9, expected > 0 ? "+" : "−",
            new TextStyle(theme.Muted, theme.LabelSize) { Bold = true, Anchor = TextAnchor.End, Line = TextLine.Middle, Halo = 0xEAF3FB });
        if (rows.All(r => !double.IsFinite(Value(r))))
            drawing.Text(frame.Left + (frame.Width / 2), frame.Top + (frame.Height / 2), "undefined",
                new TextStyle(theme.Muted, theme.SmallSize) { Anchor = TextAnchor.Middle, Line = TextLine.Middle });
    }

    private static double Value(string[] row) => double.TryParse(row[4], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        ? value : double.NaN;
}

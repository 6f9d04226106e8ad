using Pial.Plots.Canvas;

namespace Pial.Plots;

/// <summary>
/// A design matrix as a picture: a row a subject, a column a regressor, each column from its least value (dark) to its largest (bright);
/// contrasts below.
/// </summary>
internal static class DesignPlot
{
    private const double Cell = 26, Margin = 8, WeightHeight = 15, LongestName = 200;

    /// <summary>Draws it, as large as it needs to be.</summary>
    /// <param name="columns">Name and values of each column.</param>
    /// <param name="contrasts">Name and weights of each row of each contrast.</param>
    public static Drawing Draw(IReadOnlyList<(string Name, IReadOnlyList<double> Values)> columns,
        IReadOnlyList<(string Name, IReadOnlyList<double> Weights)> contrasts)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(contrasts);
        var theme = Theme.Light;
        var style = new TextStyle(theme.Ink, theme.SmallSize) { Line = TextLine.Middle };
        var names = columns.Select(c => TextLines.Wrap(c.Name, style, LongestName)).ToArray();
        var head = names.Max(n => n.Max(style.WidthOf)) + 5;
        var side = contrasts.Select(c => style.WidthOf(c.Name) + 6).Append(0).Max();
        var matrix = new Frame(Margin, Margin + head, columns.Count * Cell, Math.Clamp(columns[0].Values.Count * 9, 60, 260));
        var drawing = new Drawing(matrix.Right + side + Margin,
            matrix.Bottom + Margin + (contrasts.Count * (WeightHeight + 3)) + (contrasts.Count > 0 ? Margin : 0),
            theme.Paper)
        { Description = "Design matrix" };
        for (var c = 0; c < columns.Count; c++)
        {
            var left = matrix.Left + (c * Cell);
            for (var n = 0; n < names[c].Count; n++)
                drawing.Text(left + (Cell / 2) + ((n - ((names[c].Count - 1) / 2.0)) * TextLines.Leading * style.Size), matrix.Top - 4,
                    names[c][n], style with { Turn = 90 });
            drawing.Image(Column(columns[c].Values), new(left + 0.5, matrix.Top, Cell - 1, matrix.Height));
        }

        for (var k = 0; k < contrasts.Count; k++)
            Weights(drawing, theme, contrasts[k].Name, contrasts[k].Weights, matrix.Bottom + Margin + (k * (WeightHeight + 3)));
        return drawing;
    }

    private static void Weights(Drawing drawing, Theme theme, string name, IReadOnlyList<double> weights, double top)
    {
        var style = new TextStyle(theme.Ink, theme.SmallSize) { Line = TextLine.Middle };
        var largest = weights.Max(Math.Abs);
        for (var c = 0; c < weights.Count; c++)
        {
            var colour = ColourMap.BlueRed.At(largest > 0 ? 0.5 + (0.4 * weights[c] / largest) : 0.5);
            var cell = new Frame(Margin + (c * Cell) + 0.5, top, Cell - 1, WeightHeight);
            drawing.Fill(cell, colour);
            var text = weights[c].ToString("0.##", System.Globalization.CultureInfo.InvariantCulture).Replace('-', '−');
            drawing.Text(cell.Middle.X, cell.Middle.Y, text, style with
            {
                Anchor = TextAnchor.Middle,
                Size = Math.Min(style.Size, style.Size * (Cell - 3) / style.WidthOf(text)),
                Ink = Ink.Luminance(colour) > 0.3 ? theme.Ink : theme.Paper,
            });
        }

        drawing.Text(Margin + (weights.Count * Cell) + 5, top + (WeightHeight / 2), name, style);
    }

    private static Picture Column(IReadOnlyList<double> values)
    {
        var (low, high) = (values.Min(), values.Max());
        return Picture.Create(1, values.Count,
            (_, row) => ColourMap.Grey.At(high > low ? 0.14 + (0.78 * (values[row] - low) / (high - low)) : 0.92));
    }
}

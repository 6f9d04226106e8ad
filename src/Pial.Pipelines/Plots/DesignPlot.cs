namespace Pial.Pipelines.Plots;

/// <summary>A design matrix as a picture: a row a subject, a column a regressor, each column from its least value (dark) to its largest (bright); contrasts below.</summary>
public static class DesignPlot
{
    private const int Cell = 44, Margin = 14, Ink = 0x202020;

    /// <summary>Draws it.</summary>
    /// <param name="columns">Name and values of each column.</param>
    /// <param name="contrasts">Name and weights of each row of each contrast.</param>
    public static Raster Draw(IReadOnlyList<(string Name, IReadOnlyList<double> Values)> columns, IReadOnlyList<(string Name, IReadOnlyList<double> Weights)> contrasts)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(contrasts);
        var rows = columns[0].Values.Count;
        var row = Math.Clamp(420 / rows, 2, 18);
        var names = columns.Max(c => Raster.TextWidth(c.Name, 2)) + 8;
        var side = contrasts.Count == 0 ? 0 : contrasts.Max(c => Raster.TextWidth(c.Name, 2)) + 12;
        var raster = new Raster((2 * Margin) + (columns.Count * Cell) + side, (2 * Margin) + names + (rows * row) + (contrasts.Count == 0 ? 0 : Margin + (contrasts.Count * 30)));
        raster.Fill(0, 0, raster.Width, raster.Height, 0xFFFFFF);
        for (var c = 0; c < columns.Count; c++)
        {
            var left = Margin + (c * Cell);
            raster.TextUp(left + (Cell / 2) - 7, Margin + names - 6, columns[c].Name, Ink, 2);
            Column(raster, columns[c].Values, left, Margin + names, row);
        }

        var top = Margin + names + (rows * row) + Margin;
        foreach (var (name, weights) in contrasts)
        {
            var largest = weights.Max(Math.Abs);
            for (var c = 0; c < weights.Count; c++)
            {
                var (left, t) = (Margin + (c * Cell), largest > 0 ? weights[c] / largest : 0);
                raster.Fill(left + 1, top, Cell - 2, 24, 0xF0F0F0);
                if (t != 0) raster.Blend(left, top, 0, 0);
                for (var y = 0; y < 24 && t != 0; y++)
                    for (var x = 1; x < Cell - 1; x++)
                        raster.Blend(left + x, top + y, t > 0 ? 0xB2182B : 0x2146A8, Math.Abs(t) * 0.85);
                var text = weights[c].ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
                raster.Text(left + ((Cell - Raster.TextWidth(text, 1)) / 2), top + 9, text, Math.Abs(t) > 0.5 ? 0xFFFFFF : Ink, 1);
            }

            raster.Text(Margin + (weights.Count * Cell) + 8, top + 5, name, Ink, 2);
            top += 30;
        }

        return raster;
    }

    private static void Column(Raster raster, IReadOnlyList<double> values, int left, int top, int row)
    {
        var (low, high) = (values.Min(), values.Max());
        for (var s = 0; s < values.Count; s++)
        {
            var shade = high > low ? (int)(235 - (200 * (1 - ((values[s] - low) / (high - low))))) : 235;
            raster.Fill(left + 1, top + (s * row), Cell - 2, row, (shade << 16) | (shade << 8) | shade);
        }
    }
}

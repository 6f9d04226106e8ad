using System.Globalization;
using System.Text;
using Pial.Analysis.Tables;
using Pial.Formats.Streams;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary>A CSV or TSV table with columns x, y and z among others, which are kept as they are.</summary>
internal sealed class PointTable
{
    private readonly IReadOnlyList<(int Line, string[] Cells)> lines;
    private readonly int[] columns;

    private PointTable(IReadOnlyList<(int Line, string[] Cells)> lines, int[] columns, Point[] points) =>
        (this.lines, this.columns, Points) = (lines, columns, points);

    /// <summary>The points as the table has them, row by row.</summary>
    public Point[] Points { get; }

    public static PointTable Read(string path)
    {
        var all = SeparatedText.Read(File.ReadAllText(path), path);
        if (all.Count == 0)
            throw new InputException($"{path}: the table is empty; it needs a first row with columns x, y and z.");
        var header = all[0].Cells;
        int[] found = [.. new[] { "x", "y", "z" }.Select(
            name => Array.FindIndex(header, h => string.Equals(h, name, StringComparison.OrdinalIgnoreCase)))];
        if (found.Any(c => c < 0))
            throw new InputException($"{path}: columns x, y and z are needed; found {string.Join(", ", header.Take(12))}.");
        return new(all, found,
            [.. all.Skip(1)
                .Select(row => new Point(Number(path, row, found[0]), Number(path, row, found[1]), Number(path, row, found[2])))]);
    }

    /// <summary>Writes the table with other points in the same rows; tabs between cells for <c>.tsv</c>, else commas.</summary>
    public void Write(string path, Point[] points)
    {
        var separator = path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',';
        var text = new StringBuilder();
        for (var n = 0; n < lines.Count; n++)
        {
            var cells = lines[n].Cells.ToArray();
            if (n > 0)
            {
                double[] p = [points[n - 1].X, points[n - 1].Y, points[n - 1].Z];
                for (var axis = 0; axis < 3; axis++)
                    cells[columns[axis]] = p[axis].ToString("0.######", CultureInfo.InvariantCulture);
            }

            text.AppendJoin(separator, cells.Select(c => Quoted(c, separator))).Append('\n');
        }

        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Quoted(string cell, char separator) =>
        separator == ',' && cell.AsSpan().IndexOfAny(",\"\n") >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private static double Number(string path, (int Line, string[] Cells) row, int column)
    {
        var cell = column < row.Cells.Length ? row.Cells[column] : "";
        return double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new InputException($"{path}, line {row.Line}: '{cell}' is no coordinate in mm.");
    }
}

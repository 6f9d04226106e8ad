using System.Globalization;
using Pial.Analysis.Tables;

namespace Pial.Pipelines.Derivatives;

/// <summary>A region's three numbers, as tables name them.</summary>
/// <param name="Region"><c>lh_bankssts</c>.</param>
/// <param name="ThicknessMm">Mean thickness, mm; not a number in an empty region.</param>
/// <param name="AreaMm2">Area of the white surface, mm².</param>
/// <param name="VolumeMm3">Volume of the cortex, mm³.</param>
public sealed record ParcelRow(string Region, double ThicknessMm, double AreaMm2, double VolumeMm3);

/// <summary>Reads the table of the cortex's regions, <c>…_atlas-NAME_desc-cortex_measures.tsv</c>.</summary>
internal static class CortexTable
{
    /// <summary>Reads a table back, in order.</summary>
    /// <exception cref="InputException">It is not such a table.</exception>
    public static IReadOnlyList<ParcelRow> Read(string path)
    {
        try
        {
            var lines = SeparatedText.Read(File.ReadAllText(path), Path.GetFileName(path));
            if (lines.Count == 0
                || !string.Join('\t', lines[0].Cells).StartsWith("region\tthickness_mm\tsurface_area_mm2\tvolume_mm3",
                    StringComparison.Ordinal))
                throw new FormatException("its first columns are not region, thickness_mm, surface_area_mm2 and volume_mm3");
            return [.. lines.Skip(1).Select(l => l.Cells.Length == lines[0].Cells.Length
                ? new ParcelRow(l.Cells[0], Value(l.Cells[1], l.Line), Value(l.Cells[2], l.Line), Value(l.Cells[3], l.Line))
                : throw new FormatException($"line {l.Line} is damaged"))];
        }
        catch (FormatException e)
        {
            throw new InputException($"{path} is not a table of cortical regions: {e.Message}.", e);
        }
    }

    private static double Value(string cell, int line) => cell == "n/a"
        ? double.NaN
        : double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var v)
            ? v : throw new FormatException($"line {line} is damaged");
}

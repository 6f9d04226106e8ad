using Pial.Volumes;

namespace Pial.Plots;

/// <summary>The cuts of a picture, row by row.</summary>
/// <param name="Rows">Plane and world coordinate of each.</param>
/// <param name="Centre">Where the cuts meet; null when they do not.</param>
internal sealed record CutPlan(IReadOnlyList<IReadOnlyList<(Plane Plane, double Mm)>> Rows, Point? Centre)
{
    private const int LongestRow = 8;

    /// <summary>Panels whose columns run the other way, counted from 0: a left hemisphere seen from its side.</summary>
    public IReadOnlyCollection<int> Turned { get; init; } = [];

    /// <summary>Lays them out.</summary>
    /// <param name="options">Mode, coordinates and number.</param>
    /// <param name="centre">Finds the point when it is not given.</param>
    /// <param name="series">Finds so many cuts of a plane when they are not given.</param>
    /// <exception cref="ArgumentException">The coordinates do not fit the mode.</exception>
    public static CutPlan Of(BrainPlotOptions options, Func<Point> centre, Func<Plane, int, IReadOnlyList<double>> series)
    {
        var (mode, given) = (options.Mode, options.CutCoords is { Count: > 0 } c ? c : null);
        if (given?.Any(v => !double.IsFinite(v)) == true) throw new ArgumentException("Cut coordinates are numbers, mm.", nameof(options));
        if (options.Cuts is < 1 or > 100) throw new ArgumentException("Between 1 and 100 cuts can be shown.", nameof(options));
        if (!mode.IsSeries) return Meeting(mode, given, centre);
        if (mode.Name == "mosaic")
        {
            if (given is not null)
                throw new ArgumentException("A mosaic takes a number of cuts, not coordinates; choose x, y or z to give them.",
                    nameof(options));
            return new([.. mode.Views.Select(v => Row(DisplayMode.PlaneOf(v), series(DisplayMode.PlaneOf(v), options.Cuts)))], null);
        }

        var plane = DisplayMode.PlaneOf(mode.Views[0]);
        var all = Row(plane, given ?? series(plane, options.Cuts));
        var lines = (all.Count + LongestRow - 1) / LongestRow;
        return new([.. all.Chunk((all.Count + lines - 1) / lines)], null);
    }

    private static CutPlan Meeting(DisplayMode mode, IReadOnlyList<double>? given, Func<Point> centre)
    {
        var letters = mode.Views.Length == 3 ? "xyz" : mode.Views;
        if (given is not null && given.Count != letters.Length)
            throw new ArgumentException(
                $"{mode.Name} takes {letters.Length} coordinates ({string.Join(' ', letters.AsEnumerable())}), not {given.Count}.",
                nameof(given));
        double[] at = [double.NaN, double.NaN, double.NaN];
        if (given is null)
        {
            var p = centre();
            (at[0], at[1], at[2]) = (p.X, p.Y, p.Z);
        }
        else
        {
            for (var n = 0; n < letters.Length; n++)
                at["xyz".IndexOf(letters[n], StringComparison.Ordinal)] = given[n];
        }

        var cuts = Row(mode.Views.Select(v => (DisplayMode.PlaneOf(v), at["xyz".IndexOf(v, StringComparison.Ordinal)])));
        return new(mode.Name == "tiled" ? [[.. cuts.Take(2)], [.. cuts.Skip(2)]] : [cuts], new(at[0], at[1], at[2]));
    }

    private static List<(Plane, double)> Row(Plane plane, IEnumerable<double> places) => Row(places.Select(mm => (plane, mm)));

    private static List<(Plane, double)> Row(IEnumerable<(Plane, double)> cuts) => [.. cuts];
}

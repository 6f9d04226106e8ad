using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>
/// Where to cut when nobody says: as nilearn's <c>find_xyz_cut_coords</c>, <c>find_cut_slices</c> and <c>find_parcellation_cut_coords</c>
/// are described.
/// </summary>
public static class CutCoordinates
{
    /// <summary>Quantile of the magnitudes that counts as activation when no threshold is given.</summary>
    public const double ActivationQuantile = 0.8;

    /// <summary>
    /// The threshold that is taken when none is given: 80 % of the magnitudes that are not zero lie below it; 0 when there are none.
    /// </summary>
    /// <param name="map">Any map; NaN counts as nothing.</param>
    /// <param name="quantile">Another share than 80 %.</param>
    public static double AutoThreshold(Volume<float> map, double quantile = ActivationQuantile)
    {
        ArgumentNullException.ThrowIfNull(map);
        var magnitudes = new List<float>();
        foreach (var v in map.Span)
            if (v != 0 && float.IsFinite(v)) magnitudes.Add(Math.Abs(v));
        return magnitudes.Count == 0 ? 0 : Quantile.InPlace(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(magnitudes), quantile);
    }

    /// <summary>
    /// The centre of mass of the largest connected part (by faces) whose magnitude reaches a threshold, weighted by magnitude.
    /// </summary>
    /// <param name="map">The map.</param>
    /// <param name="threshold">Least magnitude; <see cref="AutoThreshold"/> when null.</param>
    /// <param name="mask">Where to look, on the map's grid; everywhere when null.</param>
    /// <returns>RAS+ mm; null when nothing reaches the threshold.</returns>
    /// <exception cref="ArgumentException">The threshold is negative, or the mask has another grid.</exception>
    public static Point? OfActivation(Volume<float> map, double? threshold = null, Volume<bool>? mask = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (threshold < 0) throw new ArgumentOutOfRangeException(nameof(threshold), threshold,
            "A threshold of magnitudes is not negative.");
        if (mask is not null && !mask.Grid.Matches(map.Grid))
            throw new ArgumentException($"The mask is on {mask.Grid}, the map on {map.Grid}.", nameof(mask));
        var least = threshold ?? AutoThreshold(map);
        var above = Volume.Create(map.Grid, (map, mask, least),
            static (Span<bool> to, (Volume<float> Map, Volume<bool>? Mask, double Least) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = Math.Abs(s.Map.Span[n]) is var v && v >= s.Least && v > 0 && float.IsFinite(v)
                    && (s.Mask is null || s.Mask.Span[n]);
        });
        return CentreOfLargest(above, map);
    }

    /// <summary>The centre of mass of the largest connected part of a mask; null when it is empty.</summary>
    public static Point? OfMask(Volume<bool> mask) => CentreOfLargest(mask, null);

    /// <summary>
    /// The centre of mass of each label, of its left part alone where a label has voxels on both sides of x = 0 (nilearn's default).
    /// </summary>
    /// <param name="labels">Labels; 0 is background.</param>
    /// <param name="hemisphere">Which side counts for labels that lie on both.</param>
    /// <returns>Each label that occurs, in rising order, and its centre in RAS+ mm.</returns>
    public static IReadOnlyList<(int Label, Point Centre)> OfParcellation(Volume<int> labels, Hemisphere hemisphere = Hemisphere.Left)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var sums = new SortedDictionary<int, (Centre Left, Centre Right)>();
        Each(labels.Grid, (n, p) =>
        {
            var label = labels.Span[n];
            if (label == 0) return;
            var (left, right) = sums.TryGetValue(label, out var s) ? s : (default, default);
            sums[label] = p.X < 0 ? (left.With(p, 1), right) : (left, right.With(p, 1));
        });
        return [.. sums.Select(s =>
        {
            var (left, right) = s.Value;
            var both = left.Weight > 0 && right.Weight > 0;
            return (s.Key, (both && hemisphere != Hemisphere.None ? hemisphere == Hemisphere.Left ? left : right : left.And(right)).Point);
        })];
    }

    /// <summary>
    /// Cuts along a direction where a map is strongest, none closer than a spacing to another while there is something left to show.
    /// </summary>
    /// <param name="map">The map.</param>
    /// <param name="plane">The cuts' plane.</param>
    /// <param name="count">How many; 7 by default.</param>
    /// <param name="spacingMm">Least distance; half the extent divided by the number of cuts when null.</param>
    /// <param name="threshold">Magnitudes below it do not count.</param>
    /// <returns>World coordinates in rising order; evenly over the whole image when the map is empty.</returns>
    public static IReadOnlyList<double> Slices(Volume<float> map, Plane plane, int count = 7, double? spacingMm = null,
        double threshold = 0)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var box = WorldBox.Of(map.Grid);
        var (low, high) = (Along(box.Low, plane), Along(box.High, plane));
        var size = map.Grid.VoxelSize;
        var step = Math.Max(Math.Min(size.X, Math.Min(size.Y, size.Z)), (high - low) / 4096);
        var profile = new double[Math.Max(1, (int)Math.Round((high - low) / step) + 1)];
        Each(map.Grid, (n, p) =>
        {
            var v = Math.Abs(map.Span[n]);
            if (v > 0 && v >= threshold && float.IsFinite(v))
                profile[Math.Clamp((int)Math.Round((Along(p, plane) - low) / step), 0, profile.Length - 1)] += v;
        });
        if (profile.All(v => v == 0)) return Evenly(low, high, count);
        return [.. Peaks(profile, Math.Min(count, profile.Length), (spacingMm ?? (0.5 * (high - low) / count)) / step)
            .Select(b => low + (b * step))];
    }

    /// <summary>Cuts at even distances between two coordinates, neither of which is one.</summary>
    public static IReadOnlyList<double> Evenly(double low, double high, int count) =>
        [.. Enumerable.Range(0, count).Select(n => low + ((high - low) * (n + 1) / (count + 1)))];

    /// <summary>The coordinate that a plane keeps constant.</summary>
    internal static double Along(Point p, Plane plane) => plane switch { Plane.Sagittal => p.X, Plane.Coronal => p.Y, _ => p.Z };

    // The highest bin, then the highest that keeps its distance; when all that is left is too near or empty, the spacing is halved.
    private static List<int> Peaks(double[] profile, int count, double spacing)
    {
        var places = new List<int>();
        while (places.Count < count)
        {
            var best = -1;
            for (var b = 0; b < profile.Length; b++)
                if (places.TrueForAll(p => Math.Abs(p - b) >= Math.Max(spacing, 1)) && (spacing < 1 || profile[b] > 0)
                    && (best < 0 || profile[b] > profile[best])) best = b;
            if (best < 0)
            {
                spacing /= 2;
                continue;
            }

            // Of equal neighbours the middle one, as long as it keeps its distance.
            var last = best;
            while (last + 1 < profile.Length && profile[last + 1] == profile[best])
                last++;
            var middle = (best + last) / 2;
            places.Add(profile[best] > 0 && places.TrueForAll(p => Math.Abs(p - middle) >= Math.Max(spacing, 1)) ? middle : best);
        }

        places.Sort();
        return places;
    }

    private static Point? CentreOfLargest(Volume<bool> mask, Volume<float>? weights)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var parts = ConnectedComponents.Run(mask);
        if (parts.Sizes.Count == 0) return null;
        var centre = default(Centre);
        Each(mask.Grid, (n, p) =>
        {
            if (parts.Labels.Span[n] == 1) centre = centre.With(p, weights is null ? 1 : Math.Abs(weights.Span[n]));
        });
        return centre.Point;
    }

    private static void Each(Grid grid, Action<int, Point> visit)
    {
        var n = 0;
        for (var k = 0; k < grid.Shape.K; k++)
            for (var j = 0; j < grid.Shape.J; j++)
                for (var i = 0; i < grid.Shape.I; i++)
                    visit(n++, grid.Affine.Apply(new(i, j, k)));
    }

    private readonly record struct Centre(Point Sum, double Weight)
    {
        public Point Point => Sum * (1 / Weight);

        public Centre With(Point p, double weight) => new(Sum + (p * weight), Weight + weight);

        public Centre And(Centre other) => new(Sum + other.Sum, Weight + other.Weight);
    }
}

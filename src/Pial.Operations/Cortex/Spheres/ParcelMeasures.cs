namespace Pial.Operations.Cortex.Spheres;

/// <summary>A region of a hemisphere in numbers, as FreeSurfer's <c>aparc.stats</c> has them.</summary>
/// <param name="Id">Number of the region.</param>
/// <param name="Vertices">Vertices in it.</param>
/// <param name="AreaMm2">Area of the white surface, mm².</param>
/// <param name="VolumeMm3">Volume between the surfaces, mm³.</param>
/// <param name="ThicknessMm">Mean thickness of its vertices, mm; not a number in an empty region.</param>
/// <param name="ThicknessDeviationMm">Standard deviation of it, mm.</param>
/// <param name="MeanCurvature">Mean of the magnitude of the mean curvature, weighted by area, per mm.</param>
/// <param name="GaussianCurvature">Mean of the magnitude of the Gaussian curvature, weighted by area, per mm².</param>
/// <param name="FoldingIndex">Folding index: ∫ |k₁| (|k₁| − |k₂|) / 4π, k₁ the larger curvature (Van Essen &amp; Drury 1997).</param>
/// <param name="CurvatureIndex">Intrinsic curvature index: ∫ max(K, 0) / 4π.</param>
public sealed record ParcelMeasures(int Id, int Vertices, double AreaMm2, double VolumeMm3, double ThicknessMm, double ThicknessDeviationMm,
    double MeanCurvature, double GaussianCurvature, double FoldingIndex, double CurvatureIndex)
{
    /// <summary>Measures all regions of an atlas.</summary>
    /// <param name="side">The hemisphere.</param>
    /// <param name="labels">Number of the region of each vertex.</param>
    /// <param name="atlas">The regions.</param>
    /// <returns>One for each region of the cortex, in the atlas's order.</returns>
    public static IReadOnlyList<ParcelMeasures> Of(CorticalHemisphere side, int[] labels, SurfaceAtlas atlas)
    {
        ArgumentNullException.ThrowIfNull(side);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(atlas);
        var sums = new Dictionary<int, Sums>();
        for (var v = 0; v < labels.Length; v++)
        {
            if (!sums.TryGetValue(labels[v], out var sum)) sums[labels[v]] = sum = new();
            sum.Add(side.Measures, v);
        }

        return [.. atlas.Regions.Select(r => (sums.GetValueOrDefault(r.Id) ?? new()).Finish(r.Id))];
    }

    private sealed class Sums
    {
        private int count;
        private double area, volume, thickness, squares, mean, gaussian, folding, intrinsic;

        public void Add(CorticalMeasures m, int v)
        {
            double a = m.WhiteAreaMm2[v], h = m.MeanCurvature[v], k = m.GaussianCurvature[v], t = m.ThicknessMm[v];
            (count, area, volume, thickness, squares) = (count + 1, area + a, volume + m.VolumeMm3[v], thickness + t, squares + (t * t));
            var root = Math.Sqrt(Math.Max(0, (h * h) - k));
            var (k1, k2) = (Math.Max(Math.Abs(h + root), Math.Abs(h - root)), Math.Min(Math.Abs(h + root), Math.Abs(h - root)));
            (mean, gaussian) = (mean + (a * Math.Abs(h)), gaussian + (a * Math.Abs(k)));
            (folding, intrinsic) = (folding + (a * k1 * (k1 - k2)), intrinsic + (a * Math.Max(k, 0)));
        }

        public ParcelMeasures Finish(int id)
        {
            var average = thickness / count;
            return new(id, count, area, volume, average, Math.Sqrt(Math.Max(0, (squares / count) - (average * average))), mean / area,
                gaussian / area, folding / (4 * Math.PI), intrinsic / (4 * Math.PI));
        }
    }
}

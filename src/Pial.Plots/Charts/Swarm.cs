namespace Pial.Plots.Charts;

/// <summary>Places values beside their axis so that none hides another: a bee swarm.</summary>
internal static class Swarm
{
    /// <summary>
    /// How far each value is moved across, in the units of the positions; the first free place nearest to the middle, pressed together
    /// where the swarm is wider than allowed.
    /// </summary>
    /// <param name="positions">Where the values lie along the axis.</param>
    /// <param name="distance">How far apart two must be.</param>
    /// <param name="reach">How far a value may be moved.</param>
    public static double[] Offsets(IReadOnlyList<double> positions, double distance, double reach)
    {
        var offsets = new double[positions.Count];
        int[] order = [.. Enumerable.Range(0, positions.Count).OrderBy(n => positions[n]).ThenBy(n => n)];
        var first = 0;
        for (var k = 0; k < order.Length; k++)
        {
            while (positions[order[k]] - positions[order[first]] >= distance) first++;
            var near = order[first..k];
            var places = near.SelectMany(m =>
            {
                var along = positions[order[k]] - positions[m];
                var across = Math.Sqrt(Math.Max(0, (distance * distance) - (along * along)));
                return new[] { offsets[m] - across, offsets[m] + across };
            }).Append(0).OrderBy(Math.Abs).ThenBy(v => v);
            offsets[order[k]] = places.First(
                p => Array.TrueForAll(near,
                    m => Math.Pow(p - offsets[m], 2) + Math.Pow(positions[order[k]] - positions[m],
                        2) >= (distance * distance * 0.999999)));
        }

        var widest = offsets.Length == 0 ? 0 : offsets.Max(Math.Abs);
        return widest <= reach ? offsets : Array.ConvertAll(offsets, o => o * reach / widest);
    }
}

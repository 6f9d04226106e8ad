using Pial.Operations.Cortex;
using Pial.Operations.Cortex.Spheres;

namespace Pial.Pipelines.Surfaces.Parcels;

/// <summary>A hemisphere's maps at the vertices of the population's sphere, so that people can be compared vertex by vertex.</summary>
public static class TargetMaps
{
    /// <summary>A map at the vertices of <c>fsaverage6</c>.</summary>
    /// <param name="side">The hemisphere.</param>
    /// <param name="found">The same on the population's sphere.</param>
    /// <param name="values">A number of each of its vertices.</param>
    /// <returns>40,962 numbers, linear between vertices of cortex; 0 where the population or the hemisphere has none.</returns>
    public static float[] Of(CorticalHemisphere side, HemisphereParcels found, float[] values)
    {
        ArgumentNullException.ThrowIfNull(side);
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(values);
        var target = PopulationSphere.Of(found.Side).Target;
        var sampling = new SphereSampling(Array.ConvertAll(found.Laid, static x => (double)x), side.White.Triangles, target.Sphere.Positions);
        var (shares, weighed) = (new float[values.Length], new float[values.Length]);
        for (var v = 0; v < values.Length; v++)
            (shares[v], weighed[v]) = side.IsCortex[v] ? (1, values[v]) : (0, 0);
        var (share, map) = (sampling.Linear(shares), sampling.Linear(weighed));
        for (var v = 0; v < map.Length; v++)
            map[v] = target.Cortex[v] > 0 && share[v] > 0.01f ? map[v] / share[v] : 0;
        return map;
    }
}

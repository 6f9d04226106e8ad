using Pial.Kernels.Surfaces.Spheres;
using Pial.Operations.Cortex;
using Pial.Operations.Cortex.Spheres;

namespace Pial.Pipelines.Surfaces.Parcels;

/// <summary>Reads a hemisphere's maps at the vertices of the population's sphere, so that people can be compared by vertex.</summary>
public sealed class TargetMaps
{
    private const float Least = 0.01f; // weight of cortex around a vertex
    private readonly SphereTarget target;
    private readonly SphereSampling sampling;
    private readonly bool[] isCortex;
    private readonly float[] share;

    /// <summary>Finds where the population's vertices lie.</summary>
    /// <param name="side">The hemisphere.</param>
    /// <param name="found">The same on the population's sphere.</param>
    public TargetMaps(CorticalHemisphere side, HemisphereParcels found)
    {
        ArgumentNullException.ThrowIfNull(side);
        ArgumentNullException.ThrowIfNull(found);
        target = PopulationSphere.Of(found.Side).Target;
        var laid = Array.ConvertAll(found.Laid, static x => x / (double)SphereEmbedding.RadiusMm);
        (sampling, isCortex) = (new(laid, side.White.Triangles, target.Sphere.Positions), side.IsCortex);
        share = sampling.Linear(Array.ConvertAll(isCortex, static c => c ? 1f : 0));
    }

    /// <summary>A map at the vertices of <c>fsaverage6</c>.</summary>
    /// <param name="values">A number of each vertex of the hemisphere.</param>
    /// <returns>40,962 numbers, linear between vertices of cortex; 0 where the population or the hemisphere has none.</returns>
    public float[] Of(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var weighed = new float[values.Length];
        for (var v = 0; v < values.Length; v++)
            weighed[v] = isCortex[v] ? values[v] : 0;
        var map = sampling.Linear(weighed);
        for (var v = 0; v < map.Length; v++)
            map[v] = target.Cortex[v] > 0 && share[v] > Least ? map[v] / share[v] : 0;
        return map;
    }
}

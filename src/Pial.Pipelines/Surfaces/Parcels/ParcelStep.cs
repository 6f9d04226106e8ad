using Pial.Kernels.Surfaces;
using Pial.Kernels.Surfaces.Spheres;
using Pial.Operations.Cortex;
using Pial.Operations.Cortex.Spheres;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Surfaces.Parcels;

/// <summary>What regions of the cortex are found from.</summary>
/// <param name="Surfaces">The surfaces.</param>
/// <param name="ToTemplate">Takes points of the scan to points of MNI152NLin2009cAsym.</param>
public sealed record ParcelInput(CorticalSurfaces Surfaces, PointMap ToTemplate);

/// <summary>Lays each hemisphere on a sphere and that on the population's, and carries the population's regions over.</summary>
public sealed record ParcelStep : IStep<ParcelInput, CorticalParcels>
{
    /// <inheritdoc />
    public string Id => "cortical-parcels@2";

    /// <summary>What the regions are carried from: a hash of the population's spheres.</summary>
    public string Population => PopulationSphere.Key.ToString();

    /// <summary>Parameters of the registration.</summary>
    public RegistrationOptions Options { get; init; } = new();

    /// <inheritdoc />
    public CorticalParcels Run(ParcelInput input, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(parallel);
        var sides = new HemisphereParcels[input.Surfaces.Sides.Count];
        Parallel.For(0, sides.Length, parallel,
            n => sides[n] = Side(input.Surfaces.Sides[n], input.ToTemplate, parallel.CancellationToken));
        return new(sides);
    }

    private HemisphereParcels Side(CorticalHemisphere side, PointMap toTemplate, CancellationToken cancel)
    {
        var (population, sphere) = (PopulationSphere.Of(side.Side), SphereEmbedding.Run(side.White, cancel));
        var place = new[] { new float[side.White.VertexCount], new float[side.White.VertexCount], new float[side.White.VertexCount] };
        var p = side.White.Positions;
        for (var v = 0; v < place[0].Length; v++)
        {
            var to = toTemplate.Apply(new(p[3 * v], p[(3 * v) + 1], p[(3 * v) + 2]));
            (place[0][v], place[1][v], place[2][v]) = ((float)to.X, (float)to.Y, (float)to.Z);
        }

        var laid = SphericalRegistration.Run(
            new(side.White, sphere, place, side.Measures.SulcalDepthMm, side.Measures.MeanCurvature), population.Target, Options, cancel);
        var at = SphereCorrespondence.Run(laid, place, side.IsCortex, population.Target, cancel);
        var neighbours = new MeshNeighbours(side.White.Triangles, side.White.VertexCount);
        return new(side.Side, OnRadius(sphere), OnRadius(laid),
            [.. population.Atlases.Select(a => a.Carry(at, side.IsCortex, neighbours))]);
    }

    private static float[] OnRadius(double[] directions) => Array.ConvertAll(directions, static x => (float)(SphereEmbedding.RadiusMm * x));
}

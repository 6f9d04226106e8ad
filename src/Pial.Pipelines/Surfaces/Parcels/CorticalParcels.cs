using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Surfaces.Parcels;

/// <summary>A hemisphere on the sphere, and its regions.</summary>
/// <param name="Side">Which.</param>
/// <param name="Sphere">Its own sphere, radius 100: x, y, z of each vertex.</param>
/// <param name="Laid">The same laid on the population's.</param>
/// <param name="Labels">For each atlas of the population the number of each vertex's region.</param>
public sealed record HemisphereParcels(Hemisphere Side, float[] Sphere, float[] Laid, IReadOnlyList<int[]> Labels);

/// <summary>Regions of the cortex of a head.</summary>
/// <param name="Sides">The hemispheres that have surfaces, in their order.</param>
public sealed record CorticalParcels(IReadOnlyList<HemisphereParcels> Sides)
{
    /// <summary>How the store keeps it.</summary>
    public static ArtifactCodec<CorticalParcels> Codec { get; } = new(
        static (w, parcels) =>
        {
            w.Write(parcels.Sides.Count);
            foreach (var side in parcels.Sides)
            {
                w.Write(side.Side == Hemisphere.Right);
                w.WriteArray<float>(side.Sphere);
                w.WriteArray<float>(side.Laid);
                w.Write(side.Labels.Count);
                foreach (var labels in side.Labels)
                    w.WriteArray<int>(labels);
            }
        },
        static r => new(Many(r, static r => new HemisphereParcels(
            r.ReadBoolean() ? Hemisphere.Right : Hemisphere.Left, r.ReadArray<float>(), r.ReadArray<float>(), Many(r, static r => r.ReadArray<int>())))));

    private static List<T> Many<T>(ArtifactReader r, Func<ArtifactReader, T> read)
    {
        var (count, all) = ((int)r.ReadDouble(), new List<T>());
        for (var n = 0; n < count; n++)
            all.Add(read(r));
        return all;
    }
}

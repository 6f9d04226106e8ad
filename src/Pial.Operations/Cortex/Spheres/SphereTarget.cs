using Pial.Kernels.Surfaces.Spheres;
using Pial.Volumes;

namespace Pial.Operations.Cortex.Spheres;

/// <summary>What a population's hemisphere looks like at each place of the sphere.</summary>
/// <param name="Side">Which hemisphere.</param>
/// <param name="Level">Level of the icosphere that the maps are of.</param>
/// <param name="Depth">Depth of sulci, as normal scores of the hemisphere.</param>
/// <param name="Curvature">Mean curvature, positive in sulci, as normal scores of the hemisphere.</param>
/// <param name="Place">x, y and z of the white surface in the space of MNI152NLin2009cAsym, RAS+ mm.</param>
/// <param name="Cortex">1 where the population has cortex, 0 at its medial wall.</param>
public sealed record SphereTarget(Hemisphere Side, int Level, float[] Depth, float[] Curvature, float[][] Place, float[] Cortex)
{
    /// <summary>The icosphere.</summary>
    public Icosphere Sphere => Icosphere.Of(Level);
}

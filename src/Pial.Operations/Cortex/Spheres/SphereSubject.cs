using Pial.Kernels.Surfaces;

namespace Pial.Operations.Cortex.Spheres;

/// <summary>A hemisphere that is to be laid on a population's sphere.</summary>
/// <param name="White">White surface, RAS+ mm.</param>
/// <param name="Sphere">Its sphere: x, y, z of each vertex, of length 1.</param>
/// <param name="Place">x, y and z of each vertex in the population's space, by a registration of the whole head, RAS+ mm.</param>
/// <param name="Depth">Depth of each vertex, or any measure that grows with it.</param>
/// <param name="Curvature">Mean curvature of each vertex, positive in sulci.</param>
public sealed record SphereSubject(TriangleMesh White, double[] Sphere, float[][] Place, float[] Depth, float[] Curvature);

using Pial.Volumes;

namespace Pial.Operations.Sampling;

/// <summary>A box of voxels in an image.</summary>
/// <param name="I">First voxel along the first axis.</param>
/// <param name="J">First voxel along the second axis.</param>
/// <param name="K">First voxel along the third axis.</param>
/// <param name="Shape">Voxels along each axis.</param>
public readonly record struct PatchLocation(int I, int J, int K, Shape Shape)
{
    /// <summary>As <c>96×96×96 at (10, 20, 30)</c>.</summary>
    public override string ToString() => $"{Shape} at ({I}, {J}, {K})";

    /// <summary>The location whose centre (voxel <c>start + size / 2</c>, rounded down) is a voxel.</summary>
    internal static PatchLocation Around(int i, int j, int k, Shape patch) =>
        new(i - (patch.I / 2), j - (patch.J / 2), k - (patch.K / 2), patch);

    /// <summary>The nearest location within an image that is at least as large.</summary>
    internal PatchLocation Within(Shape image) =>
        new(Math.Clamp(I, 0, image.I - Shape.I), Math.Clamp(J, 0, image.J - Shape.J), Math.Clamp(K, 0, image.K - Shape.K), Shape);
}

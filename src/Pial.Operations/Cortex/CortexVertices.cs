using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>Tells the vertices where cortex lies from those of the medial wall.</summary>
internal static class CortexVertices
{
    private static readonly float[] DepthsMm = [0.5f, 1f, 1.5f, 2f];

    /// <summary>
    /// Whether most of the voxels just outside of each white vertex are cortex, or what lies beyond it; smoothed over the surface.
    /// </summary>
    public static bool[] Find(SurfaceDraft white, Volume<int> labels, Hemisphere side)
    {
        white.UpdateNormals();
        var (share, toVoxel) = (new float[white.Mesh.VertexCount], labels.Grid.WorldToVoxel);
        var (cortex, own, p, n) = (HemisphereLabels.Cortex(side), HemisphereLabels.White(side), white.Positions, white.Normals);
        for (var v = 0; v < share.Length; v++)
        {
            foreach (var mm in DepthsMm)
            {
                var at = toVoxel.Apply(
                    new(p[3 * v] + (mm * n[3 * v]), p[(3 * v) + 1] + (mm * n[(3 * v) + 1]), p[(3 * v) + 2] + (mm * n[(3 * v) + 2])));
                var (i, j, k) = ((int)Math.Round(at.X), (int)Math.Round(at.Y), (int)Math.Round(at.Z));
                var there = labels.Shape.Contains(i, j, k) ? labels.Span[labels.Shape.Index(i, j, k)] : 0;
                if (there == cortex) share[v] += 1;
                else if (there != own && there is not (0 or Regions.StructureTissues.OuterCsf)) share[v] -= 1;
            }
        }

        white.Neighbours.Smooth(share, 1, 0.5f, 5);
        return Array.ConvertAll(share, s => s > 0.5f);
    }
}

using Pial.Kernels.Surfaces;
using Pial.Operations.Cortex;
using Pial.Volumes;
using static Pial.Pipelines.Surfaces.SurfaceFiles;

namespace Pial.Pipelines.Surfaces.Parcels;

/// <summary>Structures with the cortex by region, as FreeSurfer's <c>aparc+aseg</c>.</summary>
public static class ParcelVolume
{
    private const float CellMm = 2, ReachMm = 10;

    /// <summary>For each voxel of cortex the vertex of the surface halfway that is nearest; −1 elsewhere.</summary>
    /// <param name="ribbon">White matter and cortex by the surfaces, in FreeSurfer's numbers.</param>
    /// <param name="sides">The hemispheres.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static int[] Nearest(Volume<int> ribbon, IReadOnlyList<CorticalHemisphere> sides, ParallelOptions? parallel)
    {
        ArgumentNullException.ThrowIfNull(ribbon);
        ArgumentNullException.ThrowIfNull(sides);
        var (nearest, shape, voxels) = (new int[ribbon.Shape.Count], ribbon.Shape, ribbon.Memory);
        Array.Fill(nearest, -1);
        foreach (var side in sides)
        {
            var (mid, cortex) = (side.Mid, side.Side == Hemisphere.Left ? LeftCortex : RightCortex);
            var cells = new TriangleBalls(mid.Positions, mid.Triangles, CellMm);
            Parallel.For(0, shape.K, parallel ?? new(), k =>
            {
                for (var j = 0; j < shape.J; j++)
                {
                    for (var i = 0; i < shape.I; i++)
                    {
                        var n = shape.Index(i, j, k);
                        if (voxels.Span[n] == cortex) nearest[n] = Vertex(cells, mid, ribbon.Grid.Affine.Apply(new(i, j, k)));
                    }
                }
            });
        }

        return nearest;
    }

    /// <summary>The volume of an atlas.</summary>
    /// <param name="structures">Structures in FreeSurfer's numbers, on the ribbon's grid.</param>
    /// <param name="ribbon">White matter and cortex by the surfaces.</param>
    /// <param name="nearest">What <see cref="Nearest"/> found.</param>
    /// <param name="parcels">The regions.</param>
    /// <param name="atlas">Which atlas.</param>
    public static Volume<int> Of(Volume<int> structures, Volume<int> ribbon, int[] nearest, CorticalParcels parcels, int atlas)
    {
        ArgumentNullException.ThrowIfNull(structures);
        ArgumentNullException.ThrowIfNull(ribbon);
        ArgumentNullException.ThrowIfNull(nearest);
        ArgumentNullException.ThrowIfNull(parcels);
        var sides = parcels.Sides.ToDictionary(
            static s => s.Side == Hemisphere.Left ? LeftCortex : RightCortex,
            s => (Labels: s.Labels[atlas], Of: PopulationSphere.Of(s.Side).Atlases[atlas], s.Side));
        return Volume.CreateParallel<int>(structures.Grid, memory =>
        {
            var to = memory.Span;
            for (var n = 0; n < to.Length; n++)
            {
                var (there, surface) = (structures.Span[n], ribbon.Span[n]);
                // Between the surfaces is cortex, within them is white matter what is no other structure; cortex beyond them is kept as
                // aseg's.
                to[n] = surface is LeftWhite or RightWhite && there is LeftCortex or RightCortex ? surface : there;
                if (nearest[n] < 0 || !sides.TryGetValue(surface, out var side)) continue;
                var label = side.Labels[nearest[n]];
                if (!side.Of.Outside.Contains(label)) to[n] = PopulationSphere.VolumeOffset(side.Of.Name, side.Side) + label;
            }
        });
    }

    private static int Vertex(TriangleBalls cells, TriangleMesh mid, Point p)
    {
        var (x, y, z) = ((float)p.X, (float)p.Y, (float)p.Z);
        var (_, triangle) = cells.Nearest(x, y, z, ReachMm);
        if (triangle < 0) return -1;
        var (best, which) = (float.PositiveInfinity, -1);
        foreach (var v in mid.Triangles.AsSpan(3 * triangle, 3))
        {
            float dx = mid.Positions[3 * v] - x, dy = mid.Positions[(3 * v) + 1] - y, dz = mid.Positions[(3 * v) + 2] - z;
            var d = (dx * dx) + (dy * dy) + (dz * dz);
            if (d < best) (best, which) = (d, v);
        }

        return which;
    }
}

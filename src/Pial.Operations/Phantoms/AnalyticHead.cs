using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Phantoms;

/// <summary>
/// A whole-head label map made of formulas: a folded cortex, white matter, ventricles, deep nuclei, cerebellum, brain stem, skull, skin,
/// eyes and neck in the places of the MNI brain, at any voxel size and on any grid.
/// </summary>
/// <remarks>
/// The labels are FreeSurfer's for the brain (left 2, 3, 4 …, right 41, 42, 43 …), 24 for all CSF outside the ventricles, and for the rest
/// of the head 506 eye, 507 soft tissue, 509 nasal mucosa, 511 skin, 512 spinal cord, 514 dura, 515 bone, 516 marrow: what
/// <see cref="Phantom.Create"/> reads. The origin is the anterior commissure. It is a stand-in with known truth for tests and
/// demonstrations, not an anatomical atlas: gyri have the width, depth and thickness of real ones but follow a gyroid surface. A voxel
/// takes the label at its centre.
/// </remarks>
public static class AnalyticHead
{
    /// <summary>Labels on a RAS grid of cubic voxels that holds the head and part of the neck: 184 × 236 × 206 mm.</summary>
    /// <param name="voxelMm">Voxel edge, mm; 1 gives 9 million voxels, 3 a third of a million.</param>
    /// <param name="options">Variations of the head.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentOutOfRangeException">A voxel below 0.4 or above 12 mm.</exception>
    public static Volume<int> Create(double voxelMm = 1, AnalyticHeadOptions? options = null, ParallelOptions? parallel = null)
    {
        if (!(voxelMm is >= 0.4 and <= 12))
            throw new ArgumentOutOfRangeException(nameof(voxelMm), voxelMm, "The voxel edge must lie between 0.4 and 12 mm.");
        Shape shape = new((int)Math.Ceiling(184 / voxelMm), (int)Math.Ceiling(236 / voxelMm), (int)Math.Ceiling(206 / voxelMm));
        return Create(Grid.Centred(shape, new(voxelMm, voxelMm, voxelMm), new(0, -14, -5)), options, parallel);
    }

    /// <summary>Labels on a grid.</summary>
    /// <param name="grid">Where; RAS+ mm with the anterior commissure at the origin.</param>
    /// <param name="options">Variations of the head.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static Volume<int> Create(Grid grid, AnalyticHeadOptions? options = null, ParallelOptions? parallel = null)
    {
        options ??= new();
        options.Check();
        var anatomy = new Anatomy(options);
        return Volume.CreateParallel<int>(grid, voxels => Slices.For(grid.Shape.K, parallel, k =>
        {
            var slice = voxels.Span.Slice(k * grid.Shape.SliceCount, grid.Shape.SliceCount);
            for (var j = 0; j < grid.Shape.J; j++)
            {
                for (var i = 0; i < grid.Shape.I; i++)
                    slice[(j * grid.Shape.I) + i] = anatomy.Label(grid.Affine.Apply(new(i, j, k)));
            }
        }));
    }
}

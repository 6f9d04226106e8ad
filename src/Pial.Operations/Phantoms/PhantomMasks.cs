using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Phantoms;

/// <summary>The true masks of a phantom.</summary>
/// <param name="Mask">Intracranial: brain, ventricles and all CSF near the brain; cord and the CSF around it are left out.</param>
/// <param name="TightMask">The brain closed by 4 mm: sulci filled, outer CSF left out.</param>
/// <param name="FieldRegion">The head within 30 mm of the brain, over which the field's strength is defined.</param>
internal sealed record PhantomMasks(Volume<bool> Mask, Volume<bool> TightMask, Volume<bool> FieldRegion)
{
    private const double NearMm = 25, TightMm = 4, SealMm = 2, RegionMm = 30;

    public static PhantomMasks Create(Volume<int> labels, TissueMaps fractions, ParallelOptions? parallel)
    {
        var brain = ConnectedComponents.Largest(labels.Map(TissueClass.IsBrain));
        var distance = EuclideanDistance.Of(brain, parallel);
        var toCord = EuclideanDistance.Of(labels.Map(label => label == TissueClass.Cord), parallel); // +∞ without a cord
        var near = Where(labels.Grid, parallel, n => distance.Span[n] <= NearMm && toCord.Span[n] > distance.Span[n]);
        var inside = ConnectedComponents.Largest(Where(labels.Grid, parallel, n =>
            near.Span[n] && fractions.Gm.Span[n] + fractions.Wm.Span[n] + fractions.Csf.Span[n] > 0.5f));
        var closed = Morphology.Close(inside, SealMm, parallel);
        var mask = FillHoles.Apply(Where(labels.Grid, parallel, n =>
            inside.Span[n] || (closed.Span[n] && labels.Span[n] != TissueClass.Bone && near.Span[n])));
        var filled = FillHoles.Apply(Morphology.Close(brain, TightMm, parallel));
        return new(
            mask,
            Where(labels.Grid, parallel, n => filled.Span[n] && mask.Span[n]),
            Where(labels.Grid, parallel, n => labels.Span[n] > 0 && distance.Span[n] <= RegionMm));
    }

    private static Volume<bool> Where(Grid grid, ParallelOptions? parallel, Func<int, bool> test) =>
        Volume.CreateParallel<bool>(grid, voxels => Slices.For(grid.Shape.K, parallel, k =>
        {
            var slice = voxels.Span.Slice(k * grid.Shape.SliceCount, grid.Shape.SliceCount);
            for (var n = 0; n < slice.Length; n++)
                slice[n] = test((k * grid.Shape.SliceCount) + n);
        }));
}

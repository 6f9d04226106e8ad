using Pial.Operations;
using Pial.Operations.Masks;
using Pial.Operations.Population;
using Pial.Operations.Smoothing;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Population;

/// <summary>From sums over subjects to a template.</summary>
/// <param name="Sharpening">Share of the Laplacian that is subtracted.</param>
/// <param name="ShapeStep">Share of the way to the mean shape that the maps were moved before they were added up; 0 where a space reference
/// fixes the shape.</param>
/// <param name="VoxelMm">Voxel size of the template.</param>
/// <remarks>
/// Intensities are means over the subjects whose mask holds a voxel, so that the rim is no darker than the rest. The mask comes from the
/// whole heads alone when there are three or more of them: scans that came stripped may be cut closer than the dura.
/// </remarks>
public sealed record AverageStep(double Sharpening, double ShapeStep, double VoxelMm) : IStep<TemplateSums, PopulationTemplate>
{
    private const int EnoughHeads = 3;
    private const double FillFwhmMm = 20; // where no head shows a voxel, its surroundings say what it may be

    /// <inheritdoc />
    public string Id => "population-average@1";

    /// <inheritdoc />
    public PopulationTemplate Run(TemplateSums input, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(input);
        var grid = input.Grid;
        var inside = Inside(input, parallel);
        var mask = FillHoles.Apply(ConnectedComponents.Largest(inside.Map(static v => v >= 0.5f)));
        var brain = Voxelwise.Make(grid, parallel,
            (k, to) => Each(grid, k, n => mask.Span[n] && input.Mask[n] > 0 ? input.Brain[n] / input.Mask[n] : 0, to));
        var sharp = Operations.Population.Sharpening.Laplacian(brain, mask, Sharpening, parallel);
        Volume<float> Tissue(int t) => Voxelwise.Make(grid, parallel, (k, to) => Each(grid, k, n => Share(input, inside, n, t), to));
        var tissues = new TissueMaps(Tissue(0), Tissue(1), Tissue(2));
        var head = input.Heads > 0 ? Head(input, inside, sharp, mask, parallel) : null;
        return new(sharp, mask, tissues, head, input.Subjects, input.Heads);
    }

    // Share of the masks that hold a voxel.
    private static Volume<float> Inside(TemplateSums input, ParallelOptions parallel)
    {
        var (sum, count) = input.Heads >= EnoughHeads ? (input.HeadMask, input.Heads) : (input.Mask, input.Subjects);
        return Voxelwise.Make(input.Grid, parallel, (k, to) => Each(input.Grid, k, n => Math.Clamp(sum[n] / count, 0, 1), to));
    }

    // A tissue's share among the subjects whose mask holds the voxel, times the probability of being inside; what is inside but in nobody's
    // mask is CSF.
    private static float Share(TemplateSums input, Volume<float> inside, int n, int tissue)
    {
        var total = input.Tissues[0][n] + input.Tissues[1][n] + input.Tissues[2][n];
        return total > 1e-3f ? inside.Span[n] * input.Tissues[tissue][n] / total : tissue == 2 ? inside.Span[n] : 0;
    }

    private HeadMaps Head(TemplateSums input, Volume<float> inside, Volume<float> brain, Volume<bool> mask, ParallelOptions parallel)
    {
        var grid = input.Grid;
        var near = input.Classes.Select(c => GaussianSmoothing.Apply(Volume.Create<float>(grid, c), FillFwhmMm, parallel)).ToArray();
        Volume<float> Prior(int c) => Voxelwise.Make(grid, parallel, (k, to) => Each(grid, k, n =>
        {
            float Weight(int d) => input.Classes[d][n] + (1e-3f * near[d].Span[n]);
            var total = Weight(0) + Weight(1) + Weight(2);
            return (1 - inside.Span[n]) * (total > 1e-6f ? Weight(c) / total : c == 2 ? 1 : 0);
        }, to));

        var shown = Voxelwise.Make(grid, parallel,
            (k, to) => Each(grid, k, n => input.Shown[n] > 0.1f ? input.Head[n] / input.Shown[n] : 0, to));
        var sharp = Operations.Population.Sharpening.Laplacian(shown, shown.Map(static v => v > 0), Sharpening, parallel);
        var t1w = Voxelwise.Make(grid, parallel, (k, to) => Each(grid, k, n =>
        {
            // from all brains inside to the heads alone at the dura, without a seam
            var share = mask.Span[n] ? Math.Clamp((2 * inside.Span[n]) - 1, 0, 1) : 0;
            return (share * brain.Span[n]) + ((1 - share) * sharp.Span[n]);
        }, to));
        return new(t1w, Prior(0), Prior(1), Prior(2));
    }

    private static void Each(Grid grid, int k, Func<int, float> value, Span<float> to)
    {
        var first = k * grid.Shape.SliceCount;
        for (var n = 0; n < to.Length; n++)
            to[n] = value(first + n);
    }
}

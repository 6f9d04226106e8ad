using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>One resolution of a deformable registration.</summary>
/// <param name="SpacingVoxels">Sampling of this level, in voxels of the reference grid (1 = full resolution).</param>
/// <param name="Iterations">Most iterations; the level ends before when the similarity stops growing.</param>
public readonly record struct DeformableLevel(int SpacingVoxels, int Iterations);

/// <summary>How far and how smoothly a deformable registration may go.</summary>
public sealed record DeformableOptions
{
    /// <summary>Levels, coarse to fine.</summary>
    public IReadOnlyList<DeformableLevel> Levels { get; init; } = [new(4, 60), new(2, 40)];

    /// <summary>Radius of the correlation window, voxels of the level.</summary>
    public int WindowRadius { get; init; } = 2;

    /// <summary>Longest step of one iteration, voxels of the level.</summary>
    public double Step { get; init; } = 0.4;

    /// <summary>Box passes of radius 1 over each update (a Gaussian of σ = √(2/3 · passes) voxels, so 3.2 by default); more makes the warp stiffer.</summary>
    public int UpdateSmoothing { get; init; } = 15;

    /// <summary>Box passes of radius 1 over the whole field after each iteration.</summary>
    public int FieldSmoothing { get; init; }
}

/// <summary>What a deformable registration found.</summary>
/// <param name="Warp">Reference point → moving point, on the reference grid.</param>
/// <param name="Similarity">Mean squared local correlation where the weight is positive, 0 to 1, at the last level.</param>
/// <param name="Iterations">Iterations done at each level.</param>
public sealed record DeformableResult(Warp Warp, double Similarity, IReadOnlyList<int> Iterations);

/// <summary>
/// Greedy diffeomorphic registration by local cross-correlation: smoothed force fields are composed into the warp, step by step and level by level
/// (the one-sided form of Avants 2008, doi 10.1016/j.media.2007.06.004).
/// </summary>
/// <remarks>
/// Cost: about 15 passes over the level's voxels an iteration. Steps below half a voxel after smoothing keep each update invertible, so the
/// composition folds only where sampling is too coarse; check <see cref="DeformableResult.Warp"/> where that matters.
/// </remarks>
public static class DeformableRegistration
{
    /// <summary>Registers two images that already lie on one grid (pull the moving image through the affine first).</summary>
    /// <param name="moving">Image to warp, on the reference grid.</param>
    /// <param name="reference">Image to match.</param>
    /// <param name="weight">Where they should match, 0 to 1, on the reference grid.</param>
    /// <param name="options">Levels and stiffness.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public static DeformableResult Run(
        Volume<float> moving, Volume<float> reference, Volume<float> weight, DeformableOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(moving);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(weight);
        if (!moving.Grid.Matches(reference.Grid) || !weight.Grid.Matches(reference.Grid))
            throw new ArgumentException("Deformable registration needs the moving image and the weight on the reference grid.", nameof(moving));
        options ??= new();
        DisplacementField? field = null;
        var similarity = 0.0;
        var iterations = new List<int>();
        foreach (var level in options.Levels)
        {
            var shape = LevelShape(reference.Shape, level.SpacingVoxels);
            field = field is null ? new DisplacementField(shape, level.SpacingVoxels) : field.Resampled(shape, level.SpacingVoxels, parallel);
            var fixedImage = BlockMean(reference, shape, level.SpacingVoxels, parallel);
            var movingImage = BlockMean(moving, shape, level.SpacingVoxels, parallel);
            var levelWeight = BlockMean(weight, shape, level.SpacingVoxels, parallel);
            (similarity, var done) = RunLevel(fixedImage, movingImage, levelWeight, field, level, options, parallel);
            iterations.Add(done);
        }

        field = field!.Resampled(reference.Shape, 1, parallel);
        return new(field.ToWarp(reference.Grid), similarity, iterations);
    }

    private static (double Similarity, int Iterations) RunLevel(
        float[] reference, float[] moving, float[] weight, DisplacementField field, DeformableLevel level, DeformableOptions options, ParallelOptions? parallel)
    {
        var shape = field.Shape;
        var metric = new LocalCorrelation(reference, shape, options.WindowRadius, parallel);
        var warped = new float[shape.Count];
        float[][] force = [new float[shape.Count], new float[shape.Count], new float[shape.Count]];
        var history = new List<double>();
        var n = 0;
        for (; n < level.Iterations; n++)
        {
            field.Pull(moving, warped, parallel);
            history.Add(metric.Evaluate(reference, warped, weight, force, parallel));
            if (history.Count > 8 && history[^1] - history[^6] < 1e-3 * Math.Abs(history[^1])) break;
            for (var c = 0; c < 3; c++)
                field.Smooth(force[c], options.UpdateSmoothing, parallel);
            field.Compose(force, options.Step, parallel);
            for (var c = 0; c < 3 && options.FieldSmoothing > 0; c++)
                field.Smooth(field.Components[c], options.FieldSmoothing, parallel);
        }

        return (history.Count > 0 ? history[^1] : 0, n);
    }

    private static Shape LevelShape(Shape full, int spacing) =>
        new((full.I + spacing - 1) / spacing, (full.J + spacing - 1) / spacing, (full.K + spacing - 1) / spacing);

    // Mean over blocks of spacing³ voxels: the cheapest anti-aliased reduction; its centres are what DisplacementField.Resampled assumes.
    private static float[] BlockMean(Volume<float> image, Shape shape, int spacing, ParallelOptions? parallel)
    {
        var result = new float[shape.Count];
        if (spacing == 1)
        {
            image.Span.CopyTo(result);
            return result;
        }

        Slices.For(shape.K, parallel, k =>
        {
            for (var j = 0; j < shape.J; j++)
                for (var i = 0; i < shape.I; i++)
                    result[shape.Index(i, j, k)] = Mean(image, i * spacing, j * spacing, k * spacing, spacing);
        });
        return result;
    }

    private static float Mean(Volume<float> image, int i0, int j0, int k0, int spacing)
    {
        var (i1, j1, k1) = (Math.Min(i0 + spacing, image.Shape.I), Math.Min(j0 + spacing, image.Shape.J), Math.Min(k0 + spacing, image.Shape.K));
        var voxels = image.Span;
        var sum = 0f;
        for (var k = k0; k < k1; k++)
            for (var j = j0; j < j1; j++)
                for (var i = i0; i < i1; i++)
                    sum += voxels[image.Shape.Index(i, j, k)];
        return sum / ((i1 - i0) * (j1 - j0) * (k1 - k0));
    }
}

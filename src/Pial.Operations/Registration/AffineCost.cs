using Pial.Kernels;
using Pial.Kernels.Registration;
using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>
/// Unlikeness of two images under a map, with its derivatives by the map's twelve entries. Points outside the moving image count as
/// unexplained at <see cref="Outside"/>, so that the images cannot buy likeness by losing overlap. Work is cut into blocks of fixed size
/// whose sums are added in order: the result does not depend on the thread count. Owns its workspace: one instance a thread.
/// </summary>
internal abstract class AffineCost(SamplePoints points, Volume<float> moving, Volume<float>? movingWeight, double outside)
{
    protected const int Block = 1024;
    private readonly float[] samples = new float[5 * points.Count];
    private readonly float[] weights = movingWeight is null ? [] : new float[5 * points.Count];

    /// <summary>Likeness at the last evaluation, 0 to 1.</summary>
    public double Similarity { get; protected set; }

    /// <summary>Share of the points inside the moving image at the last evaluation.</summary>
    public double Overlap { get; protected set; }

    protected SamplePoints Points { get; } = points;

    /// <summary>Cost of a point outside, 0 to 1 as for a point inside that is unexplained.</summary>
    protected double Outside { get; } = outside;

    protected int Blocks { get; } = (points.Count + Block - 1) / Block;

    public Affine WorldToVoxel { get; } = moving.Grid.WorldToVoxel;

    public static AffineCost Create(AffineMetric metric, SamplePoints points, Volume<float> moving, Volume<float>? weight,
        double outside) =>
        metric == AffineMetric.MutualInformation
            ? new InformationCost(points, moving, weight, outside)
            : new RegressionCost(points, moving, weight, outside, linear: metric == AffineMetric.Correlation);

    /// <summary>
    /// Cost under a map from centred reference mm to moving voxels; the gradient (12) and a positive semidefinite Hessian (12×12) are
    /// overwritten.
    /// </summary>
    public double Evaluate(Affine voxelMap, Span<double> gradient, Span<double> hessian, ParallelOptions? parallel)
    {
        var map = new double[12];
        for (var n = 0; n < 12; n++)
            map[n] = voxelMap[n / 4, n % 4];
        Slices.For(Blocks, parallel, block => Sample(block, map));
        return Compare(gradient, hessian, parallel);
    }

    protected abstract double Compare(Span<double> gradient, Span<double> hessian, ParallelOptions? parallel);

    /// <summary>First point, count and samples (value, gradient, weight) of a block.</summary>
    protected (int First, int Count) Range(int block) => (block * Block, Math.Min(Block, Points.Count - (block * Block)));

    protected ReadOnlySpan<float> SamplesOf(int first, int count) => samples.AsSpan(5 * first, 5 * count);

    /// <summary>Adds the blocks' rows in order.</summary>
    protected static void AddRows(ReadOnlySpan<double> parts, int rows, Span<double> destination)
    {
        destination.Clear();
        for (var row = 0; row < rows; row++)
        {
            var part = parts.Slice(row * destination.Length, destination.Length);
            for (var n = 0; n < part.Length; n++)
                destination[n] += part[n];
        }
    }

    private void Sample(int block, double[] map)
    {
        var (first, count) = Range(block);
        var x = Points.X.AsSpan(first, count);
        var y = Points.Y.AsSpan(first, count);
        var z = Points.Z.AsSpan(first, count);
        var to = samples.AsSpan(5 * first, 5 * count);
        var s = moving.Shape;
        ScatteredSampler.ValueAndGradient(moving.Span, s.I, s.J, s.K, map, x, y, z, to);
        if (movingWeight is null) return;
        var factor = weights.AsSpan(5 * first, 5 * count);
        ScatteredSampler.ValueAndGradient(movingWeight.Span, s.I, s.J, s.K, map, x, y, z, factor);
        for (var n = 0; n < count; n++)
            to[(5 * n) + 4] *= factor[5 * n];
    }
}

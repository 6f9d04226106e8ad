using System.Collections.Immutable;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Mirrors what the image shows along axes of its grid, about the middle of its field of view; no value is interpolated.</summary>
/// <param name="Axes">Axes: 0, 1, 2 of the voxels, or <c>LR</c>, <c>AP</c>, <c>IS</c> for the voxel axis nearest to that direction of the
/// body.</param>
/// <remarks>
/// A mirror across left and right turns a left hippocampus into a right one: labels whose <see cref="LabelTable"/> names them left and
/// right are exchanged (<see cref="SwapLabels"/>), and a subject that <see cref="Subject.DependsOnSide"/> is refused. TorchIO does neither.
/// </remarks>
public sealed record Flip(ImmutableArray<string> Axes) : SpatialTransform
{
    private static readonly string[] Bodies = ["LR", "AP", "IS"];

    /// <summary>Whether lateralised labels change their side with the image. Default true.</summary>
    public bool SwapLabels { get; init; } = true;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        foreach (var axis in Axes) CheckAxis(axis);
    }

    /// <summary>Throws unless a text names an axis.</summary>
    public static void CheckAxis(string axis)
    {
        if (axis is not ("0" or "1" or "2") && BodyAxis(axis) < 0)
            throw new ArgumentOutOfRangeException(nameof(axis), axis, "An axis is 0, 1 or 2, or one of LR, AP, IS.");
    }

    /// <inheritdoc/>
    public override Movement Move(Grid grid, Grid first, ParallelOptions? parallel = null)
    {
        Span<double> sign = [1, 1, 1];
        foreach (var axis in Axes) sign[VoxelAxis(grid, axis)] *= -1;
        var s = grid.Shape;
        var mirror = new Affine(sign[0], 0, 0, sign[0] < 0 ? s.I - 1 : 0, 0, sign[1], 0, sign[1] < 0 ? s.J - 1 : 0, 0, 0, sign[2],
            sign[2] < 0 ? s.K - 1 : 0);
        return new(grid, grid.Affine * mirror * grid.WorldToVoxel);
    }

    /// <inheritdoc/>
    public override FixedTransform Inverse() => this;

    internal override void Act(Workbench bench)
    {
        if (bench.Subject.DependsOnSide && bench.Names.Any(n => Renames(bench.GridOf(n))))
            throw new InvalidOperationException(
                "The task depends on which side is which, so left and right must not be mirrored: leave the flip along LR out.");
        base.Act(bench);
    }

    internal override bool Renames(Grid grid) => Axes.Count(a => VoxelAxis(grid, a) == grid.Orientation.VoxelAxis(0)) % 2 == 1;

    internal override LabelMap Rename(LabelMap labels, ParallelOptions? parallel)
    {
        if (!SwapLabels || labels.Table is null) return labels;
        var other = Laterality.Partners(labels.Table);
        if (other.Count == 0) return labels;
        var s = labels.Volume.Shape;
        return labels with
        {
            Volume = Volume.CreateParallel<int>(labels.Grid, voxels => Slices.For(s.K, parallel, k =>
            {
                var from = labels.Volume.Slice(k);
                var to = voxels.Span.Slice(k * s.SliceCount, s.SliceCount);
                var (last, partner) = (0, 0);
                for (var n = 0; n < from.Length; n++)
                {
                    if (from[n] != last) (last, partner) = (from[n], other.GetValueOrDefault(from[n], from[n]));
                    to[n] = partner;
                }
            })),
        };
    }

    private static int VoxelAxis(Grid grid, string axis) =>
        BodyAxis(axis) is >= 0 and var body ? grid.Orientation.VoxelAxis(body) : axis[0] - '0';

    private static int BodyAxis(string axis) =>
        Array.FindIndex(Bodies,
            b => b.Equals(axis, StringComparison.OrdinalIgnoreCase)
                || (axis.Length == 2 && b[0] == char.ToUpperInvariant(axis[1]) && b[1] == char.ToUpperInvariant(axis[0])));
}

/// <summary>A random mirror: TorchIO's <c>RandomFlip</c>.</summary>
public sealed record RandomFlip : Transform
{
    /// <inheritdoc cref="Flip.Axes"/>
    public ImmutableArray<string> Axes { get; init; } = ["0"];

    /// <summary>Chance of each axis to be mirrored once the transform is applied at all, 0 to 1. Default 0.5.</summary>
    public double FlipProbability { get; init; } = 0.5;

    /// <inheritdoc cref="Flip.SwapLabels"/>
    public bool SwapLabels { get; init; } = true;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!(FlipProbability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(FlipProbability), FlipProbability, "A probability must lie between 0 and 1.");
        foreach (var axis in Axes) Flip.CheckAxis(axis);
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws)
    {
        ImmutableArray<string> chosen = [.. Axes.Where(_ => draws.Uniform() < FlipProbability)];
        return chosen.IsEmpty ? [] : [new Flip(chosen) { SwapLabels = SwapLabels, Include = Include, Exclude = Exclude }];
    }
}

using System.Collections.Immutable;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>A change of the grid alone: what the image shows stays where it is in the world.</summary>
public abstract record GridTransform : SpatialTransform
{
    /// <summary>Sets what shows beyond the field of view unless it is said.</summary>
    protected GridTransform(Padding padding = Padding.Minimum)
        : base(padding)
    {
    }

    /// <inheritdoc/>
    public override Movement Move(Grid grid, Grid first, ParallelOptions? parallel = null) => new(Next(grid), PointMap.Identity);

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.Moved(i => Concerns(i.Name), grid => Next(grid));
    }

    /// <summary>The new grid.</summary>
    /// <exception cref="ArgumentException">It would have no voxel.</exception>
    protected abstract Grid Next(Grid grid);

    /// <summary>A grid with voxels cut off (negative) or added at both ends of the axes.</summary>
    private protected static Grid Extend(Grid grid, ReadOnlySpan<int> before, ReadOnlySpan<int> after)
    {
        Span<int> extent = stackalloc int[3];
        for (var a = 0; a < 3; a++)
        {
            extent[a] = grid.Shape[a] + before[a] + after[a];
            if (extent[a] < 1)
                throw new ArgumentException($"Cutting {-before[a]} and {-after[a]} voxels off axis {a} leaves nothing of {grid.Shape}.");
        }

        return new(new(extent[0], extent[1], extent[2]),
            grid.Affine.WithOffset(grid.Affine.Apply(new(-before[0], -before[1], -before[2]))));
    }

    // One number for all, three for the axes, or six: before and after each.
    private protected static (int[] Before, int[] After) Sides(ImmutableArray<int> numbers, string parameter) => numbers.Length switch
    {
        1 => ([numbers[0], numbers[0], numbers[0]], [numbers[0], numbers[0], numbers[0]]),
        3 => ([.. numbers], [.. numbers]),
        6 => ([numbers[0], numbers[2], numbers[4]], [numbers[1], numbers[3], numbers[5]]),
        _ => throw new ArgumentOutOfRangeException(parameter, "Give one number, three, or six: before and after along each axis."),
    };

    private protected static void CheckVoxels(ImmutableArray<int> numbers, string parameter, int least)
    {
        if (numbers.Any(n => n < least)) throw new ArgumentOutOfRangeException(parameter, $"Numbers of voxels must be {least} or more.");
    }
}

/// <summary>Voxels cut off (negative) or added at both ends of the axes.</summary>
internal sealed record Extended(ImmutableArray<int> Before, ImmutableArray<int> After) : GridTransform(Padding.Zero)
{
    protected override Grid Next(Grid grid) => Extend(grid, Before.AsSpan(), After.AsSpan());
}

/// <summary>Axes permuted and flipped to RAS+: TorchIO's <c>ToCanonical</c>.</summary>
public sealed record ToCanonical : GridTransform
{
    /// <inheritdoc/>
    protected override Grid Next(Grid grid) => grid.Reorient(Volumes.Orientation.Ras);
}

/// <summary>Axes permuted and flipped to an orientation: TorchIO's <c>ToOrientation</c>.</summary>
/// <param name="Orientation">Three letters such as LPS.</param>
public sealed record ToOrientation(string Orientation) : GridTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Volumes.Orientation.Parse(Orientation);
    }

    /// <inheritdoc/>
    protected override Grid Next(Grid grid) => grid.Reorient(Volumes.Orientation.Parse(Orientation));
}

/// <summary>Voxels of another size over the same field of view: TorchIO's <c>Resample</c>.</summary>
public sealed record ResampleTransform : GridTransform
{
    /// <summary>Voxel size along the axes, mm. Default 1.</summary>
    public Point Target { get; init; } = new(1, 1, 1);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!(Target.X > 0 && Target.Y > 0 && Target.Z > 0) || !double.IsFinite(Target.Length))
            throw new ArgumentOutOfRangeException(nameof(Target), Target, "Voxel sizes must be finite numbers of mm above 0.");
    }

    /// <inheritdoc/>
    protected override Grid Next(Grid grid) => Resample.GridOf(grid, Target);
}

/// <summary>A given number of voxels over the same field of view: TorchIO's <c>Resize</c>.</summary>
/// <param name="TargetShape">Voxels along the axes; one number for all; −1 keeps an axis.</param>
public sealed record Resize(ImmutableArray<int> TargetShape) : GridTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (TargetShape.Length is not (1 or 3) || TargetShape.Any(n => n is < 1 and not -1))
            throw new ArgumentOutOfRangeException(nameof(TargetShape), "Give one extent or three, each 1 or more, or −1 to keep an axis.");
    }

    /// <inheritdoc/>
    protected override Grid Next(Grid grid)
    {
        int Of(int axis) => TargetShape[TargetShape.Length == 1 ? 0 : axis] is > 0 and var n ? n : grid.Shape[axis];
        var shape = new Shape(Of(0), Of(1), Of(2));
        double Step(int axis) => (double)grid.Shape[axis] / shape[axis];

        // The outer edges stay: the first voxel's centre moves by half the difference of their sizes.
        var affine = grid.Affine * Affine.Scaling(Step(0), Step(1), Step(2));
        return new(shape, affine.WithOffset(grid.Affine.Apply(new((Step(0) - 1) / 2, (Step(1) - 1) / 2, (Step(2) - 1) / 2))));
    }
}

/// <summary>Cuts voxels off: TorchIO's <c>Crop</c>.</summary>
/// <param name="Cropping">One number for every side, three for the axes, or six: before and after each.</param>
public sealed record Crop(ImmutableArray<int> Cropping) : GridTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        CheckVoxels(Cropping, nameof(Cropping), 0);
        Sides(Cropping, nameof(Cropping));
    }

    /// <inheritdoc/>
    public override FixedTransform Inverse() => Alike(new Pad(Cropping)) with { DefaultPadValue = Padding.Zero };

    /// <inheritdoc/>
    protected override Grid Next(Grid grid)
    {
        var (before, after) = Sides(Cropping, nameof(Cropping));
        return Extend(grid, [.. before.Select(n => -n)], [.. after.Select(n => -n)]);
    }
}

/// <summary>Adds voxels: TorchIO's <c>Pad</c>.</summary>
/// <param name="Padding">One number for every side, three for the axes, or six: before and after each.</param>
public sealed record Pad(ImmutableArray<int> Padding) : GridTransform(Augmentation.Padding.Zero)
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        CheckVoxels(Padding, nameof(Padding), 0);
        Sides(Padding, nameof(Padding));
    }

    /// <inheritdoc/>
    public override FixedTransform Inverse() => Alike(new Crop(Padding));

    /// <inheritdoc/>
    protected override Grid Next(Grid grid)
    {
        var (before, after) = Sides(Padding, nameof(Padding));
        return Extend(grid, before, after);
    }
}

/// <summary>Cuts or adds voxels about the middle: TorchIO's <c>CropOrPad</c>.</summary>
/// <param name="TargetShape">Voxels along the axes; one number for all.</param>
public sealed record CropOrPad(ImmutableArray<int> TargetShape) : GridTransform(Padding.Zero)
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        CheckVoxels(TargetShape, nameof(TargetShape), 1);
        if (TargetShape.Length is not (1 or 3)) throw new ArgumentOutOfRangeException(nameof(TargetShape), "Give one extent or three.");
    }

    /// <inheritdoc/>
    protected override Grid Next(Grid grid)
    {
        var (before, after) = (new int[3], new int[3]);
        for (var a = 0; a < 3; a++)
        {
            var change = TargetShape[TargetShape.Length == 1 ? 0 : a] - grid.Shape[a];
            before[a] = (int)Math.Floor(change / 2.0);
            after[a] = change - before[a];
        }

        return Extend(grid, before, after);
    }
}

/// <summary>Voxels added (or cut) until every extent is a multiple: TorchIO's <c>EnsureShapeMultiple</c>.</summary>
/// <param name="TargetMultiple">Along the axes; one number for all.</param>
public sealed record EnsureShapeMultiple(ImmutableArray<int> TargetMultiple) : GridTransform(Padding.Zero)
{
    /// <summary>Whether voxels are cut instead of added. Default false.</summary>
    public bool Crop { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        CheckVoxels(TargetMultiple, nameof(TargetMultiple), 1);
        if (TargetMultiple.Length is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(TargetMultiple), "Give one multiple or three.");
    }

    /// <inheritdoc/>
    protected override Grid Next(Grid grid)
    {
        var (before, after) = (new int[3], new int[3]);
        for (var a = 0; a < 3; a++)
        {
            var multiple = TargetMultiple[TargetMultiple.Length == 1 ? 0 : a];
            var target = Crop ? Math.Max(grid.Shape[a] / multiple, 1) * multiple : (grid.Shape[a] + multiple - 1) / multiple * multiple;
            before[a] = (int)Math.Floor((target - grid.Shape[a]) / 2.0);
            after[a] = target - grid.Shape[a] - before[a];
        }

        return Extend(grid, before, after);
    }
}

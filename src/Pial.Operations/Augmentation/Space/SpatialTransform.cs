using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>What an image shows where a spatial transform looks beyond its field of view.</summary>
public enum Padding
{
    /// <summary>The image's smallest value.</summary>
    Minimum,

    /// <summary>The image's mean.</summary>
    Mean,

    /// <summary>The mean of what lies below Otsu's threshold: the background.</summary>
    Otsu,

    /// <summary>0.</summary>
    Zero,

    /// <summary>The value at the nearest edge.</summary>
    Edge,
}

/// <summary>Where an image goes: the grid it is sampled on next, and for its points (RAS+ mm) those they come from.</summary>
/// <param name="Grid">The new grid.</param>
/// <param name="Pull">New RAS+ mm → RAS+ mm before.</param>
public readonly record struct Movement(Grid Grid, PointMap Pull);

/// <summary>
/// A change of space with all of its parameters given. Consecutive ones are composed, and each image is interpolated once however many
/// there are.
/// </summary>
public abstract record SpatialTransform : FixedTransform
{
    /// <summary>Sets what shows beyond the field of view unless it is said.</summary>
    protected SpatialTransform(Padding padding = Padding.Minimum) => DefaultPadValue = padding;

    /// <summary>How intensities between voxel centres are found. Default linear. In a chain the finest asked for counts.</summary>
    public Interpolation ImageInterpolation { get; init; } = Interpolation.Linear;

    /// <summary>How labels are found. Default nearest, as TorchIO; a vote is smoother.</summary>
    public LabelInterpolation LabelInterpolation { get; init; }

    /// <summary>
    /// What shows beyond the field of view. Default as in TorchIO: the minimum where space is turned or bent, 0 where voxels are added. In
    /// a chain the last counts.
    /// </summary>
    public Padding DefaultPadValue { get; init; }

    /// <summary>Where an image on a grid goes.</summary>
    /// <param name="grid">The image's grid.</param>
    /// <param name="first">The grid of the subject's first image, whose centre all turn about, so that they stay together.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public abstract Movement Move(Grid grid, Grid first, ParallelOptions? parallel = null);

    internal override void Act(Workbench bench) => bench.Move(this);

    // Another movement of the same images, sampled in the same way.
    private protected SpatialTransform Alike(SpatialTransform other) => other with
    {
        Include = Include,
        Exclude = Exclude,
        ImageInterpolation = ImageInterpolation,
        LabelInterpolation = LabelInterpolation,
        DefaultPadValue = DefaultPadValue,
    };

    /// <summary>Labels whose meaning changes with the movement (left and right exchanged); the same labels otherwise.</summary>
    internal virtual LabelMap Rename(LabelMap labels, ParallelOptions? parallel) => labels;

    internal virtual bool Renames(Grid grid) => false;
}

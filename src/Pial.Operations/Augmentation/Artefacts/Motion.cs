using System.Collections.Immutable;
using Pial.Kernels.Fourier;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>A pose of the head during a part of the scan.</summary>
/// <param name="Time">When it begins, as a share of the scan, 0 to 1.</param>
/// <param name="Degrees">Rotation about the x, y and z axis of the world through the image's centre.</param>
/// <param name="Translation">Shift, mm.</param>
public readonly record struct MotionPose(double Time, Point Degrees, Point Translation);

/// <summary>Rigid movement between parts of the scan: k-space is put together from images of the head in several poses.</summary>
/// <param name="Poses">The poses in the order of their times; before the first the head lies as in the image.</param>
/// <remarks>
/// After Shaw et al. 2019 (doi 10.48550/arXiv.1906.08670), as TorchIO: lines are measured from one end of k-space to the other, and the
/// pose at its centre, which decides where the head appears, is that of the image, so that labels stay right. Positions are pulled
/// linearly. The magnitude is kept, as scanners do, and of signed images the real part; TorchIO keeps the real part of all.
/// </remarks>
public sealed record Motion(ImmutableArray<MotionPose> Poses) : IntensityTransform
{
    /// <summary>Voxel axis along which k-space is measured line by line (phase encoding), 0 to 2. Default 1.</summary>
    public int Axis { get; init; } = 1;

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        if (Poses.IsEmpty) return image;
        var (length, grid) = (image.Shape[Axis], image.Grid);
        var finite = Finite.OrZero(image, parallel);
        var still = finite.Equals(image.Memory) ? image : Volume.Create(grid, finite.Span);
        var images = new List<Volume<float>> { still };
        foreach (var pose in Poses)
        {
            var moved = (Affine.Translation(pose.Translation) * Affine.Rotation(Radians(pose.Degrees.X), Radians(pose.Degrees.Y),
                Radians(pose.Degrees.Z))).About(grid.Centre);
            images.Add(Resample.ToGrid(still, grid, moved.Inverse(), Interpolation.Linear, null, parallel));
        }

        // The central pose and the resting one change places.
        var central = Poses.Count(p => p.Time <= 0.5);
        (images[0], images[central]) = (images[central], images[0]);
        double[] starts = [0, .. Poses.Select(p => p.Time), 2];
        var filters = Enumerable.Range(0, images.Count).Select(n => Part(length, starts[n], starts[n + 1])).ToArray();
        return Volume.CreateParallel<float>(grid, voxels => KSpaceImage.Filter(
            still, [.. images.Select(v => v.Memory)], Axis, filters, voxels, parallel));
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;

    private static FourierAxis.Filter Part(int length, double from, double to)
    {
        var weights = new float[length];
        for (var k = 0; k < length; k++)
        {
            var time = (double)((k + (length / 2)) % length) / length;
            weights[k] = time >= from && time < to ? 1 : 0;
        }

        return (re, im, lanes) => PlaneWeights.Apply(weights, re, im, lanes);
    }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        VoxelAxes.Check(Axis, nameof(Axis));
        var last = 0.0;
        foreach (var pose in Poses)
        {
            if (!(pose.Time >= last && pose.Time <= 1))
                throw new ArgumentOutOfRangeException(nameof(Poses), pose.Time, "Times must lie between 0 and 1, in order.");
            if (!double.IsFinite(pose.Degrees.Length) || !double.IsFinite(pose.Translation.Length))
                throw new ArgumentOutOfRangeException(nameof(Poses), pose, "Rotations and shifts must be finite.");
            last = pose.Time;
        }
    }
}

/// <summary>Random movement: TorchIO's <c>RandomMotion</c>.</summary>
public sealed record RandomMotion : RandomIntensityTransform
{
    /// <summary>Angles about the axes, degrees; one number d means −d to d. Default 10.</summary>
    public Intervals Degrees { get; init; } = Interval.Around(0, 10);

    /// <summary>Shifts along the axes, mm; one number d means −d to d. Default 10.</summary>
    public Intervals Translation { get; init; } = Interval.Around(0, 10);

    /// <summary>Movements during the scan, 1 or more. Default 2.</summary>
    public int NumTransforms { get; init; } = 2;

    /// <inheritdoc cref="Motion.Axis"/>
    public int Axis { get; init; } = 1;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Degrees.Check(nameof(Degrees));
        Translation.Check(nameof(Translation));
        if (NumTransforms is < 1 or > 100) throw new ArgumentOutOfRangeException(nameof(NumTransforms), NumTransforms,
            "The number of movements must lie between 1 and 100.");
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        // Movements come at about equal times, each at random within half a step of its own, as in TorchIO.
        var step = 1.0 / (NumTransforms + 1);
        return new Motion(
            [.. Enumerable.Range(1, NumTransforms)
                .Select(n => new MotionPose((n * step) + draws.Within(new(-step / 2, step / 2)), draws.Within(Degrees),
                    draws.Within(Translation)))])
        { Axis = Axis };
    }
}

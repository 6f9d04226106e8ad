using System.Collections.Immutable;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>
/// Ghosts along the phase-encoding axis, as periodic movement (breathing, pulsation) leaves them: every so many planes of k-space are
/// weakened.
/// </summary>
/// <param name="Ghosts">Ghosts across the field of view: every <c>Ghosts</c>-th plane of k-space is weakened; 1 or more.</param>
/// <param name="Axis">Voxel axis of the ghosts, 0 to 2.</param>
/// <param name="Intensity">How much of those planes is lost, 0 to 1 (more is TorchIO's to allow, and inverts them).</param>
public sealed record Ghosting(int Ghosts, int Axis, double Intensity) : IntensityTransform
{
    /// <summary>Share of k-space about its centre that stays as it was, 0 to 1; null for the central plane alone. Default null.</summary>
    public double? Restore { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Ghosts < 1) throw new ArgumentOutOfRangeException(nameof(Ghosts), Ghosts, "The number of ghosts must be 1 or more.");
        VoxelAxes.Check(Axis, nameof(Axis));
        if (!(Intensity >= 0) || !double.IsFinite(Intensity))
            throw new ArgumentOutOfRangeException(nameof(Intensity), Intensity, "The intensity must be a finite number, 0 or more.");
        if (Restore is { } share && !(share is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(Restore), share, "The restored share must lie between 0 and 1.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var length = image.Shape[Axis];
        var weights = new float[length];
        for (var k = 0; k < length; k++)
        {
            var place = (k + (length / 2)) % length; // counted from the lowest frequency
            var kept = Restore is { } part ? Math.Abs(place - (length / 2)) <= part * length / 2 : place == length / 2;
            weights[k] = place % Ghosts == 0 && !kept ? (float)(1 - Intensity) : 1;
        }

        return Volume.CreateParallel<float>(image.Grid, voxels => KSpaceImage.Filter(
            image, [Finite.OrZero(image, parallel)], Axis, [(re, im, lanes) => PlaneWeights.Apply(weights, re, im, lanes)], voxels,
            parallel));
    }
}

/// <summary>Random ghosts: TorchIO's <c>RandomGhosting</c>.</summary>
public sealed record RandomGhosting : RandomIntensityTransform
{
    /// <summary>Ghosts across the field of view; one number d means 0 to d. Default 4 to 10.</summary>
    [SingleNumber(SingleNumber.FromZero)]
    public Interval NumGhosts { get; init; } = new(4, 10);

    /// <summary>Voxel axes one of which is chosen. Default all.</summary>
    public ImmutableArray<int> Axes { get; init; } = [0, 1, 2];

    /// <summary>Strength; one number d means 0 to d. Default 0.5 to 1.</summary>
    [SingleNumber(SingleNumber.FromZero)]
    public Interval Intensity { get; init; } = new(0.5, 1);

    /// <inheritdoc cref="Ghosting.Restore"/>
    public double? Restore { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        NumGhosts.Check(nameof(NumGhosts), 0);
        Intensity.Check(nameof(Intensity), 0);
        VoxelAxes.Check(Axes, nameof(Axes));
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        var ghosts = draws.Whole(NumGhosts);
        return new Ghosting(Math.Max(ghosts, 1), draws.OneOf(Axes), ghosts == 0 ? 0 : draws.Within(Intensity)) { Restore = Restore };
    }
}

using System.Globalization;
using Pial.Kernels;
using Pial.Operations.Augmentation;
using Pial.Operations.Masks;
using Pial.Operations.Reconstruction;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Hub.Tasks;

/// <summary>What became of a case's true image: kept, so that an artefact can come before it.</summary>
/// <param name="How">The task's degradation.</param>
/// <param name="Number">Which case it is: several strengths are taken in turn.</param>
public sealed record Degraded(Degradation How, int Number)
{
    /// <summary>Cases whose true images are known, spoilt.</summary>
    /// <param name="cases">With the true image as <see cref="ImageCase.Clean"/>.</param>
    /// <param name="how">The task's degradation.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    /// <exception cref="InputException">An image cannot be spoilt so: its voxels are not thinner than the slices, its k-space is too
    /// small.</exception>
    public static IReadOnlyList<ImageCase> All(IReadOnlyList<ImageCase> cases, Degradation how, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(cases);
        return [.. cases.Select((one, n) => new Degraded(how, n).Of(one, one.Clean!, parallel))];
    }

    /// <summary>A case with what a scan of something gives.</summary>
    /// <param name="one">The case; without a mask it is judged where its truth is above air.</param>
    /// <param name="scanned">What is scanned: the true image, or one with an artefact.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">It cannot be scanned so.</exception>
    public ImageCase Of(ImageCase one, Volume<float> scanned, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(scanned);
        var (seed, bright) = (ImageArtefacts.Seed(one.Id) ^ How.Seed, Quantile.Of(scanned.Span, 0.98));
        var fields = new Dictionary<string, string>(one.Fields, StringComparer.Ordinal);
        string Said(string field, double value, string unit) =>
            fields[field] = value.ToString("0.###", CultureInfo.InvariantCulture) + unit;
        var spoilt = one with { Image = scanned, Mask = one.Mask ?? Foreground(one.Clean!), Degraded = this, Fields = fields };
        try
        {
            if (Turn(How.SpacingMm) is { } spacing)
            {
                var sampling = new SliceSampling(scanned.Grid, scanned.Grid.Orientation.VoxelAxis(How.WorldAxis), spacing, How.ThicknessMm,
                    How.Profile);
                Said("spacing", spacing, " mm");
                spoilt = spoilt with { Image = sampling.Acquire(scanned, parallel), Slices = sampling };
            }

            if (Turn(How.Acceleration) is { } acceleration)
            {
                var axis = scanned.Grid.Orientation.VoxelAxis(How.WorldAxis);
                var lines = new CartesianSampling
                {
                    Acceleration = acceleration,
                    CentreFraction = Turn(How.CentreFraction)!.Value,
                    Pattern = How.Pattern,
                    Seed = seed,
                }.Lines(scanned.Shape[axis]);
                var data = KSpaceData.Acquire(scanned, axis, lines, new()
                {
                    NoiseStd = How.KSpaceNoisePercent / 100 * bright,
                    PhaseDegrees = How.PhaseDegrees,
                    Seed = seed,
                }, parallel);
                Said("acceleration", acceleration, "×");
                spoilt = spoilt with { Image = data.ZeroFilled(parallel), KSpace = data };
            }
        }
        catch (ArgumentException e)
        {
            throw new InputException(
                $"{one.Id} ({scanned.Grid}) cannot be degraded so: {e.Message.Split(" (Parameter", StringSplitOptions.None)[0]}", e);
        }

        if (Turn(How.NoisePercent) is not { } percent) return spoilt;
        Said("noise", percent, " %");
        return spoilt with { Image = new Noise(percent / 100 * bright, seed) { Model = NoiseModel.Rician }.Apply(spoilt.Image, parallel) };
    }

    private double? Turn(IReadOnlyList<double> strengths) => strengths.Count == 0 ? null : strengths[Number % strengths.Count];

    // Half of Otsu's threshold parts tissue from air.
    private static Volume<bool> Foreground(Volume<float> truth)
    {
        var half = Otsu.Threshold(truth) / 2;
        return truth.Map(v => v >= half);
    }
}

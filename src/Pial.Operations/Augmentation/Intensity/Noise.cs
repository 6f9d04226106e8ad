using Pial.Kernels;
using Pial.Operations.Intensity;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>How noise comes into an image.</summary>
public enum NoiseModel
{
    /// <summary>Added as it is; values may become negative. TorchIO's.</summary>
    Gaussian,

    /// <summary>Magnitude of a complex value whose two parts carry the noise: one coil, or coils added with their phases.</summary>
    Rician,

    /// <summary>
    /// Root of the sum of squares of several coils, each with noise in both parts (Constantinides et al. 1997, doi 10.1002/mrm.1910380524).
    /// </summary>
    NonCentralChi,
}

/// <summary>Noise of a receiver.</summary>
/// <param name="Std">Standard deviation of a part of the complex signal, in the image's units; 0 or more.</param>
/// <param name="Seed">The same seed gives the same noise on a grid of the same shape.</param>
/// <remarks>
/// In air, where the signal is 0, Rician noise is Rayleigh-distributed with mean 1.253 σ and standard deviation 0.655 σ; where the signal
/// is high it is nearly Gaussian. Each voxel's numbers depend on the seed and its index alone.
/// </remarks>
public sealed record Noise(double Std, ulong Seed) : IntensityTransform
{
    /// <summary>
    /// Whether mean and deviation are shares of the image's own standard deviation rather than in its units. Default false.
    /// </summary>
    public bool Relative { get; init; }

    /// <summary>Mean of Gaussian noise, in the image's units. Default 0; without meaning for the other models.</summary>
    public double Mean { get; init; }

    /// <summary>How it comes into the image. Default Gaussian, as TorchIO.</summary>
    public NoiseModel Model { get; init; }

    /// <summary>Coils of <see cref="NoiseModel.NonCentralChi"/>, 1 to 128; 1 is Rician. Default 8.</summary>
    public int Coils { get; init; } = 8;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!(Std >= 0) || !double.IsFinite(Std))
            throw new ArgumentOutOfRangeException(nameof(Std), Std, "The noise's standard deviation must be a finite number, 0 or more.");
        if (!double.IsFinite(Mean)) throw new ArgumentOutOfRangeException(nameof(Mean), Mean, "The noise's mean must be finite.");
        if (Coils is < 1 or > 128) throw new ArgumentOutOfRangeException(nameof(Coils), Coils,
            "The number of coils must lie between 1 and 128.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        if (Model != NoiseModel.Gaussian && PositiveUnits.IsSigned(image, parallel))
            throw new ArgumentException(
                "Noise of magnitudes (Rician, several coils) needs an image without a sign, and this one has negative values, as after a " +
                    "z-score: add it before that, or take gaussian noise.", nameof(image));
        var random = new CounterRandom(Seed, RandomStreams.Noise);
        var scale = Relative ? (float)Moments.Of(image, parallel).StandardDeviation : 1;
        var slice = image.Shape.SliceCount;
        return Volume.CreateParallel<float>(image.Grid,
            voxels => Slices.For(image.Shape.K, parallel, () => new float[slice], (k, normals) =>
        {
            var target = voxels.Span.Slice(k * slice, slice);
            image.Slice(k).CopyTo(target);
            Add(random, k, scale, target, normals);
        }));
    }

    // Every slice has streams of its own: one for Gaussian noise, two for each coil otherwise.
    private void Add(CounterRandom random, int k, float scale, Span<float> target, Span<float> normals)
    {
        var parts = Model switch { NoiseModel.Gaussian => 1, NoiseModel.Rician => 2, _ => 2 * Coils };
        var (std, mean) = ((float)Std * scale, (float)Mean * scale);
        for (var part = 0; part < parts; part++)
        {
            random.Stream((uint)((k * parts) + part)).FillNormals(normals);
            if (Model == NoiseModel.Gaussian)
            {
                for (var n = 0; n < target.Length; n++) target[n] += mean + (std * normals[n]);
            }
            else if (part == 0)
            {
                for (var n = 0; n < target.Length; n++) target[n] = Square(target[n] + (std * normals[n]));
            }
            else
            {
                for (var n = 0; n < target.Length; n++) target[n] += Square(std * normals[n]);
            }
        }

        if (Model == NoiseModel.Gaussian) return;
        foreach (ref var v in target) v = MathF.Sqrt(v);
    }

    private static float Square(float v) => v * v;
}

/// <summary>Random noise: TorchIO's <c>RandomNoise</c>, with MR's own distributions beside the Gaussian one.</summary>
public sealed record RandomNoise : RandomIntensityTransform
{
    /// <summary>Mean. Default 0.</summary>
    public Interval Mean { get; init; } = Interval.Exactly(0);

    /// <summary>Standard deviation; one number d means 0 to d. Default 0 to 0.25, meant for z-scored images.</summary>
    [SingleNumber(SingleNumber.FromZero)]
    public Interval Std { get; init; } = new(0, 0.25);

    /// <inheritdoc cref="Noise.Relative"/>
    public bool Relative { get; init; }

    /// <inheritdoc cref="Noise.Model"/>
    public NoiseModel Model { get; init; }

    /// <inheritdoc cref="Noise.Coils"/>
    public int Coils { get; init; } = 8;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Mean.Check(nameof(Mean));
        Std.Check(nameof(Std), 0);
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new Noise(draws.Within(Std), draws.NextSeed())
        {
            Mean = draws.Within(Mean),
            Model = Model,
            Coils = Coils,
            Relative = Relative
        };
    }
}

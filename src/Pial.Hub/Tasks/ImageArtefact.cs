using Pial.Kernels;
using Pial.Operations.Augmentation;
using Pial.Operations.Resampling;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Hub.Tasks;

/// <summary>
/// An artefact of images whose strength is one number: a fixed transform, the same in direction and pattern at every strength.
/// </summary>
/// <param name="Name">What records call it.</param>
/// <param name="Unit">Unit of its strength.</param>
/// <param name="None">The strength at which the image stays as it is.</param>
/// <param name="Most">The largest strength that can be meant.</param>
/// <param name="IsOfScene">Whether the head itself changes, so that a true image changes with it; else the scan alone is spoilt.</param>
/// <param name="Apply">The image at a strength above none; the mask is where a field's range is measured.</param>
internal sealed record ImageArtefact(
    string Name, string Unit, double None, double Most, bool IsOfScene,
    Func<Volume<float>, Volume<bool>?, double, CounterRandom, ParallelOptions?, Volume<float>> Apply)
{
    private const int Ghosts = 4, FieldOrder = 3;

    /// <summary>All there are.</summary>
    public static IReadOnlyList<ImageArtefact> All { get; } =
    [
        new("noise", "% of the image's 98th percentile, Rician", 0, 400, false, Noise),
        new("blur", "mm FWHM", 0, 50, false, (image, _, mm, _, p) => GaussianSmoothing.Apply(image, mm, p)),
        new("bias", "% from the darkest to the brightest place of the field", 0, 180, true, Bias),
        new("motion", "mm and degrees, twice during the scan", 0, 90, false, Motion),
        new("ghosting", "share of every fourth line's signal", 0, 1, false,
            (image, _, share, _, p) => new Ghosting(Ghosts, PhaseAxis(image), share).Apply(image, p)),
        new("spike", "height over the spectrum's largest value", 0, 100, false, Spiked),
        new("anisotropy", "times thicker slices", 1, 50, false,
            (image, _, times, _,
                p) => new Anisotropy(image.Grid.Orientation.VoxelAxis(2), times) { Profile = SliceProfile.Pulse }.Apply(image, p)),
        new("gamma", "natural logarithm of the exponent", 0, 5, true, Contrast),
        new("rotation", "degrees about the left-right axis, the truth with the head", 0, 180, true,
            (image, _, degrees, _, p) => Resample.ToGrid(image, image.Grid, Turn(image.Grid, degrees), Interpolation.Cubic, null, p)),
    ];

    /// <summary>Reference to moving: the head turned about the image's centre.</summary>
    public static Affine Turn(Grid grid, double degrees) => Affine.Rotation(-degrees * Math.PI / 180, 0, 0).About(grid.Centre);

    // Phase is most often encoded from front to back.
    private static int PhaseAxis(Volume<float> image) => image.Grid.Orientation.VoxelAxis(1);

    private static double Bright(Volume<float> image) => Math.Max(Quantile.Of(image.Span, 0.98), float.Epsilon);

    private static Volume<float> Noise(Volume<float> image, Volume<bool>? mask, double percent, CounterRandom random,
        ParallelOptions? parallel)
    {
        var (a, b, _, _) = random.Bits(0);
        return new Noise(percent / 100 * Bright(image), ((ulong)a << 32) | b) { Model = NoiseModel.Rician }.Apply(image, parallel);
    }

    // A polynomial with coefficients drawn once, scaled so that its range over the head is the one asked for: 1 − p/200 to 1 + p/200, as
    // BrainWeb's "40 %" is 0.8 to 1.2.
    private static Volume<float> Bias(Volume<float> image, Volume<bool>? mask, double percent, CounterRandom random,
        ParallelOptions? parallel)
    {
        var coefficients = new double[BiasField.Terms(FieldOrder)];
        for (var n = 1; n < coefficients.Length; n++)
            coefficients[n] = random.Normals((ulong)n).A;
        var field = new BiasField([.. coefficients], FieldOrder).Field(image.Grid, parallel);
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var n = 0; n < field.Shape.Count; n++)
        {
            if (mask is not null && !mask.Span[n]) continue;
            (low, high) = (Math.Min(low, field.Span[n]), Math.Max(high, field.Span[n]));
        }

        var (bottom, top) = (Math.Log(low), Math.Log(high));
        var (darkest, brightest) = (Math.Log(1 - (percent / 200)), Math.Log(1 + (percent / 200)));
        var scale = top > bottom ? (brightest - darkest) / (top - bottom) : 0;
        var scaled = coefficients.Select(c => c * scale).ToArray();
        scaled[0] = darkest - (bottom * scale);
        return new BiasField([.. scaled], FieldOrder).Apply(image, parallel);
    }

    private static Volume<float> Motion(Volume<float> image, Volume<bool>? mask, double strength, CounterRandom random,
        ParallelOptions? parallel)
    {
        MotionPose Pose(double time, ulong index) =>
            new(time, Direction(random, index) * strength, Direction(random, index + 1) * strength);
        return new Motion([Pose(0.3, 0), Pose(0.7, 2)]) { Axis = PhaseAxis(image) }.Apply(image, parallel);
    }

    private static Point Direction(CounterRandom random, ulong index)
    {
        var (x, y, z, _) = random.Normals(index);
        return new Point(x, y, z) * (1 / Math.Max(new Point(x, y, z).Length, 1e-9));
    }

    // Away from the centre, where a spike would be a shade, and from the border, where it would be checks.
    private static Volume<float> Spiked(Volume<float> image, Volume<bool>? mask, double height, CounterRandom random,
        ParallelOptions? parallel)
    {
        var (a, b, c, _) = random.Bits(0);
        static double Place(uint bits) => 0.5 + ((bits % 2 == 0 ? -1 : 1) * (0.05 + (0.25 * (bits / 4294967296.0))));
        return new Spike([new(Place(a), Place(b), Place(c))], height).Apply(image, parallel);
    }

    private static Volume<float> Contrast(Volume<float> image, Volume<bool>? mask, double strength, CounterRandom random,
        ParallelOptions? parallel)
    {
        var (bright, gamma) = ((float)Bright(image), new Gamma(Math.Exp(strength)));
        return gamma.Apply(image.Map(v => v / bright), parallel).Map(v => v * bright);
    }
}

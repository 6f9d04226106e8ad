using System.Collections.Immutable;
using Pial.Operations.Augmentation;
using Pial.Volumes;

namespace Pial.Evaluation.Quality;

/// <summary>A way to spoil a scan, in five grades from untouched to unusable.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Unit">What its grades count.</param>
/// <param name="Grades">0 first.</param>
/// <param name="Make">The transform of a grade.</param>
internal sealed record Degradation(string Name, string Unit, ImmutableArray<double> Grades, Func<Volume<float>, double, IntensityTransform> Make)
{
    /// <summary>Noise, blur, motion, ghosting and bias.</summary>
    public static ImmutableArray<Degradation> All { get; } =
    [
        new("noise", "Rician, σ in % of the 98th percentile", [0, 1.5, 3, 5, 8], static (image, grade) => new Noise(grade / 100 * Bright(image), 7) { Model = NoiseModel.Rician }),
        new("blur", "Gaussian, σ in mm", [0, 0.5, 0.8, 1.2, 1.6], static (_, grade) => new Blur(new(grade, grade, grade))),
        new("motion", "four poses, up to so many degrees and mm", [0, 0.7, 1.5, 3, 5], static (image, grade) => new Motion(
            [.. Poses.Select(p => new MotionPose(p.Time, p.Degrees * grade, p.Translation * grade))]) { Axis = image.Grid.Orientation.VoxelAxis(1) }),
        new("ghosting", "five ghosts front to back, share of the planes lost", [0, 0.1, 0.2, 0.4, 0.7], static (image, grade) => new Ghosting(5, image.Grid.Orientation.VoxelAxis(1), grade) { Restore = 0.02 }),
        new("bias", "polynomial of third order, coefficients up to", [0, 0.1, 0.2, 0.35, 0.5], static (_, grade) => new BiasField([.. Shape.Select(c => c * grade)], 3)),
    ];

    private static ImmutableArray<MotionPose> Poses { get; } =
    [
        new(0.12, new(1, 0.2, -0.4), new(0.3, -0.5, 1)), new(0.33, new(-0.6, -0.5, 0.8), new(-0.4, 0.6, -0.7)), new(0.61, new(0.8, 0.6, 0.3), new(0.5, 0.3, 0.9)),
        new(0.8, new(-1, 0.3, -0.7), new(-0.6, -0.8, 0.2)),
    ];

    // Twenty numbers between −1 and 1, the constant 0.
    private static ImmutableArray<double> Shape { get; } =
        [0, 0.7, -0.4, 0.2, -0.8, 0.3, 0.5, 0.6, -0.2, 0.1, 0.9, -0.3, 0.4, -0.1, 0.2, -0.5, -0.6, 0.3, 0.1, -0.2];

    private static double Bright(Volume<float> image)
    {
        var values = image.Span.ToArray();
        Array.Sort(values);
        return values[(int)(0.98 * (values.Length - 1))];
    }
}

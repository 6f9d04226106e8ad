using System.Collections.Immutable;
using Pial.Operations.Augmentation;
using Pial.Volumes;

namespace Pial.Evaluation.Quality;

/// <summary>A way to spoil a scan, in five grades from untouched to unusable.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Unit">What its grades count.</param>
/// <param name="Grades">0 first.</param>
/// <param name="Make">The transform of a grade.</param>
/// <remarks>
/// Every scan, the untouched one too, gets a little noise last: stored whole numbers and backgrounds of zeros would otherwise make the
/// first step of every series.
/// </remarks>
internal sealed record Degradation(string Name, string Unit, ImmutableArray<double> Grades,
    Func<double, Volume<float>, IntensityTransform> Make)
{
    private const double FloorPercent = 1;

    /// <summary>Noise, blur, motion, ghosting and bias.</summary>
    public static ImmutableArray<Degradation> All { get; } =
    [
        new("noise", "Rician, σ in % of the 98th percentile", [FloorPercent, 2, 3.5, 5.5, 8], static (_, _) => new Blur(default)),
        new("blur", "Gaussian, σ in mm", [0, 0.5, 0.8, 1.2, 1.6], static (grade, _) => new Blur(new(grade, grade, grade))),
        new("motion", "four poses, up to so many degrees and mm", [0, 0.7, 1.5, 3, 5], static (grade, image) => new Motion(
            [.. Poses.Select(p => new MotionPose(p.Time, p.Degrees * grade, p.Translation * grade))])
                { Axis = image.Grid.Orientation.VoxelAxis(1) }),
        new("ghosting", "five ghosts front to back, share of the planes lost", [0, 0.1, 0.2, 0.4, 0.7],
            static (grade, image) => new Ghosting(5, image.Grid.Orientation.VoxelAxis(1), grade) { Restore = 0.02 }),
        new("bias", "polynomial of third order, coefficients up to", [0, 0.1, 0.2, 0.35, 0.5],
            static (grade, _) => new BiasField([.. Shape.Select(c => c * grade)], 3)),
    ];

    /// <summary>The scan of a grade.</summary>
    public Volume<float> Apply(Volume<float> image, double grade)
    {
        var damaged = grade == Grades[0] ? image : Make(grade, image).Apply(image);
        return new Noise((Name == "noise" ? grade : FloorPercent) / 100 * Bright(image), 7) { Model = NoiseModel.Rician }.Apply(damaged);
    }

    private static ImmutableArray<MotionPose> Poses { get; } =
    [
        new(0.12, new(1, 0.2, -0.4), new(0.3, -0.5, 1)), new(0.33, new(-0.6, -0.5, 0.8), new(-0.4, 0.6, -0.7)),
        new(0.61, new(0.8, 0.6, 0.3), new(0.5, 0.3, 0.9)),
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

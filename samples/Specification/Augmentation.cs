using Pial.Formats;
using Pial.Operations.Augmentation;

namespace Specification;

/// <summary>
/// The specification's pipeline of random transforms, with its parameters. The same as YAML is for
/// <c>pial augment IN OUT --pipeline AUG.yaml</c>. A seed gives the same bytes on any machine and number of threads; movements are
/// interpolated once; <c>RandomFlip</c> exchanges left and right labels with the image.
/// </summary>
internal static class Augmentation
{
    public static void Run()
    {
        var transforms = new Compose(
        [
            new RandomAffine
            {
                Scales = new Interval(0.9, 1.1),
                Degrees = Interval.Around(0, 10),
                Translation = Interval.Around(0, 5),
                P = 0.75,
            },
            new RandomFlip { Axes = ["LR"], P = 0.5 },
            new RandomNoise { Std = new(0, 0.1), P = 0.25 },
            new RandomBiasField { Coefficients = Interval.Around(0, 0.5), P = 0.25 },
        ]);

        var subject = new Subject([new ScalarImage("t1", ImageFile.Load("subject_001_T1w.nii.gz").Image)]);
        var (augmented, history) = transforms.Apply(subject, seed: 1);

        Console.WriteLine($"Shape: {augmented.Scalars("t1").Shape}");
        Console.WriteLine($"Applied: {string.Join(", ", history.Transforms.Select(t => t.GetType().Name))}");
        var again = history.Apply(subject);
        Console.WriteLine($"Replayed to the bit: {again.Scalars("t1").Span.SequenceEqual(augmented.Scalars("t1").Span)}");
    }
}

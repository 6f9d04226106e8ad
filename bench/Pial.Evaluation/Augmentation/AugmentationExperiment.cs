using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pial.Formats;
using Pial.Operations.Augmentation;
using Pial.Pipelines.Templates;

namespace Pial.Evaluation.Augmentation;

/// <summary>How long transforms take on the demo head (181×217×181 at 1 mm), in memory, with one thread and with two.</summary>
internal static class AugmentationExperiment
{
    private const int Repeats = 7;

    private static readonly Compose Specification = new(
    [
        new RandomAffine { Scales = new Interval(0.9, 1.1), Degrees = Interval.Around(0, 10), Translation = Interval.Around(0, 5) }, new RandomFlip { Axes = ["LR"], FlipProbability = 1 },
        new RandomNoise { Std = new(0, 0.1) }, new RandomBiasField { Coefficients = Interval.Around(0, 0.5) },
    ]);

    public static int Run(IReadOnlyList<string> arguments)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("pial-augmentation-").FullName, "head.nii.gz");
        EmbeddedTemplate.WriteDemoHead(path);
        var subject = Subject.Of(ImageFile.Load(path).Image);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        (string Name, Compose Pipeline)[] rows =
        [
            ("the specification's pipeline, all p = 1", Specification),
            .. ((Transform[])
            [
                new RandomAffine(), new RandomFlip { FlipProbability = 1 }, new RandomElasticDeformation(), new RandomAnisotropy(), new RandomMotion(), new RandomGhosting(), new RandomSpike(), new RandomBiasField(),
                new RandomBlur(), new RandomNoise(), new RandomNoise { Model = NoiseModel.Rician }, new RandomSwap(), new RandomGamma(), new RescaleIntensity(), new ZNormalization(), new RandomGibbsNoise(), new RandomHistogramShift(),
            ]).Select(t => (t is RandomNoise { Model: NoiseModel.Rician } ? "RandomNoise, Rician" : t.GetType().Name, new Compose([t]))),
        ];
        var text = new StringBuilder("\n| transform | one thread, ms | two threads, ms | ratio |\n|---|---|---|---|\n");
        foreach (var (name, pipeline) in rows)
        {
            var times = new[] { 1, 2 }.Select(threads => Median(pipeline, subject, threads)).ToArray();
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {times[0]:0} | {times[1]:0} | {times[0] / times[1]:0.0} |\n");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {times[0]:0} ms, {times[1]:0} ms"));
        }

        ResultSection.Replace("augmentation.md", "Time of a volume", text.ToString());
        return 0;
    }

    private static double Median(Compose pipeline, Subject subject, int threads)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        pipeline.Apply(subject, 1, parallel);
        var times = Enumerable.Range(0, Repeats).Select(n =>
        {
            var watch = Stopwatch.StartNew();
            pipeline.Apply(subject, (ulong)n + 2, parallel);
            return watch.Elapsed.TotalMilliseconds;
        }).Order().ToArray();
        return times[Repeats / 2];
    }
}

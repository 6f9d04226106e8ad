using System.Globalization;
using System.Text;
using Pial.Formats;
using Pial.Operations.Augmentation;
using Pial.Operations.Phantoms;
using Pial.Operations.Sampling;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Evaluation.Augmentation;

/// <summary>
/// CPU time of transforms on the demo head (181×217×181 at 1 mm), in memory, with one thread, and beside them the methods of TorchIO and
/// MONAI (<c>bench/Peers/torchio</c>) when ITK's library for them is given: <c>augmentation LIBRARY</c>. Runs are interleaved; the least of
/// each counts.
/// </summary>
internal static class AugmentationExperiment
{
    private const int Repeats = 2;

    private static readonly Compose Specification = new(
    [
        new RandomAffine
        {
            Scales = new Interval(0.9, 1.1),
            Degrees = Interval.Around(0, 10),
            Translation = Interval.Around(0, 5),
        }, new RandomFlip { Axes = ["LR"], FlipProbability = 1 },
        new RandomNoise { Std = new(0, 0.1) }, new RandomBiasField { Coefficients = Interval.Around(0, 0.5) },
    ]);

    private static readonly (string Name, Transform Transform, string[] Images)[] Rows =
    [
        ("specification", Specification, ["image"]),
        .. ((Transform[])
        [
            new RandomAffine(), new RandomFlip { FlipProbability = 1 }, new RandomElasticDeformation(), new RandomAnisotropy(),
            new RandomMotion(), new RandomGhosting(), new RandomSpike(),
            new RandomBiasField(), new RandomBlur(), new RandomNoise(), new RandomSwap(),
        ]).Select(t => (t.GetType().Name, t, One)),
        ("RandomGamma", new RandomGamma(), ["scaled"]),
        .. ((Transform[])[new RescaleIntensity(), new ZNormalization(), new Clamp { OutMin = 0, OutMax = 100 }])
            .Select(t => (t.GetType().Name, t, One)),
        ("Resample", new ResampleTransform { Target = new(2, 2, 2) }, One),
        ("CropOrPad", new Crop([10, 11, 20, 21, 10, 11]), One), ("Pad", new Pad([10]), One),
        ("RandomLabelsToImage", new RandomLabelsToImage(), ["labels"]),
        ("RemapLabels", new RemapLabels([2, 41, 3, 42], [41, 2, 42, 3]), ["labels"]), ("OneHot", new OneHot { NumClasses = 5 }, ["few"]),
        ("RandomNoise, Rician", new RandomNoise { Model = NoiseModel.Rician }, One),
        .. ((Transform[])
        [
            new RandomGibbsNoise(), new RandomHistogramShift(), new RandomGaussianSharpen(), new RandomAdjustContrast(),
            new RandomSimulateLowResolution(), new RandomSmoothFieldAdjustIntensity(),
            new RandomSmoothFieldAdjustContrast(), new RandomGridDistortion(), new RandomKSpaceSpikeNoise(), new CropForeground(),
        ]).Select(t => (t.GetType().Name, t, One)),
        ("RandomCropByPosNegLabel", new RandomCropByPosNegLabel(), ["image", "labels"]),
        .. ((Transform[])[new RandomPartialFourier(), new RandomWrapAround(), new RandomReceiveField(), new RandomFieldOfView(),
            new RandomThickSlices()]).Select(t => (t.GetType().Name, t, One)),
        ("RandomNeck", new RandomNeck { Include = ["image"] }, ["image", "labels"]),
        ("RandomSkullStrip", new RandomSkullStrip(), ["image", "labels"]),
    ];

    private static string[] One => ["image"];

    public static int Run(IReadOnlyList<string> arguments)
    {
        var folder = Directory.CreateTempSubdirectory("pial-augmentation-").FullName;
        var (head, truth) = (Path.Combine(folder, "head.nii.gz"), Path.Combine(folder, "labels.nii.gz"));
        EmbeddedTemplate.WriteDemoHead(head);
        var image = ImageFile.Load(head).Image;
        var labels = AnalyticHead.Create(image.Grid);
        ImageFile.Save(truth, labels);
        Dictionary<string, SubjectImage> images = new()
        {
            ["image"] = new ScalarImage("image", image),
            ["scaled"] = new ScalarImage("scaled", new RescaleIntensity().Apply(image)),
            ["labels"] = new LabelMap("labels", labels),
            ["few"] = new LabelMap("few", labels.Map(static l => Math.Min(l, 4))),
        };
        using var peer = arguments.Count > 0 ? new AugmentationPeer(arguments[0], head, truth) : null;
        var text = new StringBuilder(
            "\n| transform | CPU ms | the peer's method, CPU ms | times faster | allocated, volumes |\n|---|---|---|---|---|\n");
        foreach (var (name, transform, used) in Rows)
        {
            var subject = new Subject([.. used.Select(u => images[u])]);
            var pipeline = transform as Compose ?? new Compose([transform]);
            var (own, other) = Least(pipeline, subject, name, peer);
            string Ms(double ms) => double.IsFinite(ms) ? ms.ToString(ms < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) : "";
            var times = double.IsFinite(other) ? (other / own).ToString("0.0", CultureInfo.InvariantCulture) : "";
            var row =
                $"| {(name == "specification" ? "the specification's pipeline, all p = 1" : name)} | {Ms(own)} | {Ms(other)} | {times} | " +
                    $"{Allocated(pipeline, subject)} |";
            text.AppendLine(row);
            Console.WriteLine(row);
        }

        Directory.Delete(folder, recursive: true);
        ResultSection.Replace("augmentation.md", "Time of a volume", text.ToString());
        return 0;
    }

    // CPU time, so that other work on the machine matters little.
    private static (double Own, double Other) Least(Compose pipeline, Subject subject, string name, AugmentationPeer? peer)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 1 };
        for (var warm = 0; warm < 3; warm++) pipeline.Apply(subject, 1, parallel);
        var (own, other) = (double.PositiveInfinity, double.PositiveInfinity); // none: no peer
        for (var n = 0; n < Repeats; n++)
        {
            for (var again = 0; again < 2; again++)
            {
                var before = Environment.CpuUsage.TotalTime;
                pipeline.Apply(subject, (ulong)n + 2, parallel);
                own = Math.Min(own, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
            }

            if (peer is not null && !(n > 0 && (other > 4000 || double.IsInfinity(other)))) other = Math.Min(other, peer.Run(name));
        }

        return (own, other);
    }

    // All that is allocated bounds the peak from above; in float32 volumes of the input, the result among them.
    private static string Allocated(Compose pipeline, Subject subject)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        pipeline.Apply(subject, 5);
        return ((GC.GetTotalAllocatedBytes(precise: true) - before) / (4.0 * subject.Images[0].Grid.Shape.Count)).ToString("0.0",
            CultureInfo.InvariantCulture);
    }
}

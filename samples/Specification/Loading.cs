using Pial.Formats;
using Pial.Operations.Augmentation;
using Pial.Operations.Sampling;
using Pial.Pipelines.Loading;
using Pial.Volumes;

namespace Specification;

/// <summary>
/// From a table of files to batches for training, and from patches of predictions to whole images. In other languages: <c>pial stream</c>.
/// </summary>
internal static class Loading
{
    public static async Task Run()
    {
        await File.WriteAllTextAsync("subjects.tsv",
            "participant_id\tt1\tdseg\tage\nsub-01\tsubject_001_T1w.nii.gz\tsubject_001_T1w_brain_mask.nii.gz\t34\n");

        var subjects = SubjectSet.Check(TableSubjects.Read("subjects.tsv",
            [new("T1w", ImageKind.Scalar, "t1"), new("seg", ImageKind.Labels, "dseg")]));
        var options = new QueueOptions
        {
            Sampler = new LabelSampler(new(32, 32, 32)),
            Pipeline = new([new RandomFlip { Axes = ["LR"] }, new RandomNoise { Std = new(0, 10) }]),
            SamplesPerVolume = 4,
            BatchSize = 2,
            Epochs = 2,
            Seed = 1,
        };
        var queue = new PatchQueue(subjects, options, new VolumeCache(new() { Directory = "volumes", MemoryBytes = 1L << 30 }));

        await foreach (var batch in queue.Read())
        {
            ReadOnlySpan<float> images = batch.Images.Values; // (N, C, x, y, z), the last axis fastest
            var labels = (BatchTensor<short>)batch.Labels[0]; // (N, x, y, z)
            Console.WriteLine(
                $"epoch {batch.Epoch}: {string.Join('×', batch.Images.Shape)}, {images.Length} voxels, labels to {labels.Values.Max()}, " +
                    $"of {string.Join(", ", batch.Origins.Select(o => o.Subject))}");
            batch.Next.Save("cursor.json"); // queue.Read(QueueCursor.Load("cursor.json")) goes on from here
        }

        Predict(ImageFile.Load("subject_001_T1w.nii.gz").Image.Crop(40, 40, 40, new(64, 64, 48)));
    }

    private static void Predict(Volume<float> image)
    {
        var sampler = new GridSampler(new(32, 32, 32), PatchOverlap.Of(8)) { PaddingMode = Padding.Edge };
        var aggregator = new GridAggregator(sampler, image.Grid, channels: 1, OverlapMode.Hann);
        foreach (var (location, patch) in sampler.Patches(Subject.Of(image)))
            aggregator.Add(location, Predict(patch.Scalars()));
        var whole = aggregator.Result();

        Console.WriteLine($"{sampler.Locations(image.Shape).Length} patches, {whole.Shape}");

        // What a network would do: here it marks what is bright.
        static Volume<float> Predict(Volume<float> patch) => patch.Map(v => v > 50 ? 1f : 0);
    }
}

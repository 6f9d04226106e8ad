using Pial.Formats;
using Pial.Operations.Augmentation;
using Pial.Operations.Sampling;
using Pial.Pipelines.Loading;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Loading;

/// <summary>A few small subjects with labels in a folder, and a table of them.</summary>
internal sealed class LoadingFixture : IDisposable
{
    public const string Table = "table.tsv";
    private readonly TemporaryFolder folder = new();

    public LoadingFixture(int subjects = 5)
    {
        var lines = new List<string> { "participant_id\tt1\tseg\tage" };
        for (var s = 0; s < subjects; s++)
        {
            var grid = Grid.Centred(new(14, 12, 10), new(2, 2, 2), default);
            ImageFile.Save(folder[$"s{s}_T1w.nii.gz"], Ramp.Image(grid, 1 + (10_000 * s)));
            ImageFile.Save(folder[$"s{s}_dseg.nii.gz"], Volume.Create(grid, s, static (Span<int> v, int s) =>
            {
                for (var n = 0; n < v.Length; n++) v[n] = (n + s) % 4;
            }));
            lines.Add($"sub-{s:00}\ts{s}_T1w.nii.gz\ts{s}_dseg.nii.gz\t{20 + s}");
        }

        File.WriteAllLines(folder[Table], lines);
    }

    public static IReadOnlyList<ImageRequest> Requests { get; } = [new("T1w", ImageKind.Scalar, "t1"), new("seg", ImageKind.Labels, "seg")];

    public static QueueOptions Options { get; } = new()
    {
        Sampler = new UniformSampler(new(6, 5, 4)),
        SamplesPerVolume = 3,
        MaxLength = 6,
        BatchSize = 4,
        Seed = 7,
    };

    public static Compose Pipeline { get; } = new([new RandomFlip { Axes = ["0"] }, new RandomNoise { Std = new(1, 5) }]);

    public string this[string name] => folder[name];

    public SubjectSet Set() => SubjectSet.Check(TableSubjects.Read(folder[Table], Requests));

    public PatchQueue Queue(QueueOptions options, VolumeCache? cache = null) => new(Set(), options, cache);

    /// <summary>Everything a batch holds, as text.</summary>
    public static string Text(Batch batch) =>
        $"{batch.Epoch}/{batch.Index} " +
            $"{string.Join(';', batch.Origins.Select(o => $"{o.Subject} {o.Location} {o.Row["age"]} {o.History.Transforms.Length}"))} " +
            $"{string.Join(' ',
                batch.Tensors.Select(
                    t => $"{t.Name} {t.NumpyType} {string.Join('x',
                        t.Shape)} {Convert.ToHexString(System.IO.Hashing.XxHash64.Hash(t.Bytes))}"))}";

    public static async Task<List<string>> Texts(PatchQueue queue, QueueCursor? from = null, int threads = 2)
    {
        var texts = new List<string>();
        await foreach (var batch in queue.Read(from, new() { MaxDegreeOfParallelism = threads }))
            texts.Add(Text(batch));
        return texts;
    }

    public void Dispose() => folder.Dispose();
}

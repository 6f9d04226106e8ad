using Pial.Formats;
using Pial.Operations.Augmentation;
using Pial.Operations.Sampling;
using Pial.Pipelines.Loading;

namespace Pial.Pipelines.Tests.Loading;

public sealed class PatchQueueTests : IDisposable
{
    private readonly LoadingFixture data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task A_seed_gives_the_same_batches_at_any_thread_count()
    {
        var options = LoadingFixture.Options with { Pipeline = LoadingFixture.Pipeline, Epochs = 2 };
        var one = await LoadingFixture.Texts(data.Queue(options), threads: 1);
        Assert.Equal(8, one.Count); // 15 patches an epoch: 4 batches, the last of 3
        Assert.Equal(data.Queue(options).Batches, one.Count);
        for (var repeat = 0; repeat < 3; repeat++)
            Assert.Equal(one, await LoadingFixture.Texts(data.Queue(options), threads: 4));
        Assert.NotEqual(one, await LoadingFixture.Texts(data.Queue(options with { Seed = 8 })));
    }

    [Fact]
    public async Task Tensors_hold_the_voxels_at_the_places_they_name()
    {
        var seen = 0;
        await foreach (var batch in data.Queue(LoadingFixture.Options).Read())
        {
            Assert.Equal([batch.Origins.Length, 1, 6, 5, 4], batch.Images.Shape.ToArray());
            var labels = Assert.IsType<BatchTensor<short>>(Assert.Single(batch.Labels));
            for (var n = 0; n < batch.Origins.Length; n++, seen++)
            {
                var (origin, at) = (batch.Origins[n], batch.Origins[n].Location);
                var s = int.Parse(origin.Subject[4..], System.Globalization.CultureInfo.InvariantCulture);
                Assert.Equal($"{20 + s}", origin.Row["age"]);
                for (var (i, v) = (0, n * 120); i < 6; i++)
                {
                    for (var j = 0; j < 5; j++)
                    {
                        for (var k = 0; k < 4; k++, v++)
                        {
                            var voxel = at.I + i + (14 * (at.J + j + (12 * (at.K + k))));
                            Assert.Equal(1 + (10_000 * s) + voxel, batch.Images.Values[v]);
                            Assert.Equal((voxel + s) % 4, labels.Values[v]);
                        }
                    }
                }
            }
        }

        Assert.Equal(15, seen);
    }

    [Fact]
    public async Task An_epoch_has_every_subject_as_often_and_shuffles_them_anew()
    {
        var ids = new List<string>();
        await foreach (var batch in data.Queue(LoadingFixture.Options with { Epochs = 2 }).Read())
            ids.AddRange(batch.Origins.Select(o => o.Subject));
        foreach (var epoch in ids.Chunk(15))
            Assert.All(epoch.CountBy(i => i), c => Assert.Equal(3, c.Value));
        Assert.NotEqual(ids[..15], ids[15..]);

        var inOrder = new List<string>();
        await foreach (var batch in data.Queue(LoadingFixture.Options with { ShufflePatches = false, ShuffleSubjects = false }).Read())
            inOrder.AddRange(batch.Origins.Select(o => o.Subject));
        Assert.Equal(inOrder.Order(StringComparer.Ordinal), inOrder);
    }

    [Fact]
    public async Task Shards_are_disjoint_and_make_up_the_epoch_with_the_same_patches()
    {
        async Task<List<PatchOrigin>> Of(int shard, int shards)
        {
            var all = new List<PatchOrigin>();
            await foreach (var batch in data.Queue(LoadingFixture.Options with { Shard = shard, Shards = shards }).Read())
                all.AddRange(batch.Origins);
            return all;
        }

        static string Key(PatchOrigin o) => $"{o.Subject} {o.Location}";
        var (first, second, whole) = (await Of(0, 2), await Of(1, 2), await Of(0, 1));
        Assert.Empty(first.Select(o => o.Subject).Intersect(second.Select(o => o.Subject)));
        Assert.Equal(whole.Select(Key).Order(StringComparer.Ordinal), first.Concat(second).Select(Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_cursor_goes_on_with_the_same_bytes_from_any_batch()
    {
        var options = LoadingFixture.Options with { Pipeline = LoadingFixture.Pipeline, Epochs = 2 };
        var (all, cursors) = (new List<string>(), new List<QueueCursor>());
        await foreach (var batch in data.Queue(options).Read())
        {
            all.Add(LoadingFixture.Text(batch));
            cursors.Add(batch.Next);
        }

        for (var n = 0; n < all.Count; n++)
        {
            var path = data["cursor.json"];
            cursors[n].Save(path);
            Assert.Equal(all[(n + 1)..], await LoadingFixture.Texts(data.Queue(options), QueueCursor.Load(path), threads: 3));
        }

        var other = await Assert.ThrowsAsync<InputException>(() => LoadingFixture.Texts(data.Queue(options with { Seed = 1 }), cursors[0]));
        Assert.Contains("its seed is 7, not 1", other.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InputException>(() => LoadingFixture.Texts(data.Queue(options with { SamplesPerVolume = 2 }), cursors[0]));
        await Assert.ThrowsAsync<InputException>(
            () => LoadingFixture.Texts(data.Queue(options with { Pipeline = new([new RandomNoise()]) }), cursors[0]));
    }

    [Fact]
    public async Task Small_queues_and_large_batches_do_not_lock_up()
    {
        foreach (var (length, batch, samples) in new[] { (3, 1, 3), (3, 7, 3), (4, 15, 4), (7, 5, 3), (64, 2, 1), (8, 4, 4) })
        {
            var options = LoadingFixture.Options with { MaxLength = length, BatchSize = batch, SamplesPerVolume = samples, Epochs = 3 };
            var texts = LoadingFixture.Texts(data.Queue(options), threads: 3);
            Assert.Same(texts, await Task.WhenAny(texts, Task.Delay(TimeSpan.FromMinutes(10))));
        }
    }

    [Fact]
    public async Task A_slow_reader_stops_the_workers()
    {
        var cache = new VolumeCache();
        var queue = data.Queue(LoadingFixture.Options with { Epochs = 100, MaxLength = 6, BatchSize = 3 }, cache);
        await using var batches = queue.Read(null, new() { MaxDegreeOfParallelism = 2 }).GetAsyncEnumerator();
        Assert.True(await batches.MoveNextAsync());
        await Task.Delay(300);

        // 9 places for patches and the 3 handed out make 4 subjects; one more may be under way for each of 2 workers.
        Assert.InRange(cache.Counts.Decoded / 2, 1, 6);
    }

    [Fact]
    public async Task Cancellation_ends_the_enumeration()
    {
        using var stop = new CancellationTokenSource();
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in data.Queue(LoadingFixture.Options with { Epochs = 1000 }).Read(null, null, stop.Token))
                if (++seen == 3) await stop.CancelAsync();
        });
        Assert.Equal(3, seen);
    }

    [Fact]
    public async Task A_volume_that_fails_is_named()
    {
        var path = data["s2_T1w.nii.gz"];
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^20] ^= 255; // within the compressed voxels: the header still reads
        await File.WriteAllBytesAsync(path, bytes);
        var failure = await Assert.ThrowsAsync<InputException>(() => LoadingFixture.Texts(data.Queue(LoadingFixture.Options)));
        Assert.Contains("row 3 (sub-02): s2_T1w.nii.gz", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_are_found_before_a_volume_is_read()
    {
        static string Of(Action action) => Assert.ThrowsAny<Exception>(action).Message;
        var options = LoadingFixture.Options;
        Assert.Contains("row 1 (sub-00): a patch of 20×5×4 does not fit its images of 14×12×10",
            Of(() => data.Queue(options with { Sampler = new UniformSampler(new(20, 5, 4)) })), StringComparison.Ordinal);
        Assert.Contains("there is no label map 'sge'",
            Of(() => data.Queue(options with { Sampler = new LabelSampler(new(4, 4, 4)) { Label = "sge" } })), StringComparison.Ordinal);
        Assert.Contains("it changes intensities, and 'seg' holds labels",
            Of(() => data.Queue(options with { Pipeline = new([new OneOf([new RandomNoise { Include = ["seg"] }])]) })),
            StringComparison.Ordinal);
        Assert.Contains("there is no image 'T2w'; there are T1w, seg.",
            Of(() => data.Queue(options with { Pipeline = new([new RandomFlip { Exclude = ["T2w"] }]) })), StringComparison.Ordinal);
        Assert.Contains("Shard 1 of 9", Of(() => data.Queue(options with { Shard = 8, Shards = 9 })).Replace("Shard 8", "Shard 1",
            StringComparison.Ordinal), StringComparison.Ordinal);

        // Padding makes room: the grid after the pipeline is what counts.
        data.Queue(options with { Sampler = new UniformSampler(new(20, 5, 4)), Pipeline = new([new CropOrPad([24])]) });
        Assert.Contains("does not fit", Of(() => data.Queue(options with { Pipeline = new([new CropOrPad([3])]) })),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_beyond_16_bits_are_32()
    {
        ImageFile.Save(data["s1_dseg.nii.gz"], Ramp.Image(data.Set().Grids[0]).Map(v => (int)v * 40), new() { Type = StoredType.Int32 });
        await foreach (var batch in data.Queue(LoadingFixture.Options).Read())
            Assert.IsType<BatchTensor<int>>(batch.Labels[0]);
        var failure = await Assert.ThrowsAsync<InputException>(
            () => LoadingFixture.Texts(data.Queue(LoadingFixture.Options with { SmallLabels = true })));
        Assert.Contains("sub-01", failure.Message, StringComparison.Ordinal);
    }
}

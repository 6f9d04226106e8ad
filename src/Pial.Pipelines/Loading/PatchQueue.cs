using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Pial.Operations.Augmentation;
using Pial.Pipelines.Augmentation;

namespace Pial.Pipelines.Loading;

/// <summary>
/// Reads subjects, augments them, cuts patches and hands them out in batches: TorchIO's <c>Queue</c>, with bytes and order that depend on
/// the seed alone.
/// </summary>
/// <remarks>
/// As many subjects are worked on at once as there are threads, each on one thread. At most <see cref="QueueOptions.MaxLength"/> +
/// <see cref="QueueOptions.BatchSize"/> patches are made and not yet handed out: workers wait when the reader is slow. A subject in work
/// holds its images about four times over while it is augmented.
/// </remarks>
public sealed class PatchQueue
{
    private readonly SubjectSet subjects;
    private readonly QueueOptions options;
    private readonly VolumeCache cache;
    private readonly QueueLayout layout;

    /// <summary>Makes a queue and checks all that can be checked without decoding a volume.</summary>
    /// <param name="subjects">Subjects whose headers have been read.</param>
    /// <param name="options">How it works.</param>
    /// <param name="cache">What reads volumes; null for a plain one.</param>
    /// <exception cref="InputException">A patch does not fit a subject's image; names it.</exception>
    /// <exception cref="ArgumentException">A sampler or transform names an image that is not there, or a number is outside its
    /// range.</exception>
    public PatchQueue(SubjectSet subjects, QueueOptions options, VolumeCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        ArgumentNullException.ThrowIfNull(options);
        (this.subjects, this.options, this.cache) = (subjects, options, cache ?? new());
        options.Check();
        for (var n = 0; n < subjects.Subjects.Count; n++)
            Check(n);
        if (new EpochPlan(options, subjects.Subjects.Count, 0).Batches == 0)
            throw new InputException(
                $"Shard {options.Shard} of {options.Shards} has no batch: there are {subjects.Subjects.Count} subjects with " +
                    $"{options.SamplesPerVolume} patches each, and a batch has {options.BatchSize}.");
        var maps = subjects.Subjects[0].Images.Where(i => i.Kind == ImageKind.SamplingMap).Select(i => i.Name)
            .ToHashSet(StringComparer.Ordinal);
        ImmutableArray<string> channels = [.. After(0).Images.Where(i => !i.IsLabels && !maps.Contains(i.Name)).Select(i => i.Name)];
        if (channels.IsEmpty)
            throw new InputException(
                "There is no image with intensities: labels alone make no batch, unless the pipeline makes an image of them " +
                    "(RandomLabelsToImage).");
        layout = new(options.Sampler.PatchSize, channels, subjects.LabelNames, options.SmallLabels ?? subjects.LabelsFitInt16);
    }

    /// <summary>The first place of the sequence.</summary>
    public QueueCursor Start => new(options.Seed, 0, 0, options.Shard, options.Shards, Settings());

    /// <summary>How many batches there are in all epochs.</summary>
    public long Batches => (long)options.Epochs * new EpochPlan(options, subjects.Subjects.Count, 0).Batches;

    /// <summary>The batches, one after another. Work begins with the first one asked for and ends with the enumeration.</summary>
    /// <param name="from">Where to go on; null for the beginning.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="cancellation">Stops the work as well.</param>
    /// <exception cref="InputException">The cursor is of another sequence; or a volume cannot be read, augmented or cut: the message names
    /// the subject.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<Batch> Read(QueueCursor? from = null, ParallelOptions? parallel = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        from?.MustBeOf(Start);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, parallel?.CancellationToken ?? default);
        using var room = new SemaphoreSlim(options.MaxLength + options.BatchSize);
        var run = new QueueRun(this, from ?? Start, room, stop.Token);
        var threads = parallel is { MaxDegreeOfParallelism: > 0 } ? parallel.MaxDegreeOfParallelism : Environment.ProcessorCount;
        Task[] work = [Task.Run(run.HandOut, CancellationToken.None),
            .. Enumerable.Range(0, threads).Select(_ => Task.Run(run.Work, CancellationToken.None))];
        try
        {
            await foreach (var batch in run.Collect())
            {
                stop.Token.ThrowIfCancellationRequested(); // a batch that was ready is not handed out any more
                yield return batch;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(work);
        }
    }

    // Nothing of a subject is read but what its headers told.
    private void Check(int subject)
    {
        var after = After(subject);
        options.Sampler.Check([.. after.Images.Select(i => new ImageName(i.Name, i.IsLabels))]);
        if (after.Images[0].Grid is { } grid && !options.Sampler.Fits(grid.Shape))
            throw new InputException(
                $"{subjects.Subjects[subject].Where}: a patch of {options.Sampler.PatchSize} does not fit its images of {grid.Shape}; " +
                    "take a smaller patch, or pad ('CropOrPad' in the pipeline).");
    }

    private Outline After(int subject) => options.Pipeline is { } pipeline
        ? subjects.OutlineOf(subject).After(pipeline) : subjects.OutlineOf(subject);

    private string Settings()
    {
        var text = new StringBuilder();
        foreach (var subject in subjects.Subjects)
        {
            text.Append(subject.Id).Append('\n');
            foreach (var image in subject.Images)
                text.Append(CultureInfo.InvariantCulture, $"{image.Name}:{image.Kind}:{Path.GetFileName(image.Path)}\n");
        }

        text.Append(SamplerName.Describe(options.Sampler)).Append('\n');
        text.Append(CultureInfo.InvariantCulture,
            $"{options.SamplesPerVolume} {options.MaxLength} {options.BatchSize} {options.ShuffleSubjects} {options.ShufflePatches} " +
                $"{options.DropLast} {layout.SmallLabels}\n");
        if (options.Pipeline is { } pipeline) text.Append(HistoryFile.TextOf(pipeline.Transforms));
        return XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text.ToString())).ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>One enumeration of the queue.</summary>
    private sealed class QueueRun(PatchQueue queue, QueueCursor from, SemaphoreSlim room, CancellationToken stop)
    {
        private readonly Channel<(EpochPlan Plan, Visit Visit)> tasks = Channel.CreateBounded<(EpochPlan, Visit)>(1);
        private readonly ConcurrentDictionary<(int Epoch, int Batch), PendingBatch> pending = new();
        private readonly ParallelOptions single = new() { MaxDegreeOfParallelism = 1, CancellationToken = stop };

        /// <summary>Hands subjects to workers in the order in which they are needed, when there is room for their patches.</summary>
        public async Task HandOut()
        {
            try
            {
                for (var epoch = from.Epoch; epoch < queue.options.Epochs; epoch++)
                {
                    var plan = queue.Plan(epoch);
                    foreach (var visit in plan.Visits)
                    {
                        var wanted = visit.Places.Count(p => Wanted(plan, p));
                        if (wanted == 0) continue;
                        for (var n = 0; n < wanted; n++)
                            await room.WaitAsync(stop);
                        await tasks.Writer.WriteAsync((plan, visit), stop);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The reader has gone.
            }

            tasks.Writer.TryComplete();
        }

        public async Task Work()
        {
            var scratch = new int[queue.layout.Labels.IsEmpty || !queue.layout.SmallLabels ? 0 : queue.layout.Patch.Count];
            try
            {
                await foreach (var (plan, visit) in tasks.Reader.ReadAllAsync(stop))
                    Make(plan, visit, scratch);
            }
            catch (OperationCanceledException)
            {
                // The reader has gone.
            }
        }

        public async IAsyncEnumerable<Batch> Collect()
        {
            for (var epoch = from.Epoch; epoch < queue.options.Epochs; epoch++)
            {
                var plan = queue.Plan(epoch);
                for (var b = epoch == from.Epoch ? from.Batch : 0; b < plan.Batches; b++)
                {
                    var batch = await Pending(plan, b).Whole.WaitAsync(stop);
                    pending.TryRemove((epoch, b), out _);
                    room.Release(batch.Origins.Length);
                    yield return batch;
                }
            }
        }

        private bool Wanted(EpochPlan plan, int place) =>
            place / queue.options.BatchSize is var batch && batch < plan.Batches && (plan.Epoch > from.Epoch || batch >= from.Batch);

        private PendingBatch Pending(EpochPlan plan, int batch) =>
            pending.GetOrAdd((plan.Epoch, batch), _ => new(queue.layout, plan.Epoch, batch, plan.RowsOf(batch), queue.After(plan, batch)));

        private void Make(EpochPlan plan, Visit visit, int[] scratch)
        {
            var files = queue.subjects.Subjects[visit.Subject];
            try
            {
                var draws = new RandomDraws(queue.options.Seed).Fork(2).Fork(plan.Epoch).Fork(visit.Subject);
                var (subject, history) = queue.Load(files, draws.Fork(0).NextSeed(), single);
                var places = queue.options.Sampler.Sample(subject, queue.options.SamplesPerVolume, draws.Fork(1).NextSeed(), single);
                for (var n = 0; n < visit.Places.Length; n++)
                {
                    var at = visit.Places[n];
                    if (!Wanted(plan, at)) continue;
                    stop.ThrowIfCancellationRequested();
                    Pending(plan, at / queue.options.BatchSize).Write(at % queue.options.BatchSize, subject,
                        new(files.Id, files.Row, places[n], history), scratch);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                var failure = e is OutOfMemoryException
                    ? e : new InputException($"{files.Where}: {e.Message.Split(" (Parameter '", StringSplitOptions.None)[0]}", e);
                foreach (var at in visit.Places.Where(p => Wanted(plan, p)))
                    Pending(plan, at / queue.options.BatchSize).Fail(failure);
            }
        }
    }

    private EpochPlan Plan(int epoch) => new(options, subjects.Subjects.Count, epoch);

    private QueueCursor After(EpochPlan plan, int batch) => Start with
    {
        Epoch = batch + 1 < plan.Batches ? plan.Epoch : plan.Epoch + 1,
        Batch = batch + 1 < plan.Batches ? batch + 1 : 0,
    };

    private (Subject Subject, History History) Load(SubjectFiles files, ulong seed, ParallelOptions parallel)
    {
        ImmutableArray<SubjectImage> images =
        [
            .. files.Images.Select(i => (SubjectImage)(i.Kind switch
            {
                ImageKind.Labels => new LabelMap(i.Name, cache.Labels(i.Path, parallel), i.Table),
                ImageKind.SamplingMap => new SamplingMap(i.Name, cache.Scalars(i.Path, parallel)),
                _ => new ScalarImage(i.Name, cache.Scalars(i.Path, parallel)),
            })),
        ];
        return options.Pipeline is { } pipeline ? pipeline.Apply(new(images), seed, parallel) : (new(images), new([]));
    }
}

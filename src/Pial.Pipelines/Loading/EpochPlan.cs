using Pial.Operations.Augmentation;

namespace Pial.Pipelines.Loading;

/// <summary>
/// Which subjects an epoch reads in which order, and which batch each of their patches goes to: known before anything is read, so that work
/// in parallel changes nothing.
/// </summary>
internal sealed class EpochPlan
{
    private readonly QueueOptions options;

    public EpochPlan(QueueOptions options, int subjects, int epoch)
    {
        (this.options, Epoch) = (options, epoch);
        var order = Enumerable.Range(0, subjects).ToArray();
        if (options.ShuffleSubjects) Shuffle(order, new RandomDraws(options.Seed).Fork(0).Fork(epoch));
        int[] mine = [.. order.Where((_, n) => n % options.Shards == options.Shard)];
        Patches = mine.Length * options.SamplesPerVolume;
        Batches = options.DropLast ? Patches / options.BatchSize : (Patches + options.BatchSize - 1) / options.BatchSize;
        Visits = [.. mine.Chunk(Math.Max(1, options.MaxLength / options.SamplesPerVolume)).SelectMany(Block)];
    }

    public int Epoch { get; }

    /// <summary>Patches of the epoch, those left out included.</summary>
    public int Patches { get; }

    /// <summary>Batches of the epoch.</summary>
    public int Batches { get; }

    /// <summary>Subjects in the order in which their patches are needed, block by block.</summary>
    public IReadOnlyList<Visit> Visits { get; }

    /// <summary>Rows of a batch.</summary>
    public int RowsOf(int batch) => Math.Min(options.BatchSize, Patches - (batch * options.BatchSize));

    // Subjects whose patches are mixed; those whose patches are needed first come first.
    private IEnumerable<Visit> Block(int[] subjects, int block)
    {
        var samples = options.SamplesPerVolume;
        var first = block * Math.Max(1, options.MaxLength / samples) * samples;
        var places = Enumerable.Range(first, subjects.Length * samples).ToArray();
        if (options.ShufflePatches) Shuffle(places, new RandomDraws(options.Seed).Fork(1).Fork(Epoch).Fork(options.Shard).Fork(block));
        return subjects.Select((s, n) => new Visit(s, places[(n * samples)..((n + 1) * samples)])).OrderBy(v => v.Places.Min());
    }

    private static void Shuffle(int[] values, RandomDraws draws)
    {
        for (var n = values.Length - 1; n > 0; n--)
        {
            var other = draws.Whole(new(0, n));
            (values[n], values[other]) = (values[other], values[n]);
        }
    }
}

/// <summary>A subject that is read once.</summary>
/// <param name="Subject">Which.</param>
/// <param name="Places">Where in the epoch's sequence of patches each of its patches goes.</param>
internal sealed record Visit(int Subject, int[] Places);

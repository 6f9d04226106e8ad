using Pial.Operations.Augmentation;
using Pial.Operations.Sampling;

namespace Pial.Pipelines.Loading;

/// <summary>How a <see cref="PatchQueue"/> works. Names and semantics are those of TorchIO's <c>Queue</c> where it has them.</summary>
public sealed record QueueOptions
{
    /// <summary>What draws patches.</summary>
    public required PatchSampler Sampler { get; init; }

    /// <summary>What is done to a subject before patches are drawn; null for nothing.</summary>
    public Compose? Pipeline { get; init; }

    /// <summary>Patches drawn from a subject each time it is read. Default 4.</summary>
    public int SamplesPerVolume { get; init; } = 4;

    /// <summary>
    /// Patches that are shuffled together; a multiple of <see cref="SamplesPerVolume"/> is best. Default 64: those of 16 subjects at 4
    /// each.
    /// </summary>
    public int MaxLength { get; init; } = 64;

    /// <summary>Patches in a batch. Default 4.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Whether the order of the subjects changes with each epoch. Default true.</summary>
    public bool ShuffleSubjects { get; init; } = true;

    /// <summary>Whether patches of <see cref="MaxLength"/> / <see cref="SamplesPerVolume"/> subjects are mixed. Default true.</summary>
    public bool ShufflePatches { get; init; } = true;

    /// <summary>How often every subject is read. Default 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Where chance comes from: the same seed gives the same bytes in the same order, at any thread count. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Which share of the subjects of each epoch, from 0. Shares are disjoint and make up the epoch. Default 0.</summary>
    public int Shard { get; init; }

    /// <summary>Into how many shares. Default 1.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Whether the last batch of an epoch is left out when it is not full. Default false.</summary>
    public bool DropLast { get; init; }

    /// <summary>Whether labels are 16-bit rather than 32-bit numbers; null where the label files' types decide. Default null.</summary>
    public bool? SmallLabels { get; init; }

    /// <summary>Throws if a number is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is.</exception>
    public void Check()
    {
        static void AtLeast(int value, int least, string name)
        {
            if (value < least) throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} or more.");
        }

        AtLeast(SamplesPerVolume, 1, nameof(SamplesPerVolume));
        AtLeast(BatchSize, 1, nameof(BatchSize));
        AtLeast(Epochs, 1, nameof(Epochs));
        AtLeast(Shards, 1, nameof(Shards));
        if (MaxLength < SamplesPerVolume) throw new ArgumentOutOfRangeException(nameof(MaxLength), MaxLength,
            $"The queue must hold the {SamplesPerVolume} patches of a volume at least.");
        if (Shard < 0 || Shard >= Shards)
            throw new ArgumentOutOfRangeException(nameof(Shard), Shard, $"A shard of {Shards} is 0 to {Shards - 1}.");
        if ((long)BatchSize * Sampler.PatchSize.Count > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize,
                $"A batch of {BatchSize} patches of {Sampler.PatchSize} is too large for one array.");
        Pipeline?.Check();
    }
}

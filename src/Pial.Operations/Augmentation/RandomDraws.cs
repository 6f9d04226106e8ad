using Pial.Kernels;

namespace Pial.Operations.Augmentation;

/// <summary>Draws parameters, one after another, from a seed.</summary>
/// <remarks>
/// The numbers are those of <see cref="CounterRandom"/>. Each transform of a pipeline gets draws of its own (<see cref="Fork"/>), so that a
/// change to one leaves what the others draw as it was.
/// </remarks>
public sealed class RandomDraws(ulong seed)
{
    private readonly CounterRandom random = new(seed, RandomStreams.Parameters);
    private ulong drawn;

    /// <summary>A number of [0, 1), with 53 random bits.</summary>
    public double Uniform() => (NextSeed() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number of an interval, uniformly.</summary>
    public double Within(Interval interval) => interval.Low + ((interval.High - interval.Low) * Uniform());

    /// <summary>A number of each of three intervals, x first.</summary>
    public Volumes.Point Within(Intervals intervals) => new(Within(intervals.X), Within(intervals.Y), Within(intervals.Z));

    /// <summary>A whole number of an interval, both ends included, uniformly.</summary>
    public int Whole(Interval interval) =>
        (int)Math.Min(Math.Ceiling(interval.Low) + Math.Floor(Uniform() * (Math.Floor(interval.High) - Math.Ceiling(interval.Low) + 1)),
            Math.Floor(interval.High));

    /// <summary>One of several, uniformly.</summary>
    public T OneOf<T>(IReadOnlyList<T> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        return choices[Math.Min((int)(Uniform() * choices.Count), choices.Count - 1)];
    }

    /// <summary>A standard normal number.</summary>
    public double Normal() => random.Normals(drawn++).A;

    /// <summary>A seed for what has many random numbers of its own.</summary>
    public ulong NextSeed()
    {
        var (a, b, _, _) = random.Bits(drawn++);
        return ((ulong)b << 32) | a;
    }

    /// <summary>Independent draws for the n-th part of the work.</summary>
    public RandomDraws Fork(int n)
    {
        var (a, b, _, _) = new CounterRandom(seed, RandomStreams.Forks).Bits((ulong)n);
        return new(((ulong)b << 32) | a);
    }
}

using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>How many voxels of each class an image has, slice by slice, so that one of them can be drawn evenly without a list of all.</summary>
public sealed class ClassVoxels
{
    /// <summary>The class of a voxel from its label and index; below 0 for none.</summary>
    /// <param name="label">Its label.</param>
    /// <param name="index">Its place in the volume.</param>
    public delegate int Classifier(int label, int index);

    private readonly Volume<int> labels;
    private readonly Classifier classOf;
    private readonly int[] counts; // of class c in slice k: c·K + k

    /// <summary>Counts.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="classes">Number of classes; 1 or more.</param>
    /// <param name="classOf">Must give the same every time, from any thread.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public ClassVoxels(Volume<int> labels, int classes, Classifier classOf, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classOf);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        (this.labels, this.classOf, Classes) = (labels, classOf, classes);
        var s = labels.Shape;
        counts = new int[classes * s.K];
        Slices.For(s.K, parallel, k =>
        {
            var slice = labels.Slice(k);
            for (var n = 0; n < slice.Length; n++)
            {
                if (classOf(slice[n], (k * s.SliceCount) + n) is var c && (uint)c < (uint)classes) counts[(c * s.K) + k]++;
            }
        });
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Voxels of a class.</summary>
    public long Count(int of) => counts.AsSpan(of * labels.Shape.K, labels.Shape.K).ToArray().Sum(n => (long)n);

    /// <summary>A voxel: its class by weight among those that occur, then any of that class evenly.</summary>
    /// <param name="weights">Chances of the classes relative to each other, 0 or more; empty for equal ones.</param>
    /// <param name="dice">Where numbers come from.</param>
    /// <returns>The voxel, or null when no class that has a chance occurs.</returns>
    public (int I, int J, int K)? Draw(IReadOnlyList<double> weights, Dice dice)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(dice);
        double[] chances = [.. Enumerable.Range(0, Classes).Select(c => Count(c) == 0 ? 0 : weights.Count == 0 ? 1 : weights[c])];
        if (chances.Sum() <= 0) return null;
        var left = dice.Uniform() * chances.Sum();
        var last = Array.FindLastIndex(chances, w => w > 0);
        var chosen = 0;
        while (chosen < last && left >= chances[chosen]) left -= chances[chosen++];
        return Nth(chosen, Math.Min((long)(dice.Uniform() * Count(chosen)), Count(chosen) - 1));
    }

    private (int I, int J, int K) Nth(int of, long n)
    {
        var s = labels.Shape;
        var k = 0;
        while (n >= counts[(of * s.K) + k]) n -= counts[(of * s.K) + k++];
        var slice = labels.Slice(k);
        for (var at = 0; ; at++)
        {
            if (classOf(slice[at], (k * s.SliceCount) + at) == of && n-- == 0) return (at % s.I, at / s.I, k);
        }
    }
}

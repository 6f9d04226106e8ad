using System.Collections.Immutable;

namespace Pial.Operations.Augmentation;

/// <summary>What was done to a subject: fixed transforms in order, to be replayed to the bit.</summary>
/// <param name="Transforms">In the order of their application.</param>
public sealed record History(ImmutableArray<FixedTransform> Transforms)
{
    /// <summary>Names and kinds of a subject's images.</summary>
    public static ImmutableArray<ImageName> NamesOf(Subject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return [.. subject.Images.Select(i => new ImageName(i.Name, i is LabelMap))];
    }

    /// <summary>Applies the transforms.</summary>
    /// <param name="subject">Images; they stay as they are.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The same bits at any thread count.</returns>
    public Subject Apply(Subject subject, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var bench = new Workbench(subject, parallel);
        foreach (var transform in Transforms)
            transform.Act(bench);
        return bench.Finish();
    }

    /// <summary>
    /// What undoes the history, last transform first; transforms that lose something (noise, blur, artefacts) are left out.
    /// </summary>
    public History Inverse() => new([.. Transforms.Reverse().Select(t => t.Inverse()).OfType<FixedTransform>()]);
}

using System.Globalization;
using System.Runtime.Intrinsics;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>
/// A map of zeros and ones for every class of a label map, named after it: <c>labels_0</c>, <c>labels_1</c> …: TorchIO's <c>OneHot</c>,
/// which makes them channels.
/// </summary>
/// <remarks>The label map itself stays.</remarks>
public sealed record OneHot : FixedTransform
{
    /// <summary>Classes counted from 0; −1 for as many as the largest label asks for. Default −1.</summary>
    public int NumClasses { get; init; } = -1;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (NumClasses is not (-1 or (>= 1 and <= 10_000)))
            throw new ArgumentOutOfRangeException(nameof(NumClasses), NumClasses,
                "There must be 1 to 10000 classes, or −1 for as many as there are labels.");
    }

    internal override void Act(Workbench bench)
    {
        foreach (var name in bench.Names.Where(n => Concerns(n) && bench.IsLabels(n)))
        {
            var map = (LabelMap)bench.Take(name);
            var (least, largest) = (int.MaxValue, int.MinValue);
            foreach (var label in map.Volume.Span) (least, largest) = (Math.Min(least, label), Math.Max(largest, label));
            var classes = NumClasses < 0 ? largest + 1 : NumClasses;
            if (least < 0 || largest >= classes || classes > 10_000)
                throw new ArgumentException(
                    $"'{name}' has labels from {least} to {largest}, which {classes} classes counted from 0 do not hold; number them " +
                        "with SequentialLabels first.");
            for (var c = 0; c < classes; c++)
            {
                var own = c;
                bench.Put(new LabelMap(string.Create(CultureInfo.InvariantCulture, $"{name}_{c}"), Is(map.Volume, own, bench.Parallel)));
            }
        }
    }

    private static Volume<int> Is(Volume<int> labels, int label, ParallelOptions? parallel)
    {
        var slice = labels.Shape.SliceCount;
        return Volume.CreateParallel<int>(labels.Grid, voxels => Slices.For(labels.Shape.K, parallel, k =>
        {
            var from = labels.Slice(k);
            var to = voxels.Span.Slice(k * slice, slice);
            var n = 0;
            for (; n <= to.Length - 8; n += 8)
                (Vector256.Equals(Vector256.Create(from.Slice(n, 8)), Vector256.Create(label)) & Vector256<int>.One).CopyTo(to[n..]);
            for (; n < to.Length; n++) to[n] = from[n] == label ? 1 : 0;
        }), writesAll: true);
    }
}

using System.Collections.Immutable;
using Pial.Kernels;
using Pial.Operations.Augmentation;
using Pial.Volumes;

namespace Pial.Operations.Sampling;

/// <summary>
/// Patches whose centre falls on a voxel in proportion to a map: TorchIO's <c>WeightedSampler</c>, MONAI's <c>RandWeightedCrop</c>. Voxels
/// about which a patch would leave the image count as 0.
/// </summary>
/// <param name="PatchSize">Voxels of a patch along each axis; the centre is voxel size / 2, rounded down.</param>
/// <param name="ProbabilityMap">Name of the map: any image of the subject; its values need not sum to 1. Give it as a
/// <see cref="SamplingMap"/>, so that no transform changes its values.</param>
public sealed record WeightedSampler(Shape PatchSize, string ProbabilityMap) : PatchSampler(PatchSize)
{
    /// <inheritdoc/>
    public override void Check(ImmutableArray<ImageName> images)
    {
        if (!images.Any(i => i.Name == ProbabilityMap))
            throw new ArgumentException(
                $"WeightedSampler: there is no image '{ProbabilityMap}' to take as probabilities; there are " +
                    $"{string.Join(", ", images.Select(i => i.Name))}.");
    }

    private protected override ImmutableArray<PatchLocation> Draw(Subject subject, Shape shape, int count, RandomDraws draws,
        ParallelOptions? parallel)
    {
        var box = new Centres(shape, Boxes.Centres(shape, PatchSize));
        Func<int, double> weight = subject[ProbabilityMap] switch
        {
            ScalarImage s => n => s.Volume.Span[n],
            SamplingMap m => n => m.Volume.Span[n],
            LabelMap l => n => l.Volume.Span[n],
            _ => throw new InvalidOperationException("No such kind of image."),
        };
        var sums = new double[shape.K];
        Slices.For(shape.K, parallel, k => sums[k] = box.Sum(k, weight, ProbabilityMap));
        var total = sums.Sum();
        if (!(total > 0))
            throw new InvalidOperationException($"'{ProbabilityMap}' is 0 wherever a patch of {PatchSize} has room about its centre.");
        return [.. Enumerable.Range(0, count).Select(_ => One(draws.Uniform() * total))];

        PatchLocation One(double left)
        {
            var k = 0;
            while (k < shape.K - 1 && left >= sums[k])
                left -= sums[k++];
            while (!(sums[k] > 0)) k--; // rounding may leave the last slice with weight
            var (i, j) = box.Find(k, left, weight);
            return PatchLocation.Around(i, j, k, PatchSize);
        }
    }

    // The voxels that may be centres.
    private readonly record struct Centres(Shape Shape, PatchLocation Inner)
    {
        public double Sum(int k, Func<int, double> weight, string name)
        {
            if (k < Inner.K || k >= Inner.K + Inner.Shape.K) return 0;
            var sum = 0.0;
            for (var j = Inner.J; j < Inner.J + Inner.Shape.J; j++)
            {
                var row = Shape.Index(Inner.I, j, k);
                for (var n = row; n < row + Inner.Shape.I; n++)
                {
                    var w = weight(n);
                    if (!(w >= 0) || double.IsInfinity(w))
                        throw new InvalidOperationException(
                            $"'{name}' is {w} at voxel ({Inner.I + n - row}, {j}, {k}); probabilities must be finite numbers of 0 or " +
                                "more.");
                    sum += w;
                }
            }

            return sum;
        }

        public (int I, int J) Find(int k, double left, Func<int, double> weight)
        {
            var last = (Inner.I, Inner.J);
            for (var j = Inner.J; j < Inner.J + Inner.Shape.J; j++)
            {
                for (var i = Inner.I; i < Inner.I + Inner.Shape.I; i++)
                {
                    var w = weight(Shape.Index(i, j, k));
                    if (w <= 0) continue;
                    last = (i, j);
                    if (left < w) return last;
                    left -= w;
                }
            }

            return last;
        }
    }
}

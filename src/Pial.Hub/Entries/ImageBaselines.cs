using Pial.Analysis.Splits;
using Pial.Hub.Tasks;
using Pial.Kernels;
using Pial.Operations.Denoising;
using Pial.Operations.Segmentation;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Hub.Entries;

/// <summary>Baselines of image tasks.</summary>
public static class ImageBaselines
{
    /// <summary>Those that suit a task.</summary>
    public static IReadOnlyList<IImageEntry> Of(TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.Kind == TaskKind.Denoising
            ?
            [
                new Each("identity", "the image as it is", (c, _, _) => new(c.Image, null)),
                new Each("gaussian", "Gaussian smoothing, FWHM one voxel", (c, _, p) => new(GaussianSmoothing.Apply(c.Image, c.Image.Grid.VoxelSize.X, p), null)),
                new Each("non-local-means", "guided non-local means for Rician noise (pial denoise)", (c, _, p) => new(NonLocalMeans.Denoise(c.Image, null, null, p).Denoised, null)),
            ]
            :
            [
                new Each("random", "labels drawn with the shares in training, inside the mask", Random),
                new Each("majority", "the largest structure of the training cases everywhere in the mask", Largest),
                new Each("majority-atlas", "the label that most training cases have at the place", (c, f, p) => new(null, Vote(c, f, p))),
                .. IsTissue(task) ? [new Each("pial-tissues", "Pial's tissue segmentation in the mask, without training", (c, f, p) => new(null, Tissues(c, f, p)))] : Array.Empty<IImageEntry>(),
            ];
    }

    private static bool IsTissue(TaskDefinition task) => task.Labels.Select(l => l.Name.ToUpperInvariant()).Order(StringComparer.Ordinal).SequenceEqual(["CSF", "GM", "WM"], StringComparer.Ordinal);

    private static Volume<int> Inside(ImageCase one, Func<int, int> label) => Volume.Create<int, (ImageCase One, Func<int, int> Label)>(one.Image.Grid, (one, label), static (voxels, s) =>
    {
        for (var n = 0; n < voxels.Length; n++)
            if (s.One.Mask is null || s.One.Mask.Span[n]) voxels[n] = s.Label(n);
    });

    private static List<(int Number, double Share)> Shares(ImageFold fold)
    {
        var counts = fold.Task.Labels.Select(l => (l.Number, Share: (double)fold.Train.Sum(c => c.Labels!.Span.Count(l.Number)))).ToList();
        var all = counts.Sum(c => c.Share);
        return [.. counts.Select(c => (c.Number, c.Share / Math.Max(1, all)))];
    }

    private static PredictedImage Random(ImageCase one, ImageFold fold, ParallelOptions? parallel)
    {
        var (shares, random) = (Shares(fold), new CounterRandom(fold.Seed, 0x5E67));
        return new(null, Inside(one, n =>
        {
            var u = random.Bits((ulong)n).A / 4294967296.0;
            foreach (var (number, share) in shares)
                if ((u -= share) < 0) return number;
            return shares[^1].Number;
        }));
    }

    private static PredictedImage Largest(ImageCase one, ImageFold fold, ParallelOptions? parallel)
    {
        var largest = Shares(fold).MaxBy(s => s.Share).Number;
        return new(null, Inside(one, _ => largest));
    }

    // Cases lie in one space; each training case is read at the nearest voxel of the place.
    private static Volume<int> Vote(ImageCase one, ImageFold fold, ParallelOptions? parallel)
    {
        var (grid, numbers) = (one.Image.Grid, fold.Task.Labels.Select(l => l.Number).Prepend(0).Distinct().ToArray());
        var training = fold.Train.Select(c => (Labels: c.Labels!, Map: c.Image.Grid.Affine.Inverse())).ToArray();
        return Volume.CreateParallel<int>(grid, voxels => Slices.For(grid.Shape.K, parallel, k =>
        {
            var slice = voxels.Span.Slice(k * grid.Shape.SliceCount, grid.Shape.SliceCount);
            var votes = new int[numbers.Length];
            for (var n = 0; n < slice.Length; n++)
            {
                var place = grid.Affine.Apply(new(n % grid.Shape.I, n / grid.Shape.I, k));
                Array.Clear(votes);
                foreach (var (labels, map) in training)
                {
                    var at = map.Apply(place);
                    var (i, j, l) = ((int)Math.Round(at.X), (int)Math.Round(at.Y), (int)Math.Round(at.Z));
                    var label = labels.Shape.Contains(i, j, l) ? labels[i, j, l] : 0;
                    votes[Math.Max(0, Array.IndexOf(numbers, label))]++;
                }

                slice[n] = numbers[Array.IndexOf(votes, votes.Max())];
            }
        }));
    }

    private static Volume<int> Tissues(ImageCase one, ImageFold fold, ParallelOptions? parallel)
    {
        int Number(string name) => fold.Task.Labels.First(l => l.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Number;
        int[] numbers = [0, Number("GM"), Number("WM"), Number("CSF")];
        var mask = one.Mask ?? one.Image.Map(v => v > 0);
        return TissueSegmentation.Run(one.Image, mask, null, null, parallel).Labels.Map(v => numbers[v]);
    }

    private sealed class Each(string id, string what, Func<ImageCase, ImageFold, ParallelOptions?, PredictedImage> predict) : IImageEntry
    {
        public string Id => id;

        public string What => what;

        public ImageAnswer Predict(ImageFold fold, ParallelOptions? parallel = null) =>
            new([.. fold.Test.Select(c => predict(c, fold, parallel))], new FittedOn(fold.Train.Select(c => c.Id), "the task's images", $"training cases of fold {fold.Name}"));
    }
}

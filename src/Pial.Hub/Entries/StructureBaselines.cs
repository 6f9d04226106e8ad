using Pial.Hub.Tasks;
using Pial.Kernels;
using Pial.Operations.Segmentation;
using Pial.Volumes;

namespace Pial.Hub.Entries;

/// <summary>Baselines of segmentations: tissues that fill a mask, lesions, and structures.</summary>
internal static class StructureBaselines
{
    /// <summary>Those that suit a task.</summary>
    public static IReadOnlyList<IImageEntry> Of(TaskDefinition task)
    {
        var isTissue = IsTissue(task);
        var all = new List<IImageEntry>
        {
            isTissue ? new ImageBaselines.Each("majority", "the largest structure of the training cases everywhere in the mask", Largest)
                : new ImageBaselines.Each("nothing", "no structure anywhere", (c, _, _) => new(null, Volume.Filled(c.Image.Grid, 0))),
            new ImageBaselines.Each("random", "labels drawn with the shares in training, inside the mask", Random),
            new ImageBaselines.Each("majority-atlas", "the label that most training cases have at the place",
                (c, f, p) => new(null, Vote(c, f, p))),
        };
        if (isTissue)
            all.Add(new ImageBaselines.Each("pial-tissues", "Pial's tissue segmentation in the mask, without training",
                (c, f, p) => new(null, Tissues(c, f, p))));
        if (task is { Lesions: not null, Labels.Count: 1 })
        {
            var heads = new LesionHeads(task.Labels[0].Number);
            all.Add(new ImageBaselines.Each("flair-outliers",
                "bright outliers of FLAIR within white matter, without training (Cabezas 2014)", heads.Outliers));
            all.Add(new LesionEntry(heads));
        }

        if (!isTissue && task.Lesions is null)
        {
            all.Add(new MultiAtlasEntry());
            if (RegionEntry.Suits(task)) all.Add(new RegionEntry());
        }

        return all;
    }

    private static bool IsTissue(TaskDefinition task) => task.Labels.Select(l => l.Name.ToUpperInvariant()).Order(StringComparer.Ordinal)
        .SequenceEqual(["CSF", "GM", "WM"], StringComparer.Ordinal);

    private static Volume<int> Inside(ImageCase one, Func<int, int> label) =>
        Volume.Create<int, (ImageCase One, Func<int, int> Label)>(one.Image.Grid, (one, label), static (voxels, s) =>
    {
        for (var n = 0; n < voxels.Length; n++)
            if (s.One.Mask is null || s.One.Mask.Span[n]) voxels[n] = s.Label(n);
    });

    // The background's is what of the masks, or of the images without one, has no label.
    private static List<(int Number, double Share)> Shares(ImageFold fold)
    {
        var counts = fold.Task.Labels.Select(l => (l.Number, Share: (double)fold.Train.Sum(c => c.Labels!.Span.Count(l.Number)))).ToList();
        var inside = fold.Train.Sum(c => (double)(c.Mask?.Span.Count(true) ?? c.Image.Shape.Count));
        counts.Add((0, Math.Max(0, inside - counts.Sum(c => c.Share))));
        var all = Math.Max(1, counts.Sum(c => c.Share));
        return [.. counts.Select(c => (c.Number, c.Share / all))];
    }

    private static PredictedImage Random(ImageCase one, ImageFold fold, ParallelOptions? parallel)
    {
        var (shares, random) = (Shares(fold), new CounterRandom(fold.Seed, 0x5E67));
        return new(null, Inside(one, n =>
        {
            var u = random.Bits((ulong)n).A / 4294967296.0;
            foreach (var (number, share) in shares)
                if ((u -= share) < 0) return number;
            return shares[0].Number;
        }));
    }

    private static PredictedImage Largest(ImageCase one, ImageFold fold, ParallelOptions? parallel)
    {
        var largest = Shares(fold).Where(s => s.Number != 0).MaxBy(s => s.Share).Number;
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
        try
        {
            return TissueSegmentation.Run(one.Image, mask, null, null, parallel).Labels.Map(v => numbers[v]);
        }
        catch (ArgumentException)
        {
            return one.Image.Map(static _ => 0); // nothing to tell the tissues by, as in pure noise: no label, and the score says so
        }
    }
}

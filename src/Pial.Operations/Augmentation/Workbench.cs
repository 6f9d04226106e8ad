using System.Numerics.Tensors;
using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>The images while transforms work on them, with the movements that are asked for but not yet carried out.</summary>
internal sealed class Workbench
{
    private readonly List<Item> items;

    public Workbench(Subject subject, ParallelOptions? parallel)
    {
        (Subject, Parallel) = (subject, parallel);
        items = [.. subject.Images.Select(i => new Item(i))];
    }

    public ParallelOptions? Parallel { get; }

    public Subject Subject { get; }

    public string[] Names => [.. items.Select(i => i.Image.Name)];

    public bool IsScalar(string name) => Find(name).Image is ScalarImage;

    public bool IsLabels(string name) => Find(name).Image is LabelMap;

    /// <summary>Where an image is, movements included, without carrying them out.</summary>
    public Grid GridOf(string name) => Find(name).Grid;

    /// <summary>The image with all movements carried out.</summary>
    public SubjectImage Take(string name)
    {
        var item = Find(name);
        item.CarryOut(Parallel);
        return item.Image;
    }

    /// <summary>Replaces the image of that name, or adds it.</summary>
    public void Put(SubjectImage image)
    {
        var at = items.FindIndex(i => i.Image.Name == image.Name);
        if (at < 0) items.Add(new(image));
        else items[at] = new(image);
    }

    public void Move(SpatialTransform transform)
    {
        var first = items[0].Grid;
        foreach (var item in items.Where(i => transform.Concerns(i.Image.Name)))
            item.Move(transform, first, Parallel);
    }

    /// <summary>Cuts voxels off (negative) or adds zeros at both ends of the axes of every image a transform concerns.</summary>
    /// <exception cref="ArgumentException">One is not on the grid of the image the box was found in.</exception>
    public void Cut(SubjectImage source, Transform transform, int[] before, int[] after)
    {
        foreach (var item in items.Where(i => transform.Concerns(i.Image.Name)))
        {
            if (!item.Grid.Matches(source.Grid)) throw Outline.Elsewhere(source.Name, source.Grid, item.Image.Name, item.Grid);
        }

        Move(new Extended([.. before], [.. after]) { Include = transform.Include, Exclude = transform.Exclude });
    }

    public Subject Finish()
    {
        foreach (var item in items)
            item.CarryOut(Parallel);
        return Subject with { Images = [.. items.Select(i => i.Image)] };
    }

    private Item Find(string name) => items.Find(i => i.Image.Name == name)
        ?? throw new ArgumentException($"There is no image '{name}'; there are {string.Join(", ", Names)}.", nameof(name));

    private sealed class Item(SubjectImage image)
    {
        private PointMap pull = PointMap.Identity;
        private Interpolation interpolation;
        private LabelInterpolation labelInterpolation;
        private Padding padding;

        public SubjectImage Image { get; private set; } = image;

        public Grid Grid { get; private set; } = image.Grid;

        public void Move(SpatialTransform transform, Grid first, ParallelOptions? parallel)
        {
            var renames = Image is LabelMap && transform.Renames(Grid);
            var movement = transform.Move(Grid, first, parallel);
            pull = movement.Pull.Then(pull);
            Grid = movement.Grid;
            if (transform.ImageInterpolation > interpolation) interpolation = transform.ImageInterpolation;
            if (transform.LabelInterpolation > labelInterpolation) labelInterpolation = transform.LabelInterpolation;
            padding = transform.DefaultPadValue;
            if (renames) Image = transform.Rename((LabelMap)Image, parallel);
        }

        public void CarryOut(ParallelOptions? parallel)
        {
            if (pull.Links.IsEmpty && Grid == Image.Grid) return;
            Image = Image switch
            {
                ScalarImage scalar => scalar with
                {
                    Volume = Resample.ToGrid(scalar.Volume, Grid, pull, interpolation, new()
                    {
                        Fill = Fill(scalar.Volume, parallel),
                        HalfVoxelEdge = true,
                        ExtendEdge = padding == Padding.Edge,
                    }, parallel),
                },
                SamplingMap map => map with
                {
                    Volume = Resample.ToGrid(map.Volume, Grid, pull, Interpolation.Linear,
                        new() { Fill = 0, HalfVoxelEdge = true }, parallel),
                },
                LabelMap labels => labels with { Volume = Resample.Labels(labels.Volume, Grid, pull, labelInterpolation, parallel) },
                _ => throw new InvalidOperationException("No such kind of image."),
            };
            (pull, interpolation, labelInterpolation) = (PointMap.Identity, Interpolation.Nearest, LabelInterpolation.Nearest);
        }

        private float Fill(Volume<float> image, ParallelOptions? parallel) => StaysWithin() ? 0 : padding switch
        {
            Padding.Minimum => Least(image, parallel),
            Padding.Mean => (float)Mean(image, float.PositiveInfinity, parallel),
            Padding.Otsu => (float)Mean(image, (float)Otsu.Threshold(image), parallel),
            _ => 0,
        };

        private static float Least(Volume<float> image, ParallelOptions? parallel)
        {
            var least = new float[image.Shape.K];
            Slices.For(image.Shape.K, parallel, k => least[k] = TensorPrimitives.MinNumber(image.Slice(k))); // NaN is never less
            var smallest = TensorPrimitives.MinNumber<float>(least);
            return float.IsFinite(smallest) ? smallest : 0;
        }

        // Whether every voxel's centre comes from within the image, so that nothing need be known of what lies beyond: mirrors, crops,
        // other axes.
        private bool StaysWithin()
        {
            if (!pull.IsAffine) return false;
            var (s, toVoxel, affine) = (Image.Grid.Shape, Image.Grid.WorldToVoxel, pull.FirstAffine);
            bool Within(double c, int extent) => c >= -0.5 && c <= extent - 0.5;
            foreach (var corner in Centres(Grid))
            {
                var v = toVoxel.Apply(affine.Apply(corner));
                if (!Within(v.X, s.I) || !Within(v.Y, s.J) || !Within(v.Z, s.K)) return false;
            }

            return true;
        }

        private static IEnumerable<Point> Centres(Grid grid) =>
            Enumerable.Range(0, 8)
                .Select(n => grid.Affine.Apply(new((n & 1) * (grid.Shape.I - 1), ((n >> 1) & 1) * (grid.Shape.J - 1),
                    (n >> 2) * (grid.Shape.K - 1))));

        private static double Mean(Volume<float> image, float below, ParallelOptions? parallel)
        {
            var sums = new double[2];
            Slices.Sum(image.Shape.K, parallel, (k, row) =>
            {
                foreach (var v in image.Slice(k))
                {
                    if (!float.IsFinite(v) || v > below) continue;
                    row[0]++;
                    row[1] += v;
                }
            }, sums);
            return sums[0] > 0 ? sums[1] / sums[0] : 0;
        }
    }
}

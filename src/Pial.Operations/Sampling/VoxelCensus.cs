using Pial.Kernels;
using Pial.Operations.Augmentation;
using Pial.Volumes;

namespace Pial.Operations.Sampling;

/// <summary>The class of a voxel, from 0; −1 for none.</summary>
internal interface IVoxelClass
{
    int Of(int voxel);
}

/// <summary>
/// How many voxels of a box belong to each class, slice by slice, so that one of a class can be drawn without a list of them.
/// </summary>
internal sealed class VoxelCensus<TClass>
    where TClass : struct, IVoxelClass
{
    private readonly Shape shape;
    private readonly PatchLocation box;
    private readonly TClass classes;
    private readonly long[][] counts; // by class, then by slice of the box

    public VoxelCensus(Shape shape, PatchLocation box, int number, TClass classes, ParallelOptions? parallel)
    {
        (this.shape, this.box, this.classes) = (shape, box, classes);
        counts = [.. Enumerable.Range(0, number).Select(_ => new long[box.Shape.K])];
        Slices.For(box.Shape.K, parallel, Count);
    }

    /// <summary>Voxels of a class.</summary>
    public long Of(int voxelClass) => counts[voxelClass].Sum();

    /// <summary>A voxel of a class that has some, each as likely as any other.</summary>
    public (int I, int J, int K) Draw(int voxelClass, RandomDraws draws)
    {
        var left = Math.Min((long)(draws.Uniform() * Of(voxelClass)), Of(voxelClass) - 1);
        var k = 0;
        while (left >= counts[voxelClass][k])
            left -= counts[voxelClass][k++];
        for (var j = box.J; j < box.J + box.Shape.J; j++)
        {
            var row = shape.Index(box.I, j, box.K + k);
            for (var i = 0; i < box.Shape.I; i++)
                if (classes.Of(row + i) == voxelClass && left-- == 0) return (box.I + i, j, box.K + k);
        }

        throw new InvalidOperationException("The voxels changed while they were counted.");
    }

    private void Count(int k)
    {
        Span<long> slice = stackalloc long[Math.Min(counts.Length, 512)];
        if (counts.Length > 512) slice = new long[counts.Length];
        slice.Clear();
        for (var j = box.J; j < box.J + box.Shape.J; j++)
        {
            var row = shape.Index(box.I, j, box.K + k);
            for (var n = row; n < row + box.Shape.I; n++)
                if (classes.Of(n) is >= 0 and var c) slice[c]++;
        }

        for (var c = 0; c < counts.Length; c++)
            counts[c][k] = slice[c];
    }
}

/// <summary>Whole images and where patches have room in them.</summary>
internal static class Boxes
{
    public static PatchLocation Whole(Shape shape) => new(0, 0, 0, shape);

    /// <summary>The voxels about which a patch fits.</summary>
    public static PatchLocation Centres(Shape shape, Shape patch) =>
        new(patch.I / 2, patch.J / 2, patch.K / 2, new(shape.I - patch.I + 1, shape.J - patch.J + 1, shape.K - patch.K + 1));
}

/// <summary>Classes of voxels by their label.</summary>
internal readonly struct LabelClass : IVoxelClass
{
    private readonly Volume<int> labels;
    private readonly IReadOnlyDictionary<int, int> classes;
    private readonly int[] table; // labels are small numbers, and a table is faster than a dictionary

    public LabelClass(Volume<int> labels, IReadOnlyDictionary<int, int> classes)
    {
        (this.labels, this.classes) = (labels, classes);
        table = new int[1 + Math.Clamp(classes.Keys.DefaultIfEmpty(0).Max(), 0, 1 << 16)];
        for (var l = 0; l < table.Length; l++)
            table[l] = classes.TryGetValue(l, out var c) ? c : -1;
    }

    public int Of(int voxel)
    {
        var label = labels.Span[voxel];
        return (uint)label < (uint)table.Length ? table[label] : classes.TryGetValue(label, out var c) ? c : -1;
    }
}

/// <summary>One class: the voxels above 0.</summary>
internal readonly struct Positive(Volume<int> labels) : IVoxelClass
{
    public int Of(int voxel) => labels.Span[voxel] > 0 ? 0 : -1;
}

/// <summary>0 for labels above 0; 1 for the rest, where an image lies above a threshold.</summary>
internal readonly struct Foreground(Volume<int> labels, Volume<float>? image, float threshold) : IVoxelClass
{
    public int Of(int voxel) => labels.Span[voxel] > 0 ? 0 : image is null || image.Span[voxel] > threshold ? 1 : -1;
}

using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Phantoms;

/// <summary>
/// The classes of a few slices on a grid twice as fine, with smooth boundaries: each class's indicator is smoothed (sigma 0.6 voxel),
/// interpolated linearly at −1/4 and +1/4 voxel, and the largest wins.
/// </summary>
/// <remarks>Made a slab at a time, so that the fine grid of a head, 60 million voxels, never exists as a whole.</remarks>
internal sealed class FineSlab
{
    private const int Reach = 3; // slices and voxels an indicator can reach: 2 by the kernel, 1 by interpolation
    private static readonly float[] Kernel = Convolution.GaussianHalfKernel(0.6, 3);
    private static readonly ParallelOptions OneThread = new() { MaxDegreeOfParallelism = 1 };

    private readonly Volume<byte> classes;
    private readonly Shape shape;
    private float[] indicator = [], smooth = [], best = [], plane = [], row = [];

    public FineSlab(Volume<byte> classes) => (this.classes, shape) = (classes, classes.Shape);

    /// <summary>First coarse slice that <see cref="Classes"/> holds.</summary>
    public int First { get; private set; }

    /// <summary>Coarse slices held.</summary>
    public int Count { get; private set; }

    /// <summary>Class of each fine voxel, two fine slices a coarse one.</summary>
    public byte[] Classes { get; private set; } = [];

    public int FineI => 2 * shape.I;

    public int FineJ => 2 * shape.J;

    /// <summary>One fine slice, counted in the whole image; beyond its ends the outermost.</summary>
    public ReadOnlySpan<byte> Slice(int fine)
    {
        var n = Math.Clamp(fine, 0, (2 * shape.K) - 1) - (2 * First);
        return Classes.AsSpan(n * FineI * FineJ, FineI * FineJ);
    }

    /// <summary>Fills the slab for coarse slices first … last.</summary>
    public void Fill(int first, int last)
    {
        (First, Count) = (Math.Max(0, first), Math.Min(shape.K - 1, last) - Math.Max(0, first) + 1);
        var size = 2 * Count * FineI * FineJ;
        if (Classes.Length < size) (Classes, best) = (new byte[size], new float[size]);
        Array.Fill(best, -1, 0, size);
        var (low, high) = (Math.Max(0, First - Reach), Math.Min(shape.K - 1, First + Count - 1 + Reach));
        var boxes = Boxes(low, high);
        for (var c = 0; c < boxes.Length; c++)
        {
            if (boxes[c] is not { } box) continue;
            Smooth((byte)c, box, low, high);
            Compete((byte)c, box, low, high);
        }
    }

    // The part of the slices that each class can reach.
    private Box?[] Boxes(int low, int high)
    {
        var boxes = new Box?[TissueClass.All.Count];
        for (var k = low; k <= high; k++)
        {
            var slice = classes.Slice(k);
            for (var j = 0; j < shape.J; j++)
            {
                var line = slice.Slice(j * shape.I, shape.I);
                for (var i = 0; i < line.Length;)
                {
                    var c = line[i];
                    var start = i;
                    while (i < line.Length && line[i] == c)
                        i++;
                    boxes[c] = boxes[c] is { } b
                        ? new(Math.Min(b.I0, start), Math.Max(b.I1, i - 1), Math.Min(b.J0, j), Math.Max(b.J1, j))
                        : new(start, i - 1, j, j);
                }
            }
        }

        for (var c = 0; c < boxes.Length; c++)
        {
            if (boxes[c] is { } b)
                boxes[c] = new(Math.Max(0, b.I0 - Reach), Math.Min(shape.I - 1, b.I1 + Reach), Math.Max(0, b.J0 - Reach),
                    Math.Min(shape.J - 1, b.J1 + Reach));
        }

        return boxes;
    }

    private void Smooth(byte c, Box box, int low, int high)
    {
        var count = box.I * box.J * (high - low + 1);
        if (indicator.Length < count) (indicator, smooth) = (new float[count], new float[count]);
        var n = 0;
        for (var k = low; k <= high; k++)
        {
            for (var j = box.J0; j <= box.J1; j++)
            {
                foreach (var other in classes.Slice(k).Slice((j * shape.I) + box.I0, box.I))
                    indicator[n++] = other == c ? 1 : 0;
            }
        }

        Convolution.Separable(
            indicator.AsMemory(0, count), box.I, box.J, high - low + 1, Kernel, Kernel, Kernel, Boundary.Nearest, smooth.AsMemory(0, count),
            OneThread);
    }

    private void Compete(byte c, Box box, int low, int high)
    {
        var area = box.I * box.J;
        if (plane.Length < area) plane = new float[area];
        if (row.Length < box.I) row = new float[box.I];
        for (var fine = 2 * First; fine < 2 * (First + Count); fine++)
        {
            var (k, other) = Neighbours(fine, low, high);
            Mix(smooth.AsSpan((k - low) * area, area), smooth.AsSpan((other - low) * area, area), plane);
            for (var fineJ = 2 * box.J0; fineJ <= (2 * box.J1) + 1; fineJ++)
            {
                var (j, otherJ) = Neighbours(fineJ, box.J0, box.J1);
                Mix(plane.AsSpan((j - box.J0) * box.I, box.I), plane.AsSpan((otherJ - box.J0) * box.I, box.I), row);
                var target = ((((fine - (2 * First)) * FineJ) + fineJ) * FineI) + (2 * box.I0);
                Compete(c, row.AsSpan(0, box.I), best.AsSpan(target, 2 * box.I), Classes.AsSpan(target, 2 * box.I));
            }
        }
    }

    private static void Compete(byte c, ReadOnlySpan<float> line, Span<float> best, Span<byte> winner)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var (left, centre, right) = (line[Math.Max(0, i - 1)], line[i], line[Math.Min(line.Length - 1, i + 1)]);
            if (left + centre + right == 0) continue;
            var (a, b) = ((0.75f * centre) + (0.25f * left), (0.75f * centre) + (0.25f * right));
            if (a > best[2 * i]) (best[2 * i], winner[2 * i]) = (a, c);
            if (b > best[(2 * i) + 1]) (best[(2 * i) + 1], winner[(2 * i) + 1]) = (b, c);
        }
    }

    // The coarse voxel a fine one lies in, and the next coarse one on its side.
    private static (int Own, int Other) Neighbours(int fine, int low, int high)
    {
        var own = fine >> 1;
        return (own, Math.Clamp((fine & 1) == 0 ? own - 1 : own + 1, low, high));
    }

    private static void Mix(ReadOnlySpan<float> own, ReadOnlySpan<float> other, Span<float> destination)
    {
        destination = destination[..own.Length];
        System.Numerics.Tensors.TensorPrimitives.Multiply(other, 0.25f, destination);
        System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(own, 0.75f, destination, destination);
    }

    private readonly record struct Box(int I0, int I1, int J0, int J1)
    {
        public int I => I1 - I0 + 1;

        public int J => J1 - J0 + 1;
    }
}

using System.Numerics.Tensors;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Phantoms;

/// <summary>
/// From the fine class map to the image's grid: a value a class, blurred by the scanner's point spread and averaged over the 2×2×2 fine
/// voxels of each voxel. Intensities and fractions go through the same filter, so the fractions belong to the image exactly.
/// </summary>
internal sealed class PointSpread
{
    private readonly Shape shape;
    private readonly float[] kernelI, kernelJ, both;
    private readonly float[] line, rows, narrow;

    /// <param name="grid">The image's grid.</param>
    /// <param name="fwhmMm">Full width at half maximum of the Gaussian.</param>
    public PointSpread(Grid grid, double fwhmMm)
    {
        shape = grid.Shape;
        float[] Half(double voxelMm) =>
            Convolution.GaussianHalfKernel(fwhmMm / Smoothing.GaussianSmoothing.FwhmPerSigma / (voxelMm / 2), 3);
        (kernelI, kernelJ) = (Half(grid.VoxelSize.X), Half(grid.VoxelSize.Y));
        var kernelK = Half(grid.VoxelSize.Z);
        Radius = kernelK.Length - 1;
        both = new float[2 * kernelK.Length]; // Gaussian and mean of two in one
        for (var t = -Radius; t <= Radius; t++)
        {
            both[t + Radius] += kernelK[Math.Abs(t)] / 2;
            both[t + Radius + 1] += kernelK[Math.Abs(t)] / 2;
        }

        line = new float[(2 * shape.I) + (2 * kernelI.Length)];
        narrow = new float[2 * shape.I];
        rows = new float[shape.I * ((2 * shape.J) + (2 * kernelJ.Length))];
    }

    /// <summary>Fine slices the filter reaches beyond the two of a coarse slice.</summary>
    public int Radius { get; }

    /// <summary>Coarse slices beyond a chunk that its filter touches.</summary>
    public int Halo => (Radius + 1) / 2;

    /// <summary>Adds one fine slice's share to the coarse slices it reaches.</summary>
    /// <param name="classes">The fine slice.</param>
    /// <param name="values">Value of each class.</param>
    /// <param name="destination">Receives the slice at the image's resolution in its plane.</param>
    /// <returns>Whether the slice holds anything but zeros.</returns>
    public bool InPlane(ReadOnlySpan<byte> classes, ReadOnlySpan<float> values, Span<float> destination)
    {
        var (fineI, fineJ, r, rJ) = (2 * shape.I, 2 * shape.J, kernelI.Length - 1, kernelJ.Length - 1);
        var any = false;
        for (var j = 0; j < fineJ; j++)
        {
            var sum = 0f;
            var from = classes.Slice(j * fineI, fineI);
            for (var i = 0; i < fineI; i++)
                sum += line[r + i] = values[from[i]];
            var row = rows.AsSpan((j + rJ) * shape.I, shape.I);
            if (sum == 0)
            {
                row.Clear();
                continue;
            }

            any = true;
            line.AsSpan(0, r).Fill(line[r]);
            line.AsSpan(r + fineI, r).Fill(line[r + fineI - 1]);
            Convolution.Along(line, kernelI, 1, narrow);
            for (var i = 0; i < row.Length; i++)
                row[i] = (narrow[2 * i] + narrow[(2 * i) + 1]) / 2;
        }

        if (!any) return false;
        for (var t = 0; t < rJ; t++)
        {
            rows.AsSpan(rJ * shape.I, shape.I).CopyTo(rows.AsSpan(t * shape.I));
            rows.AsSpan((rJ + fineJ - 1) * shape.I, shape.I).CopyTo(rows.AsSpan((rJ + fineJ + t) * shape.I));
        }

        for (var j = 0; j < shape.J; j++)
        {
            var target = destination.Slice(j * shape.I, shape.I);
            var second = narrow.AsSpan(0, shape.I);
            Convolution.Along(rows.AsSpan(2 * j * shape.I), kernelJ, shape.I, target);
            Convolution.Along(rows.AsSpan(((2 * j) + 1) * shape.I), kernelJ, shape.I, second);
            TensorPrimitives.Add(target, second, target);
            TensorPrimitives.Multiply(target, 0.5f, target);
        }

        return true;
    }

    /// <summary>Weight of a fine slice, counted in the whole image, in a coarse slice; 0 beyond reach.</summary>
    public float Weight(int coarse, int fine)
    {
        var t = fine - (2 * coarse) + Radius;
        return (uint)t < (uint)both.Length ? both[t] : 0;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pial.Kernels;

/// <summary>Trilinear sampling of a 3-D array at voxel coordinates (voxel centres at whole numbers).</summary>
/// <remarks>NaN and infinity reach every position whose cell of 2×2×2 voxels holds one, also where that voxel's weight is 0.</remarks>
public readonly ref partial struct TrilinearSampler
{
    private readonly ReadOnlySpan<float> source;
    private readonly int ni, nj, nk, stepI, stepJ, stepK;

    /// <summary>Samples an array.</summary>
    /// <param name="source">ni·nj·nk values, first axis fastest.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <exception cref="ArgumentException">The count does not fit.</exception>
    public TrilinearSampler(ReadOnlySpan<float> source, int ni, int nj, int nk)
    {
        if (source.Length != ni * nj * nk)
            throw new ArgumentException($"{source.Length} values do not fit {ni}×{nj}×{nk}.", nameof(source));
        this.source = source;
        (this.ni, this.nj, this.nk) = (ni, nj, nk);
        (stepI, stepJ, stepK) = (ni > 1 ? 1 : 0, nj > 1 ? ni : 0, nk > 1 ? ni * nj : 0);
    }

    /// <summary>
    /// The value at a position, or <paramref name="outside"/> beyond the outermost voxel centres (half a voxel along an axis of one voxel).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sample(double x, double y, double z, float outside = 0) =>
        Inside(x, ni) && Inside(y, nj) && Inside(z, nk) ? SampleClamped(x, y, z) : outside;

    /// <summary>The value at a position; beyond the outermost voxel centres that of the nearest position on the edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float SampleClamped(double x, double y, double z)
    {
        var i = LineCells.Split(x, ni, 1, out var tx);
        var j = LineCells.Split(y, nj, 1, out var ty);
        var k = LineCells.Split(z, nk, 1, out var tz);
        var at = i + (ni * (j + (nj * k)));
        float a0 = source[at], a1 = source[at + stepI];
        float b0 = source[at + stepJ], b1 = source[at + stepJ + stepI];
        float c0 = source[at + stepK], c1 = source[at + stepK + stepI];
        float d0 = source[at + stepK + stepJ], d1 = source[at + stepK + stepJ + stepI];
        var (a, b, c, d) = (a0 + (tx * (a1 - a0)), b0 + (tx * (b1 - b0)), c0 + (tx * (c1 - c0)), d0 + (tx * (d1 - d0)));
        var (ab, cd) = (a + (ty * (b - a)), c + (ty * (d - c)));
        return ab + (tz * (cd - ab));
    }

    /// <summary>Samples along a line of positions.</summary>
    /// <param name="line">Positions.</param>
    /// <param name="outside">Value of positions outside the image.</param>
    /// <param name="margin">As in <see cref="SampleLine.Inside"/>; positions in the margin take the edge's value.</param>
    /// <param name="destination">One value a position.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // not to run a whole image in unoptimised code first
    public unsafe void Sample(in SampleLine line, float outside, double margin, Span<float> destination)
    {
        var (from, to) = line.Inside(ni, nj, nk, destination.Length, margin);
        destination[..from].Fill(outside);
        var n = from;
        var cells = new LineCells(line, ni, nj, nk, 1, ni, ni * nj);
        if (Avx2.IsSupported && ni > 1 && cells.CanBlock)
        {
            fixed (float* first = source)
            {
                for (; n <= to - LineCells.Block; n += LineCells.Block)
                    Gather(first, cells.Next(n, out var tx, out var ty, out var tz), tx, ty, tz).CopyTo(destination[n..]);

                // The rest once more as a whole block, over positions already done: the same bits again.
                if (n < to && to - from >= LineCells.Block)
                {
                    n = to - LineCells.Block;
                    Gather(first, cells.Next(n, out var tx, out var ty, out var tz), tx, ty, tz).CopyTo(destination[n..]);
                    n = to;
                }
            }
        }

        for (; n < to; n++)
            destination[n] = SampleClamped(line.X + (n * line.StepX), line.Y + (n * line.StepY), line.Z + (n * line.StepZ));
        destination[to..].Fill(outside);
    }

    /// <summary>
    /// Asks memory for what sampling the line will need, so that the waits for many cache lines overlap; changes no result.
    /// </summary>
    /// <param name="line">Positions; their neighbours across the line are expected to be asked for by lines of their own.</param>
    /// <param name="count">Number of positions.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Prefetch(in SampleLine line, int count)
    {
        const int lineFloats = 16;
        var pace = Math.Max(Math.Abs(line.StepX) / lineFloats, Math.Max(Math.Abs(line.StepY), Math.Abs(line.StepZ)));
        var every = (int)Math.Clamp(1 / pace, 1, lineFloats);
        var sparse = line with { StepX = every * line.StepX, StepY = every * line.StepY, StepZ = every * line.StepZ };
        var cells = new LineCells(sparse, ni, nj, nk, 1, ni, ni * nj);
        if (!Avx2.IsSupported || !cells.CanBlock) return;
        fixed (float* first = source)
        {
            for (var n = 0; n * every < count; n += LineCells.Block)
            {
                var at = cells.Next(n, out _, out _, out _);
                for (var m = 0; m < LineCells.Block; m++)
                    Sse.Prefetch0(first + at[m]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Inside(double c, int extent)
    {
        var margin = extent == 1 ? 0.5 : SampleLine.Rounding;
        return c >= -margin && c <= extent - 1 + margin;
    }

    // Eight positions at once. The two ends of an edge along the first axis lie side by side and come as one 64-bit word: a gather costs by
    // the lane, not by its width (measured: 3.8 ns a position; 5 with a gather for each end, 10 in scalar form). The words are parted
    // within 128-bit halves, so positions go through in the order 0 1 4 5 2 3 6 7 and are put right at the end. Needs two voxels along that
    // axis.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe Vector256<float> Gather(float* p, Vector256<int> at, Vector256<float> tx, Vector256<float> ty, Vector256<float> tz)
    {
        (tx, ty, tz) = (Swapped(tx), Swapped(ty), Swapped(tz));
        var (a, b) = (Edge(p, at, tx), Edge(p + stepJ, at, tx));
        var ab = a + (ty * (b - a));
        var (c, d) = (Edge(p + stepK, at, tx), Edge(p + stepK + stepJ, at, tx));
        var cd = c + (ty * (d - c));
        return Swapped(ab + (tz * (cd - ab)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Edge(float* p, Vector256<int> at, Vector256<float> tx)
    {
        var first = Avx2.GatherVector256((double*)p, at.GetLower(), sizeof(float)).AsSingle();
        var second = Avx2.GatherVector256((double*)p, at.GetUpper(), sizeof(float)).AsSingle();
        var low = Avx.Shuffle(first, second, 0b10_00_10_00);
        return low + (tx * (Avx.Shuffle(first, second, 0b11_01_11_01) - low));
    }

    // The middle pairs change places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Swapped(Vector256<float> v) => Avx2.Permute4x64(v.AsDouble(), 0b11_01_10_00).AsSingle();
}

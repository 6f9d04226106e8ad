using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Formats;

/// <summary>What values an image holds; minimum, maximum and mean over the finite ones.</summary>
/// <param name="Min">Smallest finite value; 0 when there is none.</param>
/// <param name="Max">Largest finite value; 0 when there is none.</param>
/// <param name="Mean">Mean of the finite values, summed in slice order.</param>
/// <param name="Voxels">Voxels in all.</param>
/// <param name="Zeros">Voxels that are exactly 0.</param>
/// <param name="NotANumber">Voxels that are NaN.</param>
/// <param name="Infinite">Voxels that are infinite.</param>
public sealed record ValueSummary(double Min, double Max, double Mean, long Voxels, long Zeros, long NotANumber, long Infinite)
{
    /// <summary>Goes over all voxels once; the result does not depend on the thread count.</summary>
    public static ValueSummary Of(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        var slices = new (double Min, double Max, double Sum, long Zeros, long Nan, long Infinite)[image.Shape.K];
        Slices.For(image.Shape.K, parallel, k =>
        {
            var s = (Min: double.PositiveInfinity, Max: double.NegativeInfinity, Sum: 0.0, Zeros: 0L, Nan: 0L, Infinite: 0L);
            foreach (var v in image.Slice(k))
            {
                if (float.IsNaN(v)) s.Nan++;
                else if (float.IsInfinity(v)) s.Infinite++;
                else s = s with { Min = Math.Min(s.Min, v), Max = Math.Max(s.Max, v), Sum = s.Sum + v, Zeros = s.Zeros + (v == 0 ? 1 : 0) };
            }

            slices[k] = s;
        });
        var (nan, infinite) = (slices.Sum(s => s.Nan), slices.Sum(s => s.Infinite));
        var finite = image.Shape.Count - nan - infinite;
        return finite == 0
            ? new(0, 0, 0, image.Shape.Count, 0, nan, infinite)
            : new(slices.Min(s => s.Min), slices.Max(s => s.Max), slices.Sum(s => s.Sum) / finite, image.Shape.Count,
                slices.Sum(s => s.Zeros), nan, infinite);
    }

    /// <summary>What is odd about the values: none finite, all alike, NaN or infinite ones among them.</summary>
    public IReadOnlyList<HeaderFinding> Findings
    {
        get
        {
            var findings = new Findings();
            if (NotANumber + Infinite == Voxels)
                findings.Warn("no-values", "Not one voxel is a finite number.");
            else if (Min == Max)
                findings.Warn("constant", $"Every voxel is {Min:g6}: there is no picture in this file.");
            if (NotANumber > 0 && NotANumber < Voxels)
                findings.Warn("nan", $"{NotANumber} voxels are NaN.");
            if (Infinite > 0 && Infinite < Voxels)
                findings.Warn("infinite", $"{Infinite} voxels are infinite.");
            return findings.All;
        }
    }

    /// <summary>One line for people.</summary>
    public override string ToString() => NotANumber + Infinite == Voxels
        ? "no finite ones"
        : $"{Min:g6} to {Max:g6}, mean {Mean:g6}, {100.0 * Zeros / Voxels:0.#} % exactly zero";
}

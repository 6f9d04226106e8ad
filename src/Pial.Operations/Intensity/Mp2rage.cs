using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Intensity;

/// <summary>
/// The uniform image of an MP2RAGE scan (UNI): a ratio of two inversion images that is free of receive field and proton density, and that
/// where there is no signal is noise of all brightnesses, salt and pepper.
/// </summary>
/// <remarks>
/// <para>
/// Marques et al. 2010 (doi 10.1016/j.neuroimage.2009.10.002): u = Re(S1* S2) / (|S1|² + |S2|²), −½ to ½. Where S1 and S2 are noise alone,
/// u is uniform over that range. O'Brien et al. 2014 (doi 10.1371/journal.pone.0099676) add a constant, (Re(S1* S2) − β) / (|S1|² + |S2|² +
/// 2β), which hardly counts where there is signal and makes −½ of what has none. With the energy E = |S1|² + |S2|² that is (u E − β) / (E +
/// 2β), so the sign and the phase that magnitude images lack are never needed.
/// </para>
/// <para>
/// Without the inversion images the energy is not known but for a factor: noise of u has a variance that is inverse to it. It is measured
/// from the finest details of 2×2×2 voxels, which anatomy hardly reaches, smoothed over a few millimetres; then the same formula applies to
/// its square over the background's mean. That is ours; bone and air inside the head are dimmed less sharply than with the images.
/// </para>
/// </remarks>
public static class Mp2rage
{
    /// <summary>What β is by default, in units of the background's mean energy.</summary>
    public const double Strength = 6;

    /// <summary>The image's range in the units that scanners write: 0 to 4095 for −½ to ½.</summary>
    public const double Range = 4095;

    private const double DetailFwhmMm = 4;
    private const double DetailVoxels = 2.5;     // at least, so that enough details speak
    private const double Extreme = 0.2;          // of the range, at both ends,
    private const double ExtremeShare = 0.06;    // that hold at least this share of the corners' voxels; 0.2 each in noise of a ratio
    private const double NamedShare = 0.03;      // the same for a scan whose name or sidecar says that it is one
    private const double Calmer = 0.5;           // noise in the middle of the image over that of its corners, at most

    /// <summary>
    /// Whether an image looks like an unprocessed UNI: corners full of noise from dark to bright, and a middle that is calm.
    /// </summary>
    /// <param name="image">Any image.</param>
    /// <param name="named">Whether its name or its sidecar says that it is one: then less noise will do.</param>
    public static bool IsSaltAndPepper(Volume<float> image, bool named = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (low, high) = Ends(image);
        if (!(high > low)) return false;
        var (dark, bright, count) = (0, 0, 0);
        var (corners, middle) = (new List<float>(), new List<float>());
        var s = image.Shape;
        for (var k = 0; k < s.K; k++)
        {
            for (var j = 0; j < s.J; j++)
            {
                var (outer, inner) = (Outer(j, s.J) && Outer(k, s.K), Inner(j, s.J) && Inner(k, s.K));
                if (!outer && !inner) continue;
                var row = image.Span.Slice(s.Index(0, j, k), s.I);
                for (var i = 0; i < s.I; i++)
                {
                    var corner = outer && Outer(i, s.I);
                    if (!corner && !(inner && Inner(i, s.I))) continue;
                    var v = row[i];
                    var next = i + 1 < s.I ? row[i + 1] : v;
                    (corner ? corners : middle).Add(MathF.Abs(v - next));
                    if (!corner) continue;
                    count++;
                    if (v < low + (Extreme * (high - low))) dark++;
                    if (v > high - (Extreme * (high - low))) bright++;
                }
            }
        }

        var least = (named ? NamedShare : ExtremeShare) * count;
        return count > 0 && dark >= least && bright >= least && Median(middle) < Calmer * Median(corners);

        static bool Outer(int n, int size) => n < size / 8 || n >= size - (size / 8);
        static bool Inner(int n, int size) => n >= 3 * size / 8 && n < 5 * size / 8;
    }

    /// <summary>Removes the background of a UNI image.</summary>
    /// <param name="uni">The image, in any linear units; its range of −½ to ½ is taken from its own ends, or is 0 to 4095 where it
    /// fits.</param>
    /// <param name="energy">|S1|² + |S2|² on the same grid, of <see cref="Energy"/>; null to estimate it from the noise of the
    /// image.</param>
    /// <param name="strength">β in units of the background's mean energy; above 0.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    /// <returns>0 to 4095, 0 where nothing is.</returns>
    /// <exception cref="ArgumentException">Grids that differ, a constant image, or a strength that is not above 0.</exception>
    public static Volume<float> Clean(Volume<float> uni, Volume<float>? energy = null, double strength = Strength,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(uni);
        if (!(strength > 0 && double.IsFinite(strength)))
            throw new ArgumentException($"The strength must be above 0, not {strength}.", nameof(strength));
        if (energy is not null && !energy.Grid.Matches(uni.Grid))
            throw new ArgumentException("UNI and inversion images lie on different grids.", nameof(energy));
        var (low, high) = Scale(uni);
        if (!(high > low)) throw new ArgumentException("The image has one value.", nameof(uni));
        var e = energy ?? FromNoise(uni, parallel);
        var background = Background(e);
        var beta = strength * background;
        // Anatomy finer than its voxels passes for some noise, so the estimate is low in the brain; but it is smooth, and its square parts
        // signal from noise as the energy does.
        if (energy is null && background > 0) e = e.Map(v => (float)(v * v / background));
        return Volume.CreateParallel<float>(uni.Grid, voxels => Slices.For(uni.Shape.K, parallel, k =>
        {
            var to = voxels.Span.Slice(k * uni.Shape.SliceCount, uni.Shape.SliceCount);
            var from = uni.Slice(k);
            var power = e.Slice(k);
            for (var n = 0; n < to.Length; n++)
            {
                var u = Math.Clamp(((from[n] - low) / (high - low)) - 0.5, -0.5, 0.5);
                var d = power[n] + (2 * beta);
                var robust = float.IsFinite(from[n]) && d > 0 ? ((u * power[n]) - beta) / d : -0.5;
                to[n] = (float)Math.Max(0, (robust + 0.5) * Range);
            }
        }));
    }

    /// <summary>The energy of both inversion images.</summary>
    /// <param name="first">Magnitude of the first; null when there is none: it then follows from UNI and the second, taken for the
    /// larger.</param>
    /// <param name="second">Magnitude of the second.</param>
    /// <param name="uni">UNI on the same grid.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">Grids that differ.</exception>
    public static Volume<float> Energy(Volume<float>? first, Volume<float> second, Volume<float> uni, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(uni);
        if (!second.Grid.Matches(uni.Grid) || (first is not null && !first.Grid.Matches(uni.Grid)))
            throw new ArgumentException("UNI and inversion images lie on different grids.", nameof(second));
        var (low, high) = Scale(uni);
        return Volume.CreateParallel<float>(uni.Grid, voxels => Slices.For(uni.Shape.K, parallel, k =>
        {
            var to = voxels.Span.Slice(k * uni.Shape.SliceCount, uni.Shape.SliceCount);
            for (var n = 0; n < to.Length; n++)
            {
                double b = second.Slice(k)[n];
                double a;
                if (first is not null)
                {
                    a = first.Slice(k)[n];
                }
                else
                {
                    // u = r / (1 + r²), r being the first over the second: the root that is at most 1.
                    var u = Math.Clamp(((uni.Slice(k)[n] - low) / (high - low)) - 0.5, -0.5, 0.5);
                    a = b * (Math.Abs(u) < 1e-6 ? u : (1 - Math.Sqrt(Math.Max(0, 1 - (4 * u * u)))) / (2 * u));
                }

                to[n] = double.IsFinite(a * b) ? (float)((a * a) + (b * b)) : 0;
            }
        }));
    }

    // Inverse to the variance of the noise, which the alternating sums of 2×2×2 voxels show; in units in which noise alone is about 1.
    private static Volume<float> FromNoise(Volume<float> uni, ParallelOptions? parallel)
    {
        var s = uni.Shape;
        var (low, high) = Scale(uni);
        var squares = Volume.CreateParallel<float>(uni.Grid, voxels => Slices.For(s.K, parallel, k =>
        {
            var to = voxels.Span.Slice(k * s.SliceCount, s.SliceCount);
            for (var j = 0; j < s.J; j++)
            {
                for (var i = 0; i < s.I; i++)
                {
                    var sum = 0f;
                    for (var c = 0; c < 8; c++)
                    {
                        // At the last voxel of an axis the block turns back.
                        var v = uni[Step(i, c & 1, s.I), Step(j, (c >> 1) & 1, s.J), Step(k, c >> 2, s.K)];
                        sum += (System.Numerics.BitOperations.PopCount((uint)c) & 1) == 0 ? v : -v;
                    }

                    var d = sum / (high - low);
                    to[(j * s.I) + i] = float.IsFinite(sum) ? (float)(d * d / 8) : 0;
                }
            }
        }));
        var size = uni.Grid.VoxelSize;
        var variance = GaussianSmoothing.Apply(squares,
            Math.Max(DetailFwhmMm, DetailVoxels * Math.Max(size.X, Math.Max(size.Y, size.Z))), parallel);
        // Noise uniform over the range has a variance of 1/12; that of strong signal is 1/4 of the inverse of its energy over the noise's.
        return variance.Map(static v => (float)(1 / (12 * Math.Clamp(v, 1e-6, 1 / 12.0))));

        static int Step(int n, int more, int size) => n + more < size ? n + more : Math.Max(0, n - 1);
    }

    // Mean energy where there is no signal: of the voxels below half of Otsu's threshold of the amplitude; a background of zeros says
    // nothing of the noise and is left out.
    private static double Background(Volume<float> energy)
    {
        var amplitude = energy.Map(static e => MathF.Sqrt(Math.Max(e, 0)));
        var limit = Otsu.Threshold(amplitude) / 2;
        var (sum, count) = (0.0, 0);
        foreach (var a in amplitude.Span)
            if (a > 0 && a < limit) (sum, count) = (sum + ((double)a * a), count + 1);
        if (count > 0) return sum / count;
        foreach (var a in amplitude.Span)
            if (a > 0) (sum, count) = (sum + ((double)a * a), count + 1);
        return count > 0 ? 1e-3 * sum / count : 0;
    }

    // What stands for −½ and ½: 0 and 4095 where the values fill about that range, else the image's ends, evened out when they lie about 0.
    private static (float Low, float High) Scale(Volume<float> image)
    {
        var (low, high) = Ends(image);
        if (low >= 0 && high is > 3500 and <= 4096) return (0, (float)Range);
        if (low < 0 && high > 0)
        {
            var half = Math.Max(-low, high);
            half = half is > 0.4f and < 0.55f ? 0.5f : half;
            return (-half, half);
        }

        return (low, high);
    }

    private static (float Low, float High) Ends(Volume<float> image)
    {
        var ends = new double[2];
        Quantile.Of(image.Span, [0.0005, 0.9995], ends);
        return double.IsNaN(ends[0]) ? (0, 0) : ((float)ends[0], (float)ends[1]);
    }

    private static float Median(List<float> values)
    {
        if (values.Count == 0) return 0;
        return Quantile.Select(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(values), values.Count / 2);
    }
}

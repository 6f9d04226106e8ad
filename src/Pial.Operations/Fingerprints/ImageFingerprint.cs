using Pial.Operations.Masks;
using Pial.Operations.Resampling;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Fingerprints;

/// <summary>
/// What of a head scan stays when it is stored, scaled, cropped or resampled anew, and differs between people: a coarse map of where tissue
/// is brighter than around it, 23,760 signs and sizes on a grid of 5 mm that is laid by the head itself. Two files of one scan agree, two
/// people do not; <see cref="FingerprintMatch"/> compares them.
/// </summary>
/// <remarks>
/// How: the image on a 2.5 mm RAS grid (smoothed first, so that nothing aliases); the head or brain as the largest part above 0.6 of Otsu's
/// threshold, closed by 10 mm and filled; intensities replaced by their rank inside it (which no monotone scaling changes); what is
/// brighter than its surroundings by two Gaussians (σ 2.5 and 8 mm, both normalised by the mask, so that outline and field of view count
/// for nothing); sampled at 5 mm around the centroid of the top 110 mm. Numbers measured on real scans:
/// <c>bench/results/fingerprints.md</c>. Not seen: an image whose axes are labelled wrongly in another way than left for right. Cost: some
/// ten passes over the 2.5 mm image.
/// </remarks>
public sealed class ImageFingerprint
{
    /// <summary>Version of the definition; fingerprints of different versions do not compare.</summary>
    public const int Version = 1;

    internal const int I = 30, J = 36, K = 22;
    internal const int Count = I * J * K;
    internal const sbyte Outside = sbyte.MinValue;
    private const double Fine = 2.5, Coarse = 5, Depth = 110; // mm
    private const double Inner = 2.5, Outer = 8;             // σ in mm
    private const double OfOtsu = 0.6;
    private const double Scale = 250;                        // of rank differences, which stay below 0.5
    private const int LeastVoxels = 2000;                    // of 2.5 mm: 31 mL
    private const double FwhmOfSigma = 2.3548200450309493;

    private readonly sbyte[] map;

    private ImageFingerprint(sbyte[] map) => this.map = map;

    /// <summary>The map, i fastest: brighter than around above 0, darker below, −128 outside the head.</summary>
    public ReadOnlySpan<sbyte> Field => map;

    /// <summary>Share of the grid that lies inside the head, 0 to 1.</summary>
    public double Inside => 1 - (map.AsSpan().Count(Outside) / (double)Count);

    /// <summary>Takes the fingerprint of an image.</summary>
    /// <param name="image">A head or a brain, any contrast, size and orientation; what is not finite or below 0 counts as 0.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on them.</param>
    /// <exception cref="ArgumentException">Nothing in the image stands out that is as large as a brain's part (31 mL).</exception>
    public static ImageFingerprint Of(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        var shown = Resample.ToGrid(image.Map(v => float.IsFinite(v) && v > 0 ? v : 0), Around(image.Grid), null, Interpolation.Linear,
            new() { AntiAlias = true, HalfVoxelEdge = true }, parallel);
        var head = Head(shown, parallel);
        var ranks = Ranked(shown, head);
        var inside = head.Map(v => v ? 1f : 0f);
        var detail = Smooth(ranks, inside, Inner, parallel);
        var around = Smooth(ranks, inside, Outer, parallel);
        var grid = Grid.Centred(new(I, J, K), new(Coarse, Coarse, Coarse), Centre(head));
        var deep = Morphology.Erode(head, Coarse, parallel).Map(v => v ? 1f : 0f);
        var difference = Volume.Create(shown.Grid, (detail, around, deep),
            static (Span<float> to, (Volume<float> Detail, Volume<float> Around, Volume<float> Deep) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Deep.Span[n] > 0 ? s.Detail.Span[n] - s.Around.Span[n] : 0;
        });
        var values = Resample.ToGrid(difference, grid, null, Interpolation.Linear, null, parallel);
        var mask = Resample.ToGrid(deep, grid, null, Interpolation.Linear, null, parallel);
        var field = new sbyte[Count];
        for (var n = 0; n < Count; n++)
            field[n] = mask.Span[n] > 0.5f ? (sbyte)Math.Clamp(Math.Round(values.Span[n] * Scale), -127, 127) : Outside;
        return new(field);
    }

    /// <summary>That of the image with left and right exchanged.</summary>
    public ImageFingerprint Mirrored()
    {
        var mirrored = map.ToArray();
        for (var row = 0; row < Count; row += I) mirrored.AsSpan(row, I).Reverse();
        return new(mirrored);
    }

    /// <summary>As bytes, to be kept.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Count + 1];
        bytes[0] = Version;
        for (var n = 0; n < Count; n++) bytes[n + 1] = (byte)map[n];
        return bytes;
    }

    /// <summary>Back from bytes; null when they are of another version or damaged.</summary>
    public static ImageFingerprint? FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Count + 1 || bytes[0] != Version) return null;
        var field = new sbyte[Count];
        for (var n = 0; n < Count; n++) field[n] = (sbyte)bytes[n + 1];
        return new(field);
    }

    // The field of view along the world's axes, whatever the directions of its own.
    private static Grid Around(Grid grid)
    {
        var corners = grid.Corners();
        Point low = new(corners.Min(c => c.X), corners.Min(c => c.Y), corners.Min(c => c.Z)), high = new(corners.Max(c => c.X),
            corners.Max(c => c.Y), corners.Max(c => c.Z));
        static int Steps(double from, double to) => Math.Clamp((int)Math.Ceiling((to - from) / Fine) + 1, 8, 200);
        return Grid.Centred(new(Steps(low.X, high.X), Steps(low.Y, high.Y), Steps(low.Z, high.Z)), new(Fine, Fine, Fine),
            (low + high) * 0.5);
    }

    private static Volume<bool> Head(Volume<float> image, ParallelOptions? parallel)
    {
        // Above the 99th percentile all is one, so that a few bright voxels do not move the threshold.
        var sorted = image.Span.ToArray();
        Array.Sort(sorted);
        var top = sorted[(int)(0.99 * (sorted.Length - 1))];
        if (top <= 0) throw new ArgumentException("The image holds nothing but background.", nameof(image));
        for (var n = 0; n < sorted.Length; n++) sorted[n] = Math.Min(sorted[n], top);
        var threshold = (float)(OfOtsu * Otsu.Threshold(sorted, 128));
        var bright = ConnectedComponents.Largest(image.Map(v => v > threshold));
        var head = FillHoles.Apply(Morphology.Close(bright, 4 * Fine, parallel));
        return head.Span.Count(true) >= LeastVoxels ? head
            : throw new ArgumentException("Nothing in the image is as large as a part of a brain.", nameof(image));
    }

    private static Volume<float> Ranked(Volume<float> image, Volume<bool> head)
    {
        var places = new List<int>();
        for (var n = 0; n < head.Shape.Count; n++)
            if (head.Span[n]) places.Add(n);
        float[] values = [.. places.Select(n => image.Span[n])];
        int[] order = [.. places];
        Array.Sort(values, order); // equal values share the middle of their ranks, so that their order does not matter
        return Volume.Create(image.Grid, (values, order), static (Span<float> to, (float[] Values, int[] Order) s) =>
        {
            for (var from = 0; from < s.Values.Length;)
            {
                var end = from + 1;
                while (end < s.Values.Length && s.Values[end] == s.Values[from]) end++;
                var rank = (float)(((from + end - 1) / 2.0 / s.Values.Length) - 0.5);
                for (; from < end; from++) to[s.Order[from]] = rank;
            }
        });
    }

    // The mean under a Gaussian of what lies inside.
    private static Volume<float> Smooth(Volume<float> values, Volume<float> inside, double sigma, ParallelOptions? parallel)
    {
        var (sum, weight) = (GaussianSmoothing.Apply(values, sigma * FwhmOfSigma, parallel),
            GaussianSmoothing.Apply(inside, sigma * FwhmOfSigma, parallel));
        return Volume.Create(values.Grid, (sum, weight), static (Span<float> to, (Volume<float> Sum, Volume<float> Weight) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Sum.Span[n] / Math.Max(s.Weight.Span[n], 1e-3f);
        });
    }

    // Of the top 110 mm, so that neck and shoulders do not move it.
    private static Point Centre(Volume<bool> head)
    {
        var s = head.Shape;
        var top = s.K - 1;
        while (top > 0 && head.Slice(top).Count(true) <= 30) top--;
        var (sum, count) = (default(Point), 0L);
        for (var k = Math.Max(0, top - (int)(Depth / Fine)); k < s.K; k++)
        {
            var slice = head.Slice(k);
            for (var n = 0; n < slice.Length; n++)
                if (slice[n]) (sum, count) = (sum + new Point(n % s.I, n / s.I, k), count + 1);
        }

        return head.Grid.Affine.Apply(sum * (1.0 / count));
    }
}

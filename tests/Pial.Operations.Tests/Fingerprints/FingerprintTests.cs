using Pial.Kernels;
using Pial.Operations.Fingerprints;
using Pial.Operations.Resampling;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Tests.Fingerprints;

/// <summary>
/// On made-up brains: an ellipsoid of smooth random texture; another seed is another person. Real scans are in
/// bench/results/fingerprints.md.
/// </summary>
public class FingerprintTests
{
    private static readonly Volume<float> One = Brain(1), Two = Brain(2);

    public static TheoryData<string> Copies => ["scaled", "gamma", "coarser", "reoriented", "cropped", "noise", "moved", "turned", "signed",
        "mirrored"];

    [Theory]
    [MemberData(nameof(Copies))]
    public void A_copy_is_found(string how)
    {
        var copy = ImageFingerprint.Of(Copy(One, how));
        var found = Assert.Single(FingerprintMatch.Find([ImageFingerprint.Of(Two), ImageFingerprint.Of(One)], [copy]));
        Assert.Equal((1, 0, how == "mirrored"), (found.First, found.Second, found.Mirrored));
        Assert.InRange(found.Correlation, FingerprintMatch.SameScan, 1.0001);
    }

    [Fact]
    public void Different_textures_do_not_match()
    {
        ImageFingerprint[] all = [.. Enumerable.Range(1, 6).Select(n => ImageFingerprint.Of(Brain((ulong)n)))];
        Assert.Empty(FingerprintMatch.Find(all));
        Assert.InRange(FingerprintMatch.Correlation(all[0], all[1]), 0, 0.6);
        Assert.Equal(1, FingerprintMatch.Correlation(all[0], all[0]), 3);
        Assert.Equal(1, FingerprintMatch.Signs(all[0], all[0]), 6);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var (one, all) = (new ParallelOptions { MaxDegreeOfParallelism = 1 }, new ParallelOptions { MaxDegreeOfParallelism = 4 });
        Assert.Equal(ImageFingerprint.Of(One, one).ToBytes(), ImageFingerprint.Of(One, all).ToBytes());
        ImageFingerprint[] list = [ImageFingerprint.Of(One), ImageFingerprint.Of(Two), ImageFingerprint.Of(Copy(One, "noise"))];
        Assert.Equal(FingerprintMatch.Find(list, null, one), FingerprintMatch.Find(list, null, all));
        Assert.Equal((0, 2), FingerprintMatch.Find(list) is [var pair] ? (pair.First, pair.Second) : default);
    }

    [Fact]
    public void Bytes_come_back_and_damaged_ones_do_not()
    {
        var bytes = ImageFingerprint.Of(One).ToBytes();
        Assert.Equal(bytes, ImageFingerprint.FromBytes(bytes)!.ToBytes());
        Assert.Null(ImageFingerprint.FromBytes(bytes.AsSpan(1)));
        bytes[0] = 99;
        Assert.Null(ImageFingerprint.FromBytes(bytes));
    }

    [Fact]
    public void An_image_of_nothing_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ImageFingerprint.Of(One.Map(_ => 0f)));
        Assert.Throws<ArgumentException>(() => ImageFingerprint.Of(One.Map(_ => float.NaN)));
        Assert.Throws<ArgumentException>(
            () => ImageFingerprint.Of(Volume.Create(One.Grid, 0, static (Span<float> to, int _) => to[to.Length / 2] = 1)));
    }

    private static Volume<float> Copy(Volume<float> v, string how) => how switch
    {
        "scaled" => v.Map(x => MathF.Round(x * 0.2f) * 41),
        "signed" => v.Map(x => x == 0 ? -100 : x),
        "gamma" => v.Map(x => MathF.Sqrt(x)),
        "coarser" => Resample.ToVoxelSize(v, 4, Interpolation.Linear, new() { AntiAlias = true, HalfVoxelEdge = true }),
        "reoriented" => v.Reorient(Orientation.Parse("PIL")),
        "cropped" => v.Crop(3, 3, 3, new(v.Shape.I - 7, v.Shape.J - 6, v.Shape.K - 6)),
        "moved" => v.WithGrid(v.Grid with { Affine = Affine.Translation(new(40, -31, 17)) * v.Grid.Affine }),
        "mirrored" => v.WithGrid(v.Grid with { Affine = Affine.Scaling(-1, 1, 1) * v.Grid.Affine }),
        "turned" => v.WithGrid(v.Grid with { Affine = Affine.Rotation(0.06, -0.05, 0.07) * v.Grid.Affine }),
        _ => Noisy(v),
    };

    private static Volume<float> Noisy(Volume<float> v)
    {
        var noise = new float[v.Shape.Count];
        new CounterRandom(9, 9).FillNormals(noise);
        return Volume.Create(v.Grid, (v, noise), static (Span<float> to, (Volume<float> Image, float[] Noise) s) =>
        {
            for (var n = 0; n < to.Length; n++) to[n] = MathF.Abs(s.Image.Span[n] + (30 * s.Noise[n]));
        });
    }

    private static Volume<float> Brain(ulong seed)
    {
        var grid = Grid.Centred(new(60, 72, 56), new(3, 3, 3), default);
        var noise = new float[grid.Shape.Count];
        new CounterRandom(seed, 5).FillNormals(noise);
        var smooth = GaussianSmoothing.Apply(Volume.Create<float>(grid, noise), 10);
        return Volume.Create(grid, smooth, static (Span<float> to, Volume<float> texture) =>
        {
            var s = texture.Shape;
            for (var n = 0; n < to.Length; n++)
            {
                var p = texture.Grid.Affine.Apply(new(n % s.I, n / s.I % s.J, n / s.SliceCount));
                to[n] = (p.X * p.X / 4900) + (p.Y * p.Y / 7225) + (p.Z * p.Z / 3600) < 1
                    ? Math.Clamp(600 + (1500 * texture.Span[n]), 350, 1200) : 0;
            }
        });
    }
}

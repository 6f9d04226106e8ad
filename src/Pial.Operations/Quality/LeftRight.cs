using Pial.Kernels;
using Pial.Operations.Registration;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Quality;

/// <summary>Whether a brain looks like its own mirror image: left and right of the anatomy against left and right of the header.</summary>
/// <param name="Likeness">Mean squared local correlation of the brain and the template, 0 to 1.</param>
/// <param name="Mirrored">The same of the brain's mirror image.</param>
/// <remarks>
/// Brains are not symmetric: the right frontal and the left occipital lobe reach further, the left planum temporale is larger (Toga and
/// Thompson 2003, doi 10.1038/nrn1009). A template of many brains has these asymmetries, and a scan that has them too fits it better than
/// its mirror image does. Brains differ, some are the other way round, and nothing says so for one person: what comes out is a suspicion,
/// never a fact.
/// </remarks>
public sealed record LeftRight(double Likeness, double Mirrored)
{
    // By bench/results/left-right.md: a scan the right way round has a difference of about 0.015 ± 0.007, a mirrored one −0.015 ± 0.007.
    private const double UsualDifference = 0.0148;
    private const double Spread = 0.0068;

    /// <summary>Difference from which a side is named; between this and its negative the anatomy does not tell.</summary>
    public const double LeastDifference = 0.006;

    private static readonly Grid Field = Grid.Centred(new(80, 100, 90), new(2, 2, 2), new(0, -18, 6));
    private static readonly Affine Mirror = Affine.Scaling(-1, 1, 1);
    private static readonly float[] Window = [0.2f, 0.2f, 0.2f]; // five voxels, a centimetre

    /// <summary>How much better the brain fits than its mirror image.</summary>
    public double Difference => Likeness - Mirrored;

    /// <summary>Whether the mirror image fits so much better that left and right may be swapped.</summary>
    public bool SuspectedFlip => Difference < -LeastDifference;

    /// <summary>
    /// How many times likelier the difference is from a mirrored scan than from one the right way round; normal distributions of equal
    /// spread, at most a million.
    /// </summary>
    public double OddsOfFlip => Math.Min(Math.Exp(-2 * UsualDifference * Difference / (Spread * Spread)), 1e6);

    /// <summary>Compares a brain and its mirror image with a template.</summary>
    /// <param name="brain">Brain alone (0 outside), T1w.</param>
    /// <param name="template">Brain of an asymmetric template in MNI152NLin2009cAsym. The limits are those of the embedded one; with a
    /// symmetric template the difference is near 0.</param>
    /// <param name="templateToBrain">Affine map, RAS+ mm. The mirror image is registered from the mirrored map.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The map is singular, or one of the images is constant.</exception>
    public static LeftRight Of(Volume<float> brain, Volume<float> template, Affine templateToBrain, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(brain);
        ArgumentNullException.ThrowIfNull(template);
        var mirrored = brain.WithGrid(new(brain.Shape, Mirror * brain.Grid.Affine));
        var map = AffineRegistration.Run(mirrored, template, new() { Initial = Mirror * templateToBrain * Mirror },
            parallel).ReferenceToMoving;
        var shown = Shown(template, Affine.Identity, parallel);
        return new(Correlation(Shown(brain, templateToBrain, parallel), shown, parallel),
            Correlation(Shown(mirrored, map, parallel), shown, parallel));
    }

    private static Volume<float> Shown(Volume<float> image, Affine map, ParallelOptions? parallel)
    {
        var shown = Resample.ToGrid(image, Field, PointMap.FromAffine(map), Interpolation.Linear, new() { AntiAlias = true }, parallel);
        var limit = new double[1];
        Quantile.Of(shown.Span, [0.99], limit);
        if (!(limit[0] > 0)) throw new ArgumentException("There is no brain where the template says.", nameof(image));
        return shown.Map(v => (float)(v / limit[0]));
    }

    // Mean of the squared correlation within windows that lie on the template's brain.
    private static double Correlation(Volume<float> image, Volume<float> template, ParallelOptions? parallel)
    {
        var (a, b) = (Mean(image, image, false, parallel), Mean(template, template, false, parallel));
        var (aa, bb, ab) = (Mean(image, image, true, parallel), Mean(template, template, true, parallel),
            Mean(image, template, true, parallel));
        var sums = new double[2];
        Slices.Sum(Field.Shape.K, parallel, (k, row) =>
        {
            for (var n = k * Field.Shape.SliceCount; n < (k + 1) * Field.Shape.SliceCount; n++)
            {
                if (template.Span[n] < 0.15f) continue;
                var (own, theirs) = (aa[n] - ((double)a[n] * a[n]), bb[n] - ((double)b[n] * b[n]));
                if (own < 1e-5 || theirs < 1e-5) continue;
                var shared = ab[n] - ((double)a[n] * b[n]);
                (row[0], row[1]) = (row[0] + 1, row[1] + (shared * shared / (own * theirs)));
            }
        }, sums);
        return sums[0] > 0 ? sums[1] / sums[0] : 0;
    }

    private static float[] Mean(Volume<float> first, Volume<float> second, bool product, ParallelOptions? parallel)
    {
        var s = Field.Shape;
        var mean = new float[s.Count];
        for (var n = 0; n < mean.Length; n++)
            mean[n] = product ? first.Span[n] * second.Span[n] : first.Span[n];
        Convolution.Separable(mean, s.I, s.J, s.K, Window, Window, Window, Boundary.Reflect, mean, parallel);
        return mean;
    }
}

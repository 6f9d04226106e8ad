using Pial.Kernels.Fourier;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>
/// Ringing at edges, as a scan of too few lines of k-space has it: the outer part of k-space is cut off along every axis.
/// </summary>
/// <param name="Alpha">Share of k-space that is lost along each axis, 0 to 1; the central plane always stays.</param>
/// <remarks>
/// A box, as Cartesian scans measure it; MONAI's <c>GibbsNoise</c> cuts a sphere. The grid stays: the lost part is filled with zeros.
/// </remarks>
public sealed record GibbsNoise(double Alpha) : IntensityTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!(Alpha is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(Alpha), Alpha, "The lost share must lie between 0 and 1.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var (s, result) = (image.Shape, image);
        for (var axis = 0; axis < 3; axis++)
        {
            if (s[axis] == 1) continue;
            var (from, weights, along) = (Finite.OrZero(result, parallel), Kept(s[axis]), axis);
            result = Volume.CreateParallel<float>(image.Grid, voxels => FourierAxis.Real(
                [from], s.I, s.J, s.K, along, [(re, im, lanes) => PlaneWeights.Apply(weights, re, im, lanes)], voxels, parallel));
        }

        return result;
    }

    // Both signs of a frequency stay or go together, so that the image stays real.
    private float[] Kept(int length)
    {
        var most = (1 - Alpha) * length / 2;
        return [.. Enumerable.Range(0, length).Select(k => Math.Min(k, length - k) <= most || k == 0 ? 1f : 0f)];
    }
}

/// <summary>Random ringing: MONAI's <c>RandGibbsNoise</c>.</summary>
public sealed record RandomGibbsNoise : RandomIntensityTransform
{
    /// <summary>Share of k-space that is lost; one number d means 0 to d. Default 0 to 1.</summary>
    [SingleNumber(SingleNumber.FromZero)]
    public Interval Alpha { get; init; } = new(0, 1);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Alpha.Check(nameof(Alpha), 0, 1);
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new GibbsNoise(draws.Within(Alpha));
    }
}

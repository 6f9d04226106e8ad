using Pial.Operations.Denoising;
using Pial.Operations.Intensity;
using Pial.Operations.Masks;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Segmentation;

/// <summary>Grey matter, white matter and cerebrospinal fluid of a T1-weighted head, with partial volume and the bias field.</summary>
public static class TissueSegmentation
{
    private const int WarmUp = 3; // rounds on intensities alone, before neighbours and edges are asked
    private const int AloneRounds = 6; // rounds of the T1w image alone, before other channels are asked
    private const int MostChannels = 2;

    /// <summary>
    /// Segments the voxels of a mask by expectation–maximisation over pure tissues and their mixtures, with a neighbourhood term on the
    /// fractions and the bias field in the loop.
    /// </summary>
    /// <remarks>
    /// <para>Model: a voxel is pure CSF, GM or WM, or a mixture of two of them in steps of a quarter (Tohka et al. 2004,
    /// doi:10.1016/j.neuroimage.2004.05.007; Shattuck et al. 2001, doi:10.1006/nimg.2000.0730). Its evidence is two numbers: the denoised,
    /// field-corrected intensity, and the spread of its neighbourhood, which tells an edge from a flat region: a mixture lies on an edge as
    /// high as the gap between its tissues. That keeps the ventricles' walls from becoming grey matter and deep grey matter from becoming a
    /// mixture. The neighbourhood term is quadratic in the fractions, solved by mean fields. The field is a sum of cosines fitted to the
    /// pure voxels' log residuals by weighted least squares (Ashburner and Friston 2005, doi:10.1016/j.neuroimage.2005.02.018). No training
    /// data and, unless given, no template enter.</para>
    /// <para>Cost: about 25 passes over the mask's box; memory about 25 times the box in float32.</para>
    /// </remarks>
    /// <param name="image">T1-weighted image, any grid and unit; signed values and offsets are brought to positive units first; not finite
    /// counts as 0.</param>
    /// <param name="mask">Brain mask on the same grid; CSF around the brain may be in or out.</param>
    /// <param name="priors">Probabilities of the tissues on the same grid, blurry or rough is fine; null for none.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    /// <returns>Maps on the grid of the image.</returns>
    /// <exception cref="ArgumentException">The grids differ, the mask is empty, or the intensities inside it do not part into
    /// tissues.</exception>
    public static TissueResult Run(
        Volume<float> image, Volume<bool> mask, TissueMaps? priors = null, TissueOptions? options = null, ParallelOptions? parallel = null)
        => Run(image, [], mask, priors, options, parallel);

    /// <summary>The same with up to two further channels (T2w, FLAIR, PDw) that help to tell the tissues.</summary>
    /// <remarks>
    /// The tissues' order is the T1w image's. Once it has told them, the means of each channel follow by least squares over the fractions,
    /// and every voxel is judged by all its values together: a channel counts as Gaussian about the mixture of its tissues' means, with one
    /// deviation for all, and independent of the others given the tissue. In a voxel that a channel does not show the rest decides.
    /// White-matter lesions are not a class of their own: bright in FLAIR and dark in T1w, they become grey matter.
    /// </remarks>
    /// <param name="image">T1-weighted magnitude image; its field is estimated.</param>
    /// <param name="channels">Further images on the same grid, free of their fields; 0 where they show nothing.</param>
    /// <param name="mask">Brain mask on that grid.</param>
    /// <param name="priors">Probabilities of the tissues on that grid; null for none.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    /// <exception cref="ArgumentException">The grids differ, the mask is empty, there are more than two channels, one has a single value
    /// inside the mask, or the T1w's intensities do not part into tissues.</exception>
    public static TissueResult Run(
        Volume<float> image, IReadOnlyList<Volume<float>> channels, Volume<bool> mask, TissueMaps? priors = null,
        TissueOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(mask);
        if (!image.Grid.Matches(mask.Grid))
            throw new ArgumentException($"The mask ({mask.Grid}) does not lie on the image's grid ({image.Grid}).", nameof(mask));
        if (priors is not null && !image.Grid.Matches(priors.Grid))
            throw new ArgumentException($"The priors ({priors.Grid}) do not lie on the image's grid ({image.Grid}).", nameof(priors));
        if (!mask.Span.Contains(true))
            throw new ArgumentException("The mask is empty.", nameof(mask));
        if (channels.Count > MostChannels)
            throw new ArgumentException($"At most {MostChannels} channels can help a T1w image, not {channels.Count}.", nameof(channels));
        ChannelSegmentation.CheckChannels(channels, mask);
        options ??= new();

        var units = PositiveUnits.Of(image, parallel);
        var found = Estimate(units.Image, channels, mask, priors, options, parallel);
        if (!found.Parted && BrightOutliers.Dimmed(units.Image, mask) is { } dimmed)
        {
            var again = Estimate(dimmed, channels, mask, priors, options, parallel);
            if (again.Parted || !found.Started) found = again;
        }

        return found.Started
            ? found.InUnitsOf(units)
            : throw new ArgumentException(
                "The intensities inside the mask do not part into three tissues: the tissue model could not start. Is this a T1w image " +
                    "of a brain, and does the mask lie on it?", nameof(image));
    }

    private static TissueResult Estimate(
        Volume<float> image, IReadOnlyList<Volume<float>> channels, Volume<bool> mask, TissueMaps? priors, TissueOptions options,
        ParallelOptions? parallel)
    {
        var frame = new MaskFrame(image, mask);
        var noise = GuidedFilter.NoiseLevel(frame);
        var values = options.Denoise && noise > 0 ? GuidedFilter.Apply(frame, noise, parallel) : (float[])frame.Image.Clone();
        var model = options.Known is { } known ? TissueModel.From(known, 0.3 * noise) : HistogramStart.Fit(frame, values, 0.3 * noise);
        var evidence = channels.Count == 0 ? null
            : new ChannelEvidence(frame, [.. channels.Select(c => Denoised(c, mask, options, parallel))]);
        var work = new TissueEstimation(frame, values, model, priors is null ? null : LogPriors(frame, priors, options, parallel), options,
            parallel)
        { Channels = evidence };
        var (iterations, converged) = (0, false);
        while (iterations < options.MaxIterations && !converged)
        {
            var change = work.Round(iterations >= WarmUp);
            if (evidence is not null && iterations >= AloneRounds) change = Math.Max(change, evidence.Update(work.Fractions, parallel));
            converged = ++iterations > (evidence is null ? WarmUp : AloneRounds) + 1 && change < options.Tolerance;
        }

        return TissueOutput.Collect(frame, work, noise, iterations, converged, parallel);
    }

    // What is not shown is filled with the mean of what is, so that denoising does not draw its edge into the shown part, and is 0 again
    // afterwards.
    private static float[] Denoised(Volume<float> channel, Volume<bool> mask, TissueOptions options, ParallelOptions? parallel)
    {
        var (sum, count) = (0.0, 0);
        for (var n = 0; n < mask.Shape.Count; n++)
        {
            if (!mask.Span[n] || channel.Span[n] == 0) continue;
            (sum, count) = (sum + channel.Span[n], count + 1);
        }

        var mean = (float)(sum / Math.Max(count, 1));
        var frame = new MaskFrame(channel.Map(v => float.IsFinite(v) && v != 0 ? v : mean), mask);
        var noise = options.Denoise ? GuidedFilter.NoiseLevel(frame) : 0;
        var values = noise > 0 ? GuidedFilter.Apply(frame, noise, parallel) : frame.Image;
        var shown = frame.Cut(channel);
        for (var n = 0; n < values.Length; n++)
            if (shown[n] == 0) values[n] = 0;
        return values;
    }

    // Log of the priors, blurred, made to sum to one and mixed with a flat share.
    internal static float[][] LogPriors(MaskFrame frame, TissueMaps priors, TissueOptions options, ParallelOptions? parallel)
    {
        float[] Blurred(Volume<float> map) =>
            frame.Cut(options.PriorBlurMm > 0 ? GaussianSmoothing.Apply(map, options.PriorBlurMm, parallel) : map);
        var floor = options.PriorFloor;
        float[][] maps = [Blurred(priors.Csf), Blurred(priors.Gm), Blurred(priors.Wm)];
        for (var n = 0; n < maps[0].Length; n++)
        {
            var (c, g, w) = (Math.Max(maps[0][n], 0), Math.Max(maps[1][n], 0), Math.Max(maps[2][n], 0));
            var sum = c + g + w + 1e-3; // where a template says nothing, or only non-brain, all three are alike
            float Log(double p) => (float)Math.Log(((1 - floor) * (p + (1e-3 / 3)) / sum) + (floor / 3));
            (maps[0][n], maps[1][n], maps[2][n]) = (Log(c), Log(g), Log(w));
        }

        return maps;
    }
}

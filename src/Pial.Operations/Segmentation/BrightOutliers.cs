using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Segmentation;

/// <summary>
/// What is much brighter than white matter in a T1w brain: contrast agent, blood. Much of it stretches the histogram until its tissues are
/// not to be told.
/// </summary>
internal static class BrightOutliers
{
    private const double Limit = 1.35;       // times the 80th percentile, which lies in white matter: vessels and fat begin there
    private const double LeastShare = 0.003; // of the mask; scans without contrast agent have 0.001 to 0.003

    /// <summary>The image with as bright as white matter what is brighter; null where too little is to matter.</summary>
    public static Volume<float>? Dimmed(Volume<float> image, Volume<bool> mask)
    {
        var values = new List<float>();
        for (var n = 0; n < mask.Shape.Count; n++)
            if (mask.Span[n] && float.IsFinite(image.Span[n])) values.Add(image.Span[n]);
        if (values.Count == 0) return null;
        var white = (float)Quantile.InPlace(values.ToArray(), 0.8);
        var limit = (float)(Limit * white);
        return values.Count(v => v > limit) < LeastShare * values.Count ? null : image.Map(v => v > limit ? white : v);
    }
}

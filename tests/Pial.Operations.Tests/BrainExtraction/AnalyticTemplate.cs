using Pial.Operations.BrainExtraction;
using Pial.Operations.Phantoms;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Tests.BrainExtraction;

/// <summary>A head template made of the analytic head, as the real one is made of a scan.</summary>
internal static class AnalyticTemplate
{
    private const int Bone = 515;

    public static HeadTemplate Create(double voxelMm)
    {
        var phantom = Phantom.Create(AnalyticHead.Create(voxelMm), new() { NoisePercent = 0, InuPercent = 0 });
        var (labels, mask) = (phantom.Labels, phantom.Mask);
        Volume<float> Prior(Volume<float> map) => GaussianSmoothing.Apply(map, 5);
        Volume<float> Outside(Func<int, bool> isClass) => Prior(Volume.Create<float, Func<int, bool>>(labels.Grid, isClass, (v, rule) =>
        {
            for (var n = 0; n < v.Length; n++)
                v[n] = !mask.Span[n] && rule(labels.Span[n]) ? 1 : 0;
        }));
        Volume<float> Inside(Volume<float> fraction) => Prior(Volume.Create<float, Volume<float>>(labels.Grid, fraction, (v, f) =>
        {
            for (var n = 0; n < v.Length; n++)
                v[n] = mask.Span[n] ? f.Span[n] : 0;
        }));
        var (gm, wm, csf) = (phantom.Fractions.Gm, phantom.Fractions.Wm, phantom.Fractions.Csf);
        return new(
            "Analytic", phantom.T1w, mask, new(Inside(gm), Inside(wm), Inside(csf)),
            Outside(l => l == Bone), Outside(l => l != Bone && l != 0), Outside(l => l == 0));
    }
}

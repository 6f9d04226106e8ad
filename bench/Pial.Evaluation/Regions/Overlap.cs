using Pial.Volumes;

namespace Pial.Evaluation.Regions;

/// <summary>Overlap of two images of labels, or of two masks.</summary>
internal static class Overlap
{
    /// <summary>Dice of each label from 0 to 255; 0 where neither has it.</summary>
    public static double[] Of(Volume<int> found, Volume<int> truth)
    {
        var (both, sum) = (new double[256], new double[256]);
        for (var n = 0; n < truth.Shape.Count; n++)
        {
            sum[found.Span[n]]++;
            sum[truth.Span[n]]++;
            if (found.Span[n] == truth.Span[n]) both[truth.Span[n]]++;
        }

        return [.. both.Select((b, l) => 2 * b / Math.Max(1, sum[l]))];
    }

    /// <summary>Dice of two masks.</summary>
    public static double Of(Volume<bool> found, Volume<bool> truth) =>
        Of(found.Map(static v => v ? 1 : 0), truth.Map(static v => v ? 1 : 0))[1];
}

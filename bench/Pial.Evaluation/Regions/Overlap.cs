using Pial.Volumes;

namespace Pial.Evaluation.Regions;

/// <summary>Overlap of two label images.</summary>
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
}

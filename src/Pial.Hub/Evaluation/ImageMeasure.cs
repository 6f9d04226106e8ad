using System.Collections.Immutable;
using Pial.Operations.Comparison;
using Pial.Volumes;

namespace Pial.Hub.Evaluation;

/// <summary>A restored image and the clean one.</summary>
/// <param name="Predicted">What an entry gave.</param>
/// <param name="Clean">The truth, on the same grid.</param>
/// <param name="Mask">Where it is judged; null for everywhere.</param>
/// <param name="Parallel">Threads and cancellation.</param>
internal sealed record ImagePair(Volume<float> Predicted, Volume<float> Clean, Volume<bool>? Mask, ParallelOptions? Parallel = null)
{
    private ImageScores? scores;

    /// <summary>Pial's scores, calculated once.</summary>
    public ImageScores Scores => scores ??= ImageSimilarity.Run(Predicted, Clean, Mask, parallel: Parallel);
}

/// <summary>A measure of restored images, averaged over cases.</summary>
/// <param name="Name">Its name in tasks, tables and on boards.</param>
/// <param name="HigherIsBetter">Its direction.</param>
/// <param name="Of">Takes it of one case; finite.</param>
internal sealed record ImageMeasure(string Name, bool HigherIsBetter, Func<ImagePair, double> Of)
{
    private static ImmutableArray<ImageMeasure> all =
    [
        new("PSNR", true, p => p.Scores.Psnr),
        new("SSIM", true, p => p.Scores.Ssim),
        new("NMSE", false, p => p.Scores.Nmse),
    ];

    /// <summary>All there are.</summary>
    public static IReadOnlyList<ImageMeasure> All => all;

    /// <summary>Adds one for this process, or replaces that of the same name; tasks can then name it.</summary>
    public static void Add(ImageMeasure measure) =>
        ImmutableInterlocked.Update(ref all, list => [.. list.Where(m => m.Name != measure.Name), measure]);
}

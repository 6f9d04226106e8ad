using Pial.Volumes;

namespace Pial.Hub.Tasks;

/// <summary>An image of a case by its name.</summary>
/// <param name="Name">What it is: T1w, FLAIR.</param>
/// <param name="Image">The image.</param>
public sealed record ImageChannel(string Name, Volume<float> Image);

/// <summary>One image of a task, its truth, and what is known of it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Image">What an entry gets; of several channels the first.</param>
/// <param name="Mask">Where it is judged, or what segmentation starts from; null when the task gives none.</param>
/// <param name="Labels">True labels of a segmentation, those of the task alone.</param>
/// <param name="Clean">The true image of a denoising.</param>
/// <param name="Fields">Words by which cases are grouped.</param>
public sealed record ImageCase(string Id, Volume<float> Image, Volume<bool>? Mask, Volume<int>? Labels, Volume<float>? Clean, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>What the first channel is.</summary>
    public string ImageName { get; init; } = "T1w";

    /// <summary>The further channels, on the same grid.</summary>
    public IReadOnlyList<ImageChannel> Others { get; init; } = [];

    /// <summary>All channels, in the task's order.</summary>
    public IReadOnlyList<ImageChannel> Channels => [new(ImageName, Image), .. Others];

    /// <summary>A channel by its name, whatever its letters' case; null when there is none.</summary>
    public Volume<float>? Channel(string name) => Channels.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Image;
}

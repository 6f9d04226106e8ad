using Pial.Analysis.Splits;
using Pial.Operations.Reconstruction;
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
/// <param name="Clean">The true image of a restoration.</param>
/// <param name="Fields">Words by which cases are grouped.</param>
public sealed record ImageCase(string Id, Volume<float> Image, Volume<bool>? Mask, Volume<int>? Labels, Volume<float>? Clean,
    IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>What the first channel is.</summary>
    public string ImageName { get; init; } = "T1w";

    /// <summary>The further channels, on the same grid.</summary>
    public IReadOnlyList<ImageChannel> Others { get; init; } = [];

    /// <summary>How the slices of <see cref="Image"/> came about, of a super-resolution; else null.</summary>
    public SliceSampling? Slices { get; init; }

    /// <summary>What was measured, of a reconstruction; <see cref="Image"/> is its zero-filled magnitude. Else null.</summary>
    public KSpaceData? KSpace { get; init; }

    /// <summary>What was fitted on people before its images became what they are, as the JSON beside them says: a scale of
    /// intensities.</summary>
    public IReadOnlyList<(string What, FittedOn Seen)> Fits { get; init; } = [];

    /// <summary>How the image was spoilt, where the task says; else null.</summary>
    public Degraded? Degraded { get; init; }

    /// <summary>The grid on which an answer must lie: the image's, or of thick slices the fine one.</summary>
    public Grid Answer => Slices?.Fine ?? Image.Grid;

    /// <summary>All channels, in the task's order.</summary>
    public IReadOnlyList<ImageChannel> Channels => [new(ImageName, Image), .. Others];

    /// <summary>A channel by its name, whatever its letters' case; null when there is none.</summary>
    public Volume<float>? Channel(string name) =>
        Channels.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Image;
}

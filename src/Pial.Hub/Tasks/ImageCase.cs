using Pial.Volumes;

namespace Pial.Hub.Tasks;

/// <summary>One image of a task, its truth, and what is known of it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Image">What an entry gets.</param>
/// <param name="Mask">Where it is judged, or what segmentation starts from; null when the task gives none.</param>
/// <param name="Labels">True labels of a segmentation.</param>
/// <param name="Clean">The true image of a denoising.</param>
/// <param name="Fields">Words by which cases are grouped.</param>
public sealed record ImageCase(string Id, Volume<float> Image, Volume<bool>? Mask, Volume<int>? Labels, Volume<float>? Clean, IReadOnlyDictionary<string, string> Fields);

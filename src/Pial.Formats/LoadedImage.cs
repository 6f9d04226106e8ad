using Pial.Volumes;

namespace Pial.Formats;

/// <summary>An image as read: its voxels, what the file said, and what was decided about it.</summary>
/// <param name="Image">Scaled voxels on their grid.</param>
/// <param name="Header">What the file says; give it to <see cref="SaveOptions.Header"/> to keep descriptive fields.</param>
/// <param name="Findings">What was odd, in plain words; empty for a clean file.</param>
public sealed record LoadedImage(Volume<float> Image, ImageHeader Header, IReadOnlyList<HeaderFinding> Findings);

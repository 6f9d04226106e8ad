using Pial.Formats.Streams;
using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Pial.Formats;

/// <summary>A file whose header has been read and judged, ready to give its voxels.</summary>
/// <param name="File">The file that holds the voxels.</param>
/// <param name="Layout">How the voxels lie in it.</param>
/// <param name="Grid">Where they are.</param>
/// <param name="Header">What the file says.</param>
/// <param name="Findings">What was odd.</param>
public sealed record OpenedImage(SourceFile File, VoxelLayout Layout, Grid Grid, ImageHeader Header, Findings Findings) : IDisposable
{
    /// <summary>Adds to the header what stands behind the voxels, once they are read.</summary>
    public Func<SourceFile, ImageHeader, ImageHeader>? Finish { get; init; }

    /// <summary>Closes the file.</summary>
    public void Dispose() => File.Dispose();
}

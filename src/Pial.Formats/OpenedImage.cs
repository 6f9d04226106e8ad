using Pial.Formats.Streams;
using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Pial.Formats;

/// <summary>A file whose header has been read and judged, ready to give its voxels.</summary>
internal sealed record OpenedImage(SourceFile File, VoxelLayout Layout, Grid Grid, ImageHeader Header, Findings Findings) : IDisposable
{
    /// <summary>Adds to the header what stands behind the voxels, once they are read.</summary>
    public Func<SourceFile, ImageHeader, ImageHeader>? Finish { get; init; }

    public void Dispose() => File.Dispose();
}

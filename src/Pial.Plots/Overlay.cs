using Pial.Kernels.Surfaces;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>What is laid over an anatomical picture; on any grid.</summary>
public abstract record Overlay
{
    /// <summary>A mask, drawn as its outline.</summary>
    public sealed record Mask(Volume<bool> Image) : Overlay;

    /// <summary>Labels, filled half-transparent.</summary>
    public sealed record Labels(Volume<int> Image) : Overlay;

    /// <summary>A map from 0 up, drawn as heat.</summary>
    public sealed record Map(Volume<float> Image) : Overlay;

    /// <summary>
    /// The planes of a square grid in a moving image, drawn where its transform takes them: straight and square where nothing is bent. The
    /// map is the transform's whole pull map, picture's mm → moving mm.
    /// </summary>
    public sealed record Lines(PointMap Whole, double StepMm) : Overlay;

    /// <summary>Another image in every second square of a board, to see how well two images agree.</summary>
    public sealed record Checkerboard(Volume<float> Image, double SquareMm) : Overlay;

    /// <summary>Surfaces, RAS+ mm, each drawn as the line where a cut passes through it, in its colour (0xRRGGBB).</summary>
    public sealed record Surfaces(IReadOnlyList<(TriangleMesh Mesh, int Colour)> Meshes) : Overlay;
}

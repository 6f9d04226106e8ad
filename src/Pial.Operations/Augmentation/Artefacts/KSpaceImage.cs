using Pial.Kernels.Fourier;
using Pial.Operations.Intensity;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>
/// What becomes of k-space in the image: the magnitude, as scanners keep it; of signed images (after a z-score), whose zero is no absence
/// of signal, the real part, as TorchIO.
/// </summary>
internal static class KSpaceImage
{
    /// <summary>Filters lines of k-space along an axis and writes the image; see <see cref="FourierAxis.Magnitude"/>.</summary>
    public static void Filter(
        Volume<float> image, IReadOnlyList<ReadOnlyMemory<float>> sources, int axis, IReadOnlyList<FourierAxis.Filter> filters,
        Memory<float> destination, ParallelOptions? parallel)
    {
        var s = image.Shape;
        if (PositiveUnits.IsSigned(image, parallel)) FourierAxis.RealPart(sources, s.I, s.J, s.K, axis, filters, destination, parallel);
        else FourierAxis.Magnitude(sources, s.I, s.J, s.K, axis, filters, destination, parallel);
    }
}

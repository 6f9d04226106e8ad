using Pial.Volumes;

namespace Pial.Operations.Resampling;

public static partial class Resample
{
    private static Volume<float> Cubic(Volume<float> image, Grid reference, Affine map, float fill, double margin, ParallelOptions? parallel) =>
        throw new NotSupportedException("Cubic resampling is not there yet.");
}

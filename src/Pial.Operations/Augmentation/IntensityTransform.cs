using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>One change of an image of intensities with all of its parameters given: nothing is drawn any more, so it can be kept and replayed.</summary>
public abstract record IntensityTransform
{
    /// <summary>The changed image, on the same grid.</summary>
    /// <param name="image">Input.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public abstract Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null);
}

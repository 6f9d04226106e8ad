using System.Collections.Immutable;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>An image of a subject under its name.</summary>
/// <param name="Name">What transforms call it; unique in the subject.</param>
public abstract record SubjectImage(string Name)
{
    /// <summary>Where the voxels are.</summary>
    public abstract Grid Grid { get; }
}

/// <summary>Intensities: interpolated, and changed by transforms of intensity.</summary>
/// <param name="Name">What transforms call it.</param>
/// <param name="Volume">The voxels.</param>
public sealed record ScalarImage(string Name, Volume<float> Volume) : SubjectImage(Name)
{
    /// <inheritdoc/>
    public override Grid Grid => Volume.Grid;
}

/// <summary>Labels: moved with the intensities, never mixed, never touched by transforms of intensity.</summary>
/// <param name="Name">What transforms call it.</param>
/// <param name="Volume">The voxels.</param>
/// <param name="Table">What the numbers mean; tells which labels are left and right. Null when unknown.</param>
public sealed record LabelMap(string Name, Volume<int> Volume, LabelTable? Table = null) : SubjectImage(Name)
{
    /// <inheritdoc/>
    public override Grid Grid => Volume.Grid;
}

/// <summary>
/// Where patches shall be drawn: moved with the intensities, never touched by transforms of intensity. TorchIO's <c>SAMPLING_MAP</c>.
/// </summary>
/// <param name="Name">What samplers call it.</param>
/// <param name="Volume">Probabilities, 0 or more; they need not sum to 1.</param>
public sealed record SamplingMap(string Name, Volume<float> Volume) : SubjectImage(Name)
{
    /// <inheritdoc/>
    public override Grid Grid => Volume.Grid;
}

/// <summary>Images of one person that belong together in space, on grids of their own or on one.</summary>
/// <param name="Images">The images; the first is the one about whose centre space is turned.</param>
public sealed record Subject(ImmutableArray<SubjectImage> Images)
{
    /// <summary>
    /// Whether what is learned depends on which side is which, so that left and right must not be exchanged. Default false.
    /// </summary>
    public bool DependsOnSide { get; init; }

    /// <summary>The image of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public SubjectImage this[string name] => Images.FirstOrDefault(i => i.Name == name)
        ?? throw new ArgumentException($"The subject has no image '{name}'; it has {string.Join(", ", Images.Select(i => i.Name))}.",
            nameof(name));

    /// <summary>A subject of one image of intensities, named "image".</summary>
    public static Subject Of(Volume<float> image) => new([new ScalarImage("image", image)]);

    /// <summary>The voxels of a scalar image.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public Volume<float> Scalars(string name = "image") =>
        this[name] is ScalarImage scalar ? scalar.Volume : throw new ArgumentException($"'{name}' holds labels.", nameof(name));

    /// <summary>The voxels of a label map.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public Volume<int> Labels(string name) => this[name] is LabelMap labels
        ? labels.Volume : throw new ArgumentException($"'{name}' holds intensities.", nameof(name));
}

using System.Collections.Immutable;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>What is known of an image before a voxel of it is read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsLabels">Whether it holds labels.</param>
/// <param name="Grid">Where its voxels are; null where chance decides that.</param>
public sealed record ImageOutline(string Name, bool IsLabels, Grid? Grid);

/// <summary>What is known of a subject's images before a voxel is read, so that a pipeline that cannot work is refused at once.</summary>
/// <param name="Images">The images.</param>
public sealed record Outline(ImmutableArray<ImageOutline> Images)
{
    /// <summary>The outline of a subject.</summary>
    public static Outline Of(Subject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return new([.. subject.Images.Select(i => new ImageOutline(i.Name, i is LabelMap, i.Grid))]);
    }

    /// <summary>What is known after a transform.</summary>
    /// <param name="transform">Fixed or with parameters to be drawn.</param>
    /// <exception cref="TransformMisfitException">It cannot work on these images; names the innermost transform at fault.</exception>
    public Outline After(Transform transform)
    {
        ArgumentNullException.ThrowIfNull(transform);
        try
        {
            foreach (var name in transform.Include.Concat(transform.Exclude)) Find(name);
            if (transform is IntensityTransform or RandomIntensityTransform
                && transform.Include.FirstOrDefault(n => Find(n).IsLabels) is { } labels)
                throw new ArgumentException(
                    $"it changes intensities, and '{labels}' holds labels (whole numbers); leave it out of 'include', or load it as an " +
                        "image.");
            var after = transform.Foresee(this);
            return transform.P < 1 ? Either([this, after]) : after;
        }
        catch (ArgumentException e) when (e is not TransformMisfitException)
        {
            throw new TransformMisfitException(transform, e);
        }
    }

    /// <summary>The image of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal ImageOutline Find(string name) => Images.FirstOrDefault(i => i.Name == name)
        ?? throw new ArgumentException($"there is no image '{name}'; there are {string.Join(", ", Images.Select(i => i.Name))}.");

    /// <summary>The label map of a name.</summary>
    /// <exception cref="ArgumentException">There is none, or it holds intensities.</exception>
    internal ImageOutline Labels(string name) => Find(name) is { IsLabels: true } labels
        ? labels : throw new ArgumentException($"'{name}' holds intensities; labels are needed.");

    /// <summary>Throws unless the images a transform acts on lie on the grid of one of them.</summary>
    /// <exception cref="ArgumentException">One lies elsewhere.</exception>
    internal void OnGridOf(ImageOutline reference, Func<ImageOutline, bool> concerned)
    {
        foreach (var image in Images.Where(concerned))
        {
            if (image.Grid is { } grid && reference.Grid is { } own && !grid.Matches(own))
                throw Elsewhere(reference.Name, own, image.Name, grid);
        }
    }

    internal static ArgumentException Elsewhere(string reference, Grid own, string image, Grid grid) =>
        new($"'{reference}' ({own}) is not on the grid of '{image}' ({grid}); resample it to that grid first.");

    /// <summary>The outline with other grids for some images.</summary>
    internal Outline Moved(Func<ImageOutline, bool> concerned, Func<Grid, Grid?> next) =>
        new([.. Images.Select(i => concerned(i) && i.Grid is { } grid ? i with { Grid = next(grid) } : i)]);

    /// <summary>The outline with one image more, or another of its name.</summary>
    internal Outline With(ImageOutline image) =>
        new(Images.Any(i => i.Name == image.Name) ? [.. Images.Select(i => i.Name == image.Name ? image : i)] : Images.Add(image));

    /// <summary>What is known when chance decides between several outlines: an image's grid if all agree on it.</summary>
    internal static Outline Either(IReadOnlyList<Outline> several)
    {
        var all = several.SelectMany(o => o.Images).GroupBy(i => i.Name, StringComparer.Ordinal);
        return new(
            [.. all.Select(same => same.Count() == several.Count && same.All(i => i.Grid == same.First().Grid)
                ? same.First() : same.First() with { Grid = null })]);
    }
}

/// <summary>A transform that cannot work on a subject's images.</summary>
/// <param name="transform">Which.</param>
/// <param name="inner">Why.</param>
public sealed class TransformMisfitException(Transform transform, ArgumentException inner) : ArgumentException(inner.Message, inner)
{
    /// <summary>The transform.</summary>
    public Transform Transform { get; } = transform;
}

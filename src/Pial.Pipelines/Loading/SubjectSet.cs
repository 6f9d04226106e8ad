using System.Collections.Immutable;
using Pial.Formats;
using Pial.Kernels;
using Pial.Operations.Augmentation;
using Pial.Volumes;

namespace Pial.Pipelines.Loading;

/// <summary>
/// Subjects whose files are there, whose headers can be read, and whose images share one grid each: checked without decoding a volume.
/// </summary>
public sealed class SubjectSet
{
    private SubjectSet(IReadOnlyList<SubjectFiles> subjects, ImmutableArray<Grid> grids, bool smallLabels) =>
        (Subjects, Grids, LabelsFitInt16) = (subjects, grids, smallLabels);

    /// <summary>The subjects, in order.</summary>
    public IReadOnlyList<SubjectFiles> Subjects { get; }

    /// <summary>Where each subject's voxels are.</summary>
    public ImmutableArray<Grid> Grids { get; }

    /// <summary>Whether the types of all label files say that their labels fit 16 bits.</summary>
    public bool LabelsFitInt16 { get; }

    /// <summary>What is known of a subject's images before their voxels are read.</summary>
    public Outline OutlineOf(int subject) =>
        new([.. Subjects[subject].Images.Select(i => new ImageOutline(i.Name, i.Kind == ImageKind.Labels, Grids[subject]))]);

    /// <summary>Names of the label maps, in order.</summary>
    public ImmutableArray<string> LabelNames => [.. Subjects[0].Images.Where(i => i.Kind == ImageKind.Labels).Select(i => i.Name)];

    /// <summary>Reads all headers.</summary>
    /// <param name="subjects">Subjects with the same images each.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">No subject or no image; two images of one name; a file is missing or no image; images of a subject
    /// lie on different grids. Names the first row at fault.</exception>
    public static SubjectSet Check(IReadOnlyList<SubjectFiles> subjects, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        if (subjects.Count == 0) throw new InputException("There is no subject to load.");
        var names = subjects[0].Images.Select(i => i.Name).ToArray();
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InputException($"Two images are called '{twice.Key}'; give each its own name.");
        if (names.Length == 0) throw new InputException("There is no image to load.");
        var (grids, small, faults) = (new Grid[subjects.Count], new bool[subjects.Count], new string?[subjects.Count]);
        Slices.For(subjects.Count, parallel, n =>
        {
            if (!subjects[n].Images.Select(i => i.Name).SequenceEqual(names))
                throw new ArgumentException($"{subjects[n].Where} has other images than {subjects[0].Where}.", nameof(subjects));
            (grids[n], small[n], faults[n]) = Headers(subjects[n]);
        });
        var bad = faults.OfType<string>().ToArray();
        if (bad.Length > 0)
            throw new InputException(
                bad[0] + (bad.Length > 1 ? $" ({bad.Length - 1} more of {subjects.Count} subjects have a fault too.)" : ""));
        return new(subjects, [.. grids], small.All(s => s));
    }

    private static (Grid Grid, bool Small, string? Fault) Headers(SubjectFiles subject)
    {
        Grid? first = null;
        var small = true;
        foreach (var image in subject.Images)
        {
            string Fault(string says) => $"{subject.Where}: {image.Name}: {says}";
            if (!File.Exists(image.Path)) return (default, false, Fault($"{image.Path} does not exist."));
            try
            {
                var (grid, header, _) = ImageFile.Describe(image.Path);
                if (header.Dimensions.Skip(3).Any(d => d > 1))
                    return (default, false, Fault($"{image.Path} is a series of volumes; one is expected."));
                small &= image.Kind != ImageKind.Labels
                    || (header.StoredType is StoredType.UInt8 or StoredType.Int8 or StoredType.Int16
                        && header is { Slope: 1, Intercept: 0 });
                first ??= grid;
                if (!grid.Matches(first.Value))
                    return (default, false,
                        Fault($"its grid ({grid}) is not that of {subject.Images[0].Name} ({first}); resample it to that grid first."));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return (default, false, Fault(e.Message));
            }
        }

        return (first!.Value, small, null);
    }
}

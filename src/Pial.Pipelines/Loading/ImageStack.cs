using System.Globalization;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Tables;
using Pial.Formats;
using Pial.Kernels;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Pipelines.Loading;

/// <summary>
/// Images of several subjects on one grid, as one array (n, x, y, z), and what the table says of the subjects: what a model is trained on
/// whose data fit into memory. For those that do not there is <see cref="PatchQueue"/>. A table of voxels, too: a row a subject, the last
/// axis fastest.
/// </summary>
public sealed class ImageStack : IVoxelTable
{
    private ImageStack(BatchTensor<float> images, Grid grid, IReadOnlyList<SubjectFiles> subjects) =>
        (Images, Grid, Files) = (images, grid, subjects);

    /// <summary>Subjects × x × y × z, the last axis fastest, as NumPy's and PyTorch's.</summary>
    public BatchTensor<float> Images { get; }

    /// <summary>Where the voxels are, of all subjects.</summary>
    public Grid Grid { get; }

    /// <summary>The subjects, in the order of the array.</summary>
    public IReadOnlyList<SubjectFiles> Files { get; }

    /// <summary>Their ids.</summary>
    public IReadOnlyList<string> Ids => [.. Files.Select(f => f.Id)];

    int IVoxelTable.Subjects => Files.Count;

    int IVoxelTable.Voxels => Grid.Shape.Count;

    /// <summary>Reads the images.</summary>
    /// <param name="subjects">Subjects whose first image is read.</param>
    /// <param name="grid">Where to put all of them, linearly interpolated after smoothing where its voxels are larger; null for the grid
    /// that they share.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">Nobody; images on different grids and no <paramref name="grid"/>; more than an array holds (2³¹
    /// numbers).</exception>
    public static ImageStack Load(IReadOnlyList<SubjectFiles> subjects, Grid? grid = null, ParallelOptions? parallel = null)
    {
        var set = SubjectSet.Check(subjects, parallel);
        var common = grid ?? set.Grids[0];
        var stray = grid is null ? set.Grids.ToList().FindIndex(g => !g.Matches(common)) : -1;
        if (stray >= 0)
            throw new InputException(
                $"{subjects[stray].Where}: its grid ({set.Grids[stray]}) is not that of {subjects[0].Where} ({common}). Give a grid that " +
                    "all are to have, or take images in a template's space.");
        var (shape, size) = (common.Shape, common.Shape.Count);
        if ((long)size * subjects.Count > Array.MaxLength)
            throw new InputException(
                $"{subjects.Count} images of {shape} are more than one array holds; take fewer, a coarser grid, or batches (pial stream).");
        var values = new float[size * subjects.Count];
        Slices.For(subjects.Count, parallel, n =>
        {
            var image = ImageFile.Load(subjects[n].Images[0].Path, parallel).Image;
            if (!image.Grid.Matches(common))
                image = Resample.ToGrid(image, common, options: new() { AntiAlias = true }, parallel: parallel);
            AxisOrder.CropReversed(image.Span, (shape.I, shape.J), (0, 0, 0), (shape.I, shape.J, shape.K), values.AsSpan(n * size, size));
        });
        return new(new(subjects[0].Images[0].Name, [subjects.Count, shape.I, shape.J, shape.K], values), common, subjects);
    }

    /// <summary>A column of the table, one word a subject: labels.</summary>
    /// <exception cref="InputException">There is no such column, or somebody has nothing there.</exception>
    public IReadOnlyList<string> Words(string column) =>
        [.. Files.Select(f => !f.Row.TryGetValue(column, out var word)
            ? throw new InputException($"there is no column '{column}'.{NearestName.Hint(column, [.. f.Row.Keys])}")
        : SubjectTable.IsMissing(word) ? throw new InputException($"{f.Where} has no '{column}'.") : word)];

    /// <summary>A column of numbers, one a subject: ages.</summary>
    /// <exception cref="InputException">There is no such column, or somebody's value is no number.</exception>
    public double[] Numbers(string column) =>
        [.. Words(column)
            .Select((word, n) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw new InputException($"{Files[n].Where}: '{column}' is '{word}', which is no number."))];

    /// <inheritdoc/>
    public void Read(int subject, int first, Span<float> destination) =>
        Images.Values.AsSpan((subject * Grid.Shape.Count) + first, destination.Length).CopyTo(destination);
}

using System.Globalization;
using System.Text.Json;
using Pial.Formats;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head;

/// <summary>
/// A brain mask that a person corrected, kept beside the one that was found, with its author and date: the next run of the scan goes on
/// from it.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Author">Who made it.</param>
/// <param name="Made">When, UTC.</param>
public sealed record MaskEdit(string Path, string Author, DateTime Made)
{
    private const string Step = "mask-edit", Raw = "raw";

    private static readonly Derivative<Volume<bool>> File = new("desc-edited_mask.nii.gz", null,
        "The brain mask as a person corrected it.", ImageFile.LoadMask);

    /// <summary>Who and when, for people.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Author}, {Made:yyyy-MM-dd}");

    /// <summary>Whether the mask of a scan is this edit by now: whether the scan was run with it.</summary>
    /// <param name="stem">As for <see cref="Find"/>.</param>
    public bool IsIn(string stem)
    {
        var (mask, key) = (HeadDerivatives.BrainMask.PathOf(stem, (string?)null), Sidecar.KeyOf(Path));
        return System.IO.File.Exists(Sidecar.PathOf(mask)) && Sidecar.ReadChain(mask).Any(s => s.Id == Step && s.Key.Value == key);
    }

    /// <summary>The edit of a scan; null where there is none.</summary>
    /// <param name="stem">Folder and name of the scan's derivatives: <c>out/sub-01/anat/sub-01</c>.</param>
    public static MaskEdit? Find(string stem)
    {
        var path = File.PathOf(stem);
        if (!System.IO.File.Exists(path)) return null;
        var author = Sidecar.TextOf(path, nameof(Author)) ?? "somebody";
        return DateTime.TryParse(Sidecar.TextOf(path, "Date"), CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var made)
            ? new(path, author, made) : new(path, author, System.IO.File.GetLastWriteTimeUtc(path));
    }

    /// <summary>Keeps a mask as the edit of a scan; an earlier one is replaced.</summary>
    /// <param name="stem">Folder and name of the scan's derivatives.</param>
    /// <param name="mask">The whole corrected mask, on the grid of the one that was found.</param>
    /// <param name="author">Who made it.</param>
    /// <param name="utc">When.</param>
    /// <exception cref="InputException">The scan has no mask of Pial's, the edit lies on another grid, or holds no voxel.</exception>
    public static MaskEdit Write(string stem, Volume<bool> mask, string author, DateTime utc)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var found = HeadDerivatives.BrainMask.PathOf(stem, (string?)null);
        var scan = Sidecar.ReadChain(found).FirstOrDefault(s => s.Id == Raw)
            ?? throw new InputException($"{System.IO.Path.GetFileName(found)} does not say which scan it is of; run the scan again first.");
        var grid = ImageFile.Describe(found).Grid;
        var laid = On(grid, mask, "The mask");
        var raw = Artifact.Derived<int>(scan, [], static () => throw new InvalidOperationException("Only what it is called is known."));
        var parameters = JsonSerializer.SerializeToElement(new { Author = author, Date = Stamp(utc) });
        var edit = Artifact.Derived(new(ArtifactKey.Of(laid), Step, parameters, [scan.Key]), [raw], () => laid);
        var path = File.PathOf(stem);
        // Without a sidecar an edit is nobody's, and a sidecar is of the file it lies beside: the one goes before, and comes after.
        System.IO.File.Delete(Sidecar.PathOf(path));
        ImageFile.Save(path, laid);
        Sidecar.Write(path, Sidecar.Of(edit, File.What, [], ("Type", "Brain"), (nameof(Author), author), ("Date", Stamp(utc))));
        return new(path, author, utc);
    }

    /// <summary>Takes the edit of a scan away; the next run goes back to what was found.</summary>
    public static void Remove(string stem)
    {
        System.IO.File.Delete(Sidecar.PathOf(File.PathOf(stem)));
        System.IO.File.Delete(File.PathOf(stem));
    }

    /// <summary>The mask as an artifact of a scan; null where it is an edit of another scan of the name.</summary>
    /// <param name="raw">The scan.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">It does not lie on the scan's grid, or holds no voxel.</exception>
    internal Artifact<Volume<bool>>? Of(Artifact<Volume<float>> raw, ParallelOptions? parallel)
    {
        if (EarlierOutputs.IsOfAnother(Path, raw.Key)) return null;
        var mask = On(raw.Value.Grid, ImageFile.LoadMask(Path, parallel), System.IO.Path.GetFileName(Path));
        return Artifact.Derived(new(ArtifactKey.Of(mask), Step,
            JsonSerializer.SerializeToElement(new { Author, Date = Stamp(Made) }), [raw.Key]), [raw], () => mask);
    }

    private static Volume<bool> On(Grid grid, Volume<bool> mask, string what)
    {
        if (mask.Shape != grid.Shape || !mask.Grid.Matches(grid))
            throw new InputException(
                $"{what} ({mask.Grid}) does not lie on the scan's grid ({grid}); resample it there first, with nearest interpolation.");
        if (!mask.Span.Contains(true)) throw new InputException($"{what} is empty; there would be no brain.");
        return mask.Grid == grid ? mask : mask.WithGrid(grid);
    }

    private static string Stamp(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

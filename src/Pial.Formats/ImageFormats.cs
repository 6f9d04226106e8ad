using System.Collections.Immutable;
using Pial.Formats.Analyze;
using Pial.Formats.Mgh;
using Pial.Formats.Nifti;
using Pial.Formats.Npy;

namespace Pial.Formats;

/// <summary>The formats of image files there are. Reading, writing, walks through folders and names all go by this list.</summary>
public static class ImageFormats
{
    private static ImmutableArray<IImageFormat> all = [Nifti, new AnalyzeFormat(), new MghFormat(), new NpyFormat()];

    /// <summary>All, in the order in which a file is tried; formats that were added come first.</summary>
    public static IReadOnlyList<IImageFormat> All => all;

    /// <summary>NIfTI, the only one that BIDS knows.</summary>
    public static IImageFormat Nifti => NiftiFormat.Instance;

    /// <summary>
    /// Adds a format for this process: files are told by it and written in it, and the commands of a host program know it.
    /// </summary>
    /// <param name="format">The format. Adding one of the same name again replaces it.</param>
    /// <exception cref="ArgumentException">An ending of its names is another format's, or no ending.</exception>
    public static void Add(IImageFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        foreach (var ending in format.Endings)
        {
            if (ending.Length < 2 || ending[0] != '.' || ending != ending.ToLowerInvariant())
                throw new ArgumentException($"'{ending}' is no ending of names: a dot and small letters are expected.", nameof(format));
            if (all.FirstOrDefault(f => f.Name != format.Name && f.Endings.Contains(ending, StringComparer.Ordinal)) is { } owner)
                throw new ArgumentException($"Names that end in {ending} are of {owner.Name}.", nameof(format));
        }

        ImmutableInterlocked.Update(ref all, formats => [format, .. formats.Where(f => f.Name != format.Name)]);
    }

    /// <summary>The format a name is written in; null when its ending is none of theirs.</summary>
    public static IImageFormat? OfName(string path) => all.FirstOrDefault(f => f.Names(path));

    /// <summary>Whether a name is one of this format.</summary>
    public static bool Names(this IImageFormat format, string path)
    {
        ArgumentNullException.ThrowIfNull(format);
        return EndingOf(path, format.Endings).Length > 0;
    }

    /// <summary>Whether a name is that of a NIfTI in one file, as series and displacement fields are written.</summary>
    public static bool IsNifti(string path) => Nifti.Names(path) && Nifti.FilesOf(path).Count == 1;

    /// <summary>
    /// Whether a name is that of an image that can be read and is one file, as walks through folders look for; a pair is given by its name.
    /// </summary>
    public static bool IsSingleFile(string path) => OfName(path) is { Reads: true } format && format.FilesOf(path).Count == 1;

    /// <summary>The end of a name that says its format, as it is written there; empty when it says none.</summary>
    public static string EndingOf(string path) => EndingOf(path, all.SelectMany(f => f.Endings));

    /// <summary>A path without the end that says its format, and without any other end when it says none.</summary>
    public static string WithoutEnding(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return EndingOf(path) is { Length: > 0 } ending ? path[..^ending.Length] : path[..^Path.GetExtension(path).Length];
    }

    /// <summary>Endings of images that are one file and can be read, the usual first.</summary>
    public static IEnumerable<string> SingleFileEndings =>
        BuiltInFirst().Where(f => f.Reads).SelectMany(f => f.Endings.Where(e => f.FilesOf("image" + e).Count == 1));

    /// <summary>Endings that images can be written under.</summary>
    internal static IEnumerable<string> WrittenEndings => BuiltInFirst().Where(f => f.Writes).SelectMany(f => f.Endings);

    private static IEnumerable<IImageFormat> BuiltInFirst() => all.OrderBy(f => f is NiftiFormat ? 0 : 1);

    // The longest, so that .nii.gz is not taken for a .gz of somebody's.
    private static string EndingOf(string path, IEnumerable<string> endings)
    {
        ArgumentNullException.ThrowIfNull(path);
        var length = endings.Where(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)).Select(e => e.Length).DefaultIfEmpty().Max();
        return path[^length..];
    }
}

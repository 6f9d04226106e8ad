using System.Text;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.Transforms;

/// <summary>
/// MNI linear transforms (<c>.xfm</c>, as MINC and FreeSurfer's <c>talairach.xfm</c>): moving RAS mm → reference RAS mm, three rows of
/// four. In memory the other way round, as a pull map.
/// </summary>
internal static class XfmTransform
{
    /// <summary>First words of the file.</summary>
    internal const string Signature = "MNI Transform File";

    /// <summary>Reads a linear transform.</summary>
    /// <returns>Reference RAS mm → moving RAS mm.</returns>
    /// <exception cref="ImageFormatException">Not an MNI file of one linear transform.</exception>
    public static Affine Read(string path)
    {
        var text = TransformText.Load(path);
        if (!text.TrimStart().StartsWith(Signature, StringComparison.Ordinal))
            throw new ImageFormatException(path, 0, "file", $"'{Signature}'", "something else");
        var body = string.Join('\n', text.Split('\n').Where(static l => !l.TrimStart().StartsWith('%')));
        var parts = body.Split("Linear_Transform", StringSplitOptions.None);
        if (parts.Length != 2 || body.Contains("Grid_Transform", StringComparison.Ordinal)
            || body.Contains("Thin_Plate", StringComparison.Ordinal))
            throw new ImageFormatException(path, -1, "Transform_Type", "one Linear transform",
                parts.Length < 2 ? "another kind" : "several or another kind");
        var matrix = parts[1].TrimStart().TrimStart('=').Split(';')[0];
        var m = TransformText.Matrix(path, matrix, "Linear_Transform", rows: 3);
        return TransformText.Inverse(path, m);
    }

    /// <summary>Writes a linear transform.</summary>
    /// <param name="path">The file.</param>
    /// <param name="referenceToMoving">Reference RAS mm → moving RAS mm.</param>
    /// <exception cref="ArgumentException">The map is singular.</exception>
    public static void Write(string path, Affine referenceToMoving)
    {
        var m = TransformText.Inverse(referenceToMoving);
        var rows = Enumerable.Range(0, 3).Select(r => string.Join(' ', Enumerable.Range(0, 4).Select(c => TransformText.Exact(m[r, c]))));
        var text = $"{Signature}\n\nTransform_Type = Linear;\nLinear_Transform =\n{string.Join('\n', rows)};\n";
        AtomicFile.Write(path, stream => stream.Write(Encoding.ASCII.GetBytes(text)));
    }
}

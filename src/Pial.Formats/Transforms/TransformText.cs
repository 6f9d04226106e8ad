using System.Globalization;
using System.Text;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.Transforms;

/// <summary>What the text forms of transforms have in common: small files, words, matrices.</summary>
internal static class TransformText
{
    private const int MostBytes = 1 << 20; // a text transform has a few thousand

    /// <summary>The whole file as Latin-1 text; lines end with LF, whatever the file has.</summary>
    public static string Load(string path)
    {
        using var file = new SourceFile(path);
        var bytes = new byte[MostBytes + 1];
        var n = file.Read(bytes);
        return n <= MostBytes
            ? Encoding.Latin1.GetString(bytes, 0, n).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
            : throw new ImageFormatException(path, -1, "file", "a small text file", $"more than {MostBytes} bytes");
    }

    /// <summary>The first 16 words as a 4×4 matrix with a last row of 0 0 0 1 (or 12 words, without it).</summary>
    public static Affine Matrix(string path, string text, string what, int rows = 4)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 4 * rows)
            throw new ImageFormatException(path, -1, what, $"{4 * rows} numbers", $"{words.Length} words");
        var m = new double[4 * rows];
        for (var n = 0; n < m.Length; n++)
            m[n] = Number(path, words[n], what);

        // FreeSurfer's own products of single precision leave 0.9999999 in the corner: the matrix is taken as homogeneous.
        if (rows == 4 && (Math.Abs(m[12]) + Math.Abs(m[13]) + Math.Abs(m[14]) > 1e-6 || Math.Abs(m[15] - 1) > 1e-3))
            throw new ImageFormatException(path, -1, $"last row of the {what}", "0 0 0 1", string.Join(' ', words[12..]));
        return Affine.FromRows(m);
    }

    /// <summary>A finite number.</summary>
    public static double Number(string path, string word, string what) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new ImageFormatException(path, -1, what, "numbers", $"'{(word.Length > 40 ? word[..40] : word)}'");

    /// <summary>The inverse of a matrix from a file.</summary>
    public static Affine Inverse(string path, Affine m) => m.Determinant != 0 && double.IsFinite(m.Determinant)
        ? m.Inverse()
        : throw new ImageFormatException(path, -1, "matrix", "one that can be inverted", $"of determinant {m.Determinant:g3}");

    /// <summary>The inverse of a map to be written.</summary>
    public static Affine Inverse(Affine m) => m.IsFinite && m.Determinant != 0
        ? m.Inverse()
        : throw new ArgumentException($"The map cannot be written in this form: it has no inverse (determinant {m.Determinant:g3}).",
            nameof(m));

    /// <summary>A number so that reading gives it back.</summary>
    public static string Exact(double v) => v.ToString("R", CultureInfo.InvariantCulture);
}

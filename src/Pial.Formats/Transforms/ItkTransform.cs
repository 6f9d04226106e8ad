using System.Globalization;
using System.Text;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.Transforms;

/// <summary>
/// Linear transforms as ITK and ANTs write them (affine, Euler, versor, similarity and translation; always written as affine): text
/// (<c>.txt</c>, <c>.tfm</c>) or MATLAB level 4 (<c>.mat</c>). On disk they map LPS mm of the reference (fixed) image to LPS mm of the
/// moving image, <c>y = M (x − c) + c + t</c>; in memory RAS mm of the reference to RAS mm of the moving image. Both are pull maps, so only
/// the axes are turned: <c>RAS = diag(−1, −1, 1) · LPS · diag(−1, −1, 1)</c>.
/// </summary>
public static class ItkTransform
{
    private static readonly Affine Flip = Affine.Scaling(-1, -1, 1);

    /// <summary>Reads an affine, rigid, similarity or translation transform; text and MATLAB are told apart by content.</summary>
    /// <returns>Reference RAS mm → moving RAS mm.</returns>
    /// <exception cref="ImageFormatException">Not one linear ITK transform.</exception>
    public static Affine Read(string path)
    {
        byte[] head;
        using (var file = new SourceFile(path))
            head = file.Peek(64).ToArray();
        return Flip * (head.AsSpan().IndexOf("#Insight"u8) < 0 && IsMatlab(path) ? ReadMatlab(path) : ReadText(path)) * Flip;
    }

    /// <summary>Writes an affine.</summary>
    /// <param name="path">Ends in <c>.txt</c>, <c>.tfm</c> or <c>.mat</c>.</param>
    /// <param name="referenceToMoving">Reference RAS mm → moving RAS mm.</param>
    public static void Write(string path, Affine referenceToMoving)
    {
        var lps = Flip * referenceToMoving * Flip;
        AtomicFile.Write(path, stream =>
        {
            if (IsMatlab(path))
            {
                MatlabV4.Write(stream, "AffineTransform_double_3_3", Parameters(lps));
                MatlabV4.Write(stream, "fixed", [0, 0, 0]);
            }
            else
            {
                stream.Write(Encoding.ASCII.GetBytes(Text(lps)));
            }
        });
    }

    private static bool IsMatlab(string path) => path.EndsWith(".mat", StringComparison.OrdinalIgnoreCase);

    private static double[] Parameters(Affine m) => [m.M00, m.M01, m.M02, m.M10, m.M11, m.M12, m.M20, m.M21, m.M22, m.M03, m.M13, m.M23];

    private static Affine ReadMatlab(string path)
    {
        var matrices = MatlabV4.Read(path);
        var (kind, parameters) = matrices.FirstOrDefault(m => !string.Equals(m.Key, "fixed", StringComparison.Ordinal));
        if (kind is null)
            throw new ImageFormatException(path, -1, "transform", "an ITK transform", "none");
        return FromParameters(path, kind, parameters.Values, matrices.TryGetValue("fixed", out var centre) ? centre.Values : [0, 0, 0]);
    }

    private static string Text(Affine m) =>
        "#Insight Transform File V1.0\n#Transform 0\nTransform: AffineTransform_double_3_3\nParameters: "
        + string.Join(' ', Parameters(m).Select(v => v.ToString("R", CultureInfo.InvariantCulture)))
        + "\nFixedParameters: 0 0 0\n";

    private static Affine ReadText(string path)
    {
        string? kind = null;
        double[]? parameters = null, centre = null;
        foreach (var line in File.ReadLines(path).Take(1000))
        {
            if (line.StartsWith("Transform:", StringComparison.Ordinal))
            {
                if (kind is not null)
                    throw new ImageFormatException(path, -1, "transform", "one transform; give each in a file of its own",
                        $"{kind} and {line[10..].Trim()}");
                kind = line[10..].Trim();
            }
            else if (line.StartsWith("Parameters:", StringComparison.Ordinal)) parameters ??= Numbers(path, line[11..]);
            else if (line.StartsWith("FixedParameters:", StringComparison.Ordinal)) centre ??= Numbers(path, line[16..]);
        }

        if (kind is null || parameters is null)
            throw new ImageFormatException(path, -1, "transform", "an ITK text transform", "none");
        return FromParameters(path, kind, parameters, centre ?? [0, 0, 0]);
    }

    private static Affine FromParameters(string path, string kind, double[] p, double[] centre)
    {
        var name = kind.Split('_')[0];
        var (linear, shift) = (name, p.Length) switch
        {
            ("AffineTransform" or "MatrixOffsetTransformBase", 12) =>
                (new Affine(p[0], p[1], p[2], 0, p[3], p[4], p[5], 0, p[6], p[7], p[8], 0), 9),
            ("Euler3DTransform", 6) => (Euler(p, zyx: centre.Length > 3 && centre[3] != 0), 3),
            ("VersorRigid3DTransform", 6) => (Versor(p), 3),
            ("Similarity3DTransform", 7) => (Affine.Scaling(p[6], p[6], p[6]) * Versor(p), 3),
            ("TranslationTransform", 3) => (Affine.Identity, 0),
            _ => throw new ImageFormatException(path, -1, "transform",
                "an affine, Euler, versor, similarity or translation transform in 3-D", $"{kind} of {p.Length} parameters"),
        };
        if (name == "TranslationTransform") centre = [0, 0, 0];
        if (centre.Length < 3)
            throw new ImageFormatException(path, -1, "fixed parameters", "a centre of three coordinates", $"{centre.Length} numbers");
        var c = new Point(centre[0], centre[1], centre[2]);
        var affine = linear.WithOffset(new Point(p[shift], p[shift + 1], p[shift + 2]) + c - linear.ApplyVector(c));
        return affine.IsFinite
            ? affine
            : throw new ImageFormatException(path, -1, "transform parameter", "numbers", "NaN or infinity");
    }

    // Angles about x, y and z in radians; ITK turns about y first, then x, then z, unless the file says z·y·x.
    private static Affine Euler(double[] p, bool zyx)
    {
        var (x, y, z) = (Affine.Rotation(p[0], 0, 0), Affine.Rotation(0, p[1], 0), Affine.Rotation(0, 0, p[2]));
        return zyx ? z * y * x : z * x * y;
    }

    // The vector part of a unit quaternion.
    private static Affine Versor(double[] p)
    {
        var (x, y, z) = (p[0], p[1], p[2]);
        var w = Math.Sqrt(Math.Max(0, 1 - ((x * x) + (y * y) + (z * z))));
        return new(
            1 - (2 * ((y * y) + (z * z))), 2 * ((x * y) - (z * w)), 2 * ((x * z) + (y * w)), 0,
            2 * ((x * y) + (z * w)), 1 - (2 * ((x * x) + (z * z))), 2 * ((y * z) - (x * w)), 0,
            2 * ((x * z) - (y * w)), 2 * ((y * z) + (x * w)), 1 - (2 * ((x * x) + (y * y))), 0);
    }

    private static double[] Numbers(string path, string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[words.Length];
        for (var n = 0; n < words.Length; n++)
        {
            if (!double.TryParse(words[n], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[n]))
                throw new ImageFormatException(path, -1, "transform parameter", "a number", $"'{words[n]}'");
        }

        return numbers;
    }
}

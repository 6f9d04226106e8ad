using System.Globalization;
using System.Text;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.Transforms;

/// <summary>
/// Affine transforms as ITK and ANTs write them: text (<c>.txt</c>, <c>.tfm</c>) or MATLAB level 4 (<c>.mat</c>). On disk they map LPS mm of the reference (fixed) image to LPS mm of
/// the moving image, <c>y = M (x − c) + c + t</c>; in memory RAS mm of the reference to RAS mm of the moving image. Both are pull maps, so only
/// the axes are turned: <c>RAS = diag(−1, −1, 1) · LPS · diag(−1, −1, 1)</c>.
/// </summary>
public static class ItkTransform
{
    private static readonly Affine Flip = Affine.Scaling(-1, -1, 1);

    /// <summary>Reads an affine.</summary>
    /// <returns>Reference RAS mm → moving RAS mm.</returns>
    /// <exception cref="ImageFormatException">Not an ITK affine.</exception>
    public static Affine Read(string path) => Flip * (IsMatlab(path) ? ReadMatlab(path) : ReadText(path)) * Flip;

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
            if (line.StartsWith("Transform:", StringComparison.Ordinal)) kind ??= line[10..].Trim();
            else if (line.StartsWith("Parameters:", StringComparison.Ordinal)) parameters ??= Numbers(path, line[11..]);
            else if (line.StartsWith("FixedParameters:", StringComparison.Ordinal)) centre ??= Numbers(path, line[16..]);
        }

        if (kind is null || parameters is null)
            throw new ImageFormatException(path, -1, "transform", "an ITK text transform", "none");
        return FromParameters(path, kind, parameters, centre ?? [0, 0, 0]);
    }

    private static Affine FromParameters(string path, string kind, double[] p, double[] centre)
    {
        var affine = kind.StartsWith("AffineTransform", StringComparison.Ordinal) || kind.StartsWith("MatrixOffsetTransformBase", StringComparison.Ordinal);
        if (!affine || p.Length != 12 || centre.Length < 3)
            throw new ImageFormatException(path, -1, "transform", "an affine of 12 parameters in 3-D", $"{kind} of {p.Length} parameters");
        var linear = new Affine(p[0], p[1], p[2], 0, p[3], p[4], p[5], 0, p[6], p[7], p[8], 0);
        var c = new Point(centre[0], centre[1], centre[2]);
        return linear.WithOffset(new Point(p[9], p[10], p[11]) + c - linear.ApplyVector(c));
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

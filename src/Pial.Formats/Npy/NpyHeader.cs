using System.Globalization;
using System.Text;

namespace Pial.Formats.Npy;

/// <summary>
/// The head of NumPy's <c>.npy</c>, version 1.0: magic, length, and a Python dictionary padded so that the numbers begin at a multiple of
/// 64.
/// </summary>
internal static class NpyHeader
{
    public static byte[] Of(string type, bool fortranOrder, params ReadOnlySpan<int> shape) => Of(type, fortranOrder, 0, shape);

    /// <summary>As above, with at least so many bytes.</summary>
    public static byte[] Of(string type, bool fortranOrder, int atLeast, ReadOnlySpan<int> shape)
    {
        var sizes = string.Join(", ", shape.ToArray().Select(n => n.ToString(CultureInfo.InvariantCulture)))
            + (shape.Length == 1 ? "," : "");
        var text = $"{{'descr': '{type}', 'fortran_order': {(fortranOrder ? "True" : "False")}, 'shape': ({sizes}), }}";
        var length = (Math.Max(10 + text.Length + 1, atLeast) + 63) / 64 * 64;
        byte[] magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)((length - 10) & 255),
            (byte)((length - 10) >> 8)];
        return [.. magic, .. Encoding.ASCII.GetBytes(text.PadRight(length - 11) + "\n")];
    }
}

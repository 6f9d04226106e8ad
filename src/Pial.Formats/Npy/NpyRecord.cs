namespace Pial.Formats.Npy;

/// <summary>
/// Arrays as NumPy's <c>.npy</c> in streams and in memory rather than in files of their own: C order, the last axis fastest.
/// </summary>
public static class NpyRecord
{
    /// <summary>Bytes of a header made by <see cref="FixedHeader"/>.</summary>
    public const int FixedHeaderBytes = 192;

    /// <summary>The head of an array: its numbers follow, and begin at a multiple of 64.</summary>
    /// <param name="type">As NumPy names it, such as <c>&lt;f4</c>.</param>
    /// <param name="shape">Length of each axis.</param>
    public static byte[] Header(string type, ReadOnlySpan<int> shape) => NpyHeader.Of(type, fortranOrder: false, shape);

    /// <summary>
    /// As <see cref="Header"/>, with the same length for any shape of up to six axes, so that a file can hold arrays of other shapes in
    /// turn.
    /// </summary>
    public static byte[] FixedHeader(string type, ReadOnlySpan<int> shape) =>
        NpyHeader.Of(type, fortranOrder: false, FixedHeaderBytes, shape) is { Length: FixedHeaderBytes } header
        ? header
        : throw new ArgumentException($"An array of {shape.Length} axes has no header of {FixedHeaderBytes} bytes.", nameof(shape));
}

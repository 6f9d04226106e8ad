using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pial.Volumes;

namespace Pial.Pipelines.Store;

/// <summary>
/// Names a result by what made it: SHA-256 of decoded voxels and grid for a raw image, of the step's JSON and its input keys for everything
/// later.
/// </summary>
/// <param name="Value">64 lower-case hexadecimal digits.</param>
public readonly record struct ArtifactKey(string Value)
{
    /// <summary>Key of decoded voxels and where they are; the file's name, header text and compression do not count.</summary>
    public static ArtifactKey Of<T>(Volume<T> image)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(image);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, typeof(T).Name);
        Append(hash, image.Grid);
        for (var k = 0; k < image.Shape.K; k++)
            hash.AppendData(MemoryMarshal.AsBytes(image.Slice(k)));
        return new(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Key of what a step makes of its inputs.</summary>
    /// <param name="id">The step's name and version.</param>
    /// <param name="parameters">The step as JSON.</param>
    /// <param name="inputs">Keys of the inputs, in order.</param>
    public static ArtifactKey Of(string id, JsonElement parameters, IEnumerable<ArtifactKey> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, id);
        Append(hash, parameters.GetRawText());
        foreach (var input in inputs)
            Append(hash, input.Value);
        return new(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Key of several keys together.</summary>
    public static ArtifactKey Combine(params ReadOnlySpan<ArtifactKey> keys)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var key in keys)
            Append(hash, key.Value);
        return new(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The first twelve digits, for people.</summary>
    public string Short => Value.Length > 12 ? Value[..12] : Value;

    /// <inheritdoc />
    public override string ToString() => Value;

    private static void Append(IncrementalHash hash, Grid grid)
    {
        Span<double> numbers = stackalloc double[15];
        for (var axis = 0; axis < 3; axis++)
            numbers[axis] = grid.Shape[axis];
        for (var n = 0; n < 12; n++)
            numbers[3 + n] = grid.Affine[n / 4, n % 4];
        hash.AppendData(MemoryMarshal.AsBytes(numbers));
    }

    // The length goes first, so that no two lists of texts run together to the same bytes.
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
